//! `shop test` against shops that do it right, and shops that don't.

use serde_json::Value;
use tribute_agent::cli::shop;
use tribute_agent::i18n::Language;
use tribute_agent::i18n::use_language;
use tribute_agent::report::Exit;
use tribute_agent::shop::{Client, Secret, Settings};

use super::server::{Reply, Seen, Server, reply};
use super::tls::{Authority, GOOD_YEARS};
use super::{OTHER_SECRET, SECRET, client, now, secret};
use crate::occupancy::ShutDoor;

const BAD_SIGNATURE: &str = r#"{"error":{"code":"bad_signature"}}"#;
const OK: &str = r#"{"status":"ok"}"#;

/// The shop of the documentation.
fn careful_shop(seen: &Seen) -> Reply {
    if seen.is_signed_with(SECRET) { reply(200, OK) } else { reply(401, BAD_SIGNATURE) }
}

/// What `shop test --json` says, its exit code agreeing with its `ok`.
async fn test_json(client: &Client, language: Language) -> Value {
    let mut out = Vec::new();
    use_language(language);
    let exit = shop::test(client, now(), true, &mut out).await;
    use_language(Language::English);
    let report: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(report["ok"].as_bool().unwrap(), exit == Exit::Done);
    report
}

/// The codes: ok, outcome and verdict of the signed call, then of the forged one.
async fn outcome(client: &Client) -> (bool, [String; 4]) {
    let english = test_json(client, Language::English).await;
    let russian = test_json(client, Language::Russian).await;
    let text =
        |report: &Value, call: &str, key: &str| report[call][key].as_str().unwrap().to_owned();
    for call in ["signed", "forged"] {
        assert_ne!(text(&english, call, "what"), text(&russian, call, "what"));
    }
    let codes = [
        ("signed", "outcome"),
        ("signed", "verdict"),
        ("forged", "outcome"),
        ("forged", "verdict"),
    ];
    (english["ok"].as_bool().unwrap(), codes.map(|(call, key)| text(&english, call, key)))
}

async fn of_shop(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> (bool, [String; 4]) {
    let server = Server::http(answer).await;
    outcome(&client(&server.url())).await
}

fn expected(ok: bool, codes: [&str; 4]) -> (bool, [String; 4]) {
    (ok, codes.map(str::to_owned))
}

#[tokio::test]
async fn the_two_calls() {
    let mut server = Server::http(careful_shop).await;
    let mut out = Vec::new();
    let at = now();
    let client = client(&server.url());
    let exit = shop::test(&client, at, false, &mut out).await;
    assert_eq!(exit, Exit::Done);
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("✓ Signed call → 200"), "{said}");
    assert!(said.contains("✓ Wrongly signed call → 401"), "{said}");

    let (signed, forged) = (server.seen(), server.seen());
    server.assert_nothing_more();
    assert!(signed.is_signed_with(SECRET) && !forged.is_signed_with(SECRET));
    assert_eq!(signed.body, forged.body);
    assert_ne!(signed.header("webhook-id"), forged.header("webhook-id"));
    let body: Value = serde_json::from_slice(&signed.body).unwrap();
    assert_eq!(body["type"], "shop.test");
    assert_eq!(body["livemode"], false);
    assert_eq!(body["data"], serde_json::json!({}));
}

#[tokio::test]
async fn shops_that_may_open() {
    let right = ["accepted", "right", "bad_signature", "right"];
    assert_eq!(of_shop(careful_shop).await, expected(true, right));

    let in_other_words =
        of_shop(
            |seen| {
                if seen.is_signed_with(SECRET) { reply(200, OK) } else { reply(403, "go away") }
            },
        );
    let right = ["accepted", "right", "not_the_shop", "right"];
    assert_eq!(in_other_words.await, expected(true, right));
}

#[tokio::test]
async fn a_shop_that_verifies_nothing_is_dangerous() {
    let dangerous = ["accepted", "right", "accepted", "dangerous"];
    assert_eq!(of_shop(|_| reply(200, OK)).await, expected(false, dangerous));
    let page = ["accepted_oddly", "wrong", "accepted_oddly", "dangerous"];
    assert_eq!(of_shop(|_| reply(200, "<html>")).await, expected(false, page));
}

#[tokio::test]
async fn secrets_that_differ() {
    let server = Server::http(careful_shop).await;
    let other = Secret::parse(OTHER_SECRET).unwrap();
    let client = Client::new(Settings::new(server.url(), other)).unwrap();
    let differ = ["bad_signature", "wrong", "bad_signature", "right"];
    assert_eq!(outcome(&client).await, expected(false, differ));
}

/// Whoever wants answers signed takes no order's answer of such a shop.
#[tokio::test]
async fn a_shop_that_does_not_sign_its_answers() {
    let server = Server::http(careful_shop).await;
    let mut settings = Settings::new(server.url(), secret());
    settings.require_signed_response = true;
    let client = Client::new(settings).unwrap();
    let unsigned = ["no_answer", "wrong", "bad_signature", "right"];
    assert_eq!(outcome(&client).await, expected(false, unsigned));
}

/// The previous secret is taken by the shop, too: a forger must not have it.
#[tokio::test]
async fn a_shop_whose_secret_is_being_changed() {
    let server = Server::http(careful_shop).await;
    let other = Secret::parse(OTHER_SECRET).unwrap();
    let mut settings = Settings::new(server.url(), other);
    settings.keys.previous = Some(secret());
    let client = Client::new(settings).unwrap();
    let right = ["accepted", "right", "bad_signature", "right"];
    assert_eq!(outcome(&client).await, expected(true, right));
}

#[tokio::test]
async fn what_stands_between_proves_nothing() {
    let page = ["not_the_shop", "wrong", "not_the_shop", "unknown"];
    assert_eq!(of_shop(|_| reply(404, "<html>")).await, expected(false, page));
    let busy = ["no_answer", "wrong", "no_answer", "unknown"];
    assert_eq!(of_shop(|_| reply(502, "")).await, expected(false, busy));
    let refused = ["refused", "wrong", "refused", "unknown"];
    let unsupported = r#"{"error":{"code":"unsupported_type"}}"#;
    let answer = of_shop(move |_| reply(400, unsupported)).await;
    assert_eq!(answer, expected(false, refused));
}

#[tokio::test]
async fn a_redirect_says_where_to() {
    let server = Server::http(|_| {
        let mut elsewhere = reply(301, "");
        let location = "https://www.shop.example/".parse().unwrap();
        elsewhere.headers_mut().insert("location", location);
        elsewhere
    })
    .await;
    let report = test_json(&client(&server.url()), Language::English).await;
    assert_eq!(report["signed"]["outcome"], "redirected");
    assert_eq!(report["signed"]["status"], 301);
    let what = report["signed"]["what"].as_str().unwrap();
    assert!(what.contains("https://www.shop.example/"), "{what}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_measured() {
    let server = Server::http(|_| {
        let mut clock = reply(401, r#"{"error":{"code":"clock"}}"#);
        let long_ago = "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap();
        clock.headers_mut().insert("date", long_ago);
        clock
    })
    .await;
    let report = test_json(&client(&server.url()), Language::English).await;
    assert_eq!(report["signed"]["outcome"], "clock");
    let what = report["signed"]["what"].as_str().unwrap();
    assert!(what.contains("s behind"), "{what}");
}

#[tokio::test]
async fn a_server_that_is_not_reached_is_tried_once() {
    let nobody = ShutDoor::new();
    let url = format!("http://{}/", nobody.address);
    let untried = ["no_answer", "wrong", "not_tried", "unknown"];
    assert_eq!(outcome(&client(&url)).await, expected(false, untried));
}

#[tokio::test]
async fn a_certificate_nobody_trusts_is_explained() {
    let config = Authority::new().server_config("localhost", GOOD_YEARS);
    let server = Server::https(config, careful_shop).await;
    let url = server.https_url("localhost");
    let client = Client::new(Settings::new(url, secret())).unwrap();
    let report = test_json(&client, Language::Russian).await;
    let what = report["signed"]["what"].as_str().unwrap();
    assert!(what.contains("неизвестного издателя"), "{what}");
    let remedy = report["signed"]["remedy"].as_str().unwrap();
    assert!(remedy.contains("ca_file"), "{remedy}");
}
