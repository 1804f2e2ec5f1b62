//! Checkouts that are paid at T-Bank, from the shop's request to the order.

use reqwest::StatusCode;
use serde_json::json;
use telegram_sandbox::event::{Event, Kind};
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tbank::BankStatus;
use telegram_sandbox::tbank::cards::Card;
use telegram_sandbox::tribute_api::planned::Buyers;

use super::scene::{PATIENCE, Scene, TOKEN, checkout, notification};
use crate::server::http;

fn is_init(event: &Event) -> bool {
    matches!(&event.kind, Kind::ApiCall { path, .. } if path == "/v2/Init")
}

#[tokio::test]
async fn what_is_confirmed_is_given_once() {
    let scene = Scene::with_buyers(Buyers::Pay).await;
    for fault in [Fault::WebhooksTwice, Fault::WebhooksForged, Fault::WebhooksOutOfOrder] {
        scene.bank().inject(fault);
    }
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let order = scene.until_order(1, "completed").await;
    let (id, payment) = (scene.bank().terminal_key(), scene.bank().payments()[0].id);
    assert_eq!(order["id"], format!("test-tbank-{id}-{payment}"));
    assert_eq!((&order["source"], &order["account_id"]), (&json!("tbank"), &json!("12345")));
    assert_eq!(scene.running.settled(PATIENCE).await.unsettled, 0, "{}", scene.log());
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
    let calls = scene.running.shop().calls();
    let checkout = told["id"].as_str().unwrap();
    assert!(calls[0].body.contains(&format!(r#""checkout_id":"{checkout}""#)), "{calls:?}");
    let forged =
        json!({ "TerminalKey": "other", "OrderId": checkout, "PaymentId": 1, "Status": "NEW" });
    assert_eq!(scene.is_told(&forged).await.0, 403);
}

#[tokio::test]
async fn money_that_is_only_held_gives_nothing() {
    let scene = Scene::with_buyers(Buyers::Prepay).await;
    let _agent = scene.agent().await;
    scene.opens(json!({})).await;
    scene.until_said("the bank tells of a payment").await;
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
}

/// Another attempt is another payment, of the same checkout.
#[tokio::test]
async fn a_card_that_is_rejected_can_be_followed_by_another() {
    let scene = Scene::with_buyers(Buyers::Decline).await;
    let _agent = scene.agent().await;
    scene.opens(json!({})).await;
    let order = scene.until_order(1, "completed").await;
    let paid = scene.bank().payments()[1].id;
    assert!(order["id"].as_str().unwrap().ends_with(&format!("-{paid}")), "{order}");
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

impl Scene {
    /// The bank makes a payment, and its answer finds nobody.
    async fn dies_while_the_bank_is_asked(&mut self) {
        self.bank().inject(Fault::ApiCreateLost);
        let agent = self.agent().await;
        let (url, asked) = (format!("{}/api/v1/checkouts", self.url), checkout(json!({})));
        let asks = tokio::spawn(async move {
            let call = http().post(url).bearer_auth(TOKEN);
            let call = call.header("content-type", "application/json");
            call.header("idempotency-key", "key-1").body(asked.to_string()).send().await.map(drop)
        });
        self.until(is_init).await;
        agent.kill().await;
        drop(asks.await.unwrap());
    }
}

#[tokio::test]
async fn an_agent_that_dies_while_the_bank_makes_a_payment_makes_one_that_can_be_paid() {
    let mut scene = Scene::with_buyers(Buyers::Leave).await;
    scene.dies_while_the_bank_is_asked().await;
    scene.running.clear_faults();
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let payments = scene.bank().payments();
    let [lost, made] = &payments[..] else { panic!("{payments:?}: {}", scene.log()) };
    assert_eq!((lost.status, made.status), (BankStatus::Canceled, BankStatus::New));
    assert!(told["url"].as_str().unwrap().ends_with(&made.id.to_string()), "{told}");
    assert!(scene.bank().pay(&made.order_id, Card::Good));
    scene.until_order(1, "completed").await;
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn a_payment_of_which_no_notification_comes_is_found() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    agent.terminate().await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::Good));
    while scene.bank().payments()[0].status != BankStatus::Confirmed {
        tokio::task::yield_now().await;
    }
    scene.hurry();
    let _agent = scene.agent().await;
    scene.until_order(1, "completed").await;
    assert_eq!(scene.running.settled(PATIENCE).await.unsettled, 0, "{}", scene.log());
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn another_amount_and_a_second_payment_are_left_to_people() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let said = |payment, amount| notification(&told, payment, "CONFIRMED", amount);
    assert_eq!(scene.is_told(&said(1, 19_901)).await, (200, "OK".to_owned()));
    scene.until_order(1, "escalated").await;
    let mut second = said(2, 19_900);
    second["Pan"] = json!("430000******0777");
    assert_eq!(scene.is_told(&second).await, (200, "OK".to_owned()));
    let second = scene.until_order(2, "escalated").await;
    assert_eq!(second["reason"], "paid_twice", "{second}");
    let mut unknown = said(3, 19_900);
    unknown["OrderId"] = json!("A-1");
    assert_eq!(scene.is_told(&unknown).await, (200, "OK".to_owned()));
    scene.until_said("nobody_asked").await;
    // It is no order, though it was told: that its money went back is told, too.
    unknown["Status"] = json!("REFUNDED");
    assert_eq!(scene.is_told(&unknown).await, (200, "OK".to_owned()));
    scene.until_said("unknown_payment").await;
    let mut new = said(1, 19_900);
    new["Status"] = json!("FUTURE_STATUS");
    assert_eq!(scene.is_told(&new).await, (200, "OK".to_owned()));
    scene.until_said("new_status").await;
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
    let journal = rusqlite::Connection::open(scene.folder.path().join("shop.journal")).unwrap();
    let sql = "SELECT group_concat(text, '\n') FROM notices";
    let told: String = journal.query_row(sql, [], |row| row.get(0)).unwrap();
    assert!(told.contains("FUTURE_STATUS") && told.contains("PaymentId"), "{told}");
    assert!(!told.contains("Token") && !told.contains("430000"), "{told}");
    // Nobody but people can say that it is given all the same.
    let said = scene.command("orders", &["retry", "1"]).await;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    scene.until_order(1, "completed").await;
    assert!(scene.running.shop().calls()[0].body.contains("19901"), "{}", scene.log());
}

/// The bank makes one payment of a name: what was lost is called off, and another one made, while the shop waits.
#[tokio::test]
async fn a_link_that_was_lost_on_the_way_is_made_anew_at_once() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    scene.bank().inject(Fault::ApiCreateLost);
    let _agent = scene.agent().await;
    let (told, ()) = tokio::join!(scene.opens(json!({})), async {
        scene.until_said("the answer to a checkout was lost").await;
        scene.running.clear_faults();
    });
    assert_eq!(told["status"], "open", "{told}");
    let payments = scene.bank().payments();
    let [lost, made] = &payments[..] else { panic!("{payments:?}: {}", scene.log()) };
    assert_eq!((lost.status, made.status), (BankStatus::Canceled, BankStatus::New));
    assert!(told["url"].as_str().unwrap().ends_with(&made.id.to_string()), "{told}");
}

/// Nobody had its link from us; the money is here all the same.
#[tokio::test]
async fn a_payment_whose_link_was_lost_and_that_was_paid_is_an_order() {
    let mut scene = Scene::with_buyers(Buyers::Leave).await;
    // Every other one: of a payment, that it is confirmed.
    scene.bank().inject(Fault::WebhooksLost);
    scene.dies_while_the_bank_is_asked().await;
    let payment = scene.bank().payments()[0].clone();
    assert!(scene.bank().pay(&payment.order_id, Card::Good));
    while scene.bank().payments()[0].status != BankStatus::Confirmed {
        tokio::task::yield_now().await;
    }
    let _agent = scene.agent().await;
    let order = scene.until_order(1, "completed").await;
    assert!(order["id"].as_str().unwrap().ends_with(&format!("-{}", payment.id)), "{order}");
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn a_terminal_that_the_bank_does_not_know_is_told_at_once() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let password = scene.bank().password().to_owned();
    scene.rewrite_config(|text| text.replace(&password, "another-password"));
    let _agent = scene.agent().await;
    let (status, told) = scene.posts("checkouts", "key-1", &checkout(json!({}))).await;
    assert_eq!((status.as_u16(), &told["code"]), (503, &json!("provider_unavailable")), "{told}");
    assert!(told["detail"].as_str().unwrap().contains("password"), "{told}");
    scene.until_said("an incident begins kind=\"bank_unavailable\"").await;
    scene.rewrite_config(|text| text.replace("another-password", &password));
    scene.until_said("the configuration was read again").await;
    // Who asks again does not wait for the next try.
    let (status, told) = scene.posts("checkouts", "key-1", &checkout(json!({}))).await;
    assert_eq!((status.as_u16(), &told["status"]), (201, &json!("open")), "{told}");
    scene.until_said("an incident is over kind=\"bank_unavailable\"").await;
    assert_eq!(scene.bank().payments().len(), 1);
}

#[tokio::test]
async fn what_the_bank_would_not_take_is_told_in_words() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let receipt = json!({ "products": [{ "name": "1 алмаз", "price": "198.99" }] });
    let body = checkout(json!({ "receipt": receipt, "email": "a@example.test" }));
    let (status, told) = scene.posts("checkouts", "key-1", &body).await;
    assert_eq!((status, &told["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    assert!(told["detail"].as_str().unwrap().contains("add up"), "{told}");
    assert!(scene.bank().payments().is_empty());
    let receipt = json!({ "products": [{ "name": "1 алмаз", "quantity": 3 }] });
    let body = checkout(json!({ "receipt": receipt, "email": "a@example.test" }));
    // The bank was not asked: the key is free.
    let (status, told) = scene.posts("checkouts", "key-1", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let items = scene.bank().payments()[0].asked["Receipt"]["Items"].clone();
    let amounts = items.as_array().unwrap().iter().map(|it| it["Amount"].as_i64().unwrap());
    assert_eq!(amounts.collect::<Vec<_>>(), [6_633, 6_633, 6_634]);
}

/// Whatever has become of the checkout: the money is here.
#[tokio::test]
async fn a_payment_of_an_expired_checkout_is_an_order() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    agent.terminate().await;
    let journal = rusqlite::Connection::open(scene.folder.path().join("shop.journal")).unwrap();
    let sql = "UPDATE checkouts SET state = json_set(state, '$.state', 'expired'), \
               status = 'expired', due_at_ms = NULL";
    journal.execute(sql, []).unwrap();
    drop(journal);
    let _agent = scene.agent().await;
    let paid = notification(&told, 7, "CONFIRMED", 19_900);
    assert_eq!(scene.is_told(&paid).await, (200, "OK".to_owned()));
    scene.until_order(1, "completed").await;
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn the_bank_takes_roubles() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let body = checkout(json!({ "price": { "amount": 500, "currency": "EUR" } }));
    let (status, told) = scene.posts("checkouts", "key-1", &body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    assert!(told["detail"].as_str().unwrap().contains("RUB"), "{told}");
    assert!(scene.bank().payments().is_empty());
}
