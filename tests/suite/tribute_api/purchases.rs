//! Purchases that webhooks tell of: each is given once.

use serde_json::json;
use telegram_sandbox::event::Kind;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tribute_api::planned::PlannedPurchase;

use super::Scene;

/// Everything that may go wrong with one webhook.
const FAULTS: [Fault; 6] = [
    Fault::WebhooksTwice,
    Fault::WebhooksForged,
    Fault::WebhooksBase64,
    Fault::WebhooksStrings,
    Fault::WebhooksCamelCase,
    Fault::WebhooksSnakeCase,
];

#[tokio::test]
async fn however_it_is_told_a_purchase_is_given_once() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    for fault in FAULTS {
        scene.buys(json!({}), |it| PlannedPurchase { webhook: vec![fault], ..it });
    }
    for number in 1..=FAULTS.len() {
        let order = scene.until_order(u32::try_from(number).unwrap(), "completed").await;
        assert_eq!(order["source"], "tribute_api");
        assert!(order["id"].as_str().unwrap().starts_with("test-tribute-purchase-"), "{order}");
        assert_eq!(order["account_id"], "9200000001");
    }
    assert_eq!(scene.running.shop().effects().len(), FAULTS.len(), "{}", scene.log());
    assert_eq!(scene.running.shop().calls().len(), FAULTS.len(), "{}", scene.log());
}

#[tokio::test]
async fn what_was_told_to_an_agent_that_dies_is_not_lost() {
    let mut scene = Scene::new().await;
    let agent = scene.agent().await;
    scene.buys(json!({}), |it| it);
    scene.until(|event| matches!(event.kind, Kind::WebhookSent { status: Some(200), .. })).await;
    agent.kill().await;
    scene.buys(json!({}), |it| it);
    let _agent = scene.agent().await;
    for number in [1, 2] {
        scene.until_order(number, "completed").await;
    }
    assert_eq!(scene.running.shop().effects().len(), 2, "{}", scene.log());
}

#[tokio::test]
async fn a_buyer_without_telegram_is_a_question_unless_the_shop_knows_buyers() {
    let scene = Scene::new().await;
    let agent = scene.agent().await;
    let web =
        || json!({ "telegram_user_id": null, "telegram_username": null, "trb_user_id": "W-1" });
    scene.buys(web(), |it| it);
    let order = scene.until_order(1, "escalated").await;
    assert_eq!(order["reason"], "no_account_id");
    agent.kill().await;
    scene.configure(super::KEY, "account = \"none\"");
    let _agent = scene.agent().await;
    scene.buys(web(), |it| it);
    scene.until_order(2, "completed").await;
    let calls = scene.running.shop().calls();
    assert_eq!(calls.len(), 1, "{}", scene.log());
    assert!(calls[0].body.contains(r#""customer":{"tribute_user_id":"W-1"}"#), "{}", calls[0].body);
}

#[tokio::test]
async fn the_shop_takes_note_of_the_events_that_are_listed() {
    let mut scene = Scene::new().await;
    scene.configure(super::KEY, "forward = [\"new_subscription\"]");
    let _agent = scene.agent().await;
    for event in ["new_donation", "new_subscription"] {
        let payload = json!({ "subscription_id": 7, "amount": 300, "currency": "eur" });
        let payload = payload.as_object().unwrap().clone();
        let event = event.to_owned();
        let planned = PlannedPurchase { event, payload, ..PlannedPurchase::default() };
        assert_eq!(scene.running.buy(planned), None);
    }
    scene.until(|event| matches!(&event.kind, Kind::WebhookSent { name, status: Some(200), .. } if name == "new_subscription")).await;
    let note = "the shop took note of an event";
    scene.until_said(note).await;
    let log = scene.log();
    assert!(log.contains("nobody asked for") && log.contains("new_donation"), "{log}");
    assert_eq!(log.matches(note).count(), 1, "{log}");
}
