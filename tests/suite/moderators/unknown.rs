//! What moderators say of messages that no rule knows.

use telegram_sandbox::accounts::{MODERATOR, SELLER, TRIBUTE};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{Peer, Post};

use super::{ACCOUNT, card, give_bot, replies, says, told};
use crate::agent::{Moderators, Scene, options};

const UNKNOWN: &str = "A new individual order\nPrice: €5.00, account later";

async fn scene_with(text: &str) -> (Scene, crate::agent::Agent) {
    begin(Scene::new(Vec::new()).await, text).await
}

async fn begin(scene: Scene, text: &str) -> (Scene, crate::agent::Agent) {
    scene.let_everything_take_long();
    let agent = scene.agent();
    scene.until_said("moderators are heard from here on").await;
    write(&scene, text);
    (scene, agent)
}

fn write(scene: &Scene, text: &str) {
    let post = Post::new(TRIBUTE, Peer::User(SELLER), text);
    scene.running.world().post(post).unwrap();
}

#[tokio::test]
async fn an_order_is_made_of_it_and_fulfilled() {
    let (mut scene, _agent) = scene_with(UNKNOWN).await;
    let id = card(&mut scene, "Unknown message").await;
    says(&scene, MODERATOR, "заказ", Some(id));
    told(&mut scene, "This is order №1").await;
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    let is_given = |kind: &Kind| matches!(kind, Kind::Activation { account_id: Some(id), .. } if id == ACCOUNT);
    scene.until(|event| is_given(&event.kind)).await;
    // The customer is answered; no button comes, as the sandbox's bot has sold nothing.
    told(&mut scene, "Done: A new individual order").await;
}

#[tokio::test]
async fn what_is_none_is_not_told_again_and_another_is() {
    let (mut scene, _agent) = scene_with("Your balance: 17.50\nwithdrawn").await;
    let id = card(&mut scene, "Unknown message").await;
    says(&scene, MODERATOR, "не заказ", Some(id));
    told(&mut scene, "not shown any more").await;
    write(&scene, "Your balance: 230.00\nwithdrawn");
    write(&scene, "Your balance is frozen");
    told(&mut scene, "balance is frozen").await;
    let shown = scene.events(|kind| {
        matches!(kind, Kind::Escalation { text, .. } | Kind::Message { text, .. }
                 if text.contains("230.00") && text.contains("Unknown"))
    });
    assert!(shown.is_empty(), "{}", scene.tell());
}

/// There the bot's messages have other numbers for the seller's account.
#[tokio::test]
async fn in_a_basic_group_of_the_bots_it_is_said_as_everywhere() {
    let scene = Scene::with(options(Vec::new()), Moderators::Group).await;
    give_bot(&scene);
    let (mut scene, _agent) = begin(scene, UNKNOWN).await;
    let group = scene.running.group();
    card(&mut scene, "Unknown message").await;
    replies(&scene, group, "Unknown message", "заказ");
    told(&mut scene, "This is order №1").await;
    card(&mut scene, "no account number").await;
    write(&scene, "Your balance is frozen");
    card(&mut scene, "balance is frozen").await;
    replies(&scene, group, "balance is frozen", "не заказ");
    told(&mut scene, "not shown any more").await;
}
