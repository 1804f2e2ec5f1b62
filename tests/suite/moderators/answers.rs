//! What is said about one order, and what comes of it.

use telegram_sandbox::accounts::{MODERATOR, SELLER};
use telegram_sandbox::event::Kind;
use telegram_sandbox::shop::ShopResponse;
use telegram_sandbox::world::{Peer, Post, ReplyTo};

use super::{ACCOUNT, CHAT, card, says, scene_in, scene_without_account, told};
use crate::agent::{Moderators, Scene, orders};

const OTHER: &str = "87654321";

#[tokio::test]
async fn an_account_number_completes_the_order() {
    let mut scene = scene_without_account().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    told(&mut scene, &format!("{ACCOUNT} in 10 s")).await;
    scene.completed(1).await;
    let given: Vec<_> = scene.running.shop().calls();
    assert_eq!(given.len(), 1, "{}", scene.tell());
    // Who decided it stands in the card's last word.
    told(&mut scene, &format!("→ {ACCOUNT} · Moderator")).await;
    scene.settled().await;
}

#[tokio::test]
async fn stop_takes_the_number_back() {
    let mut scene = scene_without_account().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, &format!("1: {OTHER}"), None);
    told(&mut scene, &format!("{OTHER} in 10 s")).await;
    says(&scene, MODERATOR, "Стоп!", Some(id));
    told(&mut scene, "is taken back").await;
    says(&scene, MODERATOR, &format!("id {ACCOUNT}"), Some(id));
    scene.completed(1).await;
    scene.settled().await;
    let activations = scene.events(|kind| matches!(kind, Kind::Activation { .. }));
    let is_other =
        |kind: &Kind| matches!(kind, Kind::Activation { account_id: Some(id), .. } if id == OTHER);
    assert!(!activations.iter().any(|event| is_other(&event.kind)), "{}", scene.tell());
}

#[tokio::test]
async fn what_was_said_while_the_agent_was_down_is_done_once() {
    let mut scene = scene_without_account().await;
    let agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    agent.kill().await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    let agent = scene.agent();
    told(&mut scene, &format!("{ACCOUNT} in 10 s")).await;
    // Not even a crash within the ten seconds loses it, or has it be taken twice.
    agent.kill().await;
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.settled().await;
    assert_eq!(scene.running.shop().calls().len(), 1, "{}", scene.tell());
    let answers = scene.events(|kind| {
        matches!(kind, Kind::Message { text, edited: false, .. } | Kind::Escalation { text, .. }
                 if text.contains("in 10 s"))
    });
    assert_eq!(answers.len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn given_by_hand_the_customer_is_answered_and_the_button_pressed() {
    let mut scene = scene_without_account().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, "выдал", Some(id));
    told(&mut scene, "given by hand").await;
    scene.completed(1).await;
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn closed_nothing_more_is_done() {
    let mut scene = scene_without_account().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, "закрой", Some(id));
    told(&mut scene, "closed, I do nothing more").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    told(&mut scene, "settled already").await;
    let listed = scene.listed_order(1).await.unwrap();
    assert_eq!(listed["reason"], "closed_by_moderator");
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn the_money_of_a_custom_product_goes_back_in_tribute_only() {
    let mut scene = scene_without_account().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, "Верни!", Some(id));
    told(&mut scene, "Do it in Tribute yourself").await;
    let listed = scene.listed_order(1).await.unwrap();
    assert_eq!(listed["state"], "escalated");
}

#[tokio::test]
async fn retried_the_shop_is_asked_again() {
    let mut order = orders(1, "edits").remove(0);
    order.shop = vec![ShopResponse::Refused("order_not_found".to_owned()), ShopResponse::Activated];
    let mut scene = Scene::new(vec![order]).await;
    scene.let_everything_take_long();
    let _agent = scene.agent();
    let id = card(&mut scene, "The shop refused").await;
    says(&scene, MODERATOR, "повтори", Some(id));
    scene.completed(1).await;
    scene.settled().await;
}

#[tokio::test]
async fn an_unknown_button_is_pressed_when_a_moderator_says_so() {
    let mut scene = Scene::new(orders(1, "foreign")).await;
    scene.let_everything_take_long();
    let _agent = scene.agent();
    let id = card(&mut scene, "press 1").await;
    says(&scene, MODERATOR, "нажми 7", Some(id));
    told(&mut scene, "can't be done now").await;
    says(&scene, MODERATOR, "нажми 1", Some(id));
    scene.completed(1).await;
}

#[tokio::test]
async fn what_is_not_understood_is_answered_and_talk_is_not() {
    let mut scene = scene_without_account().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, "what shall we do?", None);
    says(&scene, MODERATOR, "what shall we do?", Some(id));
    told(&mut scene, "I did not understand that").await;
    says(&scene, MODERATOR, "готово", Some(id));
    told(&mut scene, "does “done” mean").await;
    says(&scene, MODERATOR, "/orders", None);
    told(&mut scene, "Wait for you: 1").await;
    says(&scene, MODERATOR, "99: close", None);
    told(&mut scene, "no order №99").await;
    let answers = scene.events(|kind| {
        matches!(kind, Kind::Escalation { text, .. } | Kind::Message { text, edited: false, .. }
                 if text.contains("did not understand"))
    });
    assert_eq!(answers.len(), 1, "{}", scene.tell());
}

#[tokio::test]
async fn in_saved_messages_the_owner_answers_and_the_agent_never_itself() {
    let mut scene = scene_in(Moderators::Me).await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    scene.running.world().post(super::saved(ACCOUNT, id)).unwrap();
    scene.completed(1).await;
    scene.settled().await;
}

/// What an account writes itself rings nowhere; what Telegram has kept back does.
#[tokio::test]
async fn where_nobody_else_is_the_sellers_own_phone_rings() {
    for moderators in [Moderators::Me, Moderators::Supergroup] {
        let mut scene = scene_in(moderators).await;
        let chat = match moderators {
            Moderators::Me => Peer::User(SELLER),
            _ => CHAT,
        };
        scene.running.world().change_group(CHAT, |it| it.members = [SELLER].into());
        let _agent = scene.agent();
        let id = card(&mut scene, "no account number").await;
        told(&mut scene, "№1: you are needed").await;
        let ring = scene.chat(chat).pop().unwrap();
        assert!(ring.message.body.scheduled && !ring.message.body.silent, "{}", scene.tell());
        assert_eq!(ring.reply_to_id, Some(id));
        // It is nobody's answer, and whoever has said something has the phone in hand.
        let reply_to = Some(ReplyTo::Id(id));
        let post = Post { reply_to, ..Post::new(SELLER, chat, ACCOUNT) };
        scene.running.world().post(post).unwrap();
        scene.completed(1).await;
        scene.settled().await;
        assert_eq!(scene.told(chat, "you are needed"), 1, "{}", scene.tell());
        assert_eq!(scene.told(chat, "did not understand"), 0, "{}", scene.tell());
    }
}
