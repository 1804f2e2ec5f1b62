//! A journal of every version that there ever was goes on with this one.

use std::fs;
use std::path::{Path, PathBuf};

use tribute_agent::journal::Journal;

use super::home::{Home, PINS, now};
use super::in_flight::{COMPLETED, GIVEN, InFlight, ORDERS, WITHOUT_ACCOUNT};
use super::written;
use crate::run::{self, escalated, until_listed};

/// №1 to №4: the shop has not answered yet, or its answer was lost.
const ASKED_AGAIN: usize = 4;

fn fixture(version: i64) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/journals");
    folder.join(format!("version-{version}.journal"))
}

fn version_of(path: &Path) -> i64 {
    let file = rusqlite::Connection::open(path).unwrap();
    file.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// The version that this program writes.
fn newest_version() -> i64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.journal");
    drop(Journal::open(&path, PINS, "new", now()).unwrap());
    version_of(&path)
}

/// Writes the fixture of this program's version. To be run once, before that version is released;
/// afterwards the file is never changed:
/// `cargo test --test suite writes_the_fixture -- --ignored`
#[tokio::test]
#[ignore = "it writes a fixture"]
async fn writes_the_fixture_of_this_version() {
    let world = InFlight::staged().await;
    let path = fixture(newest_version());
    assert!(!path.exists(), "{} is there", path.display());
    written::write(&path, &world);
    let file = rusqlite::Connection::open(&path).unwrap();
    file.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).unwrap();
    file.execute_batch("VACUUM").unwrap();
}

#[test]
fn every_version_has_its_fixture() {
    for version in 1..=newest_version() {
        assert_eq!(version_of(&fixture(version)), version);
    }
}

#[tokio::test]
async fn all_orders_in_flight_are_settled_once() {
    for version in 1..=newest_version() {
        goes_on(version).await;
    }
}

async fn goes_on(version: i64) {
    let world = InFlight::staged().await;
    let scene = world.leave().await;
    let path = scene.folder.path().join("seller.journal");
    fs::copy(fixture(version), &path).unwrap();
    // An older one can be looked at before it is brought up to date.
    assert_eq!(scene.listed().await.len(), ORDERS as usize);
    assert_eq!(version_of(&path), version);
    let agent = scene.agent();
    for order in scene.settled().await {
        let end = match order.number {
            WITHOUT_ACCOUNT => escalated("no_account_id"),
            _ => run::COMPLETED,
        };
        until_listed(&scene, order.number, end).await;
    }
    agent.kill().await;
    for order in scene.running.orders() {
        let done = (order.effects, order.replies, order.presses);
        let once = u32::from(order.number != WITHOUT_ACCOUNT);
        assert_eq!(done, (once, once, once), "№{}\n{}", order.number, scene.tell());
    }
    // Those whose answer was not recorded are asked for again, the others are not.
    let asked = scene.running.shop().calls().len();
    assert_eq!(asked, GIVEN.len() + 1 + ASKED_AGAIN, "{}", scene.tell());
    assert_eq!(version_of(&path), newest_version());
    let kept =
        scene.folder.path().join(format!("seller.journal.before-version-{}", newest_version()));
    assert_eq!(kept.exists(), version < newest_version());
    if kept.exists() {
        assert_eq!(version_of(&kept), version);
    }
}

#[tokio::test]
async fn where_orders_stand_and_their_stories_are_told_in_words() {
    let home = Home::new();
    fs::copy(fixture(newest_version()), home.journal()).unwrap();
    for (language, number, words) in [
        ("en", WITHOUT_ACCOUNT, "with the moderators (no account number)"),
        ("ru", WITHOUT_ACCOUNT, "у модераторов (нет номера аккаунта)"),
        ("en", COMPLETED, "the shop: activated"),
        ("ru", COMPLETED, "магазин: выдано"),
    ] {
        home.speaks(language);
        let shown = home.command("orders", &["show", &number.to_string()]).await;
        assert!(shown.stdout.contains(words), "{}", shown.stdout);
        assert!(!shown.stdout.contains("no_account_id"), "{}", shown.stdout);
    }
    home.speaks("ru");
    let listed = home.command("orders", &["list"]).await;
    for words in ["Состояние", "у модераторов (нет номера аккаунта)", "нажимаем кнопку"]
    {
        assert!(listed.stdout.contains(words), "{}", listed.stdout);
    }
}
