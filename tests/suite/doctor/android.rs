//! A phone under Termux, as a folder that stands for it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::agent::{Scene, orders};
use crate::doctor::checkup::{Checkup, checkup};
use crate::restore::home::Home;

/// A phone with these properties.
fn phone(properties: &[(&str, &str)]) -> TempDir {
    let phone = tempfile::tempdir().unwrap();
    let folder = phone.path().join("properties");
    fs::create_dir(&folder).unwrap();
    for (name, value) in properties {
        fs::write(folder.join(name), value).unwrap();
    }
    phone
}

fn has_been_on(phone: &TempDir, since_boot_seconds: &str, awake_seconds: &str) {
    fs::write(phone.path().join("since_boot_seconds"), since_boot_seconds).unwrap();
    fs::write(phone.path().join("awake_seconds"), awake_seconds).unwrap();
}

async fn on(phone: &TempDir, config: &Path) -> Checkup {
    let environment =
        [("TRIBUTE_AGENT_MACHINE", phone.path().to_str().unwrap()), ("TERMUX_VERSION", "0.118")];
    checkup(config, &[], &environment).await
}

#[tokio::test]
async fn elsewhere_there_is_no_need() {
    let home = Home::new();
    let checkup = checkup(&home.path("config.toml"), &[], &[]).await;
    for check in ["wake_lock", "battery", "last_kill"] {
        checkup.is(check, "not_needed");
        checkup.says(check, "no phone");
    }
}

#[tokio::test]
async fn a_phone_that_sleeps_or_does_not() {
    let home = Home::new();
    let phone = phone(&[("ro.build.version.sdk", "34")]);
    let config = home.path("config.toml");
    on(&phone, &config).await.is("wake_lock", "skipped");
    for (since_boot, awake, verdict) in [
        ("36000", "36000", "ok"),
        ("36000", "35500", "ok"),
        ("36000", "3600", "warning"),
        ("300", "100", "skipped"),
    ] {
        has_been_on(&phone, since_boot, awake);
        let checkup = on(&phone, &config).await;
        checkup.is("wake_lock", verdict);
        if verdict == "warning" {
            checkup.says("wake_lock", "slept 540 of the 600 minutes");
            checkup.says("wake_lock", "termux-wake-lock");
        }
    }
}

#[tokio::test]
async fn what_can_not_be_seen_of_the_battery_is_said() {
    let home = Home::new();
    let config = home.path("config.toml");
    let old = phone(&[("ro.build.version.sdk", "22")]);
    on(&old, &config).await.is("battery", "ok");
    let strict = phone(&[("ro.build.version.sdk", "34"), ("ro.product.manufacturer", "Xiaomi")]);
    let checkup = on(&strict, &config).await;
    checkup.is("battery", "skipped");
    checkup.says("battery", "Unrestricted");
    checkup.says("battery", "Xiaomi");
}

#[tokio::test]
async fn a_run_that_was_killed() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let phone = phone(&[("ro.build.version.sdk", "34")]);
    on(&phone, &scene.config()).await.is("last_kill", "ok");
    let agent = scene.agent();
    scene.completed(1).await;
    let at_work = on(&phone, &scene.config()).await;
    at_work.is("last_kill", "ok");
    at_work.says("last_kill", "at work");
    agent.kill().await;
    let log = scene.data.join("seller.session-wal");
    let left = fs::read(&log).unwrap();
    assert!(!left.is_empty());
    let killed = on(&phone, &scene.config()).await;
    killed.is("last_kill", "warning");
    killed.says("last_kill", "child process restrictions");
    // It is still to be seen the next time.
    on(&phone, &scene.config()).await.is("last_kill", "warning");
    assert!(fs::read(&log).unwrap() == left, "a check changes nothing");
    let mut agent = scene.agent();
    // Before that it can't be asked to stop.
    scene.until_said_often(" at work ", 2).await;
    agent.terminate().await;
    assert_eq!(agent.ends(&scene).await, Some(0));
    on(&phone, &scene.config()).await.is("last_kill", "ok");
}
