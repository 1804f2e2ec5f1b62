//! `orders adopt`: what nobody knows any more is handed to people, once, and nothing is done twice.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde_json::Value;
use telegram_sandbox::Options;
use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::event::Kind;
use telegram_sandbox::shop::HoldPoint;
use tribute_agent::machine::{Clock as _, Machine};

use super::home::{Ended, ended};
use crate::agent::{Agent, Moderators, Scene, options, orders, program, sent, without_account};
use crate::connected::SEND;
use crate::login::terminal::{self, ORDINARY};
use crate::run::{COMPLETED, End, escalated, until_listed};

const UNKNOWN: &str = "Unknown message from Tribute";
const FOUND: &str = "Found in the chat after";
const ANSWERED: &str = "The chat shows an answer";
const HANDED_OVER: End = escalated("found_after_restore");

fn journal(scene: &Scene) -> PathBuf {
    scene.folder.path().join("seller.journal")
}

fn remove_journal(scene: &Scene) {
    for name in ["seller.journal", "seller.journal-wal", "seller.journal-shm"] {
        drop(fs::remove_file(scene.folder.path().join(name)));
    }
    assert!(!journal(scene).exists());
}

pub async fn backup(scene: &Scene) -> PathBuf {
    let file = scene.folder.path().join("copy");
    let arguments = ["backup", file.to_str().unwrap()];
    let told = ended(program(&scene.config(), "orders", &arguments)).await;
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    file
}

pub fn restore(scene: &Scene, copy: &PathBuf) {
    remove_journal(scene);
    fs::copy(copy, journal(scene)).unwrap();
}

async fn adopt(scene: &Scene, arguments: &[&str]) -> Ended {
    let arguments = [&["adopt"], arguments].concat();
    ended(program(&scene.config(), "orders", &arguments)).await
}

pub async fn adopted(scene: &Scene, arguments: &[&str]) -> Value {
    let told = adopt(scene, &[&["--yes", "--json"], arguments].concat()).await;
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    serde_json::from_str(&told.stdout).unwrap()
}

/// Somebody is shown what would be done, and says no.
async fn is_declined(scene: &Scene) {
    let mut terminal = terminal::start(&scene.config(), &["orders", "adopt"], ORDINARY);
    terminal.answers("Do it? [y/N]", "n").await;
    terminal.sees("Nothing was changed.").await;
    assert_eq!(terminal.ends().await, Some(1), "{}", terminal.shown());
}

/// `run` does not work with what is there.
pub async fn is_refused(scene: &Scene, code: &str) {
    let mut agent = scene.agent_with(&[]);
    assert_eq!(agent.exit_code().await, Some(3), "{}", scene.tell());
    let log = fs::read_to_string(scene.folder.path().join("agent.log")).unwrap();
    assert!(log.contains(code), "{log}");
}

/// The agent, once moderators have read what was adopted.
pub async fn told_once(scene: &mut Scene) -> Agent {
    let agent = scene.agent();
    scene.until(|event| is_told(&event.kind, "lost or restored")).await;
    agent
}

fn is_told(kind: &Kind, words: &str) -> bool {
    match kind {
        Kind::Escalation { text, .. } | Kind::Message { text, .. } => text.contains(words),
        _ => false,
    }
}

/// A new order is fulfilled, and everything else was done once.
pub async fn goes_on(scene: &mut Scene, number: u32) {
    scene.running.send_order(orders(number as usize, "edits").pop().unwrap()).await;
    scene.completed(number).await;
    scene.settled().await;
    until_listed(scene, number, COMPLETED).await;
    let peer = scene.running.supergroup();
    assert_eq!(scene.told(peer, "The journal was lost or restored"), 1);
}

#[tokio::test]
async fn orders_that_a_restored_copy_does_not_know() {
    let mut scene = Scene::new(Vec::new()).await;
    let agent = scene.agent();
    let mut planned = orders(3, "edits").into_iter();
    scene.running.send_order(planned.next().unwrap()).await;
    scene.completed(1).await;
    scene.settled().await;
    until_listed(&scene, 1, COMPLETED).await;
    let copy = backup(&scene).await;
    for order in planned {
        scene.running.send_order(order).await;
    }
    scene.completed(3).await;
    scene.running.bot_says("Something new").unwrap();
    scene.until(|event| is_told(&event.kind, UNKNOWN)).await;
    scene.settled().await;
    agent.kill().await;
    restore(&scene, &copy);
    is_refused(&scene, "journal.behind").await;
    let asked = adopt(&scene, &[]).await;
    assert_eq!(asked.code, Some(2), "{}", asked.stderr);
    assert_eq!(asked.stderr.matches("· answered").count(), 2, "{}", asked.stderr);
    assert!(asked.stderr.contains("adopt.unconfirmed"), "{}", asked.stderr);
    is_refused(&scene, "journal.behind").await;

    let told = adopted(&scene, &[]).await;
    assert_eq!(told["found"], 2, "{told}");
    assert_eq!(told["answered"], 2, "{told}");
    assert_eq!(told["under_way"], 0, "{told}");
    assert_eq!(told["unknown_messages"], 1, "{told}");
    assert_eq!(told["numbers"], serde_json::json!([4, 5]), "№2 and №3 were others");
    let again = adopt(&scene, &["--json"]).await;
    assert_eq!(again.stdout, "{\"adopted\":false}\n", "{}", again.stderr);
    let _agent = told_once(&mut scene).await;
    for number in [2, 3] {
        until_listed(&scene, number, HANDED_OVER).await;
    }
    goes_on(&mut scene, 4).await;
    let peer = scene.running.supergroup();
    assert_eq!(scene.told(peer, FOUND), 2);
    assert_eq!(scene.told(peer, ANSWERED), 2, "{}", scene.tell());
    assert_eq!(scene.told(peer, UNKNOWN), 1, "what is in the gap is only counted");
    assert_eq!(scene.running.shop().calls().len(), 4);
}

#[tokio::test]
async fn an_order_under_way_when_the_journal_was_lost() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let mut hold = scene.running.shop().hold_next(HoldPoint::AfterEffect);
    let agent = scene.agent();
    scene.comes(hold.arrived()).await.unwrap();
    agent.kill().await;
    remove_journal(&scene);
    is_refused(&scene, "journal.lost").await;
    assert!(!journal(&scene).exists(), "no empty one is made");
    is_declined(&scene).await;
    assert!(!journal(&scene).exists(), "nothing is done");
    let told = adopted(&scene, &[]).await;
    assert_eq!(told["found"], 1, "{told}");
    assert_eq!(told["answered"], 0, "{told}");
    assert_eq!(told["numbers"], serde_json::json!([2]));
    let _agent = told_once(&mut scene).await;
    until_listed(&scene, 1, HANDED_OVER).await;
    goes_on(&mut scene, 2).await;
    let calls = scene.running.shop().calls();
    assert_eq!(calls.len(), 2, "nothing was given a second time");
    scene.running.owner_answers(1).await;
    let by_hand = End { state: "closed", reason: Some("answered_by_hand") };
    until_listed(&scene, 1, by_hand).await;
}

#[tokio::test]
async fn orders_that_had_ended_before_the_journal_was_lost_are_not_found_again() {
    let mut scene = Scene::new(Vec::new()).await;
    let agent = scene.agent();
    let mut planned = orders(3, "edits").into_iter();
    for number in [1, 2] {
        scene.running.send_order(planned.next().unwrap()).await;
        until_listed(&scene, number, COMPLETED).await;
    }
    let mut hold = scene.running.shop().hold_next(HoldPoint::AfterEffect);
    scene.running.send_order(planned.next().unwrap()).await;
    scene.comes(hold.arrived()).await.unwrap();
    agent.kill().await;
    remove_journal(&scene);
    let told = adopted(&scene, &[]).await;
    assert_eq!(told["found"], 1, "{told}");
    let _agent = told_once(&mut scene).await;
    until_listed(&scene, 3, HANDED_OVER).await;
    goes_on(&mut scene, 4).await;
}

/// As many messages as Telegram gives at once.
const PAGE: usize = 100;
/// Known, and never an order.
const NOTICE: &str = "Пользователь @aaaaaaa отправил ₽2000.11 на Любая сумма в рублях.";

#[tokio::test]
async fn orders_on_both_sides_of_where_a_page_ends_are_found() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let mut agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    agent.terminate().await;
    assert_eq!(agent.exit_code().await, Some(0));
    for order in orders(5, "edits").into_iter().skip(1) {
        scene.running.send_order(order).await;
    }
    sent(&mut scene, 5).await;
    for _ in 0..PAGE - 2 {
        scene.running.bot_says(NOTICE).unwrap();
    }
    remove_journal(&scene);
    let told = adopted(&scene, &[]).await;
    assert_eq!(told["found"], 4, "{told}\n{}", scene.tell());
}

/// A sandbox's clock that is behind this machine's.
fn earlier() -> Timestamp {
    Machine.now() - SignedDuration::from_hours(5)
}

/// Whether this was written down as what has just happened, by Telegram's clock.
fn is_dated_by_telegram(line: &Value) -> bool {
    ["created_at", "updated_at"].into_iter().all(|key| {
        let at: Timestamp = line[key].as_str().unwrap().parse().unwrap();
        let age = earlier().duration_since(at);
        age.abs() < SignedDuration::from_hours(1)
    })
}

/// Phones' clocks are set wrong, and journals go from one machine to another.
#[tokio::test]
async fn what_is_written_down_is_dated_by_telegram() {
    let options = Options { clock: Arc::new(earlier), ..options(vec![without_account()]) };
    let mut scene = Scene::with(options, Moderators::default()).await;
    let agent = scene.agent();
    let line = until_listed(&scene, 1, escalated("no_account_id")).await;
    assert!(is_dated_by_telegram(&line), "run: {line}");
    agent.kill().await;
    scene.running.send_order(orders(1, "edits").remove(0)).await;
    sent(&mut scene, 2).await;
    remove_journal(&scene);
    assert_eq!(adopted(&scene, &[]).await["found"], 2);
    let line = until_listed(&scene, 2, HANDED_OVER).await;
    assert!(is_dated_by_telegram(&line), "adopt: {line}");
}

#[tokio::test]
async fn the_journal_that_was_lost_is_another_once_a_copy_took_its_place() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    let copy = backup(&scene).await;
    let order = orders(2, "edits").remove(1);
    scene.running.send_order(order).await;
    scene.completed(2).await;
    until_listed(&scene, 2, COMPLETED).await;
    agent.kill().await;
    let lost = scene.folder.path().join("lost");
    let ours = Connection::open(journal(&scene)).unwrap();
    ours.execute("VACUUM INTO ?1", [lost.to_str()]).unwrap();
    drop(ours);
    restore(&scene, &copy);
    assert_eq!(adopted(&scene, &[]).await["found"], 1);
    restore(&scene, &lost);
    is_refused(&scene, "journal.another").await;
}

/// The journal that was lost has sent what the copy still owes; Telegram takes what comes under the
/// same `random_id` for a repeat.
#[tokio::test]
async fn what_a_copy_owed_to_moderators_is_told_anew() {
    let mut scene = Scene::new(vec![without_account()]).await;
    let moderators = scene.running.supergroup();
    let flood = Rule::on(SEND).to(moderators).flood_wait(3600);
    let mut flooded = scene.running.datacentre().faults().arm(flood);
    let agent = scene.agent();
    scene.comes(flooded.matched()).await.unwrap();
    // Its card waits without ever having been tried.
    let order = scene.running.send_order(without_account()).await;
    until_listed(&scene, order, escalated("no_account_id")).await;
    let copy = backup(&scene).await;
    agent.kill().await;
    let agent = scene.agent();
    for _ in [1, 2] {
        scene.until_told("to my account, please").await;
    }
    let order = scene.running.send_order(orders(1, "edits").remove(0)).await;
    scene.completed(order).await;
    agent.kill().await;
    restore(&scene, &copy);
    assert_eq!(adopted(&scene, &[]).await["under_way"], 2);
    let _agent = scene.agent();
    for _ in 1..=3 {
        scene.until_told(FOUND).await;
    }
    assert_eq!(scene.told(moderators, FOUND), 3, "{}", scene.tell());
}

#[tokio::test]
async fn orders_that_a_copy_shows_under_way() {
    // A bot that shows nothing of a press: only the journal knew of it.
    let mut scene = Scene::new(orders(1, "nothing")).await;
    let mut hold = scene.running.shop().hold_next(HoldPoint::BeforeEffect);
    let agent = scene.agent();
    scene.comes(hold.arrived()).await.unwrap();
    let copy = backup(&scene).await;
    hold.release();
    scene.completed(1).await;
    scene.settled().await;
    agent.kill().await;
    restore(&scene, &copy);
    is_refused(&scene, "journal.behind").await;
    let told = adopted(&scene, &[]).await;
    assert_eq!(told["under_way"], 1, "{told}");
    assert_eq!(told["found"], 0, "{told}");
    let _agent = told_once(&mut scene).await;
    let line = until_listed(&scene, 1, HANDED_OVER).await;
    assert_eq!(line["number"], 1);
    goes_on(&mut scene, 2).await;
    assert_eq!(scene.running.shop().calls().len(), 2);
    let shows = scene.told(scene.running.supergroup(), ANSWERED);
    assert_eq!(shows, 1, "{}", scene.tell());
}

#[tokio::test]
async fn a_session_that_was_restored_too_needs_to_be_told_since_when() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    scene.completed(1).await;
    scene.settled().await;
    until_listed(&scene, 1, COMPLETED).await;
    agent.kill().await;
    let copy = backup(&scene).await;
    let session = scene.folder.path().join("seller.session");
    let old_session = fs::read(&session).unwrap();
    let agent = scene.agent();
    scene.running.send_order(orders(2, "edits").pop().unwrap()).await;
    scene.completed(2).await;
    scene.settled().await;
    agent.kill().await;
    restore(&scene, &copy);
    fs::write(&session, old_session).unwrap();
    drop(fs::remove_file(scene.folder.path().join("seller.session-wal")));
    drop(fs::remove_file(scene.folder.path().join("seller.session-shm")));
    let told = adopt(&scene, &["--json"]).await;
    assert_eq!(told.stdout, "{\"adopted\":false}\n", "{}", told.stderr);
    let told = adopted(&scene, &["--since", "all"]).await;
    assert_eq!(told["found"], 1, "{told}");
    let _agent = told_once(&mut scene).await;
    until_listed(&scene, 2, HANDED_OVER).await;
    until_listed(&scene, 1, COMPLETED).await;
    goes_on(&mut scene, 3).await;
}

#[tokio::test]
async fn only_one_process_at_a_time() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let _agent = scene.agent();
    sent(&mut scene, 1).await;
    let told = adopt(&scene, &["--yes"]).await;
    assert_eq!(told.code, Some(3), "{}", told.stderr);
    assert!(told.stderr.contains("session.already_running"), "{}", told.stderr);
}
