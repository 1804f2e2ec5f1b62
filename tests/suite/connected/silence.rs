//! Nobody hangs up, and nobody is there.

use std::time::Duration;

use telegram_sandbox::datacentre::faults::LinkFault;
use tokio::time::sleep;

use super::{impatient, scene, sell};

#[tokio::test]
async fn a_peer_that_is_gone_without_a_word() {
    let mut scene = impatient(1).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    // What was connected is dead from here on, and nothing tells of what comes.
    let faults = scene.running.datacentre().faults();
    faults.set_link(LinkFault::Blackhole);
    faults.set_link(LinkFault::None);
    sell(&mut scene, 2).await;
    scene.settled().await;
    assert_eq!(scene.running.fault_counts().cuts, 0);
    // That is the connection's trouble, and over: nobody has to know.
    let told = scene.told(scene.running.supergroup(), "Telegram");
    assert_eq!(told, 0, "{}", scene.tell());
}

#[tokio::test]
async fn a_server_that_takes_connections_and_says_nothing() {
    let mut scene = impatient(1).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.running.datacentre().faults().set_link(LinkFault::Silent);
    sell(&mut scene, 2).await;
    // It has given the old connection up, and found no use in a new one.
    scene.until_said("the data centre does not answer").await;
    scene.until_said("away from Telegram").await;
    scene.running.datacentre().faults().set_link(LinkFault::None);
    scene.settled().await;
}

#[tokio::test]
async fn a_process_that_was_stopped_connects_at_once() {
    let mut scene = scene(1).await;
    // Only by its clocks can it know in time that it slept.
    scene.retime(&[("telegram_timeout", "1m"), ("telegram_silence", "3s")]);
    let agent = scene.agent();
    scene.completed(1).await;
    agent.signal("-STOP").await;
    let faults = scene.running.datacentre().faults();
    faults.set_link(LinkFault::Blackhole);
    faults.set_link(LinkFault::None);
    sell(&mut scene, 2).await;
    // Not a wait for anything: this is the sleep. Nobody tells of it: it has to outlast the look at the
    // clocks that comes every three seconds here by the half of `telegram_silence`.
    sleep(Duration::from_millis(4600)).await;
    agent.signal("-CONT").await;
    scene.completed(2).await;
    assert!(scene.said().contains("woken up"), "{}", scene.tell());
}
