//! A new file.

use secrecy::ExposeSecret as _;

use super::desk::Desk;
use super::script::{Answers, KEY, NO_SHOP, SECRET, Script, TOKEN};
use super::*;
use crate::i18n::with_language;
use crate::report::UserError as _;

/// An answer to everything, in Russian.
fn whole() -> Answers {
    Answers::later()
        .language(&["2"])
        .application(&["App api_id: 7654321", KEY])
        .shop(&[NO_SHOP, SECRET, "н"])
        .account(&["от 6 до 9", "1234567", "987654321", ""])
        .products(&[
            "10 алмазов \"x\\",
            "diamond-10",
            "10",
            "5.00 EUR",
            "1 алмаз",
            "diamond-1",
            "",
            "",
            "",
        ])
        .moderators(&["-1001234567890", "111, 222", TOKEN])
}

#[tokio::test]
async fn what_was_answered_is_what_the_configuration_says() {
    let desk = Desk::new().await;
    let script = desk.hears(whole()).await;
    let config = desk.config();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    config.refuse_sample().unwrap();
    assert!(config.missing_sections().is_empty());
    assert_eq!(config.language, Language::Russian);
    let telegram = config.telegram().unwrap();
    assert_eq!(telegram.api_id, 7_654_321);
    assert_eq!(telegram.api_hash.expose_secret(), KEY);
    assert!(telegram.session.ends_with("sessions/main.session"));
    assert!(telegram.proxy.is_none());
    assert_eq!(config.shop().unwrap().server().unwrap().url, NO_SHOP);
    assert_eq!(config.examples, ["1234567", "987654321"]);
    let pattern = config.rules().unwrap().account.as_str();
    assert_eq!(pattern, r"\b\d{6,9}\b");
    let moderators = config.moderators().unwrap();
    assert_eq!(moderators.allowed.len(), 2);
    assert_eq!(moderators.bot_token.as_ref().unwrap().expose_secret(), TOKEN);
    script.heard_all(&["@BotFather и отправьте /newbot", "Чат и бота проверит"]);
    let text = desk.text();
    assert!(text.contains(r#"name = '10 алмазов "x\'"#) && text.contains("price = \"5.00 EUR\""));
    for secret in [KEY, "whsec_MfKQ9", TOKEN] {
        assert!(!script.heard.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn all_of_it_is_shown_before_it_is_written() {
    let desk = Desk::new().await;
    let script = desk.hears(whole()).await;
    let (_, shown) = script.heard.split_once("Вот что получилось:").unwrap();
    let (shown, _) = shown.split_once("Записать?").unwrap();
    for line in [
        "1 · Ваше приложение в Telegram: api_id 7654321; api_hash указан",
        "2 · Связь с Telegram: без прокси",
        "3 · Кто выдаёт товар: http://127.0.0.1:9/activate; секрет указан",
        "4 · Номер аккаунта покупателя: от 6 до 9 цифр, например 1234567",
        "diamond-10 × 10 (5.00 EUR); 1 алмаз → diamond-1 × 1",
        "6 · Чат модераторов: -1001234567890; отвечать могут: 111, 222; пишет ваш бот",
        &format!("Будет записано в {}", desk.file().display()),
    ] {
        assert!(shown.contains(line), "{line:?}:\n{shown}");
    }
}

#[tokio::test]
async fn everything_can_be_left_for_later() {
    let desk = Desk::new().await;
    let script = desk.hears(Answers::later()).await;
    let config = desk.config();
    // Saved Messages are what Enter means.
    assert_eq!(config.missing_sections(), ["telegram", "shop", "account_id", "product"]);
    assert!(config.rules().is_err());
    script.heard_all(&[
        "3 · Who gives the goods: later",
        "[telegram] api_id, api_hash · [shop] url, secret · [account_id] pattern · [[product]] name, sku",
        "init --config",
    ]);
    for command in ["login", "doctor", "rehearse --config", "run"] {
        script.heard_all(&[&format!("tribute-agent {command}")]);
    }
}

#[tokio::test]
async fn a_key_can_be_left_for_later_too() {
    let desk = Desk::new().await;
    desk.hears(Answers::later().application(&["7654321", ""])).await;
    assert!(desk.config().telegram().is_err());
}

#[tokio::test]
async fn who_leaves_at_any_question_leaves_no_configuration() {
    let answers = Answers::later().all();
    for count in 0..answers.len() {
        let desk = Desk::new().await;
        let mut script = Script::of(answers[..count].to_vec());
        let left = desk.talk(&mut script).await.unwrap_err();
        assert_eq!(left.explained().code(), "init.left", "after {count}");
        assert!(desk.has_no_file(), "after {count}");
        // The moderators' chat is the only answer that Enter gives.
        assert_eq!(desk.draft().is_some(), count == answers.len() - 1, "after {count}");
    }
    let desk = Desk::new().await;
    let mut refuses = Answers::later().review(&["n", ""]).script();
    let stopped = desk.talk(&mut refuses).await.unwrap_err();
    assert_eq!(stopped.explained().code(), "init.stopped");
    assert!(desk.has_no_file());
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_for_ever() {
    let desk = Desk::new().await;
    let mut script = Script::of(vec!["en".to_owned()]);
    script.falls_asleep = true;
    let silent = desk.talk(&mut script).await.unwrap_err();
    assert_eq!(silent.explained().code(), "init.silent");
    assert!(desk.has_no_file());
}

#[test]
fn every_end_is_explained_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(LOCAL_FILE);
    let nothing = Draft::open(&path, |_| None).unwrap();
    let mut answered = nothing.clone();
    answered.set("moderators", "chat", "me").unwrap();
    let ends = ["init.stopped", "init.left", "init.silent", "init.changed"];
    let ends = ends.map(|code| [nothing.not_written(code), answered.not_written(code)]);
    let files = [no_terminal(), exists(&path)];
    let ends = ends.into_iter().flatten().chain(files);
    for end in ends {
        let (english, russian) = (Language::English, Language::Russian);
        assert_ne!(
            with_language(english, || end.what()),
            with_language(russian, || end.what()),
            "{end}"
        );
        assert_ne!(
            with_language(english, || end.remedy()),
            with_language(russian, || end.remedy()),
            "{end}"
        );
    }
}

/// What is written is the sample, with its comments: whoever edits it by hand finds every key explained.
#[tokio::test]
async fn a_new_file_is_the_sample_with_the_answers_in_it() {
    let desk = Desk::new().await;
    desk.hears(whole()).await;
    let text = desk.text();
    assert!(text.starts_with("# Настройки tribute-agent, записаны командой"), "{text}");
    let (_, sample) = SAMPLE.split_once("\n\n").unwrap();
    let is_comment = |line: &&str| line.starts_with('#') && !line.contains(" = ");
    let mut lines = text.lines();
    for line in sample.lines().filter(is_comment) {
        assert!(lines.any(|other| other == line), "{line:?}:\n{text}");
    }
    // The reply's words stay the program's, which are in the owner's language.
    assert!(text.contains("\n# [reply]\n"), "{text}");
    for secret in ["7b5c3a1f9e8d4620b7a6958473625140", "whsec_dGhpc"] {
        assert!(!text.contains(&format!("\n{secret}")), "{text}");
    }
}

#[test]
fn every_question_has_its_texts() {
    let questions = [
        (
            "language",
            "sales api-id api-hash proxy url secret account example pattern product sku quantity price tribute-id chat allowed bot-token tribute-key public-url change change-any",
            ".help",
        ),
        (
            "api-id",
            "api-hash proxy url secret example product sku quantity price tribute-id chat allowed bot-token tribute-key public-url",
            ".wanted",
        ),
    ];
    let nothing = i18n::Arguments::new();
    for (first, rest, attribute) in questions {
        for id in std::iter::once(first).chain(rest.split(' ')) {
            for language in [Language::English, Language::Russian] {
                let id = format!("init-ask-{id}{attribute}");
                let text = i18n::with_language(language, || i18n::find(&id, &nothing));
                assert!(text.is_some(), "{id}");
            }
        }
    }
}
