//! Tribute's HTTP API in the sandbox, by real HTTP; its signatures are computed anew with another library.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use sha2::Sha256;
use telegram_sandbox::Running;
use telegram_sandbox::event::{Kind, Outcome};
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tribute_api::planned::{Buyers, PlannedPurchase, RefundTime, purchases};
use telegram_sandbox::tribute_api::{ApiOptions, TributeApi};
use telegram_sandbox::{Language, Options, Sandbox};

use super::shop_client::Call;
use super::{soon, until};
use crate::shop::server::{Reply, Seen, Server, reply};

/// The published example's.
const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";
const SHORT: Duration = Duration::from_millis(5);

fn signature(body: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

fn is_signed(seen: &Seen) -> bool {
    let bytes = signature(&seen.body);
    let hex = bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    seen.header("trbt-signature") == hex
}

fn said(seen: &Seen) -> Value {
    assert_eq!(seen.method, Method::POST);
    serde_json::from_slice(&seen.body).unwrap()
}

/// A sandbox with Tribute's API, whose webhooks go to a server that answers so.
async fn with(
    options: ApiOptions,
    faults: &[Fault],
    answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
) -> (Running, Server) {
    let server = Server::http(answer).await;
    let api = ApiOptions {
        key: Some(KEY.to_owned()),
        webhook_url: Some(server.url().parse().unwrap()),
        interval: SHORT,
        ..options
    };
    let options = Options {
        tribute_api: Some(api),
        faults: faults.to_vec(),
        quiet: SHORT * 20,
        ..Options::default()
    };
    (Sandbox::start(options).await.unwrap(), server)
}

async fn open(buyers: Buyers, faults: &[Fault]) -> (Running, Server) {
    with(ApiOptions { buyers, ..ApiOptions::default() }, faults, |_| reply(200, "")).await
}

fn api(running: &Running) -> &TributeApi {
    running.tribute_api().unwrap()
}

fn client() -> Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap()
}

/// A call with a body, if one is given; `None` when it is not answered.
async fn call(running: &Running, method: &str, path: &str, body: Value) -> Option<(u16, Value)> {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = client().request(method, api(running).url() + path).header("Api-Key", KEY);
    let request = if body.is_null() { request } else { request.body(body.to_string()) };
    let answer = soon(request.send()).await.ok()?;
    let status = answer.status().as_u16();
    Some((status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()))
}

async fn get(running: &Running, path: &str) -> (u16, Value) {
    call(running, "GET", path, Value::Null).await.unwrap()
}

async fn post(running: &Running, path: &str, body: Value) -> (u16, Value) {
    call(running, "POST", path, body).await.unwrap()
}

/// An order that can be made.
fn order() -> Value {
    json!({ "amount": 500, "currency": "eur", "title": "1 diamond", "description": "At once",
        "customerId": "chk_1", "successUrl": "https://shop.example/thanks" })
}

fn purchase(payload: &Value) -> PlannedPurchase {
    PlannedPurchase { payload: payload.as_object().unwrap().clone(), ..PlannedPurchase::default() }
}

#[tokio::test]
async fn only_who_has_the_key_is_answered() {
    let (running, _server) = open(Buyers::Pay, &[]).await;
    let url = api(&running).url() + "/products";
    for key in [None, Some(""), Some("F138F7B4-0000-4C5C-97A6-46F8870DC0DE")] {
        let request = client().get(&url);
        let request = key.into_iter().fold(request, |it, key| it.header("Api-Key", key));
        let answer = soon(request.send()).await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.text().await.unwrap().contains("error_unauthorized"));
    }
    let told = until(&mut running.events(), |it| matches!(it, Kind::ApiCall { .. })).await;
    let path = "/api/v1/products".to_owned();
    assert_eq!(told.kind, Kind::ApiCall { method: "GET".to_owned(), path, status: Some(401) });
    assert_eq!(get(&running, "/nothing").await.0, 404);
}

#[tokio::test]
async fn products_come_in_pages_of_their_kind() {
    let (running, _server) = open(Buyers::Pay, &[]).await;
    let (status, all) = get(&running, "/products").await;
    assert_eq!((status, &all["meta"]), (200, &json!({ "total": 9, "offset": 1, "limit": 20 })));
    let (_, second) = get(&running, "/products?page=2&size=3&type=custom").await;
    assert_eq!(second["meta"], json!({ "total": 4, "offset": 2, "limit": 3 }));
    let product = &second["rows"][0];
    assert_eq!((&product["type"], &product["pendingOrders"]), (&json!("custom"), &json!(0)));
    assert_eq!(second["rows"].as_array().unwrap().len(), 1);
    let (_, newest) = get(&running, "/products?desc=true&size=1").await;
    assert_eq!(newest["rows"][0]["id"], all["rows"][8]["id"]);
    assert_eq!(get(&running, &format!("/products/{}", product["id"])).await.1, *product);
    for (path, status, code) in [
        ("/products/1", 404, "error_not_found"),
        ("/products?page=0", 400, "error_bad_request"),
        ("/products?size=101", 400, "error_bad_request"),
        ("/products?type=stolen", 400, "error_bad_request"),
    ] {
        let (came, body) = get(&running, path).await;
        assert_eq!((came, &body["error"]), (status, &json!(code)), "{path}");
        assert!(body["message"].is_string());
    }
}

#[tokio::test]
async fn an_order_that_is_not_right_is_refused_by_its_code() {
    let (running, mut server) = open(Buyers::Pay, &[]).await;
    for (key, value, code) in [
        ("currency", json!("gbp"), "error_invalid_currency"),
        ("currency", json!("EUR"), "error_invalid_currency"),
        ("amount", json!(99), "error_amount_too_small"),
        ("amount", json!(-500), "error_amount_too_small"),
        ("amount", json!(100_000_001), "error_amount_too_large"),
        ("title", json!(""), "error_title_required"),
        // Two UTF-16 units each.
        ("title", json!("🎁".repeat(51)), "error_title_too_long"),
        ("description", Value::Null, "error_description_required"),
        ("description", json!("я".repeat(301)), "error_description_too_long"),
        ("successUrl", json!("shop.example"), "error_invalid_url"),
        ("failUrl", json!("javascript:alert(1)"), "error_invalid_url"),
        ("customerId", json!("x".repeat(257)), "error_customer_id_too_long"),
        ("period", json!("daily"), "error_bad_request"),
        ("shopId", json!(1), "error_not_found"),
    ] {
        let mut body = order();
        body[key] = value;
        let (status, answer) = post(&running, "/shop/orders", body.clone()).await;
        assert_eq!(answer["error"], code, "{body}");
        assert_eq!(status, if code == "error_not_found" { 404 } else { 400 });
    }
    assert_eq!(post(&running, "/shop/orders", json!([])).await.1["error"], "error_bad_request");
    api(&running).change_shop(|shop| shop.status = 0);
    let inactive = post(&running, "/shop/orders", order()).await.1;
    assert_eq!(inactive["error"], "error_shop_inactive");
    assert_eq!(get(&running, "/shop/orders").await.1, json!([]));
    server.assert_nothing_more();
}

#[tokio::test]
async fn an_order_is_paid_told_and_refunded() {
    let (running, mut server) = open(Buyers::Pay, &[]).await;
    let mut wanted = order();
    wanted["title"] = json!("🎁".repeat(50));
    let (status, created) = post(&running, "/shop/orders", wanted).await;
    let uuid = created["uuid"].as_str().unwrap().to_owned();
    assert_eq!(status, 200);
    assert!(created["paymentUrl"].as_str().unwrap().ends_with(&uuid));
    let paid = server.next().await;
    assert!(is_signed(&paid));
    let paid = said(&paid);
    assert_eq!(paid["name"], "shop_order");
    let transaction = paid["payload"]["transactionId"].as_u64().unwrap();
    assert_eq!(
        paid["payload"],
        json!({ "uuid": uuid, "amount": 500, "currency": "eur", "customerId": "chk_1",
            "transactionId": transaction, "fee": 40, "status": "paid", "isRecurrent": false })
    );
    let place = format!("/shop/orders/{uuid}");
    assert_eq!(get(&running, &(place.clone() + "/status")).await.1, json!({ "status": "paid" }));
    let listed = get(&running, "/shop/orders?dateFrom=2020-01-01").await.1;
    assert_eq!(listed[0], get(&running, &place).await.1);
    assert_eq!(get(&running, "/shop/orders?dateTo=2020-01-01").await.1, json!([]));
    let paid = get(&running, &(place.clone() + "/transactions")).await.1;
    assert_eq!(
        (&paid["transactions"][0]["id"], &paid["nextFrom"]),
        (&json!(transaction), &json!(""))
    );

    let refund = format!("{place}/transactions/{transaction}/refund");
    let (status, begun) = post(&running, &refund, Value::Null).await;
    assert_eq!((status, &begun["status"]), (200, &json!("initiated")));
    for status in ["initiated", "completed"] {
        let told = said(&server.next().await);
        assert_eq!(
            (&told["name"], &told["payload"]["status"]),
            (&json!("shop_order_refunded"), &json!(status))
        );
        assert_eq!(told["payload"]["transactionId"], transaction);
    }
    let again = post(&running, &refund, Value::Null).await;
    assert_eq!((again.0, &again.1["error"]), (400, &json!("error_already_refunded")));
    assert_eq!(get(&running, "/shop/orders/no-such").await.0, 404);
}

#[tokio::test]
async fn what_buyers_do_can_be_chosen() {
    for (buyers, events, status) in [
        (Buyers::Prepay, &["shop_order_payment_received", "shop_order_prepaid"][..], "prepaid"),
        (Buyers::Decline, &["shop_order_payment_failed", "shop_order"], "paid"),
    ] {
        let (running, mut server) = open(buyers, &[]).await;
        let created = post(&running, "/shop/orders", order()).await.1;
        for event in events {
            assert_eq!(said(&server.next().await)["name"], *event);
        }
        let place = format!("/shop/orders/{}/status", created["uuid"].as_str().unwrap());
        assert_eq!(get(&running, &place).await.1["status"], status);
    }
}

#[tokio::test]
async fn whoever_opens_the_link_pays() {
    let (running, mut server) = open(Buyers::Leave, &[]).await;
    api(&running).change_shop(|shop| shop.only_stars = true);
    let created = post(&running, "/shop/orders", order()).await.1;
    assert_eq!(created["paymentUrl"], Value::Null);
    let link = created["webappPaymentUrl"].as_str().unwrap();
    for status in [200, 404] {
        assert_eq!(soon(client().get(link).send()).await.unwrap().status(), status);
    }
    assert_eq!(said(&server.next().await)["name"], "shop_order");
}

#[tokio::test]
async fn a_recurring_order_is_paid_again_until_it_is_cancelled() {
    let (running, mut server) = open(Buyers::Pay, &[]).await;
    let mut wanted = order();
    (wanted["period"], wanted["savePaymentMethod"]) = (json!("monthly"), json!(true));
    let uuid = post(&running, "/shop/orders", wanted).await.1["uuid"].as_str().unwrap().to_owned();
    assert_eq!(said(&server.next().await)["payload"]["isRecurrent"], true);
    assert!(api(&running).pay(&uuid));
    let again = said(&server.next().await);
    assert_eq!(
        (&again["name"], &again["payload"]["period"]),
        (&json!("shop_order_charge_success"), &json!("monthly"))
    );
    let cancel = format!("/shop/orders/{uuid}/cancel");
    assert_eq!(post(&running, &cancel, Value::Null).await.1["success"], true);
    assert_eq!(said(&server.next().await)["name"], "shop_order_cancelled");
    assert_eq!(post(&running, &cancel, Value::Null).await.0, 400);
    assert!(!api(&running).pay(&uuid));

    let tokens = get(&running, "/shop/tokens?customer_id=chk_1&active=true").await.1;
    let token = tokens[0]["token"].as_str().unwrap();
    let wanted =
        json!({ "token": token, "amount": 700, "reference": "r-1", "idempotencyKey": "k" });
    let charge = post(&running, "/shop/charges", wanted.clone()).await.1;
    assert_eq!((&charge["status"], &charge["currency"]), (&json!("processing"), &json!("eur")));
    let told = said(&server.next().await);
    assert_eq!(told["name"], "shop_token_charge_success");
    assert_eq!(told["payload"]["chargeUuid"], charge["chargeUuid"]);
    assert_eq!(post(&running, "/shop/charges", wanted).await.1["chargeUuid"], charge["chargeUuid"]);
    let place = format!("/shop/charges/{}", charge["chargeUuid"].as_str().unwrap());
    assert_eq!(get(&running, &place).await.1["status"], "success");
    let place = format!("/shop/tokens/{token}");
    call(&running, "DELETE", &place, Value::Null).await.unwrap();
    assert_eq!(get(&running, &place).await.1["active"], false);
    let refused = post(&running, "/shop/charges", json!({ "token": token, "amount": 700 })).await;
    assert_eq!(refused.1["error"], "error_not_permitted");
    server.assert_nothing_more();
}

#[tokio::test]
async fn a_recurring_order_whose_bank_declines_is_tried_three_times() {
    let (running, mut server) = open(Buyers::Decline, &[]).await;
    let mut wanted = order();
    wanted["period"] = json!("monthly");
    let created = post(&running, "/shop/orders", wanted).await.1;
    let uuid = created["uuid"].as_str().unwrap();
    for name in ["shop_order_payment_failed", "shop_order"] {
        assert_eq!(said(&server.next().await)["name"], name);
    }
    assert!(api(&running).pay(uuid));
    for tried in [1, 2] {
        let told = said(&server.next().await);
        assert_eq!(told["name"], "shop_order_charge_failed");
        assert_eq!(told["payload"]["chargeRetries"], tried);
    }
    let paid = said(&server.next().await);
    assert_eq!(paid["name"], "shop_order_charge_success");
    assert!(api(&running).refund_payment(uuid));
    for status in ["initiated", "completed"] {
        let told = said(&server.next().await)["payload"].clone();
        assert_eq!(told["status"], status);
        assert_eq!(told["transactionId"], paid["payload"]["transactionId"]);
    }
    api(&running).decline(uuid, 3);
    for tried in [1, 2, 3] {
        assert_eq!(said(&server.next().await)["payload"]["chargeRetries"], tried);
    }
    let ended = said(&server.next().await);
    assert_eq!(ended["name"], "shop_order_cancelled");
    assert_eq!(ended["payload"]["cancelReason"], "payment_failed");
    assert!(!api(&running).pay(uuid));
}

#[tokio::test]
async fn what_is_sent_as_it_is_meets_the_faults_of_webhooks_if_it_is_signed() {
    let body = r#"{"name":"shop_order","created_at":"2026-09-01T00:00:00Z","payload":{"uuid":"u-1","isRecurrent":false}}"#;
    let both = r#"{"name":"x","payload":{"a_b":1,"aB":2}}"#;
    let sign = |body: &str| telegram_sandbox::tribute_api::signature(KEY, body.as_bytes());
    let (running, mut server) = open(Buyers::Leave, &[Fault::WebhooksSnakeCase]).await;
    for (body, signature) in [(body, sign(body)), (body, "0".repeat(64)), (both, sign(both))] {
        soon(api(&running).send_raw(body.to_owned(), Some(signature))).await;
    }
    let respelt = server.next().await;
    assert!(is_signed(&respelt));
    assert_eq!(said(&respelt)["payload"]["is_recurrent"], false);
    assert_eq!(server.next().await.body, body.as_bytes());
    assert_eq!(said(&server.next().await)["payload"]["aB"], 2);
    running.clear_faults();
    running.inject(Fault::WebhooksTwice);
    running.inject(Fault::WebhooksForged);
    soon(api(&running).send_raw(body.to_owned(), Some(sign(body)))).await;
    let signed = [server.next().await, server.next().await, server.next().await];
    assert_eq!(signed.map(|seen| is_signed(&seen)), [false, true, true]);
    server.assert_nothing_more();
}

#[tokio::test]
async fn purchases_are_told_again_until_they_are_taken() {
    let left = std::sync::Mutex::new(2_u8);
    let options = ApiOptions {
        purchases: purchases(Language::English, 7, 1),
        speedup: 1_000_000,
        ..ApiOptions::default()
    };
    let (running, mut server) = with(options, &[], move |_| {
        let mut left = left.lock().unwrap();
        let status = if *left > 0 { 500 } else { 200 };
        *left = left.saturating_sub(1);
        reply(status, "")
    })
    .await;
    let attempts = [server.next().await, server.next().await, server.next().await];
    assert!(attempts.iter().all(is_signed));
    let attempts = attempts.map(|seen| said(&seen));
    assert_eq!(attempts[0]["name"], "new_digital_product");
    for attempt in &attempts[1..] {
        assert_eq!(
            (&attempt["created_at"], &attempt["payload"]),
            (&attempts[0]["created_at"], &attempts[0]["payload"])
        );
        assert_ne!(attempt["sent_at"], attempts[0]["sent_at"]);
    }
    let mut events = running.events();
    for expected in [500, 500, 200] {
        let told = until(&mut events, |kind| matches!(kind, Kind::WebhookSent { .. })).await;
        let name = "new_digital_product".to_owned();
        assert_eq!(told.kind, Kind::WebhookSent { name, status: Some(expected) });
    }
    soon(async {
        let mut pending = api(&running).pending();
        pending.wait_for(|pending| *pending == 0).await.map(drop).unwrap();
    })
    .await;
    server.assert_nothing_more();
}

#[tokio::test]
async fn every_fault_of_webhooks_does_what_it_is_named_for() {
    let two =
        || ApiOptions { purchases: purchases(Language::English, 7, 2), ..ApiOptions::default() };
    let buyer =
        |seen: &Seen| said(seen)["payload"]["trb_user_id"].as_str().unwrap_or_default().to_owned();
    for (fault, came) in [
        (Fault::WebhooksLost, &["T-1"][..]),
        (Fault::WebhooksOutOfOrder, &["T-2", "T-1"]),
        (Fault::WebhooksLate, &["T-1", "T-2"]),
    ] {
        let (_running, mut server) = with(two(), &[fault], |_| reply(200, "")).await;
        for expected in came {
            assert_eq!(buyer(&server.next().await), *expected, "{fault:?}");
        }
    }
    let one =
        || ApiOptions { purchases: purchases(Language::English, 7, 1), ..ApiOptions::default() };
    let (_running, mut server) = with(one(), &[Fault::WebhooksTwice], |_| reply(200, "")).await;
    let (first, second) = (said(&server.next().await), said(&server.next().await));
    assert_eq!(
        (&first["payload"], &first["created_at"]),
        (&second["payload"], &second["created_at"])
    );
    let (_running, mut server) = with(one(), &[Fault::WebhooksForged], |_| reply(401, "")).await;
    assert!(!is_signed(&server.next().await));
    assert!(is_signed(&server.next().await));
    let (_running, mut server) = with(one(), &[Fault::WebhooksBase64], |_| reply(200, "")).await;
    let seen = server.next().await;
    assert_eq!(seen.header("trbt-signature"), STANDARD.encode(signature(&seen.body)));
    let spellings = [Fault::WebhooksStrings, Fault::WebhooksCamelCase];
    let (_running, mut server) = with(one(), &spellings, |_| reply(200, "")).await;
    let told = said(&server.next().await);
    assert_eq!(told["name"], "newDigitalProduct");
    assert!(told["payload"]["purchaseId"].is_string() && told["payload"]["amount"].is_string());
    let (running, mut server) = open(Buyers::Pay, &[Fault::WebhooksSnakeCase]).await;
    post(&running, "/shop/orders", order()).await;
    assert_eq!(said(&server.next().await)["payload"]["is_recurrent"], false);
}

#[tokio::test]
async fn the_api_may_be_down_and_an_answer_lost() {
    let (running, _server) = open(Buyers::Leave, &[Fault::ApiErrors]).await;
    assert_eq!(get(&running, "/shop").await.0, 503);
    assert_eq!(get(&running, "/shop").await.0, 200);
    running.clear_faults();
    running.inject(Fault::ApiCreateLost);
    assert!(call(&running, "POST", "/shop/orders", order()).await.is_none());
    let made = get(&running, "/shop/orders").await.1;
    assert_eq!((made.as_array().unwrap().len(), &made[0]["customerId"]), (1, &json!("chk_1")));
    assert_eq!(post(&running, "/shop/orders", order()).await.0, 200);
    let lost = |kind: &Kind| matches!(kind, Kind::ApiCall { status: None, .. });
    until(&mut running.events(), lost).await;
}

#[tokio::test]
async fn only_what_was_paid_in_stars_can_be_cancelled() {
    let (running, mut server) = open(Buyers::Pay, &[]).await;
    running.buy(purchase(&json!({ "purchase_id": 11 })));
    running.buy(purchase(&json!({ "purchase_id": 12, "currency": "xtr", "amount": 250 })));
    server.next().await;
    server.next().await;
    let cancel = |id: u32| format!("/products/purchases/{id}/cancel");
    let refused = post(&running, &cancel(11), Value::Null).await;
    assert_eq!((refused.0, &refused.1["error"]), (403, &json!("error_not_permitted")));
    let (status, done) = post(&running, &cancel(12), Value::Null).await;
    assert_eq!((status, &done["success"], &done["purchaseId"]), (200, &json!(true), &json!(12)));
    let told = said(&server.next().await);
    assert_eq!(told["name"], "digital_product_refunded");
    assert_eq!(told["payload"]["refund_reason"], "Cancel product purchase from public API");
    assert_eq!(post(&running, &cancel(12), Value::Null).await.1["error"], "error_already_refunded");
    assert_eq!(post(&running, &cancel(13), Value::Null).await.0, 404);
}

#[tokio::test]
async fn the_dashboard_tries_the_address() {
    let (running, mut server) = open(Buyers::Pay, &[]).await;
    assert_eq!(soon(api(&running).send_test_request()).await, Some(200));
    let seen = server.next().await;
    assert_eq!(&seen.body[..], br#"{"test_event":"test_event"}"#);
    assert_eq!(
        seen.header("trbt-signature"),
        "3e13535e91a9332537f321e4c4746f694a777bcc8b3defc7f9a98dfb00d032c7"
    );
    api(&running).notify("new_donation", json!({ "amount": 10000, "currency": "rub" }));
    assert_eq!(said(&server.next().await)["payload"]["amount"], 10000);
}

#[tokio::test]
async fn a_purchase_ends_when_the_goods_are_given_or_taken_back() {
    let (running, mut server) = open(Buyers::Pay, &[]).await;
    let number = running.buy(PlannedPurchase {
        refund: Some(RefundTime::AfterActivation),
        ..purchase(&json!({ "purchase_id": 21 }))
    });
    server.next().await;
    assert_eq!(running.totals().unsettled, 1);
    let order_id = "test-tribute-purchase-21";
    let activate = Call::activate(running.shop(), order_id, "9200000001");
    assert_eq!(soon(activate.make(running.shop())).await.unwrap().json()["status"], "activated");
    let mut events = running.events();
    let over = until(&mut events, |kind| *kind == Kind::Completed).await;
    assert_eq!(over.order, number);
    assert_eq!(said(&server.next().await)["name"], "digital_product_refunded");
    assert_eq!(running.totals().unsettled, 1);
    let revoke = json!({
        "type": "order.refunded", "timestamp": "2026-11-22T11:00:00Z", "livemode": false,
        "data": { "order_id": order_id, "product": { "name": "1 diamond" },
            "refund": { "full": true }, "refunded_at": "2026-11-22T11:00:00Z" },
    });
    for expected in [Outcome::Revoked, Outcome::AlreadyRevoked] {
        let call = Call::of(running.shop(), revoke.to_string());
        assert_eq!(soon(call.make(running.shop())).await.unwrap().status, 200);
        let told = until(&mut events, |kind| matches!(kind, Kind::Refund { .. })).await;
        assert!(matches!(told.kind, Kind::Refund { outcome, .. } if outcome == expected));
        assert_eq!(told.order, number);
    }
    let late = soon(activate.make(running.shop())).await.unwrap();
    assert_eq!((late.status, &late.json()["error"]["code"]), (409, &json!("refunded")));
    let totals = soon(running.settled(super::PATIENCE)).await;
    assert!(totals.is_good() && totals.completed == 1, "{totals:?}");
}
