//! Who sells by links that are paid at T-Bank.

use telegram_sandbox::tbank::BankOptions;
use telegram_sandbox::{Options, Running, Sandbox};

use super::desk::Desk;
use super::script::{NO_SHOP, SECRET, Script};
use crate::tbank::receipt::Taxation;

const TERMINAL: &str = "1700000000000DEMO";
const PASSWORD: &str = "test-password-1";
const PUBLIC: &str = "https://pay.shop.example";

async fn hears(desk: &Desk, answers: &[&str]) -> Script {
    let answers = answers.iter().map(|answer| (*answer).to_owned());
    let mut script = Script::of(answers.collect());
    let ended = desk.talk(&mut script).await;
    assert!(ended.is_ok(), "{ended:?}\n{}", script.heard);
    assert_eq!(script.left(), 0, "{}", script.heard);
    script
}

#[tokio::test]
async fn a_terminal_and_a_server_are_enough() {
    let desk = Desk::new().await;
    let answers = [
        "en",
        "4",
        SECRET,
        TERMINAL,
        TERMINAL,
        PASSWORD,
        "n",
        "2",
        PUBLIC,
        "1",
        NO_SHOP,
        SECRET,
        "n",
        "VPN",
        "vpn",
        "",
        "199.00 RUB",
        "",
        "",
    ];
    let script = hears(&desk, &answers).await;
    let config = desk.config();
    config.check_runnable().unwrap();
    assert!(config.is_without_telegram() && config.tribute_api().is_err());
    let bank = config.tbank().unwrap();
    assert_eq!(bank.client.terminal().key.as_str(), TERMINAL);
    assert_eq!(bank.taxation, Some(Taxation::UsnIncome));
    script.heard_all(&[
        "1 of 4 · T-Bank",
        "a shop's secret",
        "takes no real money",
        "the name of a terminal at T-Bank",
        "told of https://pay.shop.example/webhooks/tbank",
        "7 · Tribute's API: not used",
        "9 · T-Bank: the terminal 1700000000000DEMO; taxes: usn_income",
    ]);
    for unsaid in [PASSWORD, "Put this address into Tribute", "asks for what was left"] {
        assert!(!script.heard.contains(unsaid), "{unsaid}: {}", script.heard);
    }
    let nothing = hears(&desk, &[""]).await;
    nothing.heard_all(&["What is to be changed?"]);
}

async fn bank() -> Running {
    let bank = BankOptions {
        terminal_key: Some(TERMINAL.to_owned()),
        password: Some(PASSWORD.to_owned()),
        ..BankOptions::default()
    };
    Sandbox::start(Options { bank: Some(bank), ..Options::default() }).await.unwrap()
}

#[tokio::test]
async fn a_password_is_tried_when_they_agree_and_only_then() {
    let running = bank().await;
    let desk = Desk::new().await;
    let file = format!(
        "language = \"en\"\n[server]\ntoken = \"0123456789abcdef0123456789abcdef\"\n[tbank]\n\
         terminal_key = \"{TERMINAL}\"\npassword = \"another-password\"\nurl = \"{}\"\n",
        running.bank().unwrap().url()
    );
    std::fs::write(desk.file(), file).unwrap();
    let answers = ["", "", "9", "", "", "y", "n", "", PASSWORD, "", "patent", ""];
    let script = hears(&desk, &answers).await;
    script.heard_all(&["✗ T-Bank does not know the terminal", "✓ The terminal and its password"]);
    let text = desk.text();
    assert!(text.contains(PASSWORD) && !text.contains("another-password"), "{text}");
    assert!(text.contains("taxation = \"patent\""), "{text}");
    assert!(running.bank().unwrap().payments().is_empty());
}
