//! Killed while an effect is under way: before it took place, and after, the answer still out.

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{ArmedRule, Point, Rule};
use telegram_sandbox::shop::HoldPoint;
use telegram_sandbox::world::Peer;

use crate::agent::{BOT, Scene, orders, without_account};
use crate::run::{COMPLETED, escalated, until_listed};

const SEND: &str = "messages.sendMessage";
const PRESS: &str = "messages.getBotCallbackAnswer";

fn hold(scene: &Scene, method: &'static str, to: Peer, point: Point) -> ArmedRule {
    let rule = Rule::on(method).from(SELLER).to(to).hold(point);
    scene.running.datacentre().faults().arm(rule)
}

/// Lets the agent run into the rule, and kills it there.
async fn kill_at(scene: &Scene, armed: &mut ArmedRule) {
    let agent = scene.agent();
    scene.comes(armed.matched()).await.expect("the rule was met");
    agent.kill().await;
}

#[tokio::test]
async fn activating() {
    for moment in [HoldPoint::BeforeEffect, HoldPoint::AfterEffect] {
        let scene = Scene::new(orders(1, "edits")).await;
        let mut hold = scene.running.shop().hold_next(moment);
        let agent = scene.agent();
        let call_held = scene.comes(hold.arrived()).await.unwrap();
        agent.kill().await;
        let _agent = scene.agent();
        let settled = scene.settled().await;
        assert!(settled[0].completed, "{}", scene.tell());
        assert_eq!((settled[0].effects, settled[0].replies), (1, 1));
        let calls = scene.running.shop().calls();
        assert_eq!(calls.len(), 2);
        for call in calls {
            assert_eq!(call.webhook_id, call_held.webhook_id);
        }
        let listed = until_listed(&scene, 1, COMPLETED).await;
        assert_eq!(listed["activation_attempts"], 2);
        assert_eq!(listed["activations"], 1);
    }
}

#[tokio::test]
async fn replying() {
    for point in [Point::BeforeExecuting, Point::AfterExecuting] {
        let scene = Scene::new(orders(1, "edits")).await;
        let mut armed = hold(&scene, SEND, BOT, point);
        kill_at(&scene, &mut armed).await;
        let replies_before = scene.running.orders()[0].replies;
        assert_eq!(replies_before, u32::from(point == Point::AfterExecuting));
        let _agent = scene.agent();
        let settled = scene.settled().await;
        assert!(settled[0].completed, "{}", scene.tell());
        assert_eq!((settled[0].effects, settled[0].replies), (1, 1));
        assert_eq!(scene.running.shop().calls().len(), 1);
    }
}

#[tokio::test]
async fn replying_although_telegram_has_forgotten_the_random_id() {
    let scene = Scene::new(orders(1, "edits")).await;
    let mut manners = scene.running.world().quirks();
    manners.random_id_memory = Some(std::time::Duration::ZERO);
    scene.running.world().set_quirks(manners);
    let mut armed = hold(&scene, SEND, BOT, Point::AfterExecuting);
    kill_at(&scene, &mut armed).await;
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].completed, "{}", scene.tell());
    assert_eq!(settled[0].replies, 1);
}

#[tokio::test]
async fn pressing_took_effect() {
    let scene = Scene::new(orders(1, "edits")).await;
    scene.let_everything_take_long();
    let mut armed = hold(&scene, PRESS, BOT, Point::AfterExecuting);
    kill_at(&scene, &mut armed).await;
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].completed);
    assert_eq!(settled[0].presses, 1);
    until_listed(&scene, 1, COMPLETED).await;
    // What the bot made of the message with the button is no news about the order.
    let moderators = scene.running.supergroup();
    assert_eq!(scene.told(moderators, "№1"), 0, "{}", scene.tell());
}

#[tokio::test]
async fn pressing_took_no_effect_and_this_bot_was_never_seen_to_change_what_is_pressed() {
    let scene = Scene::new(orders(1, "edits")).await;
    let mut armed = hold(&scene, PRESS, BOT, Point::BeforeExecuting);
    kill_at(&scene, &mut armed).await;
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert!(settled[0].escalated && !settled[0].completed);
    assert_eq!(settled[0].presses, 0);
    until_listed(&scene, 1, escalated("press_unknown")).await;
}

#[tokio::test]
async fn pressing_took_no_effect_and_this_bot_changes_what_is_pressed() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    scene.completed(1).await;
    let mut armed = hold(&scene, PRESS, BOT, Point::BeforeExecuting);
    let next = orders(2, "edits").remove(1);
    scene.running.send_order(next).await;
    scene.comes(armed.matched()).await.unwrap();
    agent.kill().await;
    let _agent = scene.agent();
    scene.completed(2).await;
    let settled = scene.settled().await;
    assert_eq!(settled[1].presses, 1);
    until_listed(&scene, 2, COMPLETED).await;
}

#[tokio::test]
async fn escalating() {
    for point in [Point::BeforeExecuting, Point::AfterExecuting] {
        let scene = Scene::new(vec![without_account()]).await;
        let moderators = scene.running.supergroup();
        let mut armed = hold(&scene, SEND, moderators, point);
        kill_at(&scene, &mut armed).await;
        let _agent = scene.agent();
        let settled = scene.settled().await;
        assert!(settled[0].escalated, "{}", scene.tell());
        // Telegram still knows the random_id, so it is not even a double.
        assert_eq!(scene.told(moderators, "to my account, please"), 1);
        assert_eq!(settled[0].effects + settled[0].replies, 0);
    }
}
