//! The owner's configuration, and their test server.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tribute_agent::report::Exit;

use super::command;
use crate::shop::server::{Reply, Seen, Server, reply};

const SECRET_BYTES: &[u8; 32] = b"a secret of thirty-two bytes, ok";

/// A configuration of which nothing stands anywhere else.
pub(super) fn configure(folder: &Path, shop_url: &str) -> String {
    let secret = format!("whsec_{}", STANDARD.encode(SECRET_BYTES));
    let text = format!(
        r#"
language = "ru"

[tribute]
send_buttons = ["Вручить", "Hand over"]
[[tribute.profile]]
header = "Bestellung 🛒"
customer = "Kunde:"
product = "Ware:"
price = "Preis:"
details = "Wünsche:"

[shop]
url = "{shop_url}"
secret = "{secret}"

[account_id]
pattern = '(?i)\bqx-(?<id>[a-z]{{2}}\d{{3}})\b'
examples = ["QX-ab123", "мой QX-cd456"]

[[product]]
name = "Лунный камень"
sku = "moonstone"
price = "1250.00 RUB"
[[product]]
name = "Sternenstaub  (fein)"
sku = "stardust"
quantity = 7
[[product]]
name = "Кварц"
sku = "quartz"
price = "250 XTR"
"#
    );
    std::fs::write(folder.join("mine.toml"), text).unwrap();
    secret
}

#[tokio::test]
async fn the_owners_rules_are_rehearsed() {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), "https://shop.example/tribute");
    let arguments = ["--config", "mine.toml", "--orders", "7", "--json"];
    let rehearsal = command(folder.path(), &arguments).await;
    assert_eq!(rehearsal.exit, Exit::Done, "{}{}", rehearsal.stdout, rehearsal.stderr);
    let (orders, summary) = rehearsal.objects();
    assert_eq!(summary["completed"], 7);
    let column = |key: &str| orders.iter().map(|order| order[key].clone()).collect::<Vec<_>>();
    let accounts = ["ab123", "cd456", "ab123", "cd456", "ab123", "cd456", "ab123"];
    assert_eq!(column("account_id"), accounts);
    assert_eq!(column("number"), [1, 2, 3, 4, 5, 6, 7]);
    let products = ["Лунный камень", "Sternenstaub  (fein)", "Кварц"];
    assert_eq!(column("product")[..3], products);
    assert_eq!(orders[0]["price"], json!({"amount": 125_000, "currency": "RUB"}));
    assert_eq!(orders[2]["price"], json!({"amount": 250, "currency": "XTR"}));
    assert_eq!(orders[0]["activations"], 1);
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["mine.toml"], "nothing of the owner's is touched");
}

/// A shop of the owner's: away at the first call for each order, and it sells no quartz.
fn flaky(calls: &Arc<Mutex<Vec<Seen>>>) -> impl Fn(&Seen) -> Reply + Send + Sync + 'static {
    let calls = Arc::clone(calls);
    move |seen: &Seen| {
        let body: Value = serde_json::from_slice(&seen.body).unwrap();
        let mut calls = calls.lock().unwrap();
        calls.push(seen.clone());
        let id = seen.header("webhook-id");
        let count = calls.iter().filter(|call| call.header("webhook-id") == id).count();
        if body["data"]["product"]["sku"] == "quartz" {
            let refusal = json!({"error": {"code": "sold_out", "message": "ausverkauft"}});
            return reply(422, refusal.to_string());
        }
        match count {
            1 => reply(503, ""),
            2 => reply(200, r#"{"status":"activated","payment_id":"T-1"}"#),
            _ => reply(200, r#"{"status":"already_activated","payment_id":"T-1"}"#),
        }
    }
}

#[tokio::test]
async fn the_owners_test_server_must_give_the_goods() {
    let folder = tempfile::tempdir().unwrap();
    let calls: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let server = Server::http(flaky(&calls)).await;
    let secret = configure(folder.path(), "https://shop.example/tribute");
    let url = server.url();
    let arguments = ["--config", "mine.toml", "--orders", "6", "--shop", &url, "--json"];
    let rehearsal = command(folder.path(), &arguments).await;
    assert_eq!(rehearsal.exit, Exit::Failed, "{}{}", rehearsal.stdout, rehearsal.stderr);
    let (orders, summary) = rehearsal.objects();
    assert_eq!((&summary["completed"], &summary["escalated"]), (&json!(4), &json!(2)));
    assert_eq!(summary["as_expected"], 4);
    assert_eq!(orders[2]["reason"], "shop_refused");
    assert_eq!(
        (&orders[2]["expected"], &orders[0]["payment_id"]),
        (&json!("completed"), &json!("T-1"))
    );
    let last: Value = serde_json::from_str(rehearsal.stdout.lines().last().unwrap()).unwrap();
    assert!(last["advice"][0].as_str().unwrap().contains("товары каталога"), "{last}");

    let mut by_id: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for call in calls.lock().unwrap().drain(..) {
        assert!(call.is_signed_with(&secret));
        let body: Value = serde_json::from_slice(&call.body).unwrap();
        assert_eq!(body["livemode"], false);
        assert!(body["data"]["order_id"].as_str().unwrap().starts_with("test-"));
        by_id.entry(call.header("webhook-id").to_owned()).or_default().push(call);
    }
    // Six orders, and the four that were given once more for another account.
    assert_eq!(by_id.len(), 10);
    let retried: Vec<_> = by_id.values().filter(|calls| calls.len() == 3).collect();
    assert_eq!(retried.len(), 4);
    for calls in retried {
        assert_eq!(calls[0].body, calls[1].body);
        assert_eq!(calls[0].body, calls[2].body);
        // A second may not have passed, but a fresh timestamp is signed afresh.
        let signed = |call: &Seen| {
            let timestamp: i64 = call.header("webhook-timestamp").parse().unwrap();
            (timestamp, call.header("webhook-signature").to_owned())
        };
        let (first, second) = (signed(&calls[0]), signed(&calls[1]));
        assert!(first.0 <= second.0);
        assert_eq!(first.0 == second.0, first.1 == second.1);
    }
}

#[tokio::test]
async fn no_two_rehearsals_have_an_order_in_common() {
    let folder = tempfile::tempdir().unwrap();
    let ids: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&ids);
    let server = Server::http(move |call| {
        seen.lock().unwrap().push(call.header("webhook-id").to_owned());
        reply(422, r#"{"error":{"code":"no"}}"#)
    })
    .await;
    configure(folder.path(), "https://shop.example/tribute");
    let url = server.url();
    for _ in 0..2 {
        let arguments = ["--config", "mine.toml", "--orders", "2", "--shop", &url, "--json"];
        command(folder.path(), &arguments).await;
    }
    let ids = ids.lock().unwrap();
    let different: BTreeSet<_> = ids.iter().collect();
    assert_eq!((ids.len(), different.len()), (4, 4), "{ids:?}");
}
