//! Who sells at a bot of their own, inside Telegram.

use secrecy::ExposeSecret as _;

use super::desk::Desk;
use super::script::{Answers, KEY, NO_SHOP, SECRET, Script, TOKEN};

const PROVIDER: &str = "284685063:TEST:hunter2hunter2";

async fn hears(desk: &Desk, answers: &[&str]) -> Script {
    let answers = answers.iter().map(|answer| (*answer).to_owned());
    let mut script = Script::of(answers.collect());
    let ended = desk.talk(&mut script).await;
    assert!(ended.is_ok(), "{ended:?}\n{}", script.heard);
    assert_eq!(script.left(), 0, "{}", script.heard);
    script
}

#[tokio::test]
async fn a_bot_for_stars_is_made_step_by_step() {
    let desk = Desk::new().await;
    let answers = [
        "en",
        "5",
        "7654321",
        KEY,
        "?",
        PROVIDER,
        TOKEN,
        "1",
        "@shop_support",
        "1",
        NO_SHOP,
        SECRET,
        "n",
        "8",
        "12345678",
        "",
        "1 diamond",
        "diamond-1",
        "",
        "250 stars",
        "",
        "",
        "",
    ];
    let script = hears(&desk, &answers).await;
    let config = desk.config();
    config.check_runnable().unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    let payments = config.telegram_payments().unwrap();
    assert_eq!(payments.bot_token.expose_secret(), TOKEN);
    assert!(payments.provider.is_none() && payments.ask_shop.is_none());
    assert_eq!(payments.support.as_deref(), Some("@shop_support"));
    assert_eq!(config.catalogue.entries().next().unwrap().price.unwrap().to_string(), "250 XTR");
    script.heard_all(&[
        "3 of 7 · Payments inside Telegram",
        "send /newbot",
        "the token of a payment provider",
        "10 · Payments inside Telegram: the bot is given; Stars",
    ]);
    assert!(!script.heard.contains(TOKEN) && !script.heard.contains("hunter2"), "{}", script.heard);
    // The sample explains what stands there.
    let text = desk.text();
    for line in ["[telegram_payments]", "# ask_shop = true", "# on_silence = \"decline\""] {
        assert!(text.lines().any(|other| other == line), "{line}: {text}");
    }
}

#[tokio::test]
async fn a_file_that_is_there_gets_a_bot_by_its_number() {
    let desk = Desk::new().await;
    desk.hears(Answers::later().application(&["7654321", KEY])).await;
    let gaps = Answers::nothing().shop(&[""]).account(&[""]).products(&[""]);
    let added = ["6", "-1001234567890", "", TOKEN, "n", "10", "same", "2", PROVIDER, "", ""];
    let script = desk.hears(gaps.clone().review(&added)).await;
    script.heard_all(&["answer “same”", "the bot is given; Stars and a payment provider"]);
    let config = desk.config();
    let payments = config.telegram_payments().unwrap();
    assert_eq!(payments.bot(), config.moderators().unwrap().bot());
    assert!(payments.provider.as_ref().unwrap().is_test);

    // Back to Stars; the rest is kept.
    let script = desk.hears(gaps.review(&["10", "", "1", "help@shop.example", ""])).await;
    let config = desk.config();
    let payments = config.telegram_payments().unwrap();
    assert!(payments.provider.is_none(), "{}", script.heard);
    assert_eq!(payments.support.as_deref(), Some("help@shop.example"));
    assert_eq!(payments.bot_token.expose_secret(), TOKEN);
}
