//! What else is written in the two chats.

use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::orders::Expectation;
use telegram_sandbox::world::{Form, Peer, Post, User};

use super::{COMPLETED, ends};
use crate::agent::{BOT, Moderators, Scene, options, orders, sent, without_account};

/// Known, and never an order.
pub const NOTICE: &str =
    "Пользователь @aaaaaaaaa оформил подписку на канал Ttttt TTT (@tttttttt) за ₽1000.01.";

#[tokio::test]
async fn wherever_moderators_are_they_are_told() {
    for moderators in [Moderators::Supergroup, Moderators::Group, Moderators::Me] {
        let scene = Scene::with(options(vec![without_account()]), moderators).await;
        let chat = match moderators {
            Moderators::Supergroup => scene.running.supergroup(),
            Moderators::Group => scene.running.group(),
            Moderators::Me => Peer::User(SELLER),
        };
        let _agent = scene.agent();
        scene.settled().await;
        assert_eq!(scene.told(chat, "to my account, please"), 1);
        for other in [scene.running.supergroup(), scene.running.group()] {
            let expected = usize::from(other == chat);
            assert_eq!(scene.told(other, "please"), expected, "{}", scene.tell());
        }
    }
}

#[tokio::test]
async fn an_order_in_whatever_form_it_comes() {
    let mut planned = orders(2, "edits");
    (planned[0].form, planned[1].form) = (Form::Rich, Form::Caption);
    let scene = Scene::new(planned).await;
    let _agent = scene.agent();
    ends(&scene, COMPLETED).await;
}

#[tokio::test]
async fn what_is_shown_after_a_press_is_told_once() {
    for (mode, shown) in [("toast", "Sent to the customer"), ("url_answer", "start=sent")] {
        let scene = Scene::new(orders(2, mode)).await;
        let _agent = scene.agent();
        ends(&scene, COMPLETED).await;
        assert_eq!(scene.told(scene.running.supergroup(), shown), 1, "{mode}");
    }
}

#[tokio::test]
async fn a_forwarded_order_is_told_and_nothing_else() {
    let mut order = orders(1, "edits").remove(0);
    order.forwarded = true;
    order.expect = Some(Expectation::Escalated);
    let scene = Scene::new(vec![order]).await;
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert_eq!(settled[0].effects + settled[0].replies, 0);
    assert!(scene.listed().await.is_empty());
}

#[tokio::test]
async fn an_order_sent_through_another_bot_is_told_and_nothing_else() {
    let mut scene = Scene::new(Vec::new()).await;
    let order = orders(1, "edits").remove(0);
    let another = User::bot(6_000_000_001, "Inline", "inline_bot");
    let world = scene.running.world();
    let post = Post {
        via_bot: Some(world.add_user(another)),
        ..Post::new(TRIBUTE, Peer::User(SELLER), order.text)
    };
    world.post(post).unwrap();
    let _agent = scene.agent();
    scene.until_told("sent through another bot").await;
    assert!(scene.listed().await.is_empty());
}

#[tokio::test]
async fn what_no_rule_knows_is_told_once_and_what_is_known_is_not() {
    let scene = Scene::new(orders(1, "edits")).await;
    scene.running.bot_says("Новый индивидуальный заказ: 5 алмазов").unwrap();
    scene.running.bot_says(NOTICE).unwrap();
    for _ in 0..2 {
        let agent = scene.agent_with(&["--since", "all"]);
        scene.settled().await;
        agent.kill().await;
    }
    let moderators = scene.running.supergroup();
    assert_eq!(scene.told(moderators, "5 алмазов"), 1);
    assert_eq!(scene.told(moderators, "подписку"), 0);
}

#[tokio::test]
async fn an_order_below_many_pages_of_history_is_found() {
    let mut scene = Scene::new(Vec::new()).await;
    let [below, above]: [_; 2] = orders(2, "edits").try_into().unwrap();
    scene.running.send_order(below).await;
    sent(&mut scene, 1).await;
    for _ in 0..250 {
        scene.running.bot_says(NOTICE).unwrap();
    }
    scene.running.send_order(above).await;
    sent(&mut scene, 2).await;
    assert!(scene.chat(BOT).len() >= 250);
    let _agent = scene.agent();
    ends(&scene, COMPLETED).await;
    assert_eq!(scene.listed().await.len(), 2);
}
