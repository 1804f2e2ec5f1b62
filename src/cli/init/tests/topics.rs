//! What single questions do.

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use super::desk::{Desk, shut_door};
use super::script::{Answers, KEY, NO_SHOP, Script, TOKEN};
use crate::shop::SupplierSettings;

#[tokio::test]
async fn what_was_understood_of_an_account_number_is_said() {
    let desk = Desk::new().await;
    let script = desk
        .hears(Answers::later().language(&["ru"]).account(&[
            "восемь",
            "8",
            "12345678",
            "мой 87654321",
            "87654321",
            "",
        ]))
        .await;
    script.heard_all(&[
        "«8», если во всех 8; «6-10»",
        "Понял: номер из 8 цифр, например 12345678.",
        "Только сам номер",
        "«мой айди 12345678, спасибо!» → 12345678",
    ]);
    assert_eq!(desk.config().examples, ["12345678", "87654321"]);
}

#[tokio::test]
async fn a_range_that_takes_anything_is_asked_about() {
    let desk = Desk::new().await;
    let answers = Answers::later().account(&["2-30", "", "8", ""]);
    let script = desk.hears(answers).await;
    script.heard_all(&[
        "an id of 2 to 30 digits, such as 12 or 123456789012345678901234567890.",
        "Numbers as short as that",
        "Are they really like that? [y/N]",
        "what are they really like?",
    ]);
    // Nobody gave a real one: rehearsals have one all the same.
    assert_eq!(desk.config().examples, ["12345678"]);
}

#[tokio::test]
async fn a_pattern_that_takes_telephones_is_refused_unless_they_insist() {
    let beginning = ["9-12", "1234567890", ""];
    let desk = Desk::new().await;
    let wiser = [&beginning[..], &["n", "10", "1234567890", ""]].concat();
    let script = desk.hears(Answers::later().account(&wiser)).await;
    script.heard_all(&[
        "A telephone number would be taken",
        "Tried, and not taken for an account: an e-mail address (anna.1985@mail.example)",
        "a date (28.11.2025)",
    ]);
    assert!(desk.text().contains(r"\b\d{10}\b"), "{}", desk.text());

    let desk = Desk::new().await;
    let insists = [&beginning[..], &["y"]].concat();
    desk.hears(Answers::later().account(&insists)).await;
    assert!(desk.text().contains(r"\b\d{9,12}\b"), "{}", desk.text());
}

#[tokio::test]
async fn numbers_with_letters_get_a_pattern_of_their_own() {
    let desk = Desk::new().await;
    let answers = ["letters", "US-12345", "US-678", "", "(", ""];
    let script = desk.hears(Answers::later().account(&answers)).await;
    script.heard_all(&[
        "Understood: codes of one build.",
        "✗ The pattern is no regular expression: unclosed group",
        "«my id US-12345, thanks!» → US-12345",
    ]);
    let config = desk.config();
    let pattern = config.rules().unwrap().account.as_str();
    assert_eq!(pattern, r"\bUS\-\d{3,5}\b");
    assert_eq!(config.examples, ["US-12345", "US-678"]);
}

#[tokio::test]
async fn a_real_number_that_does_not_fit_begins_it_anew() {
    let desk = Desk::new().await;
    let answers = Answers::later().account(&["6-9", "12345", "5", "12345", ""]);
    let script = desk.hears(answers).await;
    script.heard_all(&["“12345”: there is no id of 6 to 9 digits in it."]);
}

#[tokio::test]
async fn a_product_without_a_sku_is_left_out() {
    let desk = Desk::new().await;
    let answers = Answers::later().products(&["1 diamond", "", ""]);
    let script = desk.hears(answers).await;
    script.heard_all(&["If you list none, every order is carried out", "This product is left out"]);
    assert_eq!(desk.config().missing_sections().last(), Some(&"product"));
}

#[tokio::test]
async fn a_new_secret_comes_with_the_line_for_the_shop() {
    let desk = Desk::new().await;
    let script = desk.hears(Answers::later().shop(&[NO_SHOP, "", "n"])).await;
    let (_, secret) = script.heard.split_once("TRIBUTE_SECRET=").unwrap();
    let secret = secret.lines().next().unwrap();
    let text = desk.text();
    assert!(text.contains(&format!("secret = \"{secret}\"")), "{text}");
    script.heard_all(&["a new secret: mind to put it into the server's settings"]);
}

/// Nobody can have put the line on the server by then.
#[tokio::test]
async fn a_new_secret_is_not_tried_before_it_is_on_the_server() {
    let desk = Desk::new().await;
    let shop = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/a", shop.local_addr().unwrap());
    let answers = Answers::later().shop(&[&url, ""]).all();
    // They leave for the server.
    let mut leaves = Script::of(answers[..6].to_vec());
    desk.talk(&mut leaves).await.unwrap_err();
    assert!(
        leaves.heard.ends_with("that change nothing. (n: without trying) [Y/n]\n"),
        "{}",
        leaves.heard
    );
    leaves.heard_all(&["Put that line on the server and restart it; then press Enter"]);
    let call = tokio::time::timeout(std::time::Duration::ZERO, shop.accept()).await;
    assert!(call.is_err(), "{call:?}");
    assert!(desk.draft().unwrap().contains("whsec_"));
}

#[tokio::test]
async fn the_bot_is_no_moderators_chat() {
    let desk = Desk::new().await;
    let answers = Answers::later().moderators(&["@Tribute", "https://t.me/tribute", "me"]);
    let script = desk.hears(answers).await;
    assert_eq!(script.heard.matches("This is Tribute's own bot").count(), 2);
}

#[tokio::test]
async fn a_bot_is_offered_taken_kept_and_taken_away() {
    let desk = Desk::new().await;
    let chat = ["-100123456789", ""];
    let takes = [chat[0], chat[1], "@our_bot", TOKEN];
    let script = desk.hears(Answers::later().moderators(&takes)).await;
    script.heard_all(&[
        "open @BotFather and send /newbot",
        "✗ This looks like a username",
        "-100123456789; your bot writes",
        "checked by `tribute-agent doctor`",
    ]);
    let line = format!("bot_token = \"{TOKEN}\"\n");
    assert!(desk.text().contains(&format!("\n{line}")), "{}", desk.text());
    let gaps = Answers::nothing().application(&[""]).shop(&[""]).account(&[""]).products(&[""]);
    let kept = gaps.clone().review(&["6", "-100123456780", "", "", "y"]);
    desk.hears(kept).await.heard_all(&["“no”: no bot"]);
    assert!(desk.text().contains(&format!("\n{line}")), "{}", desk.text());
    desk.hears(gaps.review(&["6", "", "", "no", "y"])).await;
    assert!(desk.config().moderators().unwrap().bot_token.is_none());
    assert!(!desk.text().contains(TOKEN), "{}", desk.text());
}

#[tokio::test]
async fn two_uuids_are_no_list_of_two() {
    let desk = Desk::new().await;
    let uuids = ["0b0e7a2c-5a0f-4c55-9d5e-1f6a3c9f2b11", "7c9e6679-7425-40de-944b-e07fc1f90ae7"];
    let answers = ["uuid", uuids[0], uuids[1], "", ""];
    let script = desk.hears(Answers::later().account(&answers)).await;
    script.heard_all(&[
        "Understood: UUIDs.",
        "Tried, and not taken for an account: a telephone number",
    ]);
    let config = desk.config();
    let pattern = &config.rules().unwrap().account;
    let other = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    assert_eq!(pattern.matches_whole(other).unwrap().as_str(), other);
}

#[tokio::test]
async fn a_price_may_have_its_currency_in_words() {
    let desk = Desk::new().await;
    let products = ["1 diamond", "d", "", "5 евро", ""];
    desk.hears(Answers::later().products(&products)).await;
    assert!(desk.text().contains("price = \"5.00 EUR\""));
}

#[tokio::test]
async fn a_shop_that_does_not_answer_is_told_and_need_not_stop_them() {
    let desk = Desk::new().await;
    let url = format!("http://{}/a", shut_door().await);
    let script = desk.hears(Answers::later().shop(&[&url, "", "", "n", &url, "", "", "y"])).await;
    script.heard_all(&["✗ No answer from 127.0.0.1", "No: type them again"]);
    // What was shown once and may be on the server already stays the secret.
    assert_eq!(script.heard.matches("TRIBUTE_SECRET=whsec_").count(), 1);
    let (_, secret) = script.heard.split_once("TRIBUTE_SECRET=").unwrap();
    let secret = secret.lines().next().unwrap();
    assert!(desk.text().contains(&format!("secret = \"{secret}\"")));
}

#[tokio::test]
async fn where_telegram_is_blocked_a_proxy_is_asked_for_and_tried() {
    let desk = Desk::new().await;
    let blocked = shut_door().await;
    let no_proxy = format!("socks5://name:password@{blocked}");
    let mut script = Answers::later()
        .application(&["7654321", KEY])
        .proxy(&["tg://proxy?server=a&port=1&secret=b", "http://a:1", &no_proxy, "y"])
        .script();
    let ended = desk.talk_behind(blocked, &mut script).await;
    assert!(ended.is_ok(), "{ended:?}\n{}", script.heard);
    script.heard_all(&[
        "blocked",
        "proxy for Telegram's own apps",
        "socks5://",
        "The proxy can't be reached",
        &format!("through the proxy {blocked}"),
    ]);
    assert!(!script.heard.contains("name:password"));
    let config = desk.config();
    let proxy = config.telegram().unwrap().proxy.clone().unwrap();
    assert_eq!(proxy.to_string(), blocked.to_string());
}

/// Whoever sells codes is asked for no address, no secret and no account.
#[tokio::test]
async fn codes_need_no_server_and_no_account() {
    let desk = Desk::new().await;
    let answers = Answers::later().giver(&["5", "2"]).account(&[]);
    let script = desk.hears(answers.products(&["Gift card", "gift", "", "", ""])).await;
    let config = desk.config();
    let shop = config.shop().unwrap();
    assert!(shop.server().is_none());
    assert!(shop.codes.as_ref().unwrap().file.as_ref().unwrap().ends_with("codes.csv"));
    assert!(config.rules().unwrap().needs_no_account);
    assert!(!desk.text().contains("\nurl") && !desk.text().contains("\nsecret"));
    script.heard_all(&["1 / 2 / 3 / 4", "“sku,code”", "a list of codes", "codes import"]);
    // Somebody has found a programmer.
    let again = Answers::nothing().application(&[""]);
    let again = again.review(&["3", "1", NO_SHOP, "", "n", ""]);
    desk.hears(again).await;
    assert_eq!(desk.config().shop().unwrap().server().unwrap().url, NO_SHOP);
}

/// Whoever has a bot at Salebot is asked for its key and its prefix, which are not shown again.
#[tokio::test]
async fn a_bot_at_salebot_needs_a_key_and_a_prefix() {
    let desk = Desk::new().await;
    let key = "0123456789abcdef0123456789abcdef";
    let answers =
        ["4", "https://chatter.salebot.pro/api/a/callback", key, "ovg58", "ovg58keefc", "n"];
    let script = desk.hears(Answers::later().giver(&answers)).await;
    script.heard_all(&["API key of the project", "10 letters and digits"]);
    assert!(!script.heard.contains(key) && !script.heard.contains("ovg58keefc"));
    let config = desk.config();
    let shop = config.shop().unwrap();
    assert!(matches!(shop.live, SupplierSettings::Salebot(_)), "{shop:?}");
    assert_eq!(shop.live.to_string(), crate::shop::SALEBOT_URL);
    assert!(!desk.text().contains("\nurl") && !desk.text().contains("\nsecret"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_is_tried_at_once() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("give.sh");
    std::fs::write(&file, "#!/bin/sh\necho '{\"status\":\"ok\"}'\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o700)).unwrap();
    let name = file.to_str().unwrap();
    let script = desk.hears(Answers::later().giver(&["3", "/absent", name, ""])).await;
    script.heard_all(&["There is no such file", "The program answers as it should"]);
    let config = desk.config();
    assert_eq!(config.shop().unwrap().live.to_string(), name);
    assert!(config.rules().is_err());
}
