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

#[tokio::test]
async fn an_agent_that_dies_while_the_bank_makes_a_payment_makes_one_that_can_be_paid() {
    let mut scene = Scene::with_buyers(Buyers::Leave).await;
    scene.bank().inject(Fault::ApiCreateLost);
    let agent = scene.agent().await;
    let (url, asked) = (format!("{}/api/v1/checkouts", scene.url), checkout(json!({})));
    let asks = tokio::spawn(async move {
        let call = http().post(url).bearer_auth(TOKEN);
        let call = call.header("content-type", "application/json");
        call.header("idempotency-key", "key-1").body(asked.to_string()).send().await.map(drop)
    });
    scene.until(is_init).await;
    agent.kill().await;
    drop(asks.await.unwrap());
    scene.running.clear_faults();
    // The call must have ended by then.
    let journal = rusqlite::Connection::open(scene.folder.path().join("shop.journal")).unwrap();
    let sql = "UPDATE checkouts SET state = json_set(state, '$.asked_at', '2026-11-01T00:00:00Z')";
    journal.execute(sql, []).unwrap();
    drop(journal);
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
    assert_eq!(scene.is_told(&said(2, 19_900)).await, (200, "OK".to_owned()));
    scene.until_said("paid_before").await;
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
}

#[tokio::test]
async fn what_the_bank_would_not_take_is_told_in_words() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let receipt = json!({ "products": [{ "name": "1 алмаз", "price": "198.99" }] });
    let body = checkout(json!({ "receipt": receipt, "email": "a@example.test" }));
    let (status, told) = scene.posts("checkouts", "key-1", &body).await;
    assert_eq!(
        (status, &told["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("provider_refused"))
    );
    assert!(told["detail"].as_str().unwrap().contains("add up"), "{told}");
    assert!(scene.bank().payments().is_empty());
    let receipt = json!({ "products": [{ "name": "1 алмаз", "quantity": 3 }] });
    let body = checkout(json!({ "receipt": receipt, "email": "a@example.test" }));
    let (status, told) = scene.posts("checkouts", "key-2", &body).await;
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
