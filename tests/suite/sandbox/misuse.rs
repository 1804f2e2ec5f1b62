//! A seller who does not behave: what comes of it, and what the counters show.

use telegram_sandbox::event::Kind;

use super::scene::{BOT, Scene, order_sent};
use super::seller::Seller;
use super::{PATIENCE, orders, sandbox, until};

#[tokio::test]
async fn a_second_reply_is_counted() {
    let mut scene = Scene::modes("linked").await;
    let confirmation = scene.confirmation().await;
    let second = scene.confirmation().await;
    assert_ne!(confirmation, second);
    scene.press_send(confirmation).await.unwrap();
    let totals = scene.running.settled(PATIENCE).await;
    assert_eq!((totals.completed, totals.replied_twice), (1, 1));
    assert!(!totals.is_good());
}

#[tokio::test]
async fn a_second_press_is_counted_also_by_a_stale_button() {
    for modes in ["nothing", "edits", "deletes"] {
        let mut scene = Scene::modes(modes).await;
        let confirmation = scene.confirmation().await;
        let buttons = scene.seller.buttons(confirmation).await;
        let (_, data) = &buttons[0];
        scene.seller.press(confirmation, data).await.unwrap();
        let second = scene.seller.press(confirmation, data).await;
        assert_eq!(second.is_ok(), modes == "nothing", "{modes}");
        let totals = scene.running.settled(PATIENCE).await;
        assert_eq!((totals.completed, totals.pressed_twice), (1, 1), "{modes}");
    }
}

#[tokio::test]
async fn a_reply_to_the_wrong_message_completes_nothing() {
    let mut scene = Scene::modes("linked").await;
    let confirmation = scene.confirmation().await;
    scene.seller.reply(confirmation, "Done").await;
    scene.happens(|kind| matches!(kind, Kind::Message { .. })).await;
    scene.seller.say(BOT, "hello?", None, 5).await;
    scene.happens(|kind| matches!(kind, Kind::Message { .. })).await;
    let totals = scene.running.totals();
    assert_eq!(totals.misused, 2);
    assert_eq!(totals.replied_twice, 0);
    assert_eq!(totals.unsettled, 1);
}

#[tokio::test]
async fn a_reused_random_id_says_nothing_new() {
    let running = sandbox(orders(2, "linked")).await;
    let mut events = running.events();
    let seller = Seller::connect(&running).await;
    let (first, second) = (order_sent(&mut events).await, order_sent(&mut events).await);
    let reply = seller.say(BOT, "Done", Some(first), 99).await;
    let repeat = seller.say(BOT, "Done", Some(first), 99).await;
    let other = seller.say(BOT, "Done too", Some(second), 99).await;
    assert_eq!((reply, reply), (repeat, other));
    // A word to the second order, by which everything before it has been heard.
    seller.reply(second, "Done").await;
    for _ in 0..2 {
        until(&mut events, |kind| matches!(kind, Kind::Confirmation { .. })).await;
    }
    let replies: Vec<u32> = running.orders().iter().map(|order| order.replies).collect();
    assert_eq!(replies, [1, 1]);
    assert_eq!(running.totals().misused, 1);
    assert_eq!(running.world().counters().random_ids_misused, 1);
}

#[tokio::test]
async fn a_press_that_nobody_asked_for_is_counted() {
    let mut scene = Scene::modes("extra").await;
    let confirmation = scene.confirmation().await;
    let buttons = scene.seller.buttons(confirmation).await;
    scene.seller.press(confirmation, &buttons[0].1).await.unwrap();
    let totals = scene.running.totals();
    assert_eq!((totals.completed, totals.misused), (0, 1));
}
