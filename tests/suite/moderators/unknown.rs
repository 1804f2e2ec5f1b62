//! What moderators say of messages that no rule knows.

use telegram_sandbox::accounts::{MODERATOR, SELLER, TRIBUTE};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{Peer, Post};

use super::{ACCOUNT, card, says, told};
use crate::agent::Scene;

const UNKNOWN: &str = "A new individual order\nPrice: €5.00, account later";

async fn scene_with(text: &str) -> (Scene, crate::agent::Agent) {
    let scene = Scene::new(Vec::new()).await;
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
