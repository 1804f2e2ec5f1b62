//! A shop that does not keep `order_id` unique: exactly one promise falls, that the goods are given
//! once. It is the shop's half of it, and nobody else can keep it.

use telegram_sandbox::event::Kind;
use telegram_sandbox::shop::HoldPoint;

use crate::agent::{Moderators, Scene, options, orders};
use crate::run::{COMPLETED, until_listed};

const ORDERS: u32 = 3;

/// Sells orders, kills the agent at each one after the shop gave and before it could say so, lets
/// everything settle, and returns how often the shop gave for each.
async fn given_with_a_kill_at_each_order(without_deduplication: bool) -> Vec<u32> {
    let mut options = options(Vec::new());
    options.shop_without_deduplication = without_deduplication;
    let mut scene = Scene::with(options, Moderators::default()).await;
    scene.let_everything_take_long();
    for order in orders(ORDERS as usize, "edits") {
        let mut hold = scene.running.shop().hold_next(HoldPoint::AfterEffect);
        let agent = scene.agent();
        let number = scene.running.send_order(order).await;
        scene.comes(hold.arrived()).await.unwrap();
        agent.kill().await;
        let agent = scene.agent();
        scene.completed(number).await;
        until_listed(&scene, number, COMPLETED).await;
        agent.kill().await;
    }
    all_but_the_effects_hold(&scene).await;
    let orders = scene.running.orders();
    orders.iter().map(|order| order.effects).collect()
}

/// Every promise that does not need the shop.
async fn all_but_the_effects_hold(scene: &Scene) {
    let totals = scene.running.totals();
    let others = totals.unsettled + totals.replied_twice + totals.pressed_twice + totals.misused;
    assert_eq!((others, totals.completed), (0, 3), "{}", scene.tell());
    let told = scene.events(|kind| matches!(kind, Kind::Escalation { .. }));
    assert!(told.is_empty(), "{}", scene.tell());
    // The shop could have known: it was asked for the same thing, by the same name.
    let calls = scene.running.shop().calls();
    let ids: Vec<&str> = calls.iter().map(|call| call.webhook_id.as_str()).collect();
    assert_eq!(ids.len(), 6, "{ids:?}");
    for pair in ids.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
    for line in scene.listed().await {
        assert_eq!(line["activations"], 1, "{line}");
    }
}

#[tokio::test]
async fn the_goods_are_given_again_and_nothing_else_falls() {
    assert_eq!(given_with_a_kill_at_each_order(true).await, [2, 2, 2]);
}

#[tokio::test]
async fn a_shop_that_keeps_the_order_id_unique_gives_once() {
    assert_eq!(given_with_a_kill_at_each_order(false).await, [1, 1, 1]);
}
