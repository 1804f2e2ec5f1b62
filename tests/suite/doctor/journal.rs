//! The journal: whole, this account's, not behind.

use std::fs;

use tribute_agent::journal::Pins;
use tribute_agent::order::UserId;

use crate::doctor::checkup::{Checkup, checkup};
use crate::restore::home::{Home, PINS, foreign};

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
        journal.save_progress().unwrap();
    }
    let image = home.take_image();
    {
        let mut journal = home.open();
        crate::restore::home::insert(&mut journal, 4..=9);
        journal.save_progress().unwrap();
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
