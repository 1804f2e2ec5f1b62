//! All the ways in which the bot may behave.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::event::{Event, Kind};
use telegram_sandbox::world::{Peer, Post};

use super::{COMPLETED, End, ends, escalated, until_listed};
use crate::agent::{Scene, orders};

/// The goods are given, the customer is still to be answered.
const WAITING: End = End { state: "replying", reason: None };
const NO_BUTTON: End = escalated("no_confirmation");
const PRESSED_BY_HAND: End = End { state: "closed", reason: Some("pressed_by_hand") };

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

/// A bot that said what its first button answers, and does not say it of the next two: those two orders
/// wait, each for one of two buttons.
async fn two_buttons_of_two_orders(scene: &Scene) {
    until_listed(scene, 1, COMPLETED).await;
    for order in orders(3, "slow,unlinked").split_off(1) {
        scene.running.send_order(order).await;
    }
    for number in [2, 3] {
        until_listed(scene, number, NO_BUTTON).await;
    }
    let moderators = scene.running.supergroup();
    scene
        .comes(async {
            while scene.told(moderators, "but for which order?") < 2 {
                sleep(Duration::from_millis(30)).await;
            }
        })
        .await;
}

/// What was learned of the bot is unlearned: replies go out one at a time again.
#[tokio::test]
async fn a_bot_that_links_sometimes() {
    let scene = Scene::new(orders(1, "linked")).await;
    let _agent = scene.agent();
    two_buttons_of_two_orders(&scene).await;
    let later = orders(6, "slow,unlinked").split_off(3);
    for order in later {
        scene.running.send_order(order).await;
    }
    for number in [4, 5, 6] {
        until_listed(&scene, number, COMPLETED).await;
    }
    let is_later = |event: &Event| event.order.is_some_and(|number| number > 3);
    let mut asked =
        scene.events(|kind| matches!(kind, Kind::Reply { .. } | Kind::Confirmation { .. }));
    asked.retain(is_later);
    for pair in asked.chunks(2) {
        assert_eq!(pair[0].order, pair[1].order, "one at a time\n{}", scene.tell());
    }
}

/// One press by hand may be for either order; two are for both.
#[tokio::test]
async fn buttons_of_two_orders_that_the_owner_presses() {
    let scene = Scene::new(orders(1, "linked")).await;
    let _agent = scene.agent();
    two_buttons_of_two_orders(&scene).await;
    scene.running.owner_presses(2).await;
    // The chat is read on, and looked at.
    scene.running.send_order(orders(4, "linked").remove(3)).await;
    until_listed(&scene, 4, COMPLETED).await;
    for number in [2, 3] {
        until_listed(&scene, number, NO_BUTTON).await;
    }
    scene.running.owner_presses(3).await;
    for number in [2, 3] {
        until_listed(&scene, number, PRESSED_BY_HAND).await;
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
