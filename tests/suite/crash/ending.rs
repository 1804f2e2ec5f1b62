//! Ends that are asked for, and two agents at once.

use std::time::Duration;

use tokio::time::Instant;
use tribute_agent::sandbox::cast::SELLER;
use tribute_agent::sandbox::datacentre::faults::{Point, Rule};
use tribute_agent::sandbox::shop::Moment;

use crate::agent::{BOT, Scene, orders};

/// Seconds on a machine that has time; still less than any call may take.
const SOON: Duration = Duration::from_secs(12);

#[tokio::test]
async fn a_call_to_the_shop_is_in_flight() {
    let scene = Scene::new(orders(1, "edits")).await;
    let mut hold = scene.running.shop().hold_next(Moment::AfterEffect);
    let mut agent = scene.agent();
    scene.comes(hold.arrived()).await.unwrap();
    let asked = Instant::now();
    agent.terminate().await;
    assert_eq!(agent.exit_code().await, Some(0), "{}", scene.tell());
    assert!(asked.elapsed() < SOON, "{:?}", asked.elapsed());
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].completed);
    assert_eq!(settled[0].effects, 1);
}

#[tokio::test]
async fn a_call_to_telegram_is_in_flight() {
    for method in ["messages.sendMessage", "messages.getBotCallbackAnswer"] {
        let scene = Scene::new(orders(1, "edits")).await;
        let rule = Rule::on(method).from(SELLER).to(BOT);
        let held = rule.hold(Point::AfterExecuting);
        let mut armed = scene.running.datacentre().faults().arm(held);
        let mut agent = scene.agent();
        scene.comes(armed.met()).await.unwrap();
        let asked = Instant::now();
        agent.terminate().await;
        assert_eq!(agent.exit_code().await, Some(0), "{}", scene.tell());
        assert!(asked.elapsed() < SOON, "{method}: {:?}", asked.elapsed());
        let _agent = scene.agent();
        let settled = scene.settled().await;
        assert!(settled[0].completed, "{}", scene.tell());
    }
}

#[tokio::test]
async fn a_second_agent_on_the_same_session_goes_and_the_first_goes_on() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let mut first = scene.agent();
    scene.completed(1).await;
    let asked = Instant::now();
    let mut second = scene.agent();
    assert_eq!(second.exit_code().await, Some(3), "{}", scene.tell());
    assert!(asked.elapsed() < SOON);
    let next = orders(2, "edits").remove(1);
    scene.running.send_order(next).await;
    scene.completed(2).await;
    scene.settled().await;
    assert!(first.is_running());
}
