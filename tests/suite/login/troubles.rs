//! Every trouble has a code of its own and is said in both languages.

use telegram_sandbox::accounts::{CODE, PHONE};
use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::world::AccountStatus;

use super::phone::to_the_code;
use super::scene::{ENGLISH, RUSSIAN, Scene, Words};
use crate::pty::Terminal;

/// It ends with this code, and is told in the right language.
async fn ends(mut terminal: Terminal, words: Words, exit: i32, code: &str) {
    let ended = terminal.ends().await;
    let shown = terminal.shown();
    assert_eq!(ended, Some(exit), "{shown}");
    let (_, told) =
        shown.split_once(&format!("[{code}]: ")).unwrap_or_else(|| panic!("{code} in {shown}"));
    let is_russian = told.chars().any(|c| matches!(c, 'а'..='я'));
    assert_eq!(is_russian, words.language == "ru", "{told}");
    assert!(told.contains("→"), "what to do: {told}");
}

/// What Telegram says to the number.
#[tokio::test]
async fn numbers_that_nothing_is_sent_to() {
    for words in [ENGLISH, RUSSIAN] {
        for (refusal, exit, code) in [
            ((400, "PHONE_NUMBER_BANNED"), 3, "login.banned"),
            ((400, "PHONE_NUMBER_UNOCCUPIED"), 3, "login.unregistered"),
            ((400, "API_ID_INVALID"), 2, "login.application_refused"),
            ((406, "PHONE_PASSWORD_FLOOD"), 1, "login.flood"),
            ((420, "FLOOD_WAIT_61"), 1, "login.flood_wait"),
            ((500, "AUTH_RESTART"), 1, "login.refused"),
        ] {
            let scene = Scene::new(words).await;
            let (number, name) = refusal;
            let faults = scene.running.datacentre().faults();
            let _armed = faults.arm(Rule::on("auth.sendCode").refuse(number, name));
            let mut terminal = scene.login();
            terminal.sees(words.phone).await;
            terminal.types(PHONE).await;
            ends(terminal, words, exit, code).await;
            assert!(!scene.is_logged_in());
        }
    }
}

#[tokio::test]
async fn a_number_is_asked_for_until_it_is_one() {
    for words in [ENGLISH, RUSSIAN] {
        let scene = Scene::new(words).await;
        let mut terminal = scene.login();
        for _ in 0..3 {
            terminal.sees(words.phone).await;
            terminal.types("112").await;
        }
        ends(terminal, words, 1, "login.phone_invalid").await;
    }
}

#[tokio::test]
async fn a_code_may_be_wrong_only_so_often() {
    for words in [ENGLISH, RUSSIAN] {
        let scene = Scene::new(words).await;
        let mut terminal = scene.login();
        to_the_code(&mut terminal, words).await;
        for _ in 0..2 {
            terminal.types("11111").await;
            terminal.sees(words.code).await;
        }
        terminal.types("11111").await;
        ends(terminal, words, 1, "login.code_wrong").await;
    }
}

#[tokio::test]
async fn codes_that_always_come_too_late() {
    for words in [ENGLISH, RUSSIAN] {
        let scene = Scene::new(words).await;
        let mut terminal = scene.login();
        terminal.sees(words.phone).await;
        terminal.types(PHONE).await;
        for _ in 0..4 {
            terminal.sees(words.code).await;
            scene.world().expire_codes();
            terminal.types(CODE).await;
        }
        ends(terminal, words, 1, "login.code_expired").await;
    }
}

#[tokio::test]
async fn a_password_may_be_wrong_only_so_often() {
    let words = RUSSIAN;
    let scene = Scene::new(words).await;
    let mut terminal = scene.login();
    to_the_code(&mut terminal, words).await;
    terminal.types(CODE).await;
    for _ in 0..3 {
        terminal.sees(words.password).await;
        terminal.types("hunter2").await;
    }
    assert!(!terminal.shown().contains("hunter2"));
    ends(terminal, words, 1, "login.password_wrong").await;
    assert!(!scene.is_logged_in());
}

#[tokio::test]
async fn accounts_that_can_not_work() {
    for words in [ENGLISH, RUSSIAN] {
        for (status, code) in [
            (AccountStatus::Deactivated, "login.deactivated"),
            (AccountStatus::Frozen, "login.frozen"),
        ] {
            let scene = Scene::new(words).await;
            scene.seller_is(|seller| {
                seller.status = status;
                seller.password = None;
            });
            let mut terminal = scene.login();
            to_the_code(&mut terminal, words).await;
            terminal.types(CODE).await;
            ends(terminal, words, 3, code).await;
        }
    }
}

#[tokio::test]
async fn a_number_that_nobody_has_an_account_with() {
    let scene = Scene::new(ENGLISH).await;
    let mut terminal = scene.login();
    terminal.sees(ENGLISH.phone).await;
    terminal.types("+9996629999").await;
    terminal.sees("as a text message").await;
    terminal.sees(ENGLISH.code).await;
    terminal.types("22222").await;
    ends(terminal, ENGLISH, 3, "login.unregistered").await;
}
