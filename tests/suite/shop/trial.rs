//! `shop test --full` against a shop that does it right, and shops that are wrong in one way.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};
use tribute_agent::cli::shop::{self as shop_test, Options};
use tribute_agent::report::{Exit, OutputStyle};
use tribute_agent::shop::{Client, Goods};

use super::server::{Reply, Seen, Server, reply};
use super::{SECRET, client, now};

/// In which way a shop is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Right,
    NoIdempotency,
    NewPaymentIds,
    RefusesEverything,
    TakesOtherAccounts,
    TakesAnybody,
    TakesUnknownTypes,
    VerifiesTestsOnly,
    NamesAnother,
    KnowsNoRefunds,
    RevokesTwice,
    OddFields,
}

/// What a shop keeps of an order: the account, and whether the goods came back.
type Known = BTreeMap<String, (String, bool)>;

async fn shop(mode: Mode) -> Server {
    let known = Mutex::new(Known::new());
    Server::http(move |seen| answer(mode, &mut known.lock().unwrap(), seen)).await
}

fn answer(mode: Mode, known: &mut Known, seen: &Seen) -> Reply {
    let call: Value = serde_json::from_slice(&seen.body).unwrap();
    let (kind, data) = (call["type"].as_str().unwrap(), &call["data"]);
    let is_verified = mode != Mode::VerifiesTestsOnly || kind == "shop.test";
    if is_verified && !seen.is_signed_with(SECRET) {
        return refusal(401, "bad_signature");
    }
    let order_id = data["order_id"].as_str().unwrap_or_default();
    match kind {
        "shop.test" => reply(200, r#"{"status":"ok"}"#),
        "order.activate" if mode == Mode::RefusesEverything => refusal(422, "order_not_found"),
        "order.activate" => activate(mode, known, order_id, data["account_id"].as_str().unwrap()),
        "order.refunded" if mode != Mode::KnowsNoRefunds => match known.get_mut(order_id) {
            None => refusal(404, "unknown_order"),
            Some((_, true)) if mode != Mode::RevokesTwice => said("already_revoked", json!({})),
            Some((_, is_revoked)) => {
                *is_revoked = true;
                said("revoked", json!({}))
            }
        },
        _ if mode == Mode::TakesUnknownTypes => said("activated", json!({})),
        _ => refusal(400, "unsupported_type"),
    }
}

fn activate(mode: Mode, known: &mut Known, order_id: &str, account_id: &str) -> Reply {
    if account_id != "12345" && account_id != "23456" && mode != Mode::TakesAnybody {
        return refusal(404, "unknown_account");
    }
    let number = known.len();
    let before = known.get(order_id).cloned();
    let payment = |number: usize| json!({ "payment_id": format!("A-{number}") });
    match before {
        Some(_) if mode == Mode::NoIdempotency => said("activated", payment(number)),
        Some((account, _)) if account != account_id && mode != Mode::TakesOtherAccounts => {
            refusal(409, "other_account")
        }
        Some((account, _)) if account != account_id => said("activated", payment(number)),
        Some((_, true)) => refusal(409, "refunded"),
        Some(_) if mode == Mode::NewPaymentIds => said("already_activated", payment(number + 10)),
        Some(_) => {
            let place = known.keys().position(|id| id == order_id).unwrap();
            let is_named = mode != Mode::OddFields;
            said("already_activated", if is_named { payment(place) } else { json!({}) })
        }
        None => {
            known.insert(order_id.to_owned(), (account_id.to_owned(), false));
            let place = known.keys().position(|id| id == order_id).unwrap();
            said(
                "activated",
                match mode {
                    Mode::OddFields => json!({ "payment_id": [], "customer_message": "" }),
                    Mode::NamesAnother => json!({ "account_id": "99999" }),
                    _ => payment(place),
                },
            )
        }
    }
}

fn said(status: &str, mut fields: Value) -> Reply {
    fields["status"] = json!(status);
    reply(200, fields.to_string())
}

fn refusal(status: u16, code: &str) -> Reply {
    reply(status, json!({ "error": { "code": code, "message": "says the shop" } }).to_string())
}

fn goods() -> Goods {
    Goods {
        account: "12345".to_owned(),
        other_account: "23456".to_owned(),
        product: "1 алмаз".to_owned(),
        item: None,
    }
}

async fn tried(client: &Client, json: bool, columns: Option<usize>) -> (Exit, String) {
    let style = OutputStyle { columns, ..OutputStyle::default() };
    let options = Options { json, goods: Some(goods()), style };
    let mut out = Vec::new();
    let exit = shop_test::test(client, now(), &options, &mut out).await;
    (exit, String::from_utf8(out).unwrap())
}

/// The checks of a shop that are not right, each with its verdict; how it ends agrees with them.
async fn wrong(mode: Mode) -> Vec<(String, String)> {
    let server = shop(mode).await;
    let (exit, said) = tried(&client(&server.url()), true, None).await;
    let report: Value = serde_json::from_str(&said).unwrap();
    let checks = report["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 11, "{said}");
    let text = |check: &Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    for check in checks {
        let verdict = text(check, "verdict");
        assert_eq!(verdict == "right", check["remedy"].is_null(), "{said}");
        if verdict != "right" {
            wrong.push((text(check, "check"), verdict));
        }
    }
    let is_good = wrong.iter().all(|(_, verdict)| verdict == "unknown");
    assert_eq!(exit == Exit::Done, is_good, "{said}");
    wrong
}

#[tokio::test]
async fn each_wrong_shop_is_told_what_is_wrong() {
    for (mode, expected) in [
        (Mode::Right, &[][..]),
        (Mode::OddFields, &[]),
        (
            Mode::NoIdempotency,
            &[
                ("repeat", "dangerous"),
                ("two_at_once", "dangerous"),
                ("other_account", "dangerous"),
                ("refund", "wrong"),
            ],
        ),
        (Mode::NewPaymentIds, &[("repeat", "wrong")]),
        (
            Mode::RefusesEverything,
            &[
                ("order", "wrong"),
                ("repeat", "wrong"),
                ("two_at_once", "wrong"),
                ("broken_off", "wrong"),
                ("refund", "unknown"),
            ],
        ),
        (Mode::TakesOtherAccounts, &[("other_account", "dangerous")]),
        (Mode::TakesAnybody, &[("unknown_account", "unknown")]),
        (Mode::TakesUnknownTypes, &[("unknown_type", "wrong")]),
        (
            Mode::VerifiesTestsOnly,
            &[("wrong_signature", "dangerous"), ("old_timestamp", "dangerous")],
        ),
        (Mode::NamesAnother, &[("order", "wrong"), ("repeat", "wrong")]),
        (Mode::KnowsNoRefunds, &[("refund", "unknown")]),
        (Mode::RevokesTwice, &[("refund", "wrong")]),
    ] {
        let found = wrong(mode).await;
        let found: Vec<_> = found.iter().map(|(check, it)| (check.as_str(), it.as_str())).collect();
        assert_eq!(found, expected, "{mode:?}");
    }
}

#[tokio::test]
async fn what_was_left_out_is_told() {
    let server = shop(Mode::OddFields).await;
    let (exit, said) = tried(&client(&server.url()), true, None).await;
    assert_eq!(exit, Exit::Done, "{said}");
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["checks"][3]["left_out"], json!(["payment_id", "customer_message"]));
    let (_, said) = tried(&client(&server.url()), false, None).await;
    assert!(said.contains("payment_id, customer_message"), "{said}");
}

#[tokio::test]
async fn the_table_fits_a_phone() {
    let server = shop(Mode::NoIdempotency).await;
    let (exit, said) = tried(&client(&server.url()), false, Some(40)).await;
    assert_eq!(exit, Exit::Failed);
    assert!(said.lines().all(|line| line.chars().count() <= 41), "{said}");
    assert!(said.contains('‼') && said.contains("already_activated"), "{said}");
}

/// The orders of a trial are nobody's: marked as tests, and other ones at every trial.
#[tokio::test]
async fn nothing_real_is_ordered() {
    let mut server = shop(Mode::Right).await;
    tried(&client(&server.url()), true, None).await;
    let mut orders = 0;
    while let Some(seen) = server.try_seen() {
        let call: Value = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!(call["livemode"], false);
        if let Some(id) = call["data"]["order_id"].as_str() {
            assert!(id.starts_with("test-full-1"), "{id}");
            orders += 1;
        }
    }
    assert!(orders > 10, "{orders}");
}

/// A shop with a right signature that is not taken is not tried any further.
#[tokio::test]
async fn first_things_first() {
    let server = Server::http(|_| refusal(401, "bad_signature")).await;
    let (exit, said) = tried(&client(&server.url()), true, None).await;
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((exit, &report["checks"]), (Exit::Failed, &json!([])));
}
