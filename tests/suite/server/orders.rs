//! Orders over HTTP: told and decided.

use serde_json::Value;

use super::Scene;

#[tokio::test]
async fn orders_are_told_page_by_page() {
    let scene = Scene::new().with_orders(5);
    let running = scene.start().await;
    let numbers = |page: &Value| -> Vec<u64> {
        let orders = page["orders"].as_array().unwrap().iter();
        orders.map(|order| order["number"].as_u64().unwrap()).collect()
    };
    let (_, first) = running.get("/api/v1/orders?limit=2").await;
    assert_eq!((numbers(&first), &first["next"]), (vec![1, 2], &2.into()));
    let (_, next) = running.get("/api/v1/orders?limit=2&after=2").await;
    assert_eq!((numbers(&next), &next["next"]), (vec![3, 4], &4.into()));
    let (_, last) = running.get("/api/v1/orders?limit=2&after=4").await;
    assert_eq!((numbers(&last), &last["next"]), (vec![5], &Value::Null));
    let (_, none) = running.get("/api/v1/orders?after=4294967295").await;
    assert_eq!((numbers(&none), &none["next"]), (vec![], &Value::Null));
    for (wish, count) in [
        ("state=escalated", 5),
        ("state=completed", 0),
        ("source=shop", 5),
        ("source=tribute_chat", 0),
        ("account_id=12345", 0),
        ("since=2020-01-01T00:00:00Z", 5),
        ("since=2100-01-01T00:00:00Z", 0),
    ] {
        let (status, page) = running.get(&format!("/api/v1/orders?{wish}")).await;
        assert_eq!((status.as_u16(), numbers(&page).len()), (200, count), "{wish}: {page}");
    }
    let told = scene.command("orders", &["list", "--json"]).await;
    let listed = told.stdout.lines().map(|line| serde_json::from_str(line).unwrap());
    let (_, all) = running.get("/api/v1/orders").await;
    assert_eq!(listed.collect::<Vec<Value>>(), *all["orders"].as_array().unwrap());
    let (_, by_id) = running.get("/api/v1/orders/test-shop-3").await;
    assert_eq!((&by_id["number"], &by_id["source"]), (&3.into(), &"shop".into()));
    assert_eq!(by_id["events"], serde_json::json!([]));
}

#[tokio::test]
async fn what_is_decided_the_agent_carries_out() {
    let scene = Scene::new().with_orders(3);
    let running = scene.start().await;
    let (status, given) = running.post("/api/v1/orders/1/given", "").await;
    assert_eq!((status.as_u16(), &given["outcome"]), (200, &"given".into()), "{given}");
    let (_, order) = running.get("/api/v1/orders/1").await;
    assert_eq!(
        (&order["state"], &order["decided_by"]),
        (&"completed".into(), &"the shop's server".into())
    );
    let (status, settled) = running.post("/api/v1/orders/1/close", "").await;
    assert_eq!((status.as_u16(), &settled["code"]), (409, &"settled".into()), "{settled}");
    let (status, stuck) = running.post("/api/v1/orders/2/retry", "{}").await;
    assert_eq!((status.as_u16(), &stuck["code"]), (409, &"still_stuck".into()), "{stuck}");
    let (status, taken) =
        running.post("/api/v1/orders/2/account", r#"{"account_id":"12345"}"#).await;
    assert_eq!((status.as_u16(), &taken["outcome"]), (200, &"account_taken".into()), "{taken}");
    let (_, page) = running.get("/api/v1/orders?account_id=12345").await;
    assert_eq!(page["orders"][0]["number"], 2);
    let (status, closed) = running.post("/api/v1/orders/test-shop-3/close", "").await;
    assert_eq!((status.as_u16(), &closed["outcome"]), (200, &"closed".into()), "{closed}");
    let shown = scene.command("orders", &["show", "3", "--json"]).await;
    assert!(shown.stdout.contains("\"close_said\""), "{}", shown.stdout);
    let (status, refund) = running.post("/api/v1/orders/1/refund", "").await;
    assert_eq!((status.as_u16(), &refund["code"]), (409, &"refund_not_supported".into()));
    let said = scene.said();
    assert!(said.contains("something was asked by the shop's programs number=1"), "{said}");
    assert!(!said.contains("at the command line"), "{said}");
}

/// What is written and answered is there after a crash.
#[tokio::test]
async fn what_was_answered_outlives_a_crash() {
    let scene = Scene::new().with_orders(1);
    let running = scene.start().await;
    let (status, closed) = running.post("/api/v1/orders/1/close", "").await;
    assert_eq!(status, 200, "{closed}");
    running.agent.kill().await;
    let running = scene.start().await;
    let (_, order) = running.get("/api/v1/orders/1").await;
    assert_eq!(order["state"], "closed");
}
