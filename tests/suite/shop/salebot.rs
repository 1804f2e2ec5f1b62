//! The calls to Salebot, and what its answers mean.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tribute_agent::order::life::ShopAnswer;
use tribute_agent::shop::{
    Activator as _, Call, Prefix, Salebot, SalebotKey, SalebotSettings, Verb,
};

use super::now;
use super::server::{Server, raw, reply};
use crate::occupancy::ShutDoor;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PREFIX: &str = "ovg58keefc";

fn project(url: &str) -> Salebot {
    let settings = SalebotSettings {
        url: url.trim_end_matches("/activate").to_owned(),
        api_key: SalebotKey::new(KEY).unwrap(),
        prefix: Prefix::new(PREFIX).unwrap(),
        timeout: Duration::from_millis(500),
    };
    Salebot::new(settings).unwrap()
}

fn call(livemode: bool) -> Call {
    let price = json!({ "amount": 10_055, "currency": "RUB" });
    let data = json!({ "order_id": "1", "account_id": "836058546", "price": price });
    let body = json!({ "type": "order.activate", "livemode": livemode, "data": data });
    Call { webhook_id: "1:activate:1".to_owned(), body: body.to_string() }
}

async fn told(url: &str) -> ShopAnswer {
    project(url).activate(&call(true), now()).await
}

#[tokio::test]
async fn a_payment_is_said_as_salebots_own_are() {
    let mut server = Server::http(|_| reply(200, "{}")).await;
    assert!(matches!(told(&server.url()).await, ShopAnswer::Activated(_)));
    let seen = server.seen();
    assert_eq!((seen.method, &*seen.path), (Method::POST, &*format!("/api/{KEY}/callback")));
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(body, json!({ "client_id": "836058546", "message": "ovg58keefc_success 100.55" }));
    server.assert_nothing_more();
}

#[tokio::test]
async fn what_the_answers_mean() {
    for (status, body, meaning) in [
        (200, "", "activated"),
        (200, "OK", "activated"),
        (201, r#"{"status":"success"}"#, "activated"),
        (200, r#"{"status":"error","error":"client not found"}"#, "unclear"),
        (200, r#"{"status":"fail"}"#, "unclear"),
        (200, r#"{"success":false}"#, "unclear"),
        (200, " <html>Maintenance</html>", "unclear"),
        (302, "", "unclear"),
        (400, r#"{"error":"client not found"}"#, "refused"),
        (401, "", "misconfigured"),
        (403, "", "misconfigured"),
        (404, "", "misconfigured"),
        (408, "", "unclear"),
        (422, "", "refused"),
        (429, "", "unavailable"),
        (500, "", "unclear"),
        (502, "", "unclear"),
        (503, "", "unclear"),
    ] {
        let mut server = Server::http(move |_| reply(status, body)).await;
        let answer = told(&server.url()).await;
        let name = match &answer {
            ShopAnswer::Activated(_) => "activated",
            ShopAnswer::Unclear { .. } => "unclear",
            ShopAnswer::Refused { .. } => "refused",
            ShopAnswer::Misconfigured { .. } => "misconfigured",
            ShopAnswer::Unavailable { .. } => "unavailable",
            _ => "other",
        };
        assert_eq!(name, meaning, "{status} {body}: {answer:?}");
        server.seen();
        server.assert_nothing_more();
    }
}

/// Key and prefix stand in what is said: careless servers say it again.
#[tokio::test]
async fn neither_key_nor_prefix_comes_back() {
    for status in [200, 302, 400, 401, 404, 429, 500] {
        let echo = Server::http(move |seen| {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            let mut answer = reply(status, format!("<p>Cannot POST {}: {body}</p>", seen.path));
            let place = seen.path.parse().unwrap();
            answer.headers_mut().insert("location", place);
            answer
        })
        .await;
        let probed = project(&echo.url()).probe().await;
        let said = format!("{:?} {probed:?}", told(&echo.url()).await);
        assert!(!said.contains(KEY) && !said.contains(PREFIX), "{status}: {said}");
    }
    let door = ShutDoor::new();
    let said = format!(
        "{:?} {:?}",
        told(&format!("http://{}", door.address)).await,
        project(&format!("http://{}", door.address))
    );
    assert!(!said.contains(KEY) && !said.contains(PREFIX), "{said}");
}

#[tokio::test]
async fn only_what_was_surely_not_heard_may_be_said_again() {
    let door = ShutDoor::new();
    let answer = told(&format!("http://{}", door.address)).await;
    assert!(matches!(answer, ShopAnswer::Unavailable { .. }), "{answer:?}");
    // It hangs up on what it has read, or never answers.
    for hangs_up in [true, false] {
        let (url, _task) = raw(move |mut stream| async move {
            let mut heard = [0; 64];
            let _ = stream.read(&mut heard).await;
            if !hangs_up {
                std::future::pending::<()>().await;
            }
        })
        .await;
        let answer = told(&url).await;
        assert!(matches!(answer, ShopAnswer::Unclear { .. }), "{hangs_up}: {answer:?}");
    }
    assert!(!project(&format!("http://{}", door.address)).may_be_repeated());
}

#[tokio::test]
async fn a_payment_that_is_not_real_is_told_to_nobody_elsewhere() {
    let elsewhere = project("https://salebot.invalid");
    for verb in [Verb::Activate, Verb::Revoke, Verb::TakeNote] {
        let answer = elsewhere.call(verb, &call(false), now()).await;
        assert!(matches!(answer, ShopAnswer::Refused { .. }), "{verb:?}: {answer:?}");
    }
    let mut here = Server::http(|_| reply(200, "{}")).await;
    let answer = project(&here.url()).activate(&call(false), now()).await;
    assert!(matches!(answer, ShopAnswer::Activated(_)), "{answer:?}");
    here.seen();
}
