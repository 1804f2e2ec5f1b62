//! Checkouts at the command line and refunds over HTTP, of an agent at work.

use serde_json::{Value, json};

use super::Scene;

const CREATE: [&str; 12] = [
    "create",
    "--provider",
    "tribute_shop",
    "--account",
    "12345",
    "--price",
    "5.00 EUR",
    "--title",
    "1 diamond",
    "--key",
    "basket-7",
    "--json",
];

#[tokio::test]
async fn the_command_waits_for_the_agent_at_work() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    let created = scene.command("checkout", &CREATE).await;
    assert_eq!(created.code, Some(0), "{} {}", created.stderr, scene.log());
    let created: Value = serde_json::from_str(&created.stdout).unwrap();
    assert_eq!(scene.api().orders().len(), 1, "{}", scene.log());
    // The shop's programs find what was asked for at the command line, if they ask for the same.
    let same = json!({
        "provider": "tribute_shop", "account_id": "12345", "title": "1 diamond",
        "price": { "amount": 500, "currency": "EUR" },
    });
    let (_, found) = scene.posts("checkouts", "basket-7", &same).await;
    assert_eq!(found["id"], created["id"]);
    let order = scene.until_order(1, "completed").await;
    assert_eq!(order["checkout_id"], created["id"]);
    assert!(order.get("reference").is_none(), "{order}");
    let shown = scene.command("orders", &["show", "1"]).await.stdout;
    assert!(shown.contains(created["id"].as_str().unwrap()), "{shown}");
    let listed = scene.command("checkout", &["list", "--status", "paid"]).await.stdout;
    assert!(listed.contains("1 diamond") && listed.contains("paid"), "{listed}");
}

#[tokio::test]
async fn money_goes_back_when_the_shops_programs_say_so() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    assert_eq!(scene.command("checkout", &CREATE).await.code, Some(0), "{}", scene.log());
    scene.until_order(1, "completed").await;
    let asks = async |body: Value| {
        let (status, told) = scene.posts("orders/1/refund", "any", &body).await;
        let code = told.get("code").or_else(|| told.get("outcome")).unwrap();
        (status.as_u16(), code.as_str().unwrap().to_owned())
    };
    for (amount, status, code) in [
        (499, 409, "partial_refund_not_supported"),
        (501, 422, "bad_amount"),
        (0, 422, "bad_amount"),
    ] {
        assert_eq!(asks(json!({ "amount": amount })).await, (status, code.to_owned()), "{amount}");
    }
    assert!(!scene.api().orders()[0].transactions[0].refunded);
    assert_eq!(asks(json!({ "amount": 500 })).await, (200, "refunding".to_owned()));
    let order = scene.until_order(1, "refunded").await;
    assert!(scene.running.shop().revoked().contains(order["id"].as_str().unwrap()));
    assert_eq!(asks(json!({})).await, (409, "already_refunded".to_owned()));
}
