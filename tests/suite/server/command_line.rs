//! Checkouts and charges at the command line, while no agent is at work: what is asked for is kept.

use serde_json::Value;

use super::Scene;
use crate::restore::home::Ended;

const TRIBUTE: &str = "[tribute_api]\nkey = \"f138f7b4-0000-4c5c-97a6-46f8870dc0de\"\n\
                       url = \"http://127.0.0.1:9/api/v1\"\n\
                       [[product]]\nname = \"10 diamonds\"\nsku = \"diamond-10\"\nprice = \"10.00 EUR\"\n";
const CREATE: [&str; 5] = ["create", "--provider", "tribute_shop", "--account", "12345"];

fn scene() -> Scene {
    let scene = Scene::new();
    scene.configure(TRIBUTE);
    scene
}

async fn asks(scene: &Scene, words: &[&str]) -> Ended {
    scene.command("checkout", words).await
}

/// Asks for a checkout, as JSON.
async fn creates(scene: &Scene, words: &[&str]) -> Value {
    let created = asks(scene, &[&CREATE, words, &["--json"]].concat()).await;
    assert_eq!(created.code, Some(0), "{}", created.stderr);
    assert!(created.stderr.contains("The agent is not at work"), "{}", created.stderr);
    serde_json::from_str(&created.stdout).unwrap()
}

#[tokio::test]
async fn what_is_asked_for_is_kept_until_an_agent_is_at_work() {
    let scene = scene();
    let priced = ["--price", "5.00 EUR", "--title", "1 алмаз", "--key", "one"];
    let first = creates(&scene, &priced).await;
    assert_eq!((&first["status"], &first["url"]), (&"open".into(), &Value::Null));
    assert_eq!(first["price"], serde_json::json!({ "amount": 500, "currency": "EUR" }));
    assert_eq!(creates(&scene, &priced).await, first);
    let by_sku = creates(&scene, &["--sku", "diamond-10", "--reference", "basket 7"]).await;
    assert_eq!(by_sku["price"]["amount"], 1000);
    let other =
        asks(&scene, &[&CREATE, &["--sku", "diamond-10", "--key", "one"][..]].concat()).await;
    assert_eq!(other.code, Some(2));
    assert!(other.stderr.contains("error[checkout.idempotency_key_reused]"), "{}", other.stderr);

    let listed = asks(&scene, &["list", "--json"]).await.stdout;
    let listed: Vec<Value> = listed.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(listed, [first.clone(), by_sku.clone()]);
    let newest = asks(&scene, &["list", "--limit", "1"]).await.stdout;
    assert!(newest.contains("10 diamonds") && !newest.contains("алмаз"), "{newest}");
    assert!(newest.contains("€10.00") && newest.contains("to be paid"), "{newest}");
    let paid = asks(&scene, &["list", "--status", "paid"]).await.stdout;
    assert_eq!(paid.trim(), "There are no such checkouts.");
    let id = by_sku["id"].as_str().unwrap();
    let shown = asks(&scene, &["show", id]).await.stdout;
    for words in [id, "10 diamonds: €10.00, for 12345", "Reference: basket 7", "tribute_shop"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let unknown = asks(&scene, &["show", "chk_7"]).await;
    assert!(unknown.stderr.contains("error[checkout.unknown_checkout]"), "{}", unknown.stderr);

    let price = ["--price", "1.00 EUR"];
    let unsure = scene.command("charge", &[&[id], &price[..]].concat()).await;
    assert_eq!(unsure.code, Some(2));
    assert!(unsure.stderr.contains("orders.unconfirmed"), "{}", unsure.stderr);
    let once = scene.command("charge", &[&[id, "--yes"], &price[..]].concat()).await;
    assert!(once.stderr.contains("error[checkout.not_recurring]"), "{}", once.stderr);
}

#[tokio::test]
async fn what_can_not_be_asked_for_is_told_by_the_command_too() {
    let scene = scene();
    for (words, code) in [
        (&["--title", "1 алмаз"][..], "usage.missing_argument"),
        (&["--price", "5"], "usage.bad_value"),
        (&["--price", "5.00 EUR", "--sku", "diamond-10"], "usage.conflict"),
        (&["--price", "5.00 EUR"], "checkout.no_title"),
        (&["--price", "5.00 GBP", "--title", "x"], "checkout.currency_not_taken"),
        (&["--sku", "emerald"], "checkout.unknown_sku"),
        (&["--sku", "diamond-10", "--receipt", "nowhere.json"], "input.unreadable"),
        (&["--sku", "diamond-10", "--key", "two words"], "checkout.bad_idempotency_key"),
        (&["--sku", "diamond-10", "--expires-at", "tomorrow"], "checkout.bad_expires_at"),
    ] {
        let refused = asks(&scene, &[&CREATE, words].concat()).await;
        assert_eq!(refused.code, Some(2), "{words:?} {}", refused.stderr);
        assert!(refused.stderr.contains(code), "{words:?} {}", refused.stderr);
    }
    let tbank = ["create", "--provider", "tbank", "--sku", "diamond-10", "--account", "12345"];
    let refused = asks(&scene, &tbank).await;
    assert!(refused.stderr.contains("checkout.provider_not_configured"), "{}", refused.stderr);
    let text = std::fs::read_to_string(scene.config()).unwrap();
    crate::agent::write_private(&scene.config(), &text.replace("\"en\"", "\"ru\""));
    let refused = asks(&scene, &tbank).await;
    assert!(refused.stderr.contains("нет ничего о платёжной системе tbank"), "{}", refused.stderr);
}
