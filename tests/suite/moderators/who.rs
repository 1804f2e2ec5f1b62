//! Who may decide.

use telegram_sandbox::accounts::{MODERATOR, SELLER};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{Forward, Post, ReplyTo};

use super::{ACCOUNT, CHAT, allow, another, card, says, scene_without_account, told};

#[tokio::test]
async fn who_is_not_named_is_told_so_once_and_not_heard() {
    let mut scene = scene_without_account().await;
    allow(&scene, &[MODERATOR]);
    let outsider = another(&scene, 777_000_900, "Mallory");
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, outsider, "87654321", Some(id));
    told(&mut scene, "Mallory: only those who are named").await;
    says(&scene, outsider, "close", Some(id));
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    scene.completed(1).await;
    scene.settled().await;
    let refusals = scene.events(|kind| {
        matches!(kind, Kind::Escalation { text, .. } | Kind::Message { text, .. }
                 if text.contains("Mallory"))
    });
    assert_eq!(refusals.len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn the_first_of_two_decides_and_the_second_is_told_who_did() {
    let mut scene = scene_without_account().await;
    let second = another(&scene, 777_000_901, "Lena");
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    says(&scene, second, "87654321", Some(id));
    told(&mut scene, &format!("Moderator has already given the number {ACCOUNT}")).await;
    scene.completed(1).await;
    says(&scene, second, "закрой", Some(id));
    told(&mut scene, "settled already (Moderator").await;
    scene.settled().await;
}

#[tokio::test]
async fn the_owner_answers_from_the_sellers_own_account() {
    let mut scene = scene_without_account().await;
    allow(&scene, &[MODERATOR]);
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, SELLER, ACCOUNT, Some(id));
    scene.completed(1).await;
    scene.settled().await;
}

/// Somebody may have been made to forward it.
#[tokio::test]
async fn what_is_forwarded_does_not_count_and_that_is_told_once() {
    let mut scene = scene_without_account().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    for text in ["87654321", "закрой"] {
        let forward = Some(Forward { from: SELLER, date: 1 });
        let reply_to = Some(ReplyTo::Id(id));
        let post = Post { forward, reply_to, ..Post::new(MODERATOR, CHAT, text) };
        scene.running.world().post(post).unwrap();
    }
    told(&mut scene, "forwarded ones and those of channels are not heard").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    scene.completed(1).await;
    scene.settled().await;
    assert_eq!(scene.told(CHAT, "are not heard"), 1, "{}", scene.tell());
}
