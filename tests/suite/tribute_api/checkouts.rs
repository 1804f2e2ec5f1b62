//! Checkouts that are paid in the shop at Tribute, from the shop's request to the order.

use reqwest::StatusCode;
use serde_json::{Value, json};
use telegram_sandbox::event::{Event, Kind};
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tribute_api::ApiOptions;
use telegram_sandbox::tribute_api::planned::Buyers;
use tokio::time::timeout;

use super::{PATIENCE, Scene, TOKEN};
use crate::server::{http, listened_at};

impl Scene {
    /// With buyers who do this.
    async fn with_buyers(buyers: Buyers) -> Self {
        Self::with(|options| ApiOptions { buyers, ..options }).await
    }

    /// The address of a call.
    fn at(&self, path: &str) -> String {
        let log = self.log();
        let url = listened_at(&log, log.matches("the server listens").count() - 1).unwrap();
        format!("{url}/api/v1/{path}")
    }

    /// Asks the agent for something, with a key of its own.
    pub(super) async fn posts(&self, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
        let call = http().post(self.at(path)).bearer_auth(TOKEN);
        let call = call.header("idempotency-key", key).body(body.to_string());
        let answer = call.send().await.unwrap();
        let status = answer.status();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
    }

    /// A checkout that can be paid.
    async fn opens(&self, change: Value) -> String {
        let (status, told) = self.posts("checkouts", "key-1", &checkout(change)).await;
        assert_eq!(status, StatusCode::CREATED, "{told}: {}", self.log());
        told["id"].as_str().unwrap().to_owned()
    }

    /// Waits until a checkout stands so.
    async fn until_checkout(&self, id: &str, status: &str) -> Value {
        let wanted = async {
            loop {
                let path = self.at(&format!("checkouts/{id}"));
                let call = http().get(path).bearer_auth(TOKEN);
                let told = call.send().await.unwrap().text().await.unwrap();
                let told: Value = serde_json::from_str(&told).unwrap();
                if told["status"] == status {
                    return told;
                }
            }
        };
        timeout(PATIENCE, wanted).await.unwrap_or_else(|_| panic!("never {status}: {}", self.log()))
    }

    /// Of all that is looked after, its time comes at once; no agent is at work.
    fn hurry(&self) {
        let journal = rusqlite::Connection::open(self.folder.path().join("shop.journal")).unwrap();
        for table in ["checkouts", "charges"] {
            let sql = format!("UPDATE {table} SET due_at_ms = 0 WHERE due_at_ms IS NOT NULL");
            journal.execute(&sql, []).unwrap();
        }
    }
}

fn checkout(change: Value) -> Value {
    let mut body = json!({
        "provider": "tribute_shop",
        "account_id": "12345",
        "title": "1 diamond",
        "price": { "amount": 500, "currency": "EUR" },
        "reference": "cart-7",
    });
    let Value::Object(change) = change else { panic!("an object") };
    body.as_object_mut().unwrap().extend(change);
    body
}

fn is_create(event: &Event) -> bool {
    matches!(&event.kind, Kind::ApiCall { method, path, .. }
        if method == "POST" && path.ends_with("/shop/orders"))
}

#[tokio::test]
async fn what_is_paid_is_given_once() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    let id = scene.opens(json!({})).await;
    let told = scene.until_checkout(&id, "paid").await;
    let order = scene.until_order(1, "completed").await;
    assert_eq!(told["order_id"], order["id"]);
    let uuid = &scene.api().orders()[0].uuid;
    assert_eq!(order["id"], format!("test-tribute-shop-{uuid}"));
    assert_eq!((&order["source"], &order["account_id"]), (&json!("tribute_shop"), &json!("12345")));
    let calls = scene.running.shop().calls();
    assert_eq!(calls.len(), 1, "{}", scene.log());
    for told in [format!(r#""checkout_id":"{id}""#), r#""reference":"cart-7""#.to_owned()] {
        assert!(calls[0].body.contains(&told), "{}", calls[0].body);
    }
}

#[tokio::test]
async fn an_answer_of_tributes_that_is_lost_makes_no_second_order() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    scene.api().inject(Fault::ApiCreateLost);
    let _agent = scene.agent().await;
    let id = scene.opens(json!({})).await;
    let orders = scene.api().orders();
    assert_eq!(orders.len(), 1, "{}", scene.log());
    assert_eq!(orders[0].customer_id.as_deref(), Some(id.as_str()));
    // The same again is the same; another with its key is none.
    let (status, told) = scene.posts("checkouts", "key-1", &checkout(json!({}))).await;
    assert_eq!((status, &told["id"]), (StatusCode::CREATED, &json!(id)));
    assert_eq!(told["url"], json!(orders[0].payment_url));
    let other = checkout(json!({ "account_id": "54321" }));
    let (status, told) = scene.posts("checkouts", "key-1", &other).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told["code"], "idempotency_key_reused");
    assert_eq!(scene.api().orders().len(), 1);
}

#[tokio::test]
async fn an_agent_that_dies_while_tribute_makes_an_order_looks_for_it() {
    let mut scene = Scene::with_buyers(Buyers::Leave).await;
    scene.api().inject(Fault::ApiCreateLost);
    let agent = scene.agent().await;
    let body = checkout(json!({}));
    let (url, asked) = (scene.at("checkouts"), body.clone());
    let asks = tokio::spawn(async move {
        let call = http().post(url).bearer_auth(TOKEN);
        call.header("idempotency-key", "key-1").body(asked.to_string()).send().await.map(drop)
    });
    scene.until(is_create).await;
    agent.kill().await;
    drop(asks.await.unwrap());
    let _agent = scene.agent().await;
    let (status, told) = scene.posts("checkouts", "key-1", &body).await;
    assert_eq!((status, &told["status"]), (StatusCode::CREATED, &json!("open")), "{told}");
    let orders = scene.api().orders();
    assert_eq!(orders.len(), 1, "{}", scene.log());
    assert_eq!(told["url"], json!(orders[0].payment_url));
}

#[tokio::test]
async fn a_payment_of_which_no_webhook_comes_is_found() {
    let scene = Scene::new().await;
    scene.api().inject(Fault::WebhooksLost);
    let agent = scene.agent().await;
    let id = scene.opens(json!({})).await;
    while scene.api().orders()[0].transactions.is_empty() {
        tokio::task::yield_now().await;
    }
    agent.terminate().await;
    scene.hurry();
    let _agent = scene.agent().await;
    scene.until_checkout(&id, "paid").await;
    scene.until_order(1, "completed").await;
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn what_is_not_paid_in_time_expires() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let agent = scene.agent().await;
    let id = scene.opens(json!({})).await;
    agent.terminate().await;
    let journal = rusqlite::Connection::open(scene.folder.path().join("shop.journal")).unwrap();
    let sql = "UPDATE checkouts SET due_at_ms = 0,
                   wish = json_set(wish, '$.expires_at', '2026-11-01T00:00:00Z')";
    journal.execute(sql, []).unwrap();
    drop(journal);
    let _agent = scene.agent().await;
    let told = scene.until_checkout(&id, "expired").await;
    assert_eq!((&told["url"], &told["order_id"]), (&Value::Null, &Value::Null));
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
}

#[tokio::test]
async fn what_tribute_refuses_is_told_in_its_words() {
    let scene = Scene::new().await;
    scene.api().change_shop(|shop| shop.status = 0);
    let _agent = scene.agent().await;
    let (status, told) = scene.posts("checkouts", "key-1", &checkout(json!({}))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    assert_eq!(told["code"], "provider_refused");
    assert!(told["detail"].as_str().unwrap().contains("not active"), "{told}");
    assert!(scene.api().orders().is_empty());
}

#[tokio::test]
async fn a_payment_goes_back_when_somebody_says_so() {
    let scene = Scene::new().await;
    let _agent = scene.agent().await;
    let id = scene.opens(json!({})).await;
    scene.until_order(1, "completed").await;
    let asked = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    let order = scene.until_order(1, "refunded").await;
    scene.until_checkout(&id, "refunded").await;
    assert!(scene.api().orders()[0].transactions[0].refunded);
    assert!(scene.running.shop().revoked().contains(order["id"].as_str().unwrap()));
}

#[tokio::test]
async fn a_charge_is_paid_once_and_is_an_order_of_its_own() {
    let scene = Scene::new().await;
    let agent = scene.agent().await;
    let id = scene.opens(json!({ "recurring": "on_demand" })).await;
    scene.until_order(1, "completed").await;
    scene.api().inject(Fault::WebhooksLost);
    let price = json!({ "amount": 700, "currency": "EUR" });
    let body = json!({ "checkout_id": id, "price": price, "reference": "month 2" });
    let (status, charged) = scene.posts("charges", "key-1", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{charged}");
    // Nobody tells of it: it is asked for, and not charged again.
    agent.terminate().await;
    scene.hurry();
    let _agent = scene.agent().await;
    let order = scene.until_order(2, "completed").await;
    assert_eq!(order["price"], price);
    let (status, told) = scene.posts("charges", "key-1", &body).await;
    assert_eq!((status, &told["id"]), (StatusCode::CREATED, &charged["id"]));
    assert_eq!((&told["status"], &told["order_id"]), (&json!("paid"), &order["id"]));
    let calls = scene.running.shop().calls();
    assert_eq!(calls.len(), 2, "{}", scene.log());
    assert!(calls[1].body.contains(r#""reference":"month 2""#), "{}", calls[1].body);
}
