//! A reply keyboard's button is pressed by writing its text: what that means depends on what was
//! said last.

use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::datacentre::faults::{Point, Rule, UpdateFault};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{Key, Markup, Peer, Post};

use super::{COMPLETED, escalated, until_listed};
use crate::agent::{Agent, BOT, Scene, orders};
use crate::connected::{LOOK, SEND};

/// An order whose keyboard came when nobody was there to press it.
async fn shown_unattended() -> Scene {
    let mut scene = Scene::new(orders(1, "slow,keyboard")).await;
    let agent = scene.agent();
    scene.until(|event| matches!(event.kind, Kind::Reply { .. })).await;
    agent.kill().await;
    scene.until(|event| matches!(event.kind, Kind::Confirmation { .. })).await;
    scene
}

async fn is_left_to_people(scene: &Scene) -> Agent {
    let agent = scene.agent();
    until_listed(scene, 1, escalated("keyboard_replaced")).await;
    let orders = scene.running.orders();
    assert_eq!(orders[0].presses, 0, "{}", scene.tell());
    agent
}

#[tokio::test]
async fn one_that_nothing_came_after_is_pressed_after_all() {
    let scene = shown_unattended().await;
    let _agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    assert_eq!(scene.settled().await[0].presses, 1, "{}", scene.tell());
}

#[tokio::test]
async fn one_that_another_took_the_place_of_is_not_pressed() {
    let scene = shown_unattended().await;
    let dialog = Markup::Keyboard { rows: vec![vec![Key::text("Send")]], once: true };
    let question = Post::new(TRIBUTE, Peer::User(SELLER), "Send it to all subscribers?");
    let world = scene.running.world();
    world.post(question.with_markup(dialog)).unwrap();
    is_left_to_people(&scene).await;
}

/// The look is good for one try only: until Telegram lets the next one through, anything may be said.
#[tokio::test]
async fn one_that_the_owner_wrote_after_while_the_press_had_to_wait_is_not_pressed() {
    let scene = Scene::new(orders(1, "keyboard")).await;
    scene.retime(&[("reread_interval", "1h")]);
    let faults = scene.running.datacentre().faults().clone();
    // The first thing that is sent is the reply.
    drop(faults.arm(Rule::on(SEND).to(BOT).after(1).flood_wait(1)));
    // The first is at the button.
    let mut look = faults.arm(Rule::on(LOOK).hold(Point::AfterExecuting));
    let _agent = scene.agent();
    scene.comes(look.matched()).await.unwrap();
    faults.set_updates(UpdateFault::Drop);
    let word = Post::new(SELLER, BOT, "/newproduct");
    scene.running.world().post(word).unwrap();
    look.release();
    until_listed(&scene, 1, escalated("keyboard_replaced")).await;
    assert_eq!(scene.running.orders()[0].presses, 0, "{}", scene.tell());
}

#[tokio::test]
async fn one_that_the_owner_wrote_after_is_not_pressed() {
    let scene = shown_unattended().await;
    let word = Post::new(SELLER, BOT, "/newproduct");
    scene.running.world().post(word).unwrap();
    is_left_to_people(&scene).await;
}
