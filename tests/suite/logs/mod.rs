//! What `run` writes to its log: a line per thing that matters, ids instead of texts, nothing while
//! nothing happens. `docs/logs.md` lists all of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use tokio::time::sleep;
use tribute_agent::i18n::id_of_words;

use crate::agent::{Scene, orders};
use crate::run::{COMPLETED, until_listed};
use crate::{documents, locales};

/// The log's lines from the first on that holds these words.
fn from<'l>(log: &'l str, words: &str) -> Vec<&'l str> {
    let lines = log.lines().skip_while(|line| !line.contains(words));
    lines.collect()
}

/// What is said at `info` and above.
fn loud<'l>(lines: &[&'l str]) -> Vec<&'l str> {
    let is_loud = |line: &&&str| !line.contains(" DEBUG ") && !line.contains(" TRACE ");
    lines.iter().filter(is_loud).copied().collect()
}

#[tokio::test]
async fn while_nothing_happens_nothing_is_said() {
    let scene = Scene::new(Vec::new()).await;
    scene
        .reconfigure(|text| text.replace("reread_interval = \"2s\"", "reread_interval = \"20ms\""));
    // What is said at `debug` shows that time passes.
    let _agent = scene.agent_in(&[("TRIBUTE_AGENT_LOG", "debug")], &["--since", "all"]);
    scene.until_said("orders are taken from here on").await;
    scene.until_said_often("DEBUG read", 40).await;
    let log = scene.said();
    let since = from(&log, "orders are taken from here on");
    // Where orders and moderators are heard from is told once.
    assert_eq!(loud(&since).len(), 2, "{since:#?}");
}

#[tokio::test]
async fn an_orders_life_is_a_line_for_each_thing_that_matters() {
    let scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    agent.terminate().await;
    scene.until_said("stopped, as was asked").await;
    let log = scene.said();
    let start = ["starting", "at work", "orders are taken"];
    let life = ["new order", "the shop answered", "replied", "pressed", "completed"];
    let lines = from(&log, "starting");
    for words in start.iter().chain(&life) {
        let count = lines.iter().filter(|line| line.contains(words)).count();
        assert_eq!(count, 1, "{words}: {lines:#?}");
    }
    let about_it: Vec<&&str> = lines.iter().filter(|line| line.contains("number=1")).collect();
    assert_eq!(about_it.len(), life.len(), "{about_it:#?}");
    assert!(log.contains(&format!("version={:?}", env!("CARGO_PKG_VERSION"))));
    assert!(log.contains("config=") && log.contains("seller=777000111"), "{log}");
}

#[tokio::test]
async fn for_machines_every_line_is_an_object_and_the_ids_are_there() {
    let scene = Scene::new(orders(1, "edits")).await;
    let arguments = ["--since", "all", "--log-format", "json"];
    let agent = scene.agent_with(&arguments);
    until_listed(&scene, 1, COMPLETED).await;
    let mut second = scene.agent_with(&arguments);
    assert_eq!(second.ends(&scene).await, Some(3));
    #[cfg(target_os = "linux")]
    assert!(scene.said().contains(&format!("process {}", agent.id())), "{}", scene.said());
    agent.terminate().await;
    scene.until_said("stopped, as was asked").await;
    let log = scene.said();
    let lines = log.lines().map(serde_json::from_str);
    let lines: Vec<Value> = lines.collect::<Result<_, _>>().unwrap_or_else(|_| panic!("{log}"));
    for line in &lines {
        for key in ["timestamp", "level", "message", "target"] {
            assert!(line[key].is_string(), "{key}: {line}");
        }
    }
    let said = |words: &str| lines.iter().find(|line| line["message"] == words);
    let new = said("new order").unwrap();
    assert_eq!(new["number"], 1);
    assert!(new["message_id"].is_i64(), "{new}");
    assert_eq!(said("the shop answered").unwrap()["answer"], "activated");
    let refused = lines.iter().find(|line| line["code"] == "session.already_running");
    assert_eq!(refused.unwrap()["level"], "ERROR");
    let done = said("completed").unwrap();
    assert_eq!((&done["product"], &done["price"]), (&"Season pass".into(), &"19.99 EUR".into()));
}

#[tokio::test]
async fn being_away_is_said_once_however_often_connecting_fails() {
    let scene = Scene::new(Vec::new()).await;
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    let datacentre = scene.running.datacentre();
    let greeting = Rule::on("users.getUsers").cut(Point::BeforeExecuting);
    let mut greetings = datacentre.faults().arm(greeting.always());
    let away = async {
        // One cut is mended by grammers, which is nobody's concern.
        while !scene.said().contains("away from Telegram") {
            datacentre.cut_all();
            sleep(Duration::from_millis(30)).await;
        }
    };
    scene.comes(away).await;
    for _ in 0..3 {
        scene.comes(greetings.matched()).await.expect("still armed");
    }
    datacentre.faults().disarm();
    scene.until_said("away_s=").await;
    let log = scene.said();
    let since = from(&log, "away from Telegram");
    for words in ["away from Telegram", "connected to Telegram again"] {
        let said = since.iter().filter(|line| line.contains(words));
        assert_eq!(said.count(), 1, "{since:#?}");
    }
}

/// The words of every line that this source, or those in this folder, may write.
fn said_in(folder: &Path, found: &mut BTreeSet<String>) {
    if folder.is_dir() {
        for entry in fs::read_dir(folder).unwrap() {
            said_in(&entry.unwrap().path(), found);
        }
        return;
    }
    let text = fs::read_to_string(folder).unwrap();
    let source = text.split("#[cfg(test)]").next().unwrap();
    for name in ["info!(", "warn!(", "error!("] {
        let calls = source.split(name).skip(1);
        // Words that are put together are those of an error, or of what people are told.
        found.extend(calls.filter_map(words).filter(|words| !words.contains('{')));
    }
}

/// The last text among a macro's own arguments, of which this is the beginning.
fn words(arguments: &str) -> Option<String> {
    let (mut depth, mut words) = (0, None);
    let mut rest = arguments;
    while depth >= 0 {
        let next = rest.find(['(', ')', '"'])?;
        let sign = rest.as_bytes()[next];
        rest = &rest[next + 1..];
        match sign {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {
                let (text, after) = rest.split_once('"')?;
                if depth == 0 {
                    words = Some(text.to_owned());
                }
                rest = after;
            }
        }
    }
    words
}

#[tokio::test]
async fn it_is_english_whatever_the_language() {
    let scene = Scene::new(orders(1, "edits")).await;
    scene.in_russian();
    let agent = scene.agent_with(&["--since", "all", "--log-format", "json"]);
    until_listed(&scene, 1, COMPLETED).await;
    agent.terminate().await;
    scene.until_said("stopped, as was asked").await;
    let log = scene.said();
    for words in
        ["\"message\":\"new order\"", "\"answer\":\"activated\"", "\"message\":\"completed\""]
    {
        assert!(log.contains(words), "{words}: {log}");
    }
    let is_cyrillic = |letter: char| ('А'..='я').contains(&letter);
    let events = log.lines().filter(|line| !line.contains("tribute_agent::cli"));
    for line in events {
        assert!(!line.contains(is_cyrillic), "{line}");
    }
}

#[test]
fn all_that_is_said_has_its_line_on_the_page_and_its_text_for_people() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut said = BTreeSet::new();
    for folder in [
        "src/agent",
        "src/alarm",
        "src/checkout",
        "src/cli",
        "src/engine",
        "src/http",
        "src/moderation",
        "src/recovery",
        "src/shop",
        "src/sources",
        "src/sqlite.rs",
        "src/telegram",
    ] {
        said_in(&root.join(folder), &mut said);
    }
    assert!(said.len() > 25, "{said:?}");
    let listed = documents::first_column(&documents::file("docs/logs.md"), "## What is said", None);
    assert_eq!(listed, said);
    let texts: BTreeSet<String> = locales::texts("en")
        .into_keys()
        .filter(|id| id.starts_with("log-") && id != "log-dry-run")
        .collect();
    assert_eq!(texts, said.iter().map(|words| id_of_words("log", words)).collect());
}
