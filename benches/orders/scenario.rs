//! The scenarios: what is done, and which figures come of it.

use std::time::Duration;

use clap::ValueEnum;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::process::{CallCounter, Memory, Usage, callgrind, instructions, run_measured};
use crate::report::median;
use crate::stage::{Peer, Stage, Times};
use crate::{Bench, journals};

/// Between two orders: a program has done by then what it does once an order is at its customer.
const BETWEEN_ORDERS: Duration = Duration::from_millis(50);
/// After which a program that has just started is idle.
const REST: Duration = Duration::from_secs(10);
/// Orders under a tool that slows the program down.
const WATCHED_ORDERS: u32 = 40;
/// Starts on a journal that is full.
const STARTS: usize = 5;
/// Orders in journals that are full.
const FEW_ORDERS: u32 = 20;
/// After so many the memory is looked at.
const MEMORY_AFTER: u32 = 1000;
/// Orders that each of many agents sells.
const ORDERS_EACH: u32 = 5;
const MB: f64 = 1_000_000.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// One order at a time
    Latency,
    /// The same beside a process that writes and syncs on the same disk
    Busy,
    /// The same with many private chats in the account
    Chats,
    /// Nothing to do; all programs at the same time
    Idle,
    /// Memory after many orders, one at a time
    Memory,
    /// System calls of an order, by strace
    Calls,
    /// Instructions of an order, by callgrind
    Instructions,
    /// Many orders at once
    AtOnce,
    /// Many closed orders in the journal; the agent only
    Journals,
    /// Many agents, each with its own account; the agent only
    Agents,
}

/// Runs what is asked for; in each round every program in turn.
pub async fn run_all(bench: &mut Bench) {
    let wanted = bench.arguments.only.clone();
    for scenario in Scenario::value_variants() {
        if !wanted.is_empty() && !wanted.contains(scenario) {
            continue;
        }
        let is_repeated = matches!(scenario, Scenario::Latency | Scenario::Busy | Scenario::Chats);
        let rounds = if is_repeated { bench.arguments.rounds } else { 1 };
        if *scenario == Scenario::Idle {
            eprintln!("Idle: {} minutes", bench.arguments.quiet_minutes);
            idle(bench).await;
            continue;
        }
        for round in 1..=rounds {
            for peer in bench.arguments.peers.clone() {
                eprintln!("{scenario:?}, round {round} of {rounds}: {}", peer.name());
                run(bench, *scenario, peer).await;
            }
        }
    }
    if let Ok(file) = std::fs::metadata(&bench.programs.agent) {
        let kilobytes = u32::try_from(file.len() / 1000).unwrap();
        bench.record(Peer::Agent, 0, "binary", f64::from(kilobytes) / 1000.0);
    }
}

async fn run(bench: &mut Bench, scenario: Scenario, peer: Peer) {
    match scenario {
        Scenario::Latency => one_at_a_time(bench, peer, 0).await,
        Scenario::Chats => one_at_a_time(bench, peer, bench.arguments.chats).await,
        Scenario::Busy => busy(bench, peer).await,
        Scenario::Memory => memory(bench, peer).await,
        Scenario::Calls => calls(bench, peer).await,
        Scenario::Instructions => instructions_of(bench, peer).await,
        Scenario::AtOnce => {
            for count in bench.arguments.at_once.clone() {
                at_once(bench, peer, count).await;
            }
        }
        Scenario::Journals if peer == Peer::Agent => {
            for count in bench.arguments.journals.clone() {
                full_journal(bench, count).await;
            }
        }
        Scenario::Agents if peer == Peer::Agent => {
            for count in bench.arguments.agents.clone() {
                many_agents(bench, count).await;
            }
        }
        Scenario::Idle | Scenario::Journals | Scenario::Agents => {}
    }
}

async fn sell(stage: &mut Stage, count: u32) -> Vec<Times> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(stage.sell().await);
        sleep(BETWEEN_ORDERS).await;
    }
    all
}

/// The median, in ms, from one moment to another.
fn ms(times: &[Times], from: fn(&Times) -> f64, to: fn(&Times) -> f64) -> f64 {
    median(&times.iter().map(|times| (to(times) - from(times)) * 1000.0).collect::<Vec<_>>())
}

async fn one_at_a_time(bench: &mut Bench, peer: Peer, chats: u32) {
    let mut stage = Stage::open(peer, chats).await;
    let start = stage.start(&bench.programs, &[]).await;
    let few = FEW_ORDERS.min(bench.arguments.orders);
    // What is done once only, is done by then.
    sell(&mut stage, few).await;
    let (before, sent_before) = (Usage::of(stage.id()), stage.traffic().await);
    let times = sell(&mut stage, bench.arguments.orders).await;
    let (used, sent) = (Usage::of(stage.id()).since(&before), stage.traffic().await);
    stage.stop().await;
    let count = f64::from(bench.arguments.orders);
    if let Some(first_start) = stage.first_start_ms {
        bench.record(peer, chats, "first_start", first_start);
    }
    bench.record(peer, chats, "start", start);
    bench.record(peer, chats, "called", ms(&times, |it| it.sent, |it| it.called));
    bench.record(peer, chats, "replied", ms(&times, |it| it.sent, |it| it.replied));
    bench.record(peer, chats, "bot", ms(&times, |it| it.replied, |it| it.confirmed));
    bench.record(peer, chats, "pressed", ms(&times, |it| it.sent, |it| it.pressed));
    bench.record(peer, chats, "cpu", used.cpu_ms / count);
    bench.record(peer, chats, "switches", used.wakeups / count);
    bench.record(peer, chats, "pages", used.pages / count);
    if let (Some(sent), Some(before)) = (sent, sent_before) {
        bench.record(peer, chats, "packets", (sent.packets_sent - before.packets_sent) / count);
    }
}

async fn busy(bench: &mut Bench, peer: Peer) {
    let mut stage = Stage::open(peer, 0).await;
    stage.start(&bench.programs, &[]).await;
    let mut noise = Command::new(std::env::current_exe().unwrap());
    let noise = noise.arg("disk-noise").arg(stage.folder.path()).kill_on_drop(true).spawn();
    let mut noise = noise.unwrap();
    let times = sell(&mut stage, bench.arguments.orders).await;
    noise.kill().await.unwrap();
    stage.stop().await;
    bench.record(peer, 0, "busy_called", ms(&times, |it| it.sent, |it| it.called));
    bench.record(peer, 0, "busy_replied", ms(&times, |it| it.sent, |it| it.replied));
    bench.record(peer, 0, "busy_pressed", ms(&times, |it| it.sent, |it| it.pressed));
}

async fn idle(bench: &mut Bench) {
    let mut stages = Vec::new();
    for peer in bench.arguments.peers.clone() {
        let mut stage = Stage::open(peer, 0).await;
        stage.start(&bench.programs, &[]).await;
        stages.push(stage);
    }
    sleep(REST).await;
    let mut before = Vec::new();
    for stage in &stages {
        let memory = Memory::of(stage.id());
        bench.record(stage.peer, 0, "resident", memory.resident);
        bench.record(stage.peer, 0, "anonymous", memory.anonymous);
        before.push((Usage::of(stage.id()), stage.telegram_traffic().await));
    }
    let minutes = bench.arguments.quiet_minutes;
    sleep(Duration::from_mins(minutes.into())).await;
    let minutes = f64::from(minutes);
    for (mut stage, (before, sent_before)) in stages.into_iter().zip(before) {
        let (used, sent) = (Usage::of(stage.id()).since(&before), stage.telegram_traffic().await);
        stage.stop().await;
        bench.record(stage.peer, 0, "wakeups", used.wakeups / minutes);
        bench.record(stage.peer, 0, "idle_cpu", used.cpu_ms / minutes);
        if let (Some(sent), Some(before)) = (sent, sent_before) {
            bench.record(stage.peer, 0, "idle_bytes", (sent.bytes - before.bytes) / minutes);
        }
    }
}

async fn memory(bench: &mut Bench, peer: Peer) {
    let mut stage = Stage::open(peer, 0).await;
    stage.start(&bench.programs, &[]).await;
    for _ in 0..MEMORY_AFTER {
        stage.sell().await;
    }
    let memory = Memory::of(stage.id());
    stage.stop().await;
    bench.record(peer, 0, "resident_after", memory.resident);
    bench.record(peer, 0, "anonymous_after", memory.anonymous);
}

async fn calls(bench: &mut Bench, peer: Peer) {
    let mut stage = Stage::open(peer, 0).await;
    stage.start(&bench.programs, &[]).await;
    sell(&mut stage, FEW_ORDERS).await;
    let report = stage.folder.path().join("strace.txt");
    let Some(counter) = CallCounter::attach(stage.id(), &report).await else {
        eprintln!("no strace: not measured");
        return;
    };
    sell(&mut stage, WATCHED_ORDERS).await;
    let [fsync, fdatasync, pwrite64, fcntl] = counter.counts(&report).await;
    stage.stop().await;
    let count = f64::from(WATCHED_ORDERS);
    bench.record(peer, 0, "fsync", (fsync + fdatasync) / count);
    bench.record(peer, 0, "pwrite64", pwrite64 / count);
    bench.record(peer, 0, "fcntl", fcntl / count);
}

/// The difference of two runs of which one sells more: the start is in both.
async fn instructions_of(bench: &mut Bench, peer: Peer) {
    let mut counted = Vec::new();
    for count in [2, 2 + FEW_ORDERS] {
        let mut stage = Stage::open(peer, 0).await;
        let log = stage.folder.path().join("callgrind.log");
        stage.start(&bench.programs, &callgrind(&log)).await;
        sell(&mut stage, count).await;
        stage.stop().await;
        counted.extend(instructions(&log));
    }
    match counted[..] {
        [few, more] => {
            bench.record(peer, 0, "instructions", (more - few) / f64::from(FEW_ORDERS) / MB);
        }
        _ => eprintln!("no callgrind: not measured"),
    }
}

async fn at_once(bench: &mut Bench, peer: Peer, count: u32) {
    let mut stage = Stage::open(peer, 0).await;
    stage.start(&bench.programs, &[]).await;
    sell(&mut stage, FEW_ORDERS).await;
    let before = Usage::of(stage.id());
    let patience = Duration::from_mins(bench.arguments.patience_minutes);
    let burst = stage.sell_at_once(count, patience).await;
    let used = Usage::of(stage.id()).since(&before);
    let memory = Memory::of(stage.id());
    stage.stop().await;
    if burst.completed < count {
        eprintln!("{}: {} of {count} orders when time was over", peer.name(), burst.completed);
    }
    let completed = f64::from(burst.completed);
    bench.record(peer, count, "at_once_cpu", used.cpu_ms / completed);
    bench.record(peer, count, "at_once_rate", completed / burst.seconds);
    if count == MEMORY_AFTER {
        bench.record(peer, 0, "resident_after_at_once", memory.resident);
        bench.record(peer, 0, "anonymous_after_at_once", memory.anonymous);
    }
}

/// Each in a sandbox of its own. First one sells while the others have nothing to do, then all at the same time.
async fn many_agents(bench: &mut Bench, count: u32) {
    let mut stages = Vec::new();
    for _ in 0..count {
        let mut stage = Stage::open(Peer::Agent, 0).await;
        let start = stage.start(&bench.programs, &[]).await;
        bench.record(Peer::Agent, count, "agents_start", start);
        stages.push(stage);
    }
    sleep(REST).await;
    for stage in &stages {
        let memory = Memory::of(stage.id());
        bench.record(Peer::Agent, count, "agents_resident", memory.resident);
        bench.record(Peer::Agent, count, "agents_share", memory.share);
    }
    let pressed = |times: &[Times]| ms(times, |it| it.sent, |it| it.pressed);
    for stage in &mut stages {
        let alone = sell(stage, ORDERS_EACH).await;
        bench.record(Peer::Agent, count, "agents_pressed", pressed(&alone));
    }
    let mut selling = JoinSet::new();
    for mut stage in stages {
        selling.spawn(async move {
            let before = Usage::of(stage.id());
            let times = sell(&mut stage, ORDERS_EACH).await;
            let used = Usage::of(stage.id()).since(&before);
            stage.stop().await;
            (times, used)
        });
    }
    for (times, used) in selling.join_all().await {
        bench.record(Peer::Agent, count, "agents_pressed_together", pressed(&times));
        bench.record(Peer::Agent, count, "agents_cpu", used.cpu_ms / f64::from(ORDERS_EACH));
    }
}

async fn full_journal(bench: &mut Bench, count: u32) {
    let mut stage = Stage::open(Peer::Agent, 0).await;
    stage.start(&bench.programs, &[]).await;
    stage.stop().await;
    journals::fill(&stage.journal(), count);
    let mut starts = vec![stage.start(&bench.programs, &[]).await];
    for _ in 1..STARTS {
        stage.stop().await;
        starts.push(stage.start(&bench.programs, &[]).await);
    }
    sell(&mut stage, FEW_ORDERS).await;
    let before = Usage::of(stage.id());
    let times = sell(&mut stage, 2 * FEW_ORDERS).await;
    let used = Usage::of(stage.id()).since(&before);
    let memory = Memory::of(stage.id());
    stage.stop().await;
    let cpu = used.cpu_ms / f64::from(2 * FEW_ORDERS);
    bench.record(Peer::Agent, count, "journal_start", median(&starts));
    bench.record(Peer::Agent, count, "journal_pressed", ms(&times, |it| it.sent, |it| it.pressed));
    bench.record(Peer::Agent, count, "journal_cpu", cpu);
    bench.record(Peer::Agent, count, "journal_resident", memory.resident);
    for (figures, words) in [
        (["list_ms", "list_mb"], &["list", "--limit", "50"][..]),
        (["export_ms", "export_mb"], &["export", "--csv"]),
    ] {
        let mut command = Command::new(&bench.programs.agent);
        command.arg("orders").args(words).arg("--config").arg(stage.config());
        let (took, peak) = run_measured(&mut command).await;
        bench.record(Peer::Agent, count, figures[0], took);
        bench.record(Peer::Agent, count, figures[1], peak);
    }
}
