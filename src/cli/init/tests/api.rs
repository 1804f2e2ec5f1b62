//! Who sells by Tribute's API, alone or beside the chat.

use telegram_sandbox::tribute_api::ApiOptions;
use telegram_sandbox::{Options, Running, Sandbox};

use super::desk::Desk;
use super::script::{Answers, KEY, NO_SHOP, SECRET, Script};
use crate::config::Config;

const TRIBUTE_KEY: &str = "0b1e2f3a-4c5d-4e6f-8a7b-9c0d1e2f3a4b";
const PUBLIC: &str = "https://pay.shop.example";

async fn hears(desk: &Desk, answers: &[&str]) -> Script {
    let answers = answers.iter().map(|answer| (*answer).to_owned());
    let mut script = Script::of(answers.collect());
    let ended = desk.talk(&mut script).await;
    assert!(ended.is_ok(), "{ended:?}\n{}", script.heard);
    assert_eq!(script.left(), 0, "{}", script.heard);
    script
}

/// The token that was made, and that nobody was shown.
fn token(desk: &Desk, script: &Script) -> String {
    let text = desk.text();
    let (_, token) = text.split_once("\ntoken = \"").unwrap();
    let token = token.split('"').next().unwrap();
    assert!(token.len() == 64 && !script.heard.contains(token), "{text}");
    token.to_owned()
}

fn is_runnable(config: &Config) {
    config.check_runnable().unwrap();
    assert!(config.is_without_telegram() && config.warnings.is_empty(), "{:?}", config.warnings);
    assert_eq!(config.server.as_ref().unwrap().public_url.as_deref(), Some(PUBLIC));
}

#[tokio::test]
async fn without_a_chat_nothing_of_telegram_is_asked() {
    let desk = Desk::new().await;
    let answers = [
        "en",
        "6",
        "2",
        "http://pay.shop.example",
        PUBLIC,
        "Api-Key: 0a1b",
        TRIBUTE_KEY,
        "n",
        "1",
        NO_SHOP,
        SECRET,
        "n",
        "VPN",
        "vpn-month",
        "",
        "5.00 EUR",
        "456",
        "",
        "",
    ];
    let script = hears(&desk, &answers).await;
    let config = desk.config();
    is_runnable(&config);
    assert_eq!(config.catalogue.find_at_tribute(Some("456"), None).unwrap().item.sku, "vpn-month");
    token(&desk, &script);
    script.heard_all(&[
        "1 of 4 · The agent's own server",
        "an HTTP header",
        "  https://pay.shop.example/webhooks/tribute\n",
        "1 · Your application at Telegram: not used",
        "6 · The moderators' chat: not used",
        "7 · Tribute's API: the key is given",
        "10 · Payments inside Telegram: not used",
        "8 · The agent's own server: listens at 127.0.0.1:8787; the world reaches it at https://pay",
        "· https://pay.shop.example/webhooks/tribute\n      goes into Tribute",
        "· alert_command\n      in the file",
    ]);
    for unsaid in
        ["tribute-agent login", "tribute-agent rehearse", "asks for what was left", TRIBUTE_KEY]
    {
        assert!(!script.heard.contains(unsaid), "{unsaid}: {}", script.heard);
    }
    // The sample explains what stands there.
    let text = desk.text();
    for line in [
        "[server]",
        "# listen = \"127.0.0.1:8787\"",
        "[tribute_api]",
        "# account = \"telegram_id\"",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}: {text}");
    }
    let nothing = hears(&desk, &[""]).await;
    nothing.heard_all(&["What is to be changed?"]);
}

#[tokio::test]
async fn what_was_left_for_later_is_asked_for_the_next_time() {
    let desk = Desk::new().await;
    let script = hears(&desk, &["en", "2", "", "", "", "", ""]).await;
    script.heard_all(&["[shop] url, secret · [[product]] name, sku · [tribute_api] key"]);
    assert!(desk.config().is_without_telegram());
    let kept = token(&desk, &script);
    let script =
        hears(&desk, &["1", NO_SHOP, SECRET, "n", "", TRIBUTE_KEY, "n", "", "n", "8", PUBLIC, ""])
            .await;
    script.heard_all(&["3 of 4 · Tribute's API", "4 of 4 · T-Bank"]);
    let config = desk.config();
    config.check_runnable().unwrap();
    assert!(config.is_without_telegram() && config.tribute_api().is_ok());
    assert_eq!(token(&desk, &script), kept);
}

#[tokio::test]
async fn both_ways_make_one_configuration() {
    let desk = Desk::new().await;
    let answers = [
        "en",
        "3",
        "7654321",
        KEY,
        TRIBUTE_KEY,
        "n",
        PUBLIC,
        "1",
        NO_SHOP,
        SECRET,
        "n",
        "8",
        "12345678",
        "",
        "VPN",
        "vpn",
        "",
        "",
        "",
        "",
        "-1001234567890",
        "",
        "",
        "",
    ];
    let script = hears(&desk, &answers).await;
    let config = desk.config();
    config.check_runnable().unwrap();
    assert!(!config.is_without_telegram() && config.missing_sections().is_empty());
    assert!(config.tribute_api().is_ok() && config.server.is_some());
    script.heard_all(&[
        "8 of 8 · The moderators' chat",
        "tribute-agent login",
        "goes into Tribute",
    ]);
}

#[tokio::test]
async fn the_api_is_added_to_a_chat_by_its_number() {
    let desk = Desk::new().await;
    desk.hears(Answers::later().application(&["7654321", KEY])).await;
    let gaps = Answers::nothing().shop(&[""]).account(&[""]).products(&[""]);
    desk.hears(gaps.clone().review(&["7", TRIBUTE_KEY, "n", ""])).await;
    // A key that nobody is told by lacks a server.
    let script = desk.hears(gaps.review(&[PUBLIC, ""])).await;
    script.heard_all(&["4 of 4 · The agent's own server"]);
    assert!(!desk.config().is_without_telegram());
    assert!(desk.config().tribute_api().is_ok() && desk.config().server.is_some());
}

async fn tribute() -> Running {
    let api = ApiOptions { key: Some(TRIBUTE_KEY.to_owned()), ..ApiOptions::default() };
    Sandbox::start(Options { tribute_api: Some(api), ..Options::default() }).await.unwrap()
}

#[tokio::test]
async fn a_key_is_tried_when_they_agree_and_only_then() {
    let running = tribute().await;
    let desk = Desk::new().await;
    let wrong = TRIBUTE_KEY.replace('f', "e");
    let file = format!(
        "language = \"en\"\n[server]\ntoken = \"0123456789abcdef0123456789abcdef\"\n\
         [tribute_api]\nkey = \"{wrong}\"\nurl = \"{}\"\n",
        running.tribute_api().unwrap().url()
    );
    std::fs::write(desk.file(), file).unwrap();
    let script = hears(&desk, &["", "", "7", "", "y", "n", TRIBUTE_KEY, "", ""]).await;
    script.heard_all(&[
        "✗ Tribute does not know the key",
        "✓ The key is good. Ready-made products",
        " · 1 diamond",
    ]);
    assert!(desk.text().contains(TRIBUTE_KEY) && !desk.text().contains(&wrong));
}
