//! The demo shop over real HTTP.

use std::sync::Arc;

use serde_json::{Value, json};
use standardwebhooks::Webhook;
use telegram_sandbox::Clock;
use telegram_sandbox::event::{Kind, Outcome};
use telegram_sandbox::ledger::Ledger;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::shop::{DemoShop, HoldPoint, ShopOptions};

use tribute_agent::machine::{Clock as _, Machine};

use super::shop_client::{Call, now};
use super::soon;

const TEST: &str =
    r#"{"type":"shop.test","timestamp":"2026-11-22T11:00:00Z","livemode":false,"data":{}}"#;
const ORDER_ID: &str = "test-777000111-6675346585-30";

fn clock() -> Clock {
    Arc::new(|| Machine.now())
}

/// A shop that knows of one order, with message id 30.
async fn open(moves: &[&str], without_deduplication: bool) -> (DemoShop, Arc<Ledger>) {
    let ledger = Arc::new(Ledger::new(clock()));
    let options = ShopOptions { key: (0..32).collect(), without_deduplication };
    let shop = DemoShop::open(options, Arc::clone(&ledger), clock()).await.unwrap();
    let number = ledger.plan(&PlannedOrder::default());
    ledger.order_sent(number, 30);
    shop.set_script(number, moves.iter().map(|it| it.parse().unwrap()));
    (shop, ledger)
}

async fn outcome(ledger: &Ledger) -> (Option<u32>, Outcome) {
    let mut events = ledger.events();
    let event = super::until(&mut events, |kind| matches!(kind, Kind::Activation { .. })).await;
    match event.kind {
        Kind::Activation { outcome, .. } => (event.order, outcome),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn gives_once_and_says_so_the_second_time() {
    let (shop, ledger) = open(&[], false).await;
    let call = Call::activate(&shop, ORDER_ID, "12345");
    let first = soon(call.make(&shop)).await.unwrap();
    assert_eq!(first.status, 200);
    assert_eq!(first.json()["status"], "activated");
    assert_eq!(first.json()["payment_id"], "A-1001");
    let second = soon(call.make(&shop)).await.unwrap().json();
    assert_eq!(second["status"], "already_activated");
    assert_eq!(second["payment_id"], "A-1001");
    assert_eq!(shop.effects()[ORDER_ID].count, 1);
    assert_eq!(shop.effects()[ORDER_ID].account_id, "12345");
    assert_eq!(ledger.totals().activated_twice, 0);
    let calls = shop.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].body, call.body);
    assert_eq!(calls[0].webhook_id, call.webhook_id);
    assert_eq!(calls[0].timestamp, call.timestamp);
    assert_eq!(outcome(&ledger).await, (Some(1), Outcome::Activated));
}

#[tokio::test]
async fn without_deduplication_the_promise_falls() {
    let (shop, ledger) = open(&[], true).await;
    let call = Call::activate(&shop, ORDER_ID, "12345");
    for _ in 0..2 {
        let answer = soon(call.make(&shop)).await.unwrap();
        assert_eq!(answer.json()["status"], "activated");
    }
    assert_eq!(shop.effects()[ORDER_ID].count, 2);
    assert_eq!(ledger.totals().activated_twice, 1);
}

#[tokio::test]
async fn two_order_ids_for_one_order_are_twice_too() {
    let (shop, ledger) = open(&[], false).await;
    for order_id in ["777000111-6675346585-30", "test-777000111-6675346585-30"] {
        let call = Call::activate(&shop, order_id, "12345");
        assert_eq!(soon(call.make(&shop)).await.unwrap().status, 200);
    }
    assert_eq!(ledger.totals().activated_twice, 1);
}

#[tokio::test]
async fn what_is_not_signed_well_is_not_believed() {
    let (shop, ledger) = open(&[], false).await;
    let good = || Call::activate(&shop, ORDER_ID, "12345");
    let other_secret =
        Call { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(), ..good() };
    let answer = soon(other_secret.make(&shop)).await.unwrap();
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json()["error"]["code"], "bad_signature");
    for minutes in [-6, 6] {
        let late = Call { timestamp: now() + minutes * 60, ..good() };
        let answer = soon(late.make(&shop)).await.unwrap();
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json()["error"]["code"], "clock");
    }
    assert!(shop.effects().is_empty());
    assert_eq!(outcome(&ledger).await, (None, Outcome::BadSignature));
}

#[tokio::test]
async fn answers_are_signed_too() {
    let (shop, _ledger) = open(&[], false).await;
    let answer = soon(Call::of(&shop, TEST).make(&shop)).await.unwrap();
    let header = |name: &str| {
        let line = answer.head.lines().find_map(|line| line.strip_prefix(name));
        line.expect("the header is there").to_owned()
    };
    let expected = Webhook::new(shop.secret())
        .unwrap()
        .sign(&header("webhook-id: "), header("webhook-timestamp: ").parse().unwrap(), &answer.body)
        .unwrap();
    assert_eq!(header("webhook-signature: "), expected);
}

#[tokio::test]
async fn other_calls() {
    let (shop, _ledger) = open(&[], false).await;
    for (body, status, part) in [
        (TEST, 200, r#""ok""#),
        (r#"{"type":"shop.test","livemode":false,"data":{}}"#, 400, "malformed"),
        (r#"{"type":"order.refund","data":{}}"#, 400, "unsupported_type"),
        (r#"{"type":"order.activate","data":{}}"#, 400, "malformed"),
        (r#"{"type":"order.activate"}"#, 400, "malformed"),
        ("[]", 400, "malformed"),
        ("", 400, "malformed"),
    ] {
        let answer = soon(Call::of(&shop, body).make(&shop)).await.unwrap();
        assert_eq!(answer.status, status, "{body}");
        let said = String::from_utf8(answer.body).unwrap();
        assert!(said.contains(part), "{body}: {said}");
    }
    let huge = Call::of(&shop, " ".repeat(300_000));
    assert_eq!(soon(huge.make(&shop)).await.unwrap().status, 413);
    assert!(shop.effects().is_empty());
}

#[tokio::test]
async fn what_the_schema_does_not_know_is_refused() {
    let (shop, _ledger) = open(&[], false).await;
    let good: Value = serde_json::from_str(&Call::activate(&shop, ORDER_ID, "12345").body).unwrap();
    for (place, value, problem) in [
        ("/livemode", json!(true), "test-"),
        ("/livemode", json!("no"), "activate.livemode"),
        ("/timestamp", json!("2026-11-22T11:00:00.5Z"), "activate.timestamp"),
        ("/data/order_id", json!("test 1"), "activate.data.order_id"),
        ("/data/account_id", json!(""), "minLength"),
        ("/data/account_id", json!(12345), "type"),
        ("/data/customer", json!({"telegram_id": "1"}), "telegram_id"),
        ("/data/product", json!({"name": "tea", "sku": "tea"}), "dependentRequired"),
        ("/data/product", json!({"name": "tea", "sku": "tea", "quantity": 0}), "minimum"),
        ("/data/product", json!({"name": "tea", "size": 1}), "additionalProperties"),
        ("/data/product", json!({}), "required"),
    ] {
        let mut body = good.clone();
        *body.pointer_mut(place).unwrap() = value;
        let answer = soon(Call::of(&shop, body.to_string()).make(&shop)).await.unwrap().json();
        assert_eq!(answer["error"]["code"], "malformed", "{body}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains(problem), "{body}: {message}");
    }
    assert!(shop.effects().is_empty());
}

#[tokio::test]
async fn every_move_answers_as_it_is_named() {
    for (shop_move, status, part, expected) in [
        ("refused order_not_found", 422, "order_not_found", Outcome::Refused),
        ("503", 503, "html", Outcome::Unavailable),
        ("retry_after 7", 503, "html", Outcome::Unavailable),
        ("500", 500, "html", Outcome::Unavailable),
        ("pending", 202, "pending", Outcome::Unavailable),
        ("unclear", 200, "html", Outcome::Unavailable),
        ("unclear_json", 200, "{}", Outcome::Unavailable),
        ("cdn_403", 403, "html", Outcome::Unavailable),
        ("404", 404, "html", Outcome::Unavailable),
        ("301", 301, "html", Outcome::Unavailable),
        ("bad_signature", 401, "bad_signature", Outcome::BadSignature),
        ("clock", 401, "clock", Outcome::BadSignature),
        ("garbage", 200, "activ", Outcome::Unavailable),
        ("huge_body", 200, "....", Outcome::Unavailable),
    ] {
        let (shop, ledger) = open(&[shop_move], false).await;
        let call = Call::activate(&shop, ORDER_ID, "12345");
        let answer = soon(call.make(&shop)).await.unwrap();
        assert_eq!(answer.status, status, "{shop_move}");
        let said = String::from_utf8_lossy(&answer.body);
        assert!(said.contains(part), "{shop_move}");
        let retry_after = answer.head.contains("retry-after: 7");
        assert_eq!(retry_after, shop_move == "retry_after 7", "{shop_move}");
        assert!(shop.effects().is_empty(), "{shop_move} gave something");
        assert_eq!(outcome(&ledger).await, (Some(1), expected), "{shop_move}");
        let next = soon(call.make(&shop)).await.unwrap();
        assert_eq!(next.json()["status"], "activated", "{shop_move}, then");
    }
}

#[tokio::test]
async fn other_account_gives_as_asked_and_names_another() {
    let (shop, _ledger) = open(&["other_account"], false).await;
    let call = Call::activate(&shop, ORDER_ID, "12345");
    let said = soon(call.make(&shop)).await.unwrap().json();
    assert_eq!((&said["status"], &said["account_id"]), (&json!("activated"), &json!("912345")));
    assert_eq!(shop.effects()[ORDER_ID].account_id, "12345");
}

#[tokio::test]
async fn odd_answers_give_as_asked() {
    for (shop_move, part) in [
        ("number_id", &b"\"payment_id\":1001"[..]),
        ("lone_surrogate", b"\\ud83d\""),
        ("cp1251", b"\xd1\xef"),
        ("huge_number", b"1e999"),
        ("deep", b"[[]]"),
        ("gzip", b"\x1f\x8b"),
    ] {
        let (shop, _ledger) = open(&[shop_move], false).await;
        let call = Call::activate(&shop, ORDER_ID, "12345");
        let said = soon(call.make(&shop)).await.unwrap();
        let is_odd = said.body.windows(part.len()).any(|window| window == part);
        assert!(is_odd, "{shop_move}: {:?}", String::from_utf8_lossy(&said.body));
        assert_eq!(said.head.contains("content-encoding: gzip"), shop_move == "gzip");
        assert_eq!(shop.effects()[ORDER_ID].account_id, "12345", "{shop_move}");
    }
}

#[tokio::test]
async fn close_answers_nothing() {
    let (shop, _ledger) = open(&["close"], false).await;
    let call = Call::activate(&shop, ORDER_ID, "12345");
    assert!(soon(call.make(&shop)).await.is_none());
    assert!(shop.effects().is_empty());
}

#[tokio::test]
async fn a_timeout_gives_or_does_not() {
    for (shop_move, given, expected) in
        [("timeout", false, Outcome::Unavailable), ("timeout_but_done", true, Outcome::Activated)]
    {
        let (shop, ledger) = open(&[shop_move], false).await;
        let call = Call::activate(&shop, ORDER_ID, "12345");
        tokio::select! {
            answer = call.make(&shop) => panic!("{shop_move} was answered: {answer:?}"),
            told = outcome(&ledger) => assert_eq!(told, (Some(1), expected)),
        }
        assert_eq!(shop.effects().contains_key(ORDER_ID), given, "{shop_move}");
        let again = soon(call.make(&shop)).await.unwrap().json();
        let status = if given { "already_activated" } else { "activated" };
        assert_eq!(again["status"], status, "{shop_move}, then");
    }
}

#[tokio::test]
async fn a_call_can_be_held_before_and_after_its_effect() {
    for (moment, given) in [(HoldPoint::BeforeEffect, false), (HoldPoint::AfterEffect, true)] {
        let (shop, _ledger) = open(&[], false).await;
        let call = Call::activate(&shop, ORDER_ID, "12345");
        let mut hold = shop.hold_next(moment);
        let stopped = tokio::select! {
            answer = call.make(&shop) => panic!("{moment:?} was not held: {answer:?}"),
            stopped = soon(hold.arrived()) => stopped.unwrap(),
        };
        // The caller is gone now, as if it had been killed.
        assert_eq!(stopped.order_id, ORDER_ID);
        assert_eq!(shop.effects().contains_key(ORDER_ID), given);
        let mut hold = shop.hold_next(moment);
        let released = async {
            soon(hold.arrived()).await.unwrap();
            hold.release();
        };
        let (answer, ()) = tokio::join!(soon(call.make(&shop)), released);
        assert_eq!(answer.unwrap().status, 200);
    }
}
