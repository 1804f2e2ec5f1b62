//! A file that is there already, and lacks something.

use std::fs;

use super::desk::{Desk, shut_door};
use super::script::{Answers, KEY, NO_SHOP, SECRET, Script};
use super::*;
use crate::i18n::with_language;

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
        "уже есть. Спрошу, чего не хватает, и любой ответ можно изменить; всё остальное в нём останется как есть.",
        "4 из 4 · Номер аккаунта",
        "3 · Кто выдаёт товар: http",
        "5 · Что вы продаёте: 1 алмаз → diamond-1 × 1",
        "6 · Чат модераторов: «Избранное»",
        "только в эти места; остальное в нём останется как есть.",
    ]);
    for unasked in ["из 4 · Чат модераторов", "из 4 · Что вы продаёте", "впишите сами"]
    {
        assert!(!script.heard.contains(unasked), "{unasked}");
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
    let missing = ["telegram", "account_id"];
    assert_eq!(desk.config().missing_sections(), missing);
    let told = "[telegram] api_id, api_hash · [account_id] pattern";
    assert!(script.heard.ends_with("the real thing\n") && script.heard.contains(told));

    let rest = Answers::nothing().application(&["7654321", KEY]).account(&["8", ""]);
    desk.hears(rest).await;
    assert!(desk.config().missing_sections().is_empty());
    // Every line is still there, but for the sections that were commented out.
    let whole = desk.text();
    let kept = first.lines().filter(|line| !line.contains(" = "));
    let kept: Vec<&str> = kept.filter(|line| !line.contains('[')).collect();
    for line in kept {
        assert!(whole.lines().any(|other| other == line), "{line:?}:\n{whole}");
    }
}

#[tokio::test]
async fn an_answer_can_be_changed_where_nothing_is_missing() {
    let desk = Desk::new().await;
    let whole = Answers::later()
        .application(&["7654321", KEY])
        .shop(&[NO_SHOP, SECRET, "n"])
        .account(&["8", ""])
        .products(&["1 diamond", "d", "", "5 euros", "10 diamonds", "d", "10", "", ""]);
    desk.hears(whole).await;
    let before = desk.text();
    let asked = |review: &[&str]| Answers::nothing().review(review);
    let script = desk.hears(asked(&[""])).await;
    script.heard_all(&["What is to be changed?", "the file stays as it was"]);
    assert!(!script.heard.contains("Write it down?"));
    assert_eq!(desk.text(), before);

    let shop = format!("{NO_SHOP}2");
    let review = ["3", "", &shop, "", "n", "n", "5", "1  DIAMOND", "d1", "", "", "", "y"];
    let script = desk.hears(asked(&review)).await;
    script.heard_all(&["Enter: keep it", "“1 diamond” is there already"]);
    let expected = before
        .replace(NO_SHOP, &shop)
        .replace("sku = \"d\"\nquantity = 1\nprice = \"5.00 EUR\"", "sku = \"d1\"\nquantity = 1");
    assert_eq!(desk.text(), expected);

    // Whoever does not want it written keeps the file.
    let mut refuses = asked(&["6", "-100123456789", "", "", "n", ""]).script();
    let stopped = desk.talk(&mut refuses).await.unwrap_err();
    assert_eq!(stopped.explained().code(), "init.stopped");
    assert_eq!(desk.text(), expected);
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
async fn a_proxy_is_taken_out_only_when_asked() {
    let desk = Desk::new().await;
    let file = format!(
        "[telegram]\napi_id = 7654321\napi_hash = \"{KEY}\"\nproxy = \"socks5://{}\" # rented\n",
        shut_door().await
    );
    fs::write(desk.file(), &file).unwrap();
    let gaps = Answers::nothing().shop(&[""]).account(&[""]).products(&[""]).moderators(&[""]);
    desk.hears(gaps.clone().review(&["n", "2", "n", "", "y"])).await;
    assert!(desk.text().contains(" # rented") && desk.config().telegram().unwrap().proxy.is_some());
    desk.hears(gaps.moderators(&[]).review(&["2", "y", "y"])).await;
    assert!(desk.config().telegram().unwrap().proxy.is_none());
}

#[tokio::test]
async fn what_was_answered_is_kept_until_it_is_written() {
    let desk = Desk::new().await;
    let answers = Answers::later().language(&["2"]).shop(&[NO_SHOP, "", "н"]).all();
    // They leave when they are asked for the account id.
    let mut leaves = Script::of(answers[..6].to_vec());
    let left = desk.talk(&mut leaves).await.unwrap_err();
    let told = with_language(Language::Russian, || left.explained().what())
        + &with_language(Language::Russian, || left.explained().remedy());
    assert!(told.contains(".draft") && told.contains("продолжит"), "{told}");
    assert!(desk.has_no_file());
    let (_, secret) = leaves.heard.split_once("TRIBUTE_SECRET=").unwrap();
    let secret = secret.lines().next().unwrap();
    assert!(desk.draft().unwrap().contains(secret));

    // Nothing that was answered is asked again, the language included.
    let resumes = Answers::later().language(&[""]).sales(&[]).giver(&[]);
    let script = desk.hears(resumes).await;
    script.heard_all(&["остались ответы", "Продолжить с ними?", "5 из 5 · Чат модераторов"]);
    assert_eq!(desk.config().shop().unwrap().server().unwrap().url, NO_SHOP);
    assert!(desk.text().contains(secret) && desk.text().contains("language = \"ru\""));
    assert_eq!(desk.draft(), None);
}

#[tokio::test]
async fn what_was_kept_can_be_thrown_away() {
    let desk = Desk::new().await;
    let answers = Answers::later().shop(&[NO_SHOP, SECRET, "n"]).all();
    desk.talk(&mut Script::of(answers[..6].to_vec())).await.unwrap_err();
    let mut begins_anew = vec!["n".to_owned()];
    begins_anew.extend(Answers::later().all());
    let mut script = Script::of(begins_anew);
    desk.talk(&mut script).await.unwrap();
    assert!(desk.config().shop().is_err());
    assert_eq!(desk.draft(), None);
}

#[tokio::test]
async fn what_was_kept_and_fits_no_more_is_not_offered() {
    let desk = Desk::new().await;
    let draft = format!("{}.draft", desk.file().display());
    for text in ["[shop", "[shop]\nurl = 5\n", "[shop]\nsecret = \"whsec_x\"\n"] {
        fs::write(&draft, text).unwrap();
        let mut script = Script::of(Vec::new());
        desk.talk(&mut script).await.unwrap_err();
        assert!(script.heard.contains("Language"), "{}", script.heard);
    }
}

#[tokio::test]
async fn what_is_wrong_in_it_is_told_by_line_and_nothing_is_asked() {
    let desk = Desk::new().await;
    fs::write(desk.file(), "[telegram]\napi_id = 1\n[shop]\nurl = 5\n").unwrap();
    let mut script = Answers::nothing().script();
    let error = desk.talk(&mut script).await.unwrap_err();
    let told: Vec<String> = error
        .explained()
        .parts()
        .iter()
        .map(|part| with_language(Language::English, || part.what()))
        .collect();
    assert!(told.len() > 1 && told[0].contains(":1:"), "{told:?}");
    assert!(script.heard.is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_nowhere_is_not_written_through() {
    let desk = Desk::new().await;
    std::os::unix::fs::symlink("nowhere", desk.file()).unwrap();
    let refused = Draft::open(&desk.file(), |_| None).err().unwrap();
    assert_eq!(refused.explained().code(), "init.unwritable");
}
