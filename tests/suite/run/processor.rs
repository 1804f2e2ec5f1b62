//! What waits does not keep the processor busy.

#![cfg(target_os = "linux")]

use std::time::Duration;

use telegram_sandbox::datacentre::faults::LinkFault;
use telegram_sandbox::event::Kind;
use tokio::time::{Instant, sleep};

use super::{escalated, until_listed};
use crate::agent::{Agent, Scene, orders};

/// For how long it is watched.
const WATCHED: Duration = Duration::from_millis(1_500);
/// How often: what comes late on a busy machine comes into one of these times, not into all.
const TIMES: usize = 5;
/// A tenth of a processor.
const TICKS_PER_SECOND_MAX: f64 = 10.0;

/// The processor time that a process has used, in hundredths of a second.
fn ticks(agent: &Agent) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", agent.id())).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// The ticks of each second, while it is watched.
async fn ticks_per_second(agent: &Agent) -> f64 {
    let (begun, before) = (Instant::now(), ticks(agent));
    // Time itself is what this is about.
    sleep(WATCHED).await;
    let used = u32::try_from(ticks(agent) - before).unwrap();
    f64::from(used) / begun.elapsed().as_secs_f64()
}

async fn is_idle(agent: &Agent, scene: &Scene) {
    let mut all = Vec::new();
    for _ in 0..TIMES {
        let used = ticks_per_second(agent).await;
        if used <= TICKS_PER_SECOND_MAX {
            return;
        }
        all.push(used);
    }
    panic!("{all:?} ticks a second\n{}", scene.tell());
}

#[tokio::test]
async fn while_orders_wait_for_a_silent_bot_and_for_moderators() {
    let mut scene = Scene::new(orders(3, "silent")).await;
    let agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Reply { .. })).await;
    until_listed(&scene, 1, escalated("no_confirmation")).await;
    is_idle(&agent, &scene).await;
}

#[tokio::test]
async fn while_telegram_is_away_and_an_order_is_overdue() {
    let mut scene = Scene::new(orders(1, "silent")).await;
    let agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Reply { .. })).await;
    scene.running.datacentre().faults().set_link(LinkFault::Refuse);
    scene.running.datacentre().cut_all();
    sleep(WATCHED).await;
    is_idle(&agent, &scene).await;
}
