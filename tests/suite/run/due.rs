//! What falls due, falls due by itself: here nothing else wakes the agent. And what is given up is given
//! up only after a look.

use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::datacentre::faults::{ArmedRule, Point, Rule, UpdateFault};
use telegram_sandbox::event::Kind;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::shop::ShopResponse;
use telegram_sandbox::world::{Peer, Post};

use super::{COMPLETED, until_listed};
use crate::agent::{BOT, Scene, orders, without_account};
use crate::connected::{HISTORY, LOOK, SEND};

/// A scene whose agent reads the chat only when an update comes or something is due.
async fn quiet(orders: Vec<PlannedOrder>) -> Scene {
    let scene = Scene::new(orders).await;
    scene.retime(&[("reread_interval", "1h"), ("incident_after", "1h")]);
    scene
}

impl Scene {
    fn arm(&self, rule: Rule) -> ArmedRule {
        self.running.datacentre().faults().arm(rule)
    }

    /// No update comes from here on.
    fn deafen(&self) {
        let faults = self.running.datacentre().faults();
        faults.set_updates(UpdateFault::Drop);
    }
}

#[tokio::test]
async fn a_call_that_is_made_again() {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![ShopResponse::Unavailable; 2];
    let scene = quiet(vec![order]).await;
    let _agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    assert_eq!(scene.running.shop().calls().len(), 3, "{}", scene.tell());
}

#[tokio::test]
async fn what_moderators_could_not_be_told() {
    let mut scene = quiet(vec![without_account()]).await;
    let rule = Rule::on(SEND).to(scene.running.supergroup());
    let mut refused = scene.arm(rule.refuse(500, "INTERNAL"));
    let _agent = scene.agent();
    scene.comes(refused.matched()).await.unwrap();
    scene.until_told("to my account, please").await;
}

/// What moderators were told, in the order in which they were.
fn told(scene: &Scene) -> Vec<Kind> {
    let events = scene.events(|kind| matches!(kind, Kind::Escalation { .. }));
    events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn the_end_of_the_wait_for_a_button_that_no_update_told_of() {
    let mut scene = quiet(orders(1, "slow")).await;
    let mut replies = scene.arm(Rule::on(SEND).to(BOT).hold(Point::BeforeExecuting));
    let _agent = scene.agent();
    scene.comes(replies.matched()).await.unwrap();
    scene.deafen();
    // After its own reply the agent reads once more, and is not shown the button yet.
    let mut read = scene.arm(Rule::on(HISTORY).to(BOT).hold(Point::AfterExecuting));
    replies.release();
    scene.comes(read.matched()).await.unwrap();
    let is_asked = |kind: &Kind| matches!(kind, Kind::Confirmation { .. });
    scene.until(|event| is_asked(&event.kind)).await;
    read.release();
    until_listed(&scene, 1, COMPLETED).await;
    assert_eq!(told(&scene), [], "{}", scene.tell());
}

#[tokio::test]
async fn the_end_of_the_wait_for_a_sign_of_a_press_that_no_update_told_of() {
    const WORDS: &str = "It is on its way.";
    let mut scene = quiet(orders(1, "press_timeout,nothing")).await;
    // At the button; then for a sign.
    let look = Rule::on(LOOK).after(1).hold(Point::BeforeExecuting);
    let mut sign_sought = scene.arm(look);
    let _agent = scene.agent();
    scene.comes(sign_sought.matched()).await.unwrap();
    scene.deafen();
    let order = scene.running.order_message(1).unwrap();
    let words = Post::new(TRIBUTE, Peer::User(SELLER), WORDS).replying_to(order);
    scene.running.world().post(words).unwrap();
    sign_sought.release();
    scene.until_told(WORDS).await;
    // They were the first that moderators heard of it: nobody had been asked whether it was pressed.
    let told = told(&scene);
    let first = told.first();
    let is_words =
        |kind: &Kind| matches!(kind, Kind::Escalation { text, .. } if text.contains(WORDS));
    assert!(first.is_some_and(is_words), "{}", scene.tell());
}
