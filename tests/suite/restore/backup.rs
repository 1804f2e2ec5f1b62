//! `orders backup`: whole, of one moment, and never over something else.

use std::fs;

use serde_json::Value;
use tribute_agent::journal::Journal;
use tribute_agent::order::life::{Delivery, begin};
use tribute_agent::sources::step;

use super::home::{Home, ended, insert};
use crate::agent::{Scene, orders, program};

/// Whatever happened to an order leads to what it is.
fn is_of_one_moment(journal: &Journal) {
    for record in journal.all_orders().unwrap() {
        let mut life =
            begin(&record.form, Delivery::tribute_chat(record.life.message().unwrap())).order;
        for told in journal.events_of(record.number).unwrap() {
            life = step(&life, told.event, told.at).unwrap().order;
        }
        assert_eq!(life, record.life, "№{}", record.number);
    }
}

#[tokio::test]
async fn while_the_agent_is_at_work() {
    let mut scene = Scene::new(orders(4, "edits")).await;
    let agent = scene.agent();
    for number in 1..=4 {
        scene.completed(number).await;
        let file = scene.folder.path().join(format!("copy-{number}"));
        let arguments = ["backup", "--json", file.to_str().unwrap()];
        let told = ended(program(&scene.config(), "orders", &arguments)).await;
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        let told: Value = serde_json::from_str(&told.stdout).unwrap();
        let bytes = fs::read(&file).unwrap();
        assert_eq!(told["bytes"], bytes.len());
        assert_eq!(bytes[18..20], [1, 1], "needs no log beside it");
        let copy = Journal::open_to_read(&file).unwrap();
        is_of_one_moment(&copy);
        let orders = copy.all_orders().unwrap();
        assert_eq!(told["orders"], orders.len());
        assert!(orders.len() >= number as usize);
    }
    scene.settled().await;
    agent.kill().await;
    let names = fs::read_dir(scene.folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let copies = names.filter(|name| name.contains("copy"));
    assert_eq!(copies.count(), 4, "nothing else is left behind");
}

#[tokio::test]
async fn is_private_and_says_in_a_line_what_it_did() {
    let home = Home::after_work();
    let file = home.path("copy");
    let told = home.command("orders", &["backup", file.to_str().unwrap()]).await;
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    assert_eq!(told.stdout.lines().count(), 1, "{}", told.stdout);
    assert!(told.stdout.contains("20 orders, 20 of them open"), "{}", told.stdout);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Put back when nothing has happened since, it is as good as the journal.
    home.remove_journal();
    fs::copy(&file, home.journal()).unwrap();
    home.is_sound().await;
    insert(&mut home.open(), [21]);
}

#[tokio::test]
async fn never_overwrites() {
    let home = Home::after_work();
    for file in [home.path("config.toml"), home.journal()] {
        let before = home.files();
        let told = home.command("orders", &["backup", file.to_str().unwrap()]).await;
        assert_eq!(told.code, Some(2), "{}", told.stderr);
        assert!(told.stderr.contains("error[journal.exists]"), "{}", told.stderr);
        let is_as_it_was = home.files() == before;
        assert!(is_as_it_was);
    }
}

#[tokio::test]
async fn leaves_nothing_where_it_fails() {
    let home = Home::after_work();
    fs::write(home.path("file"), "in the way").unwrap();
    let before = home.files();
    let inside = home.path("file").join("copy");
    let told = home.command("orders", &["backup", inside.to_str().unwrap()]).await;
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    // What a crash left of an earlier try is no hindrance.
    fs::write(home.path("copy.unfinished-copy"), "half").unwrap();
    let file = home.path("copy");
    let told = home.command("orders", &["backup", file.to_str().unwrap()]).await;
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    fs::remove_file(file).unwrap();
    let is_as_it_was = home.files() == before;
    assert!(is_as_it_was);
    let mut broken = fs::read(home.journal()).unwrap();
    broken[8192..40_960].fill(0xAA);
    home.remove_journal();
    for (bytes, code) in [(Some(broken), "journal.damaged"), (None, "journal.lost")] {
        drop(fs::remove_file(home.journal()));
        if let Some(bytes) = bytes {
            fs::write(home.journal(), bytes).unwrap();
        }
        let told = home.command("orders", &["backup", home.path("copy").to_str().unwrap()]).await;
        assert!(told.stderr.contains(code), "{}", told.stderr);
        assert!(!home.path("copy").exists());
    }
}

#[tokio::test]
async fn goes_into_no_folder_that_is_not_there() {
    let home = Home::after_work();
    let (absent, folder) = (home.path("usb/copy"), home.path("folder"));
    fs::create_dir(&folder).unwrap();
    for (file, code) in [(&absent, "journal.no_folder"), (&folder, "journal.is_folder")] {
        let told = home.command("orders", &["backup", file.to_str().unwrap()]).await;
        assert_eq!(told.code, Some(2), "{}", told.stderr);
        assert!(told.stderr.contains(code), "{}", told.stderr);
    }
    assert!(!home.path("usb").exists(), "nothing was made");
}
