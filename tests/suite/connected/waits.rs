//! `FLOOD_WAIT`: kept by the call that met it, while others go on.

use std::time::Duration;

use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::event::{By, Event, Kind};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{HISTORY, LOOK, PRESS, SEND, scene, sell};
use crate::agent::{BOT, sent, without_account};
use crate::telegram::connection::until_told;
use crate::telegram::scene::{Scene as SmallScene, soon};

/// Longer than any test.
const LONG_S: u32 = 600;
/// Two waits, of which the second has grown.
const ONE_AND_TWO: Duration = Duration::from_secs(3);
const WAIT_S: u32 = 2;
const WAIT: Duration = Duration::from_secs(WAIT_S as u64);

fn is_reply(event: &Event) -> bool {
    matches!(event.kind, Kind::Reply { by: By::Client, .. })
}

#[tokio::test]
async fn while_a_reply_waits_orders_are_read_given_and_told() {
    let mut scene = scene(1).await;
    let flood = Rule::on(SEND).to(BOT).flood_wait(LONG_S);
    let mut flooded = scene.running.datacentre().faults().arm(flood);
    let _agent = scene.agent();
    scene.comes(flooded.matched()).await.unwrap();
    sell(&mut scene, 2).await;
    scene.running.send_order(without_account()).await;
    // In whatever order.
    let (mut is_given, mut is_told) = (false, false);
    while !(is_given && is_told) {
        let event = scene.until(|event| match &event.kind {
            Kind::Activation { .. } => event.order == Some(2),
            Kind::Escalation { text, .. } => text.contains("to my account, please"),
            _ => false,
        });
        match event.await.kind {
            Kind::Activation { .. } => is_given = true,
            _ => is_told = true,
        }
    }
    let replies = scene.events(|kind| matches!(kind, Kind::Reply { .. }));
    assert!(replies.is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn while_a_press_waits_replies_go_out() {
    let mut scene = scene(2).await;
    let flood = Rule::on(PRESS).flood_wait(LONG_S);
    let mut flooded = scene.running.datacentre().faults().arm(flood);
    let _agent = scene.agent();
    scene.comes(flooded.matched()).await.unwrap();
    for _ in 0..2 {
        scene.until(is_reply).await;
    }
    let presses = scene.events(|kind| matches!(kind, Kind::Press { .. }));
    assert!(presses.is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn what_waited_is_done_when_telegram_said() {
    for method in [SEND, PRESS] {
        let mut scene = scene(0).await;
        let _agent = scene.agent();
        scene.until_said("orders are taken from here on").await;
        let faults = scene.running.datacentre().faults().clone();
        let flood = Rule::on(method).to(BOT).flood_wait(WAIT_S);
        let mut flooded = faults.arm(flood);
        let mut called_again = faults.arm(Rule::on(method).to(BOT));
        let begun = Instant::now();
        sell(&mut scene, 1).await;
        scene.comes(flooded.matched()).await.unwrap();
        // The wait is for every such call, not only for the one that was told of it.
        sell(&mut scene, 2).await;
        scene.comes(called_again.matched()).await.unwrap();
        assert!(begun.elapsed() >= WAIT, "{method} did not wait");
        scene.settled().await;
    }
}

/// Whoever waits for no time at all asks hundreds of times a second.
#[tokio::test]
async fn no_seconds_are_a_second_and_more_every_time() {
    let mut scenes = JoinSet::new();
    for method in [SEND, PRESS, HISTORY, LOOK] {
        scenes.spawn(async move {
            let mut scene = scene(0).await;
            let _agent = scene.agent();
            scene.until_said("orders are taken from here on").await;
            let faults = scene.running.datacentre().faults().clone();
            let rule = || match method {
                LOOK => Rule::on(method),
                _ => Rule::on(method).to(BOT),
            };
            let mut flooded = faults.arm(rule().flood_wait(0).times(2));
            let mut called_again = faults.arm(rule());
            let begun = Instant::now();
            sell(&mut scene, 1).await;
            for _ in 0..2 {
                scene.comes(flooded.matched()).await.unwrap();
            }
            scene.comes(called_again.matched()).await.unwrap();
            assert!(begun.elapsed() >= ONE_AND_TWO, "{method} did not wait");
            scene.settled().await;
        });
    }
    while let Some(ended) = scenes.join_next().await {
        ended.unwrap();
    }
}

/// The same before anybody knows who is logged in, and while the chats are looked for.
#[tokio::test]
async fn no_seconds_are_waited_for_on_a_start_too() {
    for method in ["users.getUsers", "contacts.resolveUsername"] {
        let scene = SmallScene::new().await;
        let faults = scene.centre.faults();
        let _flooded = faults.arm(Rule::on(method).flood_wait(0).times(2));
        let begun = Instant::now();
        assert!(scene.try_connect().await.is_ok());
        assert!(begun.elapsed() >= ONE_AND_TWO, "{method} did not wait");
    }
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_in_peace() {
    let mut scene = scene(1).await;
    let resolve = || Rule::on("contacts.resolveUsername");
    let faults = scene.running.datacentre().faults().clone();
    let mut flooded = faults.arm(resolve().flood_wait(1));
    let mut asked = faults.arm(resolve());
    let begun = Instant::now();
    let mut agent = scene.agent();
    scene.comes(flooded.matched()).await.unwrap();
    scene.comes(asked.matched()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    sent(&mut scene, 1).await;
    scene.completed(1).await;
    assert!(agent.is_running());
    agent.kill().await;
    // The next start knows.
    let mut asked_again = faults.arm(resolve());
    let _agent = scene.agent();
    sell(&mut scene, 2).await;
    scene.completed(2).await;
    tokio::select! {
        biased;
        _ = asked_again.matched() => panic!("the name was looked up again"),
        () = std::future::ready(()) => {}
    }
}

#[tokio::test]
async fn updates_are_asked_for_again_when_telegram_said_and_the_bell_rings_meanwhile() {
    const STATE: &str = "updates.getState";
    let scene = SmallScene::new().await;
    let faults = scene.centre.faults().clone();
    let mut asked = faults.arm(Rule::on(STATE));
    let seller = scene.connect().await;
    scene.bot_says("before");
    until_told(&seller, "before").await;
    soon(asked.matched()).await.unwrap();
    let mut flooded = faults.arm(Rule::on(STATE).flood_wait(1));
    let mut asked_again = faults.arm(Rule::on(STATE));
    let begun = Instant::now();
    scene.centre.cut_all();
    soon(flooded.matched()).await.unwrap();
    scene.bot_says("meanwhile");
    until_told(&seller, "meanwhile").await;
    soon(asked_again.matched()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
}
