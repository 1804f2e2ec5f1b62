//! The webhooks of `fixtures/webhooks`: each is signed as it says, and expects what can be.

#![allow(clippy::unwrap_used, reason = "a test that can't go on should say where")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use telegram_sandbox::orders::Expectation;
use telegram_sandbox::tribute_api::signature;

const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    title: BTreeMap<String, String>,
    rules: Value,
    #[serde(default)]
    checkouts: Vec<Value>,
    webhooks: Vec<Webhook>,
    orders: Vec<Order>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Webhook {
    body: String,
    signature: Option<String>,
    status: u16,
    outcome: Outcome,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Order,
    Again,
    Refund,
    Noted,
    Rejected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    id: String,
    state: Expectation,
    reason: Option<String>,
    account_id: Option<String>,
    activations: u32,
    refunds: u32,
}

fn fixtures() -> Vec<(String, Fixture)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/webhooks"));
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths: BTreeSet<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|it| it == "json")).collect();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let fixture = serde_json::from_str(&std::fs::read_to_string(&path).unwrap());
        (name.clone(), fixture.map_err(|error| format!("{name}: {error}")).unwrap())
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn each_is_signed_as_it_says() {
    for (name, fixture) in fixtures() {
        for webhook in &fixture.webhooks {
            let hex = signature(KEY, webhook.body.as_bytes());
            let bytes: Vec<u8> = (0..hex.len() / 2)
                .map(|index| u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).unwrap())
                .collect();
            let given = webhook.signature.as_deref().unwrap_or_default();
            let is_right = given == hex || given == STANDARD.encode(bytes);
            assert_eq!(is_right, webhook.status != 401, "{name}: {}", webhook.body);
        }
    }
}

#[test]
fn each_expects_what_can_be() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 10);
    for (number, (name, fixture)) in (1..).zip(fixtures) {
        assert!(name.starts_with(&format!("{number:02}-")), "{name}");
        assert!(fixture.title.keys().eq(["en", "ru"]), "{name}");
        assert!(fixture.rules["product"].is_array(), "{name}");
        for webhook in &fixture.webhooks {
            assert_eq!(webhook.status == 200, webhook.outcome != Outcome::Rejected, "{name}");
        }
        let orders = fixture.webhooks.iter().filter(|it| it.outcome == Outcome::Order).count();
        assert_eq!(orders, fixture.orders.len(), "{name}");
        for order in fixture.orders {
            let is_escalated = order.state == Expectation::Escalated;
            assert_eq!(order.reason.is_some(), is_escalated, "{name}");
            assert_eq!(
                order.activations == 0,
                is_escalated || order.refunds == 0 && order.state == Expectation::Refunded,
                "{name}"
            );
            let is_of_shop = !fixture.checkouts.is_empty();
            let source = if is_of_shop { "tribute-shop-" } else { "tribute-purchase-" };
            assert!(order.id.starts_with(source), "{name}");
            assert!(order.account_id.is_none_or(|account| !account.is_empty()), "{name}");
        }
    }
}
