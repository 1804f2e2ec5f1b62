//! Killed between effects, and again and again.

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::event::Kind;
use telegram_sandbox::shop::{HoldPoint, ShopResponse};

use crate::agent::{BOT, Scene, orders};
use crate::run::{COMPLETED, until_listed};

#[tokio::test]
async fn after_the_reply_and_before_the_confirmation() {
    let mut scene = Scene::new(orders(1, "slow")).await;
    let agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Reply { .. })).await;
    agent.kill().await;
    scene.until(|event| matches!(event.kind, Kind::Confirmation { .. })).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.settled().await;
}

#[tokio::test]
async fn after_the_reply_and_before_the_confirmation_that_links_to_nothing() {
    let mut scene = Scene::new(orders(3, "unlinked")).await;
    scene.let_everything_take_long();
    let agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Reply { .. })).await;
    agent.kill().await;
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled.iter().all(|order| order.completed), "{}", scene.tell());
    let escalations = scene.events(|kind| matches!(kind, Kind::Escalation { .. }));
    assert!(escalations.is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn while_the_shop_is_asked_again_and_again() {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![ShopResponse::Unavailable; 2];
    let mut scene = Scene::new(vec![order]).await;
    let agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Activation { .. })).await;
    agent.kill().await;
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].completed);
    let listed = until_listed(&scene, 1, COMPLETED).await;
    assert_eq!(listed["activation_attempts"], 3);
}

#[tokio::test]
async fn twice_in_a_row_at_the_same_point() {
    let scene = Scene::new(orders(1, "edits")).await;
    for moment in [HoldPoint::BeforeEffect, HoldPoint::AfterEffect, HoldPoint::AfterEffect] {
        let mut hold = scene.running.shop().hold_next(moment);
        let agent = scene.agent();
        scene.comes(hold.arrived()).await.unwrap();
        agent.kill().await;
    }
    for point in [Point::BeforeExecuting, Point::BeforeExecuting] {
        let rule = Rule::on("messages.sendMessage").from(SELLER).to(BOT);
        let mut armed = scene.running.datacentre().faults().arm(rule.hold(point));
        let agent = scene.agent();
        scene.comes(armed.matched()).await.unwrap();
        agent.kill().await;
    }
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].completed, "{}", scene.tell());
}

#[tokio::test]
async fn while_it_waits_for_evidence_of_a_press() {
    // The press works, the bot's answer never comes, and the button stays for a while.
    let mut scene = Scene::new(orders(1, "late,press_timeout")).await;
    let agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Press { .. })).await;
    agent.kill().await;
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert_eq!(settled[0].presses, 1);
    until_listed(&scene, 1, COMPLETED).await;
}
