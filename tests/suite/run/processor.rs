//! What waits does not keep the processor busy.

#![cfg(target_os = "linux")]

use std::time::Duration;

use tribute_agent::sandbox::datacentre::faults::LinkFault;
use tribute_agent::sandbox::event::Kind;

use super::{escalated, until_listed};
use crate::agent::{Agent, Scene, orders};

/// For how long it is watched.
const WATCHED: Duration = Duration::from_millis(1_500);
/// Of the time that it is watched, in hundredths of a second: a tenth.
const TICKS_MAX: u64 = 15;

/// The processor time that a process has used, in hundredths of a second.
fn ticks(agent: &Agent) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", agent.id())).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

async fn is_idle(agent: &Agent, scene: &Scene) {
    let before = ticks(agent);
    // Time itself is what this is about.
    tokio::time::sleep(WATCHED).await;
    let used = ticks(agent) - before;
    assert!(used <= TICKS_MAX, "{used} ticks\n{}", scene.tell());
}

#[tokio::test]
async fn while_orders_wait_for_a_silent_bot_and_for_moderators() {
    let mut scene = Scene::new(orders(3, "silent")).await;
    let agent = scene.agent();
    scene
        .until(|event| matches!(event.kind, Kind::Reply { .. }))
        .await;
    until_listed(&scene, 1, escalated("no_confirmation")).await;
    is_idle(&agent, &scene).await;
}

#[tokio::test]
async fn while_telegram_is_away_and_an_order_is_overdue() {
    let mut scene = Scene::new(orders(1, "silent")).await;
    let agent = scene.agent();
    scene
        .until(|event| matches!(event.kind, Kind::Reply { .. }))
        .await;
    scene
        .running
        .datacentre()
        .faults()
        .set_link(LinkFault::Refuse);
    scene.running.datacentre().cut_all();
    tokio::time::sleep(WATCHED).await;
    is_idle(&agent, &scene).await;
}
