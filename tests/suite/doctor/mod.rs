//! `doctor`: the real binary, against the sandbox, or with nobody there.

mod android;
pub mod checkup;
mod files;
mod journal;
mod report;
pub mod shop;
mod telegram;
mod way;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use telegram_sandbox::event::Kind;

use self::checkup::of;
use self::shop::use_shop;
use crate::agent::{Scene, orders};
use crate::documents::file;

/// Names, modes and contents.
type Picture = BTreeSet<(PathBuf, u32, Vec<u8>)>;

fn picture(scene: &Scene) -> Picture {
    let entries = fs::read_dir(scene.folder.path()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            #[cfg(unix)]
            let mode = std::os::unix::fs::MetadataExt::mode(&path.metadata().unwrap());
            #[cfg(not(unix))]
            let mode = 0;
            let bytes = fs::read(&path).unwrap();
            (path, mode, bytes)
        })
        .collect()
}

#[tokio::test]
async fn all_is_well_and_stays_as_it_was() {
    let scene = Scene::new(orders(1, "edits")).await;
    let before = picture(&scene);
    let checkup = of(&scene).await;
    assert_eq!(checkup.code, Some(0), "{:#}", checkup.report);
    assert!(picture(&scene) == before, "a check changes nothing");
    for check in [
        "config",
        "permissions",
        "disk",
        "session",
        "running",
        "journal",
        "telegram",
        "account",
        "telegram_clock",
        "tribute",
        "moderators",
        "moderators_open",
        "moderators_phone",
        "shop",
        "shop_clock",
    ] {
        let verdict = checkup.verdict(check);
        // The scene sells anything.
        let expected = if check == "config" { "warning" } else { "ok" };
        assert_eq!(verdict, expected, "{check}: {:#}", checkup.report);
    }
    // Nobody was told anything, and no order has begun to come.
    assert!(
        scene.chat(scene.running.supergroup()).iter().all(|view| view.message.service.is_some())
    );
    assert!(scene.running.orders().iter().all(|order| order.message_id.is_none()));
}

#[tokio::test]
async fn while_run_is_at_work_its_session_is_left_alone() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let mut agent = scene.agent();
    scene.completed(1).await;
    let checkup = of(&scene).await;
    assert_eq!(checkup.code, Some(0), "{:#}", checkup.report);
    for check in ["session", "running", "journal", "last_order", "telegram", "shop"] {
        checkup.is(check, "ok");
    }
    checkup.says("running", "Yes");
    checkup.says("running", "was last read");
    checkup.says("journal", "Orders: 1");
    for check in ["account", "telegram_clock", "tribute", "moderators", "moderators_open"] {
        checkup.is(check, "skipped");
        checkup.says(check, "run");
    }
    assert!(agent.is_running());
    let next = orders(2, "edits").remove(1);
    scene.running.send_order(next).await;
    scene.completed(2).await;
    scene.settled().await;
}

/// A run that hangs: how long that takes to be a failure is the configuration's.
#[tokio::test]
async fn a_chat_that_is_not_read_for_longer_than_the_owner_allows() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    scene.completed(1).await;
    scene.until_said("completed").await;
    agent.signal("-STOP").await;
    let journal = rusqlite::Connection::open(scene.journal()).unwrap();
    let sql = "UPDATE facts SET value = value - 120 WHERE name = 'chat_read_at'";
    assert_eq!(journal.execute(sql, []).unwrap(), 1);
    drop(journal);
    for (incident_after, verdict) in [("10m", "ok"), ("1s", "failed")] {
        scene.retime(&[("incident_after", incident_after)]);
        of(&scene).await.is("running", verdict);
    }
}

#[tokio::test]
async fn what_holds_up_a_run_at_work_is_told() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    use_shop(&scene, "http://127.0.0.1:9/activate");
    let _agent = scene.agent();
    let trouble = "The shop does not answer";
    scene
        .until(|event| match &event.kind {
            Kind::Escalation { text, .. } => text.contains(trouble),
            _ => false,
        })
        .await;
    let checkup = of(&scene).await;
    checkup.is("running", "warning");
    checkup.says("running", "The shop does not answer, since ");
    checkup.is("shop", "failed");
}

#[test]
fn every_check_has_its_line_and_every_line_its_check() {
    let source = file("src/cli/doctor/mod.rs");
    let table = source.split_once("static CHECKS").unwrap().1;
    let names = regex::Regex::new(r#"\("([a-z_]+)", (?:Local|Reading|Remote)\("#)
        .unwrap()
        .captures_iter(table)
        .map(|name| name[1].to_owned())
        .collect::<Vec<_>>();
    let page = file("docs/doctor.md");
    let lines = regex::Regex::new(r"(?m)^\| `([a-z_]+)` \|")
        .unwrap()
        .captures_iter(&page)
        .map(|name| name[1].to_owned())
        .collect::<Vec<_>>();
    assert_eq!(lines, names, "in this order");
}

#[tokio::test]
async fn the_checks_come_in_the_documented_order() {
    let scene = Scene::new(Vec::new()).await;
    let checkup = of(&scene).await;
    let page = file("docs/doctor.md");
    let mut place = 0;
    for finding in checkup.report["checks"].as_array().unwrap() {
        let Value::String(name) = &finding["check"] else { panic!("{finding}") };
        let line = format!("\n| `{name}` |");
        let found = page.find(&line).unwrap_or_else(|| panic!("{name}"));
        assert!(found > place, "{name}");
        place = found;
    }
}
