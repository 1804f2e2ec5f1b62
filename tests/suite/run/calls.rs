//! How many calls are made to the shop at once: a few; at a door that seems closed one, to see.

use std::net::TcpListener;

use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::event::Kind;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::shop::{HoldPoint, ShopResponse};

use super::{COMPLETED, escalated, until_listed};
use crate::agent::{Scene, orders, without_account};
use crate::connected::SEND;

/// The order after these, which only shows that they were read: it is nobody's to activate.
async fn are_read(scene: &Scene, count: usize) {
    scene.until_said_often("new order", count).await;
    let number = scene.running.send_order(without_account()).await;
    until_listed(scene, number, escalated("no_account_id")).await;
}

/// How many calls were begun.
async fn begun(scene: &Scene) -> u64 {
    let listed = scene.listed().await.into_iter();
    let attempts = listed.map(|line| line["activation_attempts"].as_u64().unwrap());
    attempts.sum()
}

#[tokio::test]
async fn a_shop_that_does_not_answer_is_called_four_times_at_once() {
    const ORDERS: usize = 10;
    let scene = Scene::new(orders(ORDERS, "edits")).await;
    // Takes connections, and nothing else.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", mute.local_addr().unwrap());
    scene.reconfigure(|text| text.replace(scene.running.shop().url(), &url));
    scene.let_the_shop_take("1m");
    let _agent = scene.agent();
    are_read(&scene, ORDERS).await;
    assert_eq!(begun(&scene).await, 4, "{}", scene.tell());
}

#[tokio::test]
async fn a_shop_that_takes_no_call_is_tried_with_one_at_a_time() {
    const ORDERS: usize = 4;
    let mut scene = Scene::new(Vec::new()).await;
    scene.retime(&[("probe_interval", "1h")]);
    let agent = scene.agent();
    let mut planned = orders(ORDERS, "edits")
        .into_iter()
        .map(|order| PlannedOrder { shop: vec![ShopResponse::BadSignature; 3], ..order });
    scene.running.send_order(planned.next().unwrap()).await;
    scene.until_told("The shop rejects my calls").await;
    for order in planned {
        scene.running.send_order(order).await;
    }
    are_read(&scene, ORDERS).await;
    assert_eq!(begun(&scene).await, 1, "{}", scene.tell());
    agent.kill().await;
    // Who has just started may try.
    let _agent = scene.agent();
    let is_call = |kind: &Kind| matches!(kind, Kind::Activation { .. });
    scene.until(|event| is_call(&event.kind)).await;
    are_read(&scene, ORDERS + 1).await;
    assert_eq!(begun(&scene).await, 2, "{}", scene.tell());
}

#[tokio::test]
async fn a_shop_that_takes_calls_again_is_called_about_several_orders_at_once() {
    for (answer, relief) in [
        (ShopResponse::CdnForbidden, "The shop itself answers again"),
        (ShopResponse::BadSignature, "The shop takes my calls again"),
    ] {
        let mut planned = orders(3, "edits");
        let later = planned.split_off(1);
        planned[0].shop = vec![answer];
        let mut scene = Scene::new(planned).await;
        // A call that is held must not be given up.
        scene.let_the_shop_take("1m");
        let _agent = scene.agent();
        scene.until_told(relief).await;
        let mut hold = scene.running.shop().hold_next(HoldPoint::BeforeEffect);
        let [first, next] = later.try_into().unwrap();
        scene.running.send_order(first).await;
        scene.comes(hold.arrived()).await.unwrap();
        let next = scene.running.send_order(next).await;
        until_listed(&scene, next, COMPLETED).await;
        hold.release();
        scene.settled().await;
    }
}

/// Telegram lets nothing into the moderators' chat while the shop is in trouble.
#[tokio::test]
async fn trouble_that_nobody_was_told_of_ends_without_a_word() {
    let mut planned = orders(1, "edits").remove(0);
    planned.shop = vec![ShopResponse::CdnForbidden];
    let mut scene = Scene::new(Vec::new()).await;
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    let moderators = scene.running.supergroup();
    let faults = scene.running.datacentre().faults().clone();
    let mut refused = faults.arm(Rule::on(SEND).to(moderators).flood_wait(3).always());
    scene.running.send_order(planned).await;
    scene.comes(refused.matched()).await.unwrap();
    until_listed(&scene, 1, COMPLETED).await;
    faults.clear();
    scene.running.send_order(without_account()).await;
    scene.until_told("to my account, please").await;
    for words in ["Not the shop answers", "The shop itself answers again"] {
        assert_eq!(scene.told(moderators, words), 0, "{}", scene.tell());
    }
}
