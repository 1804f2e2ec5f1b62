//! `require_signed_response`: only what the shop has signed, for this call, is taken.

use jiff::{SignedDuration, Timestamp};
use tribute_agent::order::life::ShopAnswer;
use tribute_agent::shop::{Activator as _, Client, Settings};

use super::server::{Reply, Server, reply};
use super::{ACTIVATED, OTHER_SECRET, SECRET, call, is_activated, now, secret, unavailable};

/// An answer signed by the published library.
pub fn signed(secret: &str, id: &str, at: Timestamp, body: &'static str) -> Reply {
    let seconds = at.as_second();
    let signature =
        standardwebhooks::Webhook::new(secret).unwrap().sign(id, seconds, body.as_bytes()).unwrap();
    let mut answer = reply(200, body);
    let headers = answer.headers_mut();
    headers.insert("webhook-id", id.parse().unwrap());
    headers.insert("webhook-timestamp", seconds.into());
    headers.insert("webhook-signature", signature.parse().unwrap());
    answer
}

async fn ask(answer: impl Fn() -> Reply + Send + Sync + 'static) -> ShopAnswer {
    let server = Server::http(move |_| answer()).await;
    let mut settings = Settings::new(server.url(), secret());
    settings.require_signed_response = true;
    Client::new(settings).unwrap().activate(&call(), now()).await
}

#[tokio::test]
async fn a_signed_answer_is_taken() {
    let answer = ask(|| signed(SECRET, &call().webhook_id, now(), ACTIVATED)).await;
    assert!(is_activated(&answer), "{answer:?}");
}

#[tokio::test]
async fn an_unsigned_answer_is_not_now_whatever_it_says() {
    for (status, body) in
        [(200, ACTIVATED), (404, r#"{"error":{"code":"order_not_found"}}"#), (302, "")]
    {
        let answer = ask(move || reply(status, body)).await;
        assert_eq!(answer, unavailable("the answer is not signed"), "{status}");
    }
}

#[tokio::test]
async fn a_wrongly_signed_answer_is_not_now() {
    let wrong = unavailable("the answer is wrongly signed");
    let id = call().webhook_id;

    let foreign = ask({
        let id = id.clone();
        move || signed(OTHER_SECRET, &id, now(), ACTIVATED)
    });
    assert_eq!(foreign.await, wrong);

    let of_another_call = ask(|| signed(SECRET, "777000-1-1:activate:1", now(), ACTIVATED));
    assert_eq!(of_another_call.await, wrong);

    let old = ask({
        let id = id.clone();
        move || signed(SECRET, &id, now() - SignedDuration::from_mins(6), ACTIVATED)
    });
    assert_eq!(old.await, wrong);

    let changed = ask(move || {
        let said = signed(SECRET, &id, now(), r#"{"status":"pending"}"#);
        let (head, _) = said.into_parts();
        Reply::from_parts(head, ACTIVATED.into())
    });
    assert_eq!(changed.await, wrong);
}
