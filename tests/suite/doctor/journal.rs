//! The journal: whole, this account's, not behind.

use std::fs;

use serde_json::{Value, json};
use tribute_agent::journal::{Journal, Pins};
use tribute_agent::order::{Record, UserId};
use tribute_agent::sources;

use crate::agent::program;
use crate::doctor::checkup::{Checkup, checkup, read};
use crate::restore::home::{Home, PINS, foreign, insert, now};

async fn of(home: &Home) -> Checkup {
    // Taken and given back: nobody else holds it.
    drop(home.store());
    let before = home.files();
    let checkup = checkup(&home.path("config.toml"), &[], &[]).await;
    assert!(home.files() == before, "a check changes nothing");
    checkup
}

#[tokio::test]
async fn a_journal_at_rest() {
    let none = of(&Home::new()).await;
    none.is("journal", "ok");
    none.is("last_order", "ok");
    none.says("last_order", "None yet");
    let home = Home::after_work();
    let checkup = of(&home).await;
    checkup.is("journal", "ok");
    checkup.says("journal", "Orders: 20");
    checkup.is("last_order", "ok");
    checkup.says("last_order", "22.11.2026");
}

#[tokio::test]
async fn a_journal_that_is_gone_or_older_than_the_session_remembers() {
    let home = Home::new();
    {
        let mut journal = home.open();
        crate::restore::home::insert(&mut journal, 1..=3);
        journal.make_durable().unwrap();
    }
    let image = home.take_image();
    {
        let mut journal = home.open();
        crate::restore::home::insert(&mut journal, 4..=9);
        journal.make_durable().unwrap();
    }
    home.put_back(&image);
    of(&home).await.failed("journal", "journal.behind");
    home.remove_journal();
    of(&home).await.failed("journal", "journal.lost");
}

#[tokio::test]
async fn a_journal_that_is_another_accounts() {
    let home = Home::new();
    let pins = Pins { seller: UserId(5), ..PINS };
    foreign(&home.journal(), pins, 2);
    of(&home).await.failed("journal", "journal.not_ours");
}

#[tokio::test]
async fn a_journal_that_is_damaged() {
    let home = Home::new();
    fs::write(home.journal(), "SQLite format 4").unwrap();
    let damaged = of(&home).await;
    damaged.failed("journal", "journal.damaged");
    damaged.is("last_order", "skipped");
}

/// Lets these events, as journals keep them, happen to an order.
fn happen(journal: &mut Journal, number: u32, events: &[Value]) {
    for event in events {
        let record = journal.order(number).unwrap().unwrap();
        let event = serde_json::from_value(event.clone()).unwrap();
        let after = sources::step(&record.life, Clone::clone(&event), now()).unwrap();
        let record = Record { life: after.order, ..record };
        journal.write(|writer| writer.record_event(&record, &event, now())).unwrap();
    }
}

#[tokio::test]
async fn goods_that_nobody_has_taken_back_are_told_and_what_to_do() {
    let home = Home::after_work();
    let given = json!({ "shop_answered": { "answer": { "activated": {} }, "jitter": 0 } });
    let refunded = json!({ "refunded": { "full": true, "at": now() } });
    let revoked = json!({ "revocation_answered": { "answer": "revoked", "jitter": 0 } });
    let mut journal = home.open();
    // Of these one was never given, and of one the goods are back.
    happen(&mut journal, 3, std::slice::from_ref(&refunded));
    happen(&mut journal, 5, &[given.clone(), refunded.clone(), revoked]);
    for number in [7, 11] {
        happen(&mut journal, number, &[given.clone(), refunded.clone()]);
    }
    drop(journal);
    for (language, told) in [
        ("en", ["taken back yet: 2, the first is №7", "goes on asking the shop"]),
        ("ru", ["Таких заказов: 2, первый — №7", "Агент будет просить магазин"]),
    ] {
        home.speaks(language);
        let checkup = of(&home).await;
        checkup.is("journal", "warning");
        for words in told {
            checkup.says("journal", words);
        }
    }
}

#[tokio::test]
async fn status_tells_what_the_files_tell() {
    let home = Home::new();
    insert(&mut home.open(), [1, 2]);
    let status = read(program(&home.path("config.toml"), "status", &["--json"])).await;
    assert_eq!(status.code, Some(0), "{}", status.written);
    let checks = status.report["checks"].as_array().unwrap().iter();
    let names: Vec<&str> = checks.map(|check| check["check"].as_str().unwrap()).collect();
    assert_eq!(names, ["session", "running", "journal", "last_order"]);
    status.says("journal", "Orders: 2");
}

#[tokio::test]
async fn status_without_a_configuration_says_what_to_do() {
    let home = Home::new();
    let nowhere = program(&home.path("nowhere.toml"), "status", &[]).output().await.unwrap();
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("tribute-agent init"), "{nowhere:?}");
}
