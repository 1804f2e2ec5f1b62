//! Whatever is about to be done, the session remembers before it is: a journal that does not know
//! of it is refused, wherever the agent was killed.

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{ArmedRule, Point, Rule};
use telegram_sandbox::shop::HoldPoint;
use telegram_sandbox::world::Peer;

use super::adopting::{backup, is_refused, restore};
use crate::agent::{BOT, Scene, orders, without_account};

const SEND: &str = "messages.sendMessage";
const PRESS: &str = "messages.getBotCallbackAnswer";

fn hold(scene: &Scene, method: &'static str, to: Peer, point: Point) -> ArmedRule {
    let rule = Rule::on(method).from(SELLER).to(to).hold(point);
    scene.running.datacentre().faults().arm(rule)
}

#[tokio::test]
async fn a_call_to_the_shop() {
    let mut scene = Scene::new(Vec::new()).await;
    let agent = scene.agent();
    scene.running.send_order(orders(1, "edits").remove(0)).await;
    scene.completed(1).await;
    scene.settled().await;
    let copy = backup(&scene).await;
    let mut call = scene.running.shop().hold_next(HoldPoint::BeforeEffect);
    let next = orders(2, "edits").remove(1);
    scene.running.send_order(next).await;
    scene.comes(call.arrived()).await.unwrap();
    agent.kill().await;
    restore(&scene, &copy);
    is_refused(&scene, "journal.behind").await;
}

#[tokio::test]
async fn a_reply() {
    let scene = Scene::new(orders(1, "edits")).await;
    let mut call = scene.running.shop().hold_next(HoldPoint::AfterEffect);
    let mut reply = hold(&scene, SEND, BOT, Point::BeforeExecuting);
    let agent = scene.agent();
    scene.comes(call.arrived()).await.unwrap();
    let copy = backup(&scene).await;
    call.release();
    scene.comes(reply.matched()).await.unwrap();
    agent.kill().await;
    restore(&scene, &copy);
    is_refused(&scene, "journal.behind").await;
}

#[tokio::test]
async fn a_press() {
    let scene = Scene::new(orders(1, "edits")).await;
    let mut reply = hold(&scene, SEND, BOT, Point::AfterExecuting);
    let mut press = hold(&scene, PRESS, BOT, Point::BeforeExecuting);
    let agent = scene.agent();
    scene.comes(reply.matched()).await.unwrap();
    let copy = backup(&scene).await;
    reply.release();
    scene.comes(press.matched()).await.unwrap();
    agent.kill().await;
    restore(&scene, &copy);
    is_refused(&scene, "journal.behind").await;
}

#[tokio::test]
async fn a_number_that_people_are_told() {
    let scene = Scene::new(Vec::new()).await;
    let moderators = scene.running.supergroup();
    let mut told = hold(&scene, SEND, moderators, Point::BeforeExecuting);
    let agent = scene.agent();
    let mut copy = None;
    while copy.is_none() {
        // The journal is made while it connects.
        if scene.folder.path().join("seller.journal").exists() {
            copy = Some(backup(&scene).await);
        }
        tokio::task::yield_now().await;
    }
    scene.running.send_order(without_account()).await;
    scene.comes(told.matched()).await.unwrap();
    agent.kill().await;
    restore(&scene, &copy.unwrap());
    is_refused(&scene, "journal.behind").await;
}
