//! `orders retry`, `given`, `close` and `account`, with and without an agent at work.

use std::fs::File;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;
use telegram_sandbox::accounts::MODERATOR;
use telegram_sandbox::shop::ShopResponse;
use tokio::process::Command;
use tokio::time::sleep;
use tribute_agent::journal::{Journal, Request, Wanted};
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::Untrusted;

use super::{ACCOUNT, card, says, scene_without_account, told};
use crate::agent::{Scene, orders, program};
use crate::restore::home::{Ended, ended};

/// `orders …` of somebody who is known to the system.
fn command(scene: &Scene, words: &[&str]) -> Command {
    let mut command = program(&scene.config(), "orders", words);
    command.env_remove("SUDO_USER").env("USER", "alice");
    command
}

pub async fn asks(scene: &Scene, words: &[&str]) -> Ended {
    ended(command(scene, words)).await
}

/// An agent that nobody wakes but who rings.
async fn idle_scene() -> Scene {
    let scene = scene_without_account().await;
    scene.retime(&[("reread_interval", "30m")]);
    scene
}

/// Holds the session as an agent does that does not answer.
fn hung_agent(scene: &Scene) -> File {
    let lock = File::open(scene.data.join("seller.session.lock")).unwrap();
    lock.lock().unwrap();
    lock
}

#[tokio::test]
async fn an_idle_agent_does_it_at_once_and_the_card_says_who_decided() {
    let mut scene = idle_scene().await;
    let _agent = scene.agent();
    card(&mut scene, "no account number").await;
    let unconfirmed = asks(&scene, &["account", "1", ACCOUNT]).await;
    assert_eq!(unconfirmed.code, Some(2), "{}", unconfirmed.stderr);
    assert!(unconfirmed.stderr.contains("orders.unconfirmed"), "{}", unconfirmed.stderr);
    // What it has written it brings to the disk within a second; then it has nothing to do for long.
    sleep(Duration::from_secs(2)).await;
    let given = asks(&scene, &["account", "1", ACCOUNT, "--yes", "--json"]).await;
    assert_eq!(given.code, Some(0), "{}", given.stderr);
    let answer: Value = serde_json::from_str(&given.stdout).unwrap();
    assert_eq!(answer["outcome"], "account_taken");
    assert_eq!(
        (&answer["number"], &answer["done"], &answer["by"]),
        (&1.into(), &true.into(), &"run".into())
    );
    assert!(given.stderr.contains("agent at work has taken it"), "{}", given.stderr);
    scene.completed(1).await;
    told(&mut scene, &format!("→ {ACCOUNT} · alice (command line)")).await;
    scene.settled().await;
    assert_eq!(scene.running.shop().calls().len(), 1, "{}", scene.tell());
    let shown = asks(&scene, &["show", "1", "--json"]).await;
    let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!(shown["decided_by"], "alice (command line)");
    let shown = asks(&scene, &["show", "1"]).await;
    assert!(shown.stdout.contains("alice (command line)"), "{}", shown.stdout);
}

#[tokio::test]
async fn without_an_agent_it_is_written_and_the_next_one_does_the_rest() {
    let mut scene = scene_without_account().await;
    let mut agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    agent.terminate().await;
    assert_eq!(agent.ends(&scene).await, Some(0));
    let wrong = asks(&scene, &["account", "1", "123", "--yes"]).await;
    assert_eq!(wrong.code, Some(1), "{}", wrong.stderr);
    assert!(wrong.stderr.contains("orders.no_account"), "{}", wrong.stderr);
    let given = asks(&scene, &["account", "1", ACCOUNT, "--yes"]).await;
    assert_eq!(given.code, Some(0), "{}", given.stderr);
    assert!(
        given.stdout.contains(&format!("number {ACCOUNT}, the shop is called")),
        "{}",
        given.stdout
    );
    assert!(given.stderr.contains("is not at work"), "{}", given.stderr);
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.tell());
    let _agent = scene.agent();
    scene.completed(1).await;
    told(&mut scene, &format!("→ {ACCOUNT} · alice (command line)")).await;
    says(&scene, MODERATOR, "закрой", Some(id));
    told(&mut scene, "settled already (alice (command line)").await;
    scene.settled().await;
    assert_eq!(scene.running.shop().calls().len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn what_can_not_be_done_is_told_with_what_can() {
    let mut scene = Scene::new(orders(1, "foreign")).await;
    scene.let_everything_take_long();
    let _agent = scene.agent();
    card(&mut scene, "press 1").await;
    let unknown = asks(&scene, &["close", "7"]).await;
    assert_eq!(unknown.code, Some(1), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("orders.unknown"), "{}", unknown.stderr);
    let given = asks(&scene, &["given", "1"]).await;
    assert_eq!(given.code, Some(1), "{}", given.stderr);
    let words = given.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("№1: the goods are given to"), "{words}");
    assert!(words.contains("orders close 1"), "{words}");
    assert!(!words.contains("orders given 1"), "{words}");
    let reason = asks(&scene, &["retry", "--reason", "shop_refused"]).await;
    assert_eq!(reason.code, Some(1), "{}", reason.stderr);
    assert!(reason.stderr.contains("orders.none_waiting"), "{}", reason.stderr);
    let closed = asks(&scene, &["close", "1"]).await;
    assert_eq!(closed.code, Some(0), "{}", closed.stderr);
    told(&mut scene, "alice (command line)").await;
    let settled = asks(&scene, &["close", "1", "--json"]).await;
    assert_eq!(settled.code, Some(1), "{}", settled.stderr);
    let answer: Value = serde_json::from_str(&settled.stdout).unwrap();
    assert_eq!((&answer["done"], &answer["outcome"]), (&false.into(), &"settled".into()));
    assert!(settled.stderr.contains("orders show 1"), "{}", settled.stderr);
}

#[tokio::test]
async fn all_that_wait_for_a_reason_are_retried_once_each() {
    let mut planned = orders(2, "edits");
    for order in &mut planned {
        let refused = ShopResponse::Refused("order_not_found".to_owned());
        order.shop = vec![refused, ShopResponse::Activated];
    }
    let mut scene = Scene::new(planned).await;
    scene.let_everything_take_long();
    let _agent = scene.agent();
    card(&mut scene, "The shop refused").await;
    card(&mut scene, "The shop refused").await;
    let retried = asks(&scene, &["retry", "--reason", "shop_refused"]).await;
    assert_eq!(retried.code, Some(0), "{}", retried.stderr);
    assert_eq!(retried.stdout.matches("trying again").count(), 2, "{}", retried.stdout);
    scene.settled().await;
    assert_eq!(scene.running.shop().calls().len(), 4, "{}", scene.tell());
}

#[tokio::test]
async fn what_was_answered_is_not_done_again() {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![ShopResponse::Refused("order_not_found".to_owned()); 9];
    let mut scene = Scene::new(vec![order]).await;
    scene.let_everything_take_long();
    let agent = scene.agent();
    card(&mut scene, "The shop refused").await;
    let retried = asks(&scene, &["retry", "1"]).await;
    assert_eq!(retried.code, Some(0), "{}", retried.stderr);
    let refused_again = async {
        loop {
            let order = scene.listed_order(1).await.unwrap();
            if order["state"] == "escalated" && order["activation_attempts"] == 2 {
                return;
            }
        }
    };
    scene.comes(refused_again).await;
    agent.kill().await;
    let _agent = scene.agent();
    says(&scene, MODERATOR, "/orders", None);
    told(&mut scene, "Wait for you: 1, in progress: 0").await;
    assert_eq!(scene.running.shop().calls().len(), 2, "{}", scene.tell());
}

#[tokio::test]
async fn what_a_dead_agent_was_asked_the_next_one_does_once() {
    let mut scene = scene_without_account().await;
    let agent = scene.agent();
    card(&mut scene, "no account number").await;
    agent.kill().await;
    let hung = hung_agent(&scene);
    let asking = tokio::spawn(ended(command(&scene, &["account", "1", ACCOUNT, "--yes"])));
    let asked = async {
        while Journal::open_to_read(&scene.journal()).unwrap().requests().unwrap().is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    scene.comes(asked).await;
    drop(hung);
    let agent = scene.agent();
    let given = scene.comes(asking).await.unwrap();
    agent.kill().await;
    assert_eq!(given.code, Some(0), "{}", given.stderr);
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.settled().await;
    let shown = asks(&scene, &["show", "1", "--json"]).await;
    assert_eq!(shown.stdout.matches("account_given").count(), 1, "{}", shown.stdout);
}

#[tokio::test]
async fn what_was_asked_long_ago_is_not_done_by_surprise() {
    let mut scene = scene_without_account().await;
    let agent = scene.agent();
    card(&mut scene, "no account number").await;
    agent.kill().await;
    let request = |seconds| Request {
        number: 1,
        wanted: Wanted::Close,
        asked_by: Untrusted::new("alice"),
        is_of_server: false,
        asked_at: Machine.now() - SignedDuration::from_secs(seconds),
    };
    let mut journal = Journal::open_beside(&scene.journal()).unwrap();
    let id = journal.write(|writer| writer.request(&request(180))).unwrap();
    let _agent = scene.agent();
    says(&scene, MODERATOR, "/orders", None);
    told(&mut scene, "Wait for you: 1").await;
    let answer = journal.answer(id).unwrap().unwrap();
    assert_eq!((answer.is_done, &*answer.outcome), (false, "too_old"));
}
