//! All the ways in which the bot may behave.

use tokio::task::JoinSet;

use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{Peer, Post};

use super::{COMPLETED, End, ends, escalated, until_listed};
use crate::agent::{Scene, orders};

/// The goods are given, the customer is still to be answered.
const WAITING: End = End { state: "replying", reason: None };

/// Each in a world of its own, all at once.
async fn all_end(cases: &[(&'static str, usize, End)]) {
    let mut scenes = JoinSet::new();
    for &(modes, count, end) in cases {
        scenes.spawn(async move {
            let scene = Scene::new(orders(count, modes)).await;
            let _agent = scene.agent();
            ends(&scene, end).await;
        });
    }
    while let Some(ended) = scenes.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test]
async fn whatever_becomes_of_the_confirmation() {
    all_end(&[
        ("edits", 5, COMPLETED),
        ("late,unlinked", 3, COMPLETED),
        ("unlinked", 4, COMPLETED),
        ("deletes", 2, COMPLETED),
        ("writes", 2, COMPLETED),
        ("writes,unlinked", 2, COMPLETED),
        ("nothing", 2, COMPLETED),
    ])
    .await;
}

#[tokio::test]
async fn wherever_the_button_is() {
    all_end(&[
        ("keyboard", 3, COMPLETED),
        ("keyboard,unlinked", 3, COMPLETED),
        ("extra", 2, COMPLETED),
        ("foreign", 2, escalated("unknown_button")),
        ("refund", 2, escalated("keyboard_replaced")),
        ("nobutton", 2, escalated("no_confirmation")),
    ])
    .await;
}

#[tokio::test]
async fn whenever_it_comes() {
    all_end(&[
        ("slow", 3, COMPLETED),
        ("slow,unlinked", 2, COMPLETED),
        ("silent", 2, escalated("no_confirmation")),
    ])
    .await;
}

#[tokio::test]
async fn whatever_the_press_comes_to() {
    all_end(&[
        ("press_timeout", 2, COMPLETED),
        ("press_timeout,deletes", 2, COMPLETED),
        ("press_timeout,writes", 1, COMPLETED),
        ("press_timeout,nothing", 1, escalated("press_unknown")),
        ("press_lost", 1, escalated("press_unknown")),
        ("toast", 2, COMPLETED),
        ("url_answer", 1, COMPLETED),
        ("toast_refusal", 1, escalated("press_refused")),
        ("alert", 1, escalated("press_refused")),
        ("press_error", 2, COMPLETED),
        ("press_error,deletes", 2, COMPLETED),
        ("press_error,nothing", 1, escalated("press_unknown")),
    ])
    .await;
}

#[tokio::test]
async fn whatever_it_advertises_meanwhile() {
    all_end(&[("adverts", 2, COMPLETED), ("adverts,unlinked", 2, COMPLETED)]).await;
}

/// What was learned of the bot is unlearned: replies go out one at a time again.
#[tokio::test]
async fn a_bot_that_links_sometimes() {
    let mut planned = orders(7, "unlinked");
    planned[0].bot = Some("linked".parse().unwrap());
    let mut later = planned.split_off(1);
    let alone = later.split_off(3);
    let scene = Scene::new(planned).await;
    let _agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    for order in later {
        scene.running.send_order(order).await;
    }
    let settled = scene.settled().await;
    assert!(settled.iter().any(|order| order.number > 1), "{}", scene.tell());
    for order in alone {
        let number = scene.running.send_order(order).await;
        until_listed(&scene, number, COMPLETED).await;
    }
}

/// What this bot answers links to what it answers: no place is kept for late answers, which would make
/// replies wait too.
#[tokio::test]
async fn while_it_is_silent_one_reply_goes_out_and_the_others_wait() {
    let mut planned = orders(4, "silent");
    planned[0].bot = Some("edits".parse().unwrap());
    let later = planned.split_off(2);
    let scene = Scene::new(planned).await;
    scene.retime(&[("probe_interval", "1h")]);
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    until_listed(&scene, 2, escalated("no_confirmation")).await;
    for order in later {
        let number = scene.running.send_order(order).await;
        until_listed(&scene, number, WAITING).await;
    }
    agent.kill().await;
    scene.retime(&[("confirmation_timeout", "300ms")]);
    // Who has just started may try.
    let _agent = scene.agent();
    until_listed(&scene, 3, escalated("no_confirmation")).await;
    until_listed(&scene, 4, WAITING).await;
    let replies = scene.events(|kind| matches!(kind, Kind::Reply { .. }));
    assert_eq!(replies.len(), 3, "{}", scene.tell());
}

#[tokio::test]
async fn once_it_is_silent_no_more_replies_wait_for_nothing() {
    let mut planned = orders(4, "edits");
    planned[1].bot = Some("silent".parse().unwrap());
    let later = planned.split_off(2);
    let mut scene = Scene::new(planned).await;
    scene.retime(&[("probe_interval", "1h")]);
    let agent = scene.agent();
    until_listed(&scene, 2, escalated("no_confirmation")).await;
    agent.kill().await;
    // Who has just started may try.
    let _agent = scene.agent();
    for order in later {
        let number = scene.running.send_order(order).await;
        until_listed(&scene, number, COMPLETED).await;
    }
    scene.until_told("Tribute sends its button again").await;
}

/// It says that the press took effect, and is read by those who were asked about it.
#[tokio::test]
async fn what_the_bot_says_about_a_doubtful_press_is_told() {
    const WORDS: &str = "Moderation has refused this order.";
    let mut scene = Scene::new(orders(1, "press_timeout,nothing")).await;
    let _agent = scene.agent();
    until_listed(&scene, 1, escalated("press_unknown")).await;
    let order = scene.running.order_message(1).unwrap();
    let words = Post::new(TRIBUTE, Peer::User(SELLER), WORDS).replying_to(order);
    scene.running.world().post(words).unwrap();
    until_listed(&scene, 1, COMPLETED).await;
    let moderators = scene.running.supergroup();
    let told = scene.until(|event| {
        matches!(&event.kind, Kind::Message { text, .. } | Kind::Escalation { text, .. } if text.contains(WORDS))
    });
    told.await;
    assert_eq!(scene.told(moderators, WORDS), 1, "{}", scene.tell());
}
