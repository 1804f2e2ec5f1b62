//! `run --dry-run` against the sandbox: it tells the whole life of every order, and nobody outside
//! ever learns that it was there.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::Peer;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tribute_agent::telegram::session::SessionStore;

use crate::agent::{BOT, Scene, orders, program, sent, without_account};
use crate::documents::{file, first_column};
use crate::occupancy::open_when_free;
use crate::pty::Window;
use crate::run::{COMPLETED, until_listed};

/// A dry run whose output is read as it comes.
struct DryRun {
    child: Child,
    lines: tokio::io::Lines<BufReader<tokio::process::ChildStdout>>,
}

impl DryRun {
    fn start(scene: &Scene, arguments: &[&str]) -> Self {
        let mut child = program(&scene.config(), "run", &["--dry-run"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Lines until one holds these words.
    async fn until(&mut self, scene: &Scene, words: &str) -> String {
        let mut told = String::new();
        while !told.lines().last().unwrap_or_default().contains(words) {
            let line = scene.comes(self.lines.next_line()).await.unwrap();
            told += &line.unwrap_or_else(|| panic!("no {words:?} in\n{told}"));
            told.push('\n');
        }
        told
    }

    /// Asks it to stop, and gives what it says last, and on stderr.
    async fn stop(mut self, scene: &Scene) -> (String, Output) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(sent.unwrap().success());
        let mut last = String::new();
        while let Some(line) = scene.comes(self.lines.next_line()).await.unwrap() {
            last += &(line + "\n");
        }
        let output = scene.comes(self.child.wait_with_output()).await.unwrap();
        (last, output)
    }
}

/// What could have changed outside: the chats, the shop, what the session remembers.
#[derive(Debug, PartialEq)]
struct Traces {
    tribute: usize,
    moderators: usize,
    calls: usize,
    remembered: Option<String>,
    journal: Option<Vec<u8>>,
}

fn traces(scene: &Scene) -> Traces {
    let moderators: Peer = scene.running.supergroup();
    let store = open_when_free(&scene.data.join("seller.session"));
    Traces {
        tribute: scene.chat(BOT).len(),
        moderators: scene.chat(moderators).len(),
        calls: scene.running.shop().calls().len(),
        remembered: store.recall("journal"),
        journal: std::fs::read(scene.journal()).ok(),
    }
}

/// Nothing was said, given or pressed.
fn nothing_happened(scene: &Scene) {
    let acts = scene.events(|kind| !matches!(kind, Kind::OrderSent { .. }));
    assert!(acts.is_empty(), "{acts:?}");
}

#[tokio::test]
async fn the_whole_life_of_an_order_is_told_and_nothing_leaves() {
    let mut scene = Scene::new(Vec::new()).await;
    for order in orders(2, "edits") {
        scene.running.send_order(order).await;
    }
    scene.running.send_order(without_account()).await;
    sent(&mut scene, 3).await;
    let before = traces(&scene);
    let mut dry = DryRun::start(&scene, &["--since", "all"]);
    let mut told = String::new();
    for words in ["moderators would read", "be: completed", "be: completed"] {
        told += &dry.until(&scene, words).await;
    }
    let (rest, output) = dry.stop(&scene).await;
    let told = told + &rest;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for words in [
        "Would call the shop: POST http://127.0.0.1",
        "Would reply: «Done: ",
        "Would press: «Send»",
        "it would be: completed",
        "it would be: with the moderators (no account number)",
        "There is no account number",
        "2 completed, 1 for the moderators, 0 closed",
    ] {
        assert!(told.contains(words), "{words:?} is not in\n{told}");
    }
    let first = told.lines().skip_while(|line| !line.starts_with("№1 · "));
    let first: Vec<&str> = first.take_while(|line| !line.is_empty()).collect();
    assert_eq!(first.len(), 6, "{told}");
    nothing_happened(&scene);
    assert_eq!(traces(&scene), before);
    assert!(!scene.journal().exists());
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(log.contains("Assumed: the shop gives the goods"), "{log}");
    nothing_is_told_as_done(&log);
}

/// Nothing that was only imagined stands in the log.
fn nothing_is_told_as_done(log: &str) {
    for words in first_column(&file("docs/logs.md"), "## What is said", None) {
        let is_told = log.contains(&format!(" {words} "))
            || log.contains(&format!("\"message\":\"{words}\""));
        assert!(!is_told, "{words}: {log}");
    }
}

#[tokio::test]
async fn the_log_for_machines_tells_nothing_as_done_either() {
    let scene = Scene::new(Vec::new()).await;
    scene.running.send_order(without_account()).await;
    let arguments = ["--since", "all", "--json", "--log-format", "json"];
    let mut dry = DryRun::start(&scene, &arguments);
    let told = dry.until(&scene, "\"event\":\"moderators\"").await;
    assert!(told.lines().all(|line| line.contains("\"dry_run\":true")), "{told}");
    let (_, output) = dry.stop(&scene).await;
    nothing_is_told_as_done(&String::from_utf8_lossy(&output.stderr));
}

/// As wide as a phone held upright.
#[tokio::test]
async fn at_a_terminal_no_word_is_cut() {
    let scene = Scene::new(Vec::new()).await;
    scene.in_russian();
    for order in orders(1, "edits") {
        scene.running.send_order(order).await;
    }
    let window = Window { folder: scene.folder.path(), size: (40, 44), environment: &[] };
    let config = scene.config();
    let config = config.to_str().unwrap();
    let words = ["run", "--dry-run", "--since", "all", "--config", config];
    let mut terminal = window.start(&words);
    let block = terminal.sees("итог был бы: выполнен").await;
    terminal.presses_control(b'c').await;
    terminal.sees("На деле ничего не сделано").await;
    assert_eq!(terminal.ends().await, Some(0));
    let (_, block) = block.split_once("№1").unwrap();
    for line in block.lines() {
        let is_one_word = !line.trim_start_matches([' ', '│']).trim().contains(' ');
        assert!(line.trim_end().chars().count() <= 44 || is_one_word, "{line:?} in\n{block}");
    }
    assert!(block.contains("Обратился бы к магазину"), "{block}");
    nothing_is_told_as_done(&terminal.shown());
}

#[tokio::test]
async fn an_order_that_comes_meanwhile_is_told_for_machines_too() {
    let scene = Scene::new(Vec::new()).await;
    let mut dry = DryRun::start(&scene, &["--since", "all", "--json"]);
    let mut numbers = Vec::new();
    for order in orders(3, "edits") {
        scene.running.send_order(order).await;
        let line = dry.until(&scene, "\"event\":\"order\"").await;
        let told: Value = serde_json::from_str(line.lines().last().unwrap()).unwrap();
        assert_eq!(told["state"], "completed", "{told}");
        assert_eq!(told["press"], "Send");
        assert!(told["reply"].as_str().unwrap().starts_with("Done: "));
        let id = told["id"].as_str().unwrap();
        assert_eq!(told["call"]["webhook_id"], format!("{id}:activate:1"));
        assert_eq!(told["call"]["body"]["data"]["order_id"], id, "{told}");
        numbers.push(told["message_id"].clone());
    }
    dry.stop(&scene).await;
    let sent = scene.events(|kind| matches!(kind, Kind::OrderSent { .. }));
    let ids = sent.into_iter().map(|event| match event.kind {
        Kind::OrderSent { message_id, .. } => Value::from(message_id),
        _ => Value::Null,
    });
    assert_eq!(numbers, ids.collect::<Vec<_>>());
    nothing_happened(&scene);
}

/// It works on a copy: what `run` has done is known, and what it still owes stays owed.
#[tokio::test]
async fn the_journal_of_the_real_run_is_read_and_left_alone() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    agent.terminate().await;
    let before = until_free(&scene).await;
    let mut dry = DryRun::start(&scene, &["--json"]);
    scene.running.send_order(orders(2, "edits").remove(1)).await;
    let line = dry.until(&scene, "\"event\":\"order\"").await;
    let told: Value = serde_json::from_str(line.lines().last().unwrap()).unwrap();
    assert_eq!(told["number"], 2, "{told}");
    dry.stop(&scene).await;
    let after = traces(&scene);
    assert_eq!(after.tribute, before.tribute + 1);
    assert_eq!(
        (after.calls, after.moderators, after.remembered, after.journal),
        (before.calls, before.moderators, before.remembered, before.journal)
    );
    // The order is still there for the real run.
    let _agent = scene.agent();
    scene.completed(2).await;
    scene.settled().await;
}

/// Once nobody holds the session any more.
async fn until_free(scene: &Scene) -> Traces {
    let free = async {
        while SessionStore::open(&scene.data.join("seller.session")).is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    scene.comes(free).await;
    traces(scene)
}

#[tokio::test]
async fn it_needs_the_session_for_itself_and_a_journal_that_is_not_lost() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    scene.completed(1).await;
    let refused = dry_output(&scene.config(), &scene).await;
    assert_eq!(refused.status.code(), Some(3), "{refused:?}");
    agent.kill().await;
    std::fs::remove_file(scene.journal()).unwrap();
    let refused = dry_output(&scene.config(), &scene).await;
    let errors = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{errors}");
    assert!(errors.contains("journal.lost"), "{errors}");
    assert!(errors.contains("seller.journal"), "{errors}");
}

async fn dry_output(config: &Path, scene: &Scene) -> Output {
    let mut command = program(config, "run", &["--dry-run"]);
    scene.comes(command.output()).await.unwrap()
}
