//! Reminders of orders that wait for long.

use jiff::tz::TimeZone;
use telegram_sandbox::accounts::MODERATOR;
use tribute_agent::machine::{Clock as _, Machine};

use super::{CHAT, card, change, change_journal, says, scene_without_account, told};
use crate::agent::{Scene, without_account};

/// An hour passes, and what two clocks may differ by.
const LATER: &str = "UPDATE waiting SET since_ms = since_ms - 3610000";
const REMINDER: &str = "Still wait for you: 1\n№1 number? · 1 h";

/// Once two more orders are told of, all is told that was due before the second was found.
async fn all_is_told(scene: &mut Scene) {
    for _ in 0..2 {
        let number = scene.running.send_order(without_account()).await;
        card(scene, &format!("№{number} ")).await;
    }
}

#[tokio::test]
async fn after_an_hour_once_whoever_is_started_again() {
    let mut scene = scene_without_account().await;
    let agent = scene.agent();
    card(&mut scene, "no account number").await;
    agent.kill().await;
    change_journal(&scene, LATER);
    let agent = scene.agent();
    told(&mut scene, REMINDER).await;
    agent.kill().await;
    let _agent = scene.agent();
    all_is_told(&mut scene).await;
    assert_eq!(scene.told(CHAT, "Still wait for you"), 1, "{}", scene.tell());
}

#[tokio::test]
async fn none_in_quiet_hours_and_none_is_forgotten() {
    let mut scene = scene_without_account().await;
    let hour = Machine.now().to_zoned(TimeZone::UTC).hour();
    let quiet = format!("quiet = \"{:02}:00-{:02}:00\"\n", (hour + 23) % 24, (hour + 2) % 24);
    let lines = format!("[moderators]\ntime_zone = \"UTC\"\n{quiet}");
    change(&scene, "[moderators]\n", &lines);
    let agent = scene.agent();
    card(&mut scene, "no account number").await;
    agent.kill().await;
    change_journal(&scene, LATER);
    let _agent = scene.agent();
    all_is_told(&mut scene).await;
    assert_eq!(scene.told(CHAT, "Still wait for you"), 0, "{}", scene.tell());
    change(&scene, &quiet, "");
    told(&mut scene, REMINDER).await;
}

#[tokio::test]
async fn none_for_an_hour_to_who_sees_to_it() {
    let mut scene = scene_without_account().await;
    let agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, "беру", Some(id));
    told(&mut scene, "Moderator sees to it").await;
    agent.kill().await;
    change_journal(&scene, LATER);
    let agent = scene.agent();
    all_is_told(&mut scene).await;
    assert_eq!(scene.told(CHAT, "Still wait for you"), 0, "{}", scene.tell());
    agent.kill().await;
    change_journal(&scene, "UPDATE claims SET until_ms = until_ms - 3610000");
    let _agent = scene.agent();
    told(&mut scene, REMINDER).await;
}
