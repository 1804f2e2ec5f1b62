//! A file that is there already, and lacks something.

use std::fs;

use super::desk::Desk;
use super::script::{Answers, KEY, NO_SHOP, SECRET};
use super::*;
use crate::report::UserError as _;

/// As somebody might have written it by hand.
const BY_HAND: &str = "# my shop, do not touch\nlanguage   = 'ru'\n\n[moderators]   # ours\nchat = \"me\"\n[[product]]\nname = \"1 алмаз\"\nsku = \"diamond-1\"";

#[tokio::test]
async fn only_what_is_missing_is_asked_and_only_that_is_added() {
    let desk = Desk::new().await;
    fs::write(desk.file(), BY_HAND).unwrap();
    let answers = Answers::nothing()
        .application(&["7654321", KEY])
        .shop(&[NO_SHOP, SECRET, "н"])
        .account(&["8", "12345678", ""]);
    let script = desk.hears(answers).await;
    script.heard_all(&[
        "уже есть, и всё, что в нём написано, останется как есть",
        "4 из 4 · Номер аккаунта",
        "3 · Сервер вашего магазина: http",
    ]);
    for untold in ["Чат модераторов", "Что вы продаёте", "допишите в файл"]
    {
        assert!(!script.heard.contains(untold), "{untold}");
    }
    let text = desk.text();
    assert!(text.starts_with(&format!("{BY_HAND}\n")), "{text}");
    let config = desk.config();
    assert!(config.missing_sections().is_empty());
    assert_eq!(config.telegram().unwrap().api_id, 7_654_321);
    assert_eq!(config.examples, ["12345678"]);
    assert_eq!(text.matches("[moderators]").count(), 1);
}

#[tokio::test]
async fn what_the_first_time_left_for_later_the_second_time_fills() {
    let desk = Desk::new().await;
    desk.hears(Answers::later()).await;
    let first = desk.text();
    let gaps = Answers::nothing()
        .application(&[""])
        .shop(&[NO_SHOP, SECRET, "n"])
        .account(&[""])
        .products(&["10 diamonds", "d", "", "", ""]);
    let script = desk.hears(gaps).await;
    assert!(desk.text().starts_with(&first));
    let missing = ["telegram", "account_id"];
    assert_eq!(desk.config().missing_sections(), missing);
    let told = "[telegram] api_id, api_hash · [account_id] pattern";
    assert!(script.heard.ends_with("the real thing\n") && script.heard.contains(told));

    let rest = Answers::nothing()
        .application(&["7654321", KEY])
        .account(&["8", ""]);
    desk.hears(rest).await;
    assert!(desk.config().missing_sections().is_empty());
    let whole = desk.text();
    let full = desk.talk(&mut Answers::nothing().script()).await;
    assert!(matches!(full, Err(InitError::Exists(_))), "{full:?}");
    assert_eq!(desk.text(), whole);
}

#[tokio::test]
async fn when_all_is_left_for_later_again_the_file_stays() {
    let desk = Desk::new().await;
    fs::write(desk.file(), BY_HAND).unwrap();
    let answers = Answers::nothing().application(&[""]).shop(&[""]);
    let script = desk.hears(answers.account(&[""])).await;
    script.heard_all(&["файл остался как был"]);
    assert_eq!(desk.text(), BY_HAND);
}

#[tokio::test]
async fn what_is_wrong_in_it_is_told_by_line_and_nothing_is_asked() {
    let desk = Desk::new().await;
    fs::write(desk.file(), "[telegram]\napi_id = 1\n[shop]\nurl = 5\n").unwrap();
    let mut script = Answers::nothing().script();
    let error = desk.talk(&mut script).await.unwrap_err();
    let told: Vec<String> = error
        .parts()
        .iter()
        .map(|part| part.what(Language::English))
        .collect();
    assert!(told.len() > 1 && told[0].contains(":1:"), "{told:?}");
    assert!(script.heard.is_empty());
}

#[tokio::test]
async fn what_somebody_changed_meanwhile_is_left_alone() {
    let desk = Desk::new().await;
    fs::write(desk.file(), BY_HAND).unwrap();
    let draft = Draft::open(&desk.file(), |_| None).unwrap();
    fs::write(desk.file(), "# another\n").unwrap();
    let changed = draft.save("[shop]\n").unwrap_err();
    assert!(matches!(changed, InitError::Changed(_)), "{changed}");
    assert_eq!(desk.text(), "# another\n");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_nowhere_is_not_written_through() {
    let desk = Desk::new().await;
    std::os::unix::fs::symlink("nowhere", desk.file()).unwrap();
    let refused = Draft::open(&desk.file(), |_| None).unwrap_err();
    assert!(matches!(refused, InitError::Unwritable { .. }), "{refused}");
}
