//! Ends that are asked for, and two agents at once.

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::shop::HoldPoint;

use crate::agent::{BOT, Scene, orders};

/// Calls that may take so long would outlast the patience of these tests: an end that waited for one
/// would not be seen.
fn calls_may_take_minutes(scene: &Scene) {
    scene.retime(&[("telegram_timeout", "10m"), ("telegram_silence", "10m")]);
    scene.let_the_shop_take("2m");
}

#[tokio::test]
async fn a_call_to_the_shop_is_in_flight() {
    let scene = Scene::new(orders(1, "edits")).await;
    calls_may_take_minutes(&scene);
    let mut hold = scene.running.shop().hold_next(HoldPoint::AfterEffect);
    let mut agent = scene.agent();
    scene.comes(hold.arrived()).await.unwrap();
    agent.terminate().await;
    assert_eq!(agent.ends(&scene).await, Some(0), "{}", scene.tell());
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].completed);
    assert_eq!(settled[0].effects, 1);
}

#[tokio::test]
async fn a_call_to_telegram_is_in_flight() {
    for method in ["messages.sendMessage", "messages.getBotCallbackAnswer"] {
        let scene = Scene::new(orders(1, "edits")).await;
        calls_may_take_minutes(&scene);
        let rule = Rule::on(method).from(SELLER).to(BOT);
        let held = rule.hold(Point::AfterExecuting);
        let mut armed = scene.running.datacentre().faults().arm(held);
        let mut agent = scene.agent();
        scene.comes(armed.matched()).await.unwrap();
        agent.terminate().await;
        assert_eq!(agent.ends(&scene).await, Some(0), "{}", scene.tell());
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
    let mut second = scene.agent();
    assert_eq!(second.exit_code().await, Some(3), "{}", scene.tell());
    let next = orders(2, "edits").remove(1);
    scene.running.send_order(next).await;
    scene.completed(2).await;
    scene.settled().await;
    assert!(first.is_running());
}
