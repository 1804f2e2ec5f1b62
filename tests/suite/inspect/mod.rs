//! `inspect` against the sandbox: it shows what stands in the chat, and leaves no trace.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use telegram_sandbox::Language;
use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::orders::file;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::world::{Peer, Post};

use crate::agent::{BOT, Scene, orders, program, sent, without_account};
use crate::documents;
use crate::occupancy::open_when_free;

const UNKNOWN: &str = "Новость для Анна Ива: 500 ₽\nСсылка: https://t.me/anna";

async fn inspect(scene: &Scene, arguments: &[&str]) -> Output {
    let mut command = program(&scene.config(), "inspect", arguments);
    scene.comes(command.output()).await.unwrap()
}

/// What it says on stdout, having succeeded.
async fn said(scene: &Scene, arguments: &[&str]) -> String {
    let output = inspect(scene, arguments).await;
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

async fn objects(scene: &Scene, arguments: &[&str]) -> Vec<Value> {
    let text = said(scene, arguments).await;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A chat with two orders that the owner answered and pressed, one that was not, and a message that
/// nobody knows.
async fn lived_in() -> Scene {
    let mut scene = Scene::new(Vec::new()).await;
    for order in orders(2, "writes") {
        scene.running.send_order(order).await;
    }
    sent(&mut scene, 2).await;
    for number in [1, 2] {
        scene.running.owner_answers(number).await;
        scene.completed(number).await;
    }
    scene.running.send_order(without_account()).await;
    sent(&mut scene, 3).await;
    let unknown = Post::new(TRIBUTE, Peer::User(SELLER), UNKNOWN);
    scene.running.world().post(unknown).unwrap();
    scene
}

fn kinds(objects: &[Value]) -> Vec<&str> {
    let kinds = objects.iter().map(|object| object["kind"].as_str());
    kinds.map(Option::unwrap).collect()
}

#[tokio::test]
async fn every_message_is_shown_and_nothing_is_changed() {
    let scene = lived_in().await;
    let before = (scene.chat(BOT), scene.running.shop().calls().len());
    let objects = objects(&scene, &["--json"]).await;
    let shown = kinds(&objects);
    for (kind, count) in [("order", 3), ("reply", 2), ("confirmation", 2), ("unrecognised", 1)] {
        let found = shown.iter().filter(|it| **it == kind).count();
        assert_eq!(found, count, "{kind}: {shown:?}");
    }
    let ids: Vec<i64> = objects.iter().map(|it| it["message_id"].as_i64().unwrap()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let confirmation = objects.iter().find(|it| it["kind"] == "confirmation").unwrap();
    assert_eq!(confirmation["buttons"][0]["would_press"], true);
    assert_eq!(confirmation["about"], confirmation["reply_to"]);
    let table = said(&scene, &[]).await;
    assert!(table.contains("[Send] ← would be pressed"), "{table}");
    assert!(
        table.contains("✗ no account number (no_account_id)") && table.contains("NOT RECOGNISED")
    );
    assert!(table.contains("3 orders, 2 confirmations, 1 not recognised"));
    assert_eq!(before, (scene.chat(BOT), scene.running.shop().calls().len()));
    assert!(!scene.journal().exists());
    let store = open_when_free(&scene.data.join("seller.session"));
    assert_eq!(store.recall("journal"), None);
}

#[tokio::test]
async fn its_keys_are_documented_and_parse_reads_what_it_writes() {
    let scene = lived_in().await;
    let objects = objects(&scene, &["--json"]).await;
    let page = documents::file("docs/inspect.md");
    let keys = documents::first_column(&page, "## Keys", Some("## Kinds"));
    for object in &objects {
        let its: BTreeSet<String> = object.as_object().unwrap().keys().cloned().collect();
        assert_eq!(its, keys);
    }
    let known = documents::first_column(&page, "## Kinds", Some("## Learning"));
    assert!(kinds(&objects).iter().all(|kind| known.contains(*kind)));
    let order = objects.iter().find(|it| it["kind"] == "order").unwrap();
    let file = scene.folder.path().join("order.json");
    std::fs::write(&file, order.to_string()).unwrap();
    let mut parse = program(&scene.config(), "parse", &["--json"]);
    let output = scene.comes(parse.arg(&file).output()).await.unwrap();
    let parsed: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (key, value) in parsed.as_object().unwrap() {
        assert_eq!(&order[key], value, "{key}");
    }
}

#[tokio::test]
async fn more_than_a_page_is_read_when_it_is_asked_for() {
    let scene = Scene::new(Vec::new()).await;
    for number in 1..=250 {
        let post = Post::new(TRIBUTE, Peer::User(SELLER), format!("news {number}"));
        scene.running.world().post(post).unwrap();
    }
    for (arguments, count) in [
        (["--json", "--last", "240"].as_slice(), 240),
        (&["--json"], 30),
        // And the message with which the seller once greeted the bot.
        (&["--json", "--last", "1000"], 251),
    ] {
        let objects = objects(&scene, arguments).await;
        assert_eq!(objects.len(), count);
        assert_eq!(objects[count - 1]["text"], "news 250");
        assert!(objects.windows(2).all(|two| {
            let ids = two.iter().map(|it| it["message_id"].as_i64());
            ids.is_sorted()
        }));
    }
    let refused = inspect(&scene, &["--last", "0"]).await;
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
}

#[tokio::test]
async fn what_the_owner_did_teaches_lines_that_the_configuration_takes() {
    let scene = lived_in().await;
    let lines = said(&scene, &["--learn"]).await;
    let learned: toml::Table = lines.parse().unwrap_or_else(|error| panic!("{error}\n{lines}"));
    assert_eq!(learned["tribute"]["send_buttons"][0].as_str(), Some("Send"));
    assert!(lines.contains("3 orders, 2 of them answered"), "{lines}");
    let config = scene.config().display().to_string();
    assert!(lines.contains(&config), "where they belong: {lines}");
    assert!(lines.contains("Linked to the reply: 2"), "{lines}");
    // In place of the sections of the same name.
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let mut config: toml::Table = text.parse().unwrap();
    config.extend(learned);
    std::fs::write(scene.config(), config.to_string()).unwrap();
    let objects = objects(&scene, &["--json"]).await;
    let order = objects.iter().find(|it| it["kind"] == "order").unwrap();
    assert!(order["problem"].is_null(), "{order}");
    let confirmation = objects.iter().find(|it| it["kind"] == "confirmation");
    assert_eq!(confirmation.unwrap()["buttons"][0]["would_press"], true);
}

#[tokio::test]
async fn what_is_not_recognised_is_kept_masked_and_only_once() {
    let scene = lived_in().await;
    let folder = scene.folder.path().join("kept");
    let folder_name = folder.to_str().unwrap();
    let told = inspect(&scene, &["--save", folder_name]).await;
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("Saved in") && told.contains("kept: 1"), "{told}");
    let kept = std::fs::read_to_string(folder.join("unrecognised-001.jsonl")).unwrap();
    for word in ["Анна", "Ива", "500", "t.me/anna"] {
        assert!(!kept.contains(word), "{word}: {kept}");
    }
    let generator = OrderGenerator::demo(Language::English, 1);
    let parsed = file::parse(&kept, &generator).unwrap();
    assert_eq!(parsed[0].text.encode_utf16().count(), UNKNOWN.encode_utf16().count());
    inspect(&scene, &["--save", folder_name]).await;
    assert_eq!(files(&folder), 1);
    // Somebody else's file of that name stays as it is.
    std::fs::write(folder.join("unrecognised-001.jsonl"), "mine").unwrap();
    inspect(&scene, &["--save", folder_name, "--all"]).await;
    assert_eq!(std::fs::read_to_string(folder.join("unrecognised-001.jsonl")).unwrap(), "mine");
    assert!(folder.join("unrecognised-002.jsonl").exists());
    let order = std::fs::read_to_string(folder.join("order-001.jsonl")).unwrap();
    assert_eq!(file::parse(&order, &generator).unwrap().len(), 1);
    let names = orders(2, "edits").into_iter().map(|order| order.text);
    for customer in names.filter_map(|text| customer_of(&text)) {
        assert!(!order.contains(&customer), "{customer}: {order}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_kept_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = lived_in().await;
    let folder = scene.folder.path().join("kept");
    inspect(&scene, &["--save", folder.to_str().unwrap()]).await;
    let kept = folder.join("unrecognised-001.jsonl");
    for (path, expected) in [(folder, 0o700), (kept, 0o600)] {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, expected, "{}", path.display());
    }
}

#[tokio::test]
async fn nothing_to_keep_leaves_nothing_behind() {
    let scene = Scene::new(Vec::new()).await;
    let folder = scene.folder.path().join("kept");
    let told = inspect(&scene, &["--save", folder.to_str().unwrap()]).await;
    assert!(told.status.success(), "{told:?}");
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("Nothing to save"), "{told}");
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_long_wait_that_telegram_asks_for_is_told_and_not_waited_for() {
    for (language, told) in [("en", "asks to wait 60 min"), ("ru", "просит подождать 60 мин")]
    {
        let scene = Scene::new(Vec::new()).await;
        if language == "ru" {
            scene.in_russian();
        }
        let faults = scene.running.datacentre().faults();
        let rule = Rule::on("contacts.resolveUsername").refuse(420, "FLOOD_WAIT_3600");
        let _armed = faults.arm(rule);
        let refused = inspect(&scene, &[]).await;
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("[telegram.flood_wait]"), "{said}");
        assert!(said.contains(told), "{said}");
    }
}

fn customer_of(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("Customer: "))?;
    Some(line.to_owned())
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn it_needs_the_session_for_itself() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    let refused = inspect(&scene, &[]).await;
    assert_eq!(refused.status.code(), Some(3), "{refused:?}");
}
