//! Money that goes back: the goods do, too, or people are told.

use serde_json::json;
use telegram_sandbox::shop::ShopResponse;
use telegram_sandbox::tribute_api::planned::{PlannedPurchase, RefundTime};
use tribute_agent::engine::PAUSED;
use tribute_agent::journal::Journal;

use super::Scene;

#[tokio::test]
async fn the_goods_come_back_when_the_money_does() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    let refund = Some(RefundTime::AfterActivation);
    scene.buys(json!({}), |it| PlannedPurchase { refund, ..it });
    let order = scene.until_order(1, "refunded").await;
    let id = order["id"].as_str().unwrap();
    assert!(scene.running.shop().revoked().contains(id), "{}", scene.log());
}

#[tokio::test]
async fn a_refund_that_overtakes_its_purchase_leaves_nothing_to_give() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    let refund = Some(RefundTime::BeforePurchase);
    scene.buys(json!({}), |it| PlannedPurchase { refund, ..it });
    scene.until_order(1, "refunded").await;
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
}

#[tokio::test]
async fn a_shop_that_keeps_the_goods_out_is_told_to_people() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    let refund = Some(RefundTime::AfterActivation);
    let busy = ShopResponse::ServerError;
    let refused = ShopResponse::Refused("already_used".to_owned());
    let shop_refund = vec![busy, refused];
    scene.buys(json!({}), |it| PlannedPurchase { refund, shop_refund, ..it });
    let order = scene.until_order(1, "escalated").await;
    assert_eq!(order["reason"], "not_revoked");
    // Asked once more, it does.
    let retried = scene.command("orders", &["retry", "1"]).await;
    assert_eq!(retried.code, Some(0), "{}", retried.stderr);
    scene.until_order(1, "refunded").await;
}

#[tokio::test]
async fn money_that_was_paid_in_stars_goes_back_when_somebody_says_so() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    scene.buys(json!({ "currency": "xtr", "amount": 250 }), |it| it);
    scene.until_order(1, "completed").await;
    let asked = scene.command("orders", &["refund", "1"]).await;
    assert_eq!(asked.code, Some(2), "{}", asked.stderr);
    let done = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let order = scene.until_order(1, "refunded").await;
    assert!(scene.api().purchases()[0].refunded);
    assert!(scene.running.shop().revoked().contains(order["id"].as_str().unwrap()));
    let again = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert!(again.stderr.contains("went back already"), "{}", again.stderr);
}

#[tokio::test]
async fn money_that_can_not_go_back_is_told_and_nothing_changes() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    scene.buys(json!({ "currency": "eur", "amount": 250 }), |it| it);
    scene.until_order(1, "completed").await;
    let asked = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    scene.until_said("the money does not go back").await;
    scene.until_order(1, "completed").await;
    assert!(!scene.api().purchases()[0].refunded);
}

#[tokio::test]
async fn money_that_went_back_is_told_while_nothing_is_given() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    let stars = || json!({ "currency": "xtr", "amount": 250 });
    scene.buys(stars(), |it| it);
    let order = scene.until_order(1, "completed").await;
    let mut journal = Journal::open_beside(&scene.folder.path().join("shop.journal")).unwrap();
    journal.write(|writer| writer.set(PAUSED, 1)).unwrap();
    scene.buys(stars(), |it| it);
    scene.until_order(2, "activating").await;
    let done = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    scene.until_order(1, "refunded").await;
    assert!(scene.running.shop().revoked().contains(order["id"].as_str().unwrap()));
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
    journal.write(|writer| writer.set(PAUSED, 0)).unwrap();
    // What wakes the agent here is another purchase.
    scene.buys(stars(), |it| it);
    scene.until_order(2, "completed").await;
}
