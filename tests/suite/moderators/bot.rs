//! The owner's bot speaks, with buttons below the cards.

use telegram_sandbox::accounts::{MODERATOR, MODERATORS_BOT, SELLER};
use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::event::Kind;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::shop::ShopResponse;
use telegram_sandbox::world::{InlineAction, Markup, Peer, Post, Refusal, UserId, View};

use super::{ACCOUNT, CHAT, allow, another, card, give_bot, newest, replies, says, seen, told};
use crate::agent::{Moderators, Scene, options, orders, without_account};

const OTHER: &str = "87654321";

/// A scene in which the owner has a bot.
pub async fn scene_with_bot(order: PlannedOrder, moderators: Moderators) -> Scene {
    let scene = Scene::with(options(vec![order]), moderators).await;
    scene.let_everything_take_long();
    give_bot(&scene);
    scene
}

/// An order in which two account numbers stand.
fn with_two_accounts() -> PlannedOrder {
    let mut order = without_account();
    order.text = order.text.replace("to my account, please", &format!("{ACCOUNT} or {OTHER}"));
    order
}

/// What the buttons below it say and send.
fn buttons(view: &View) -> Vec<(String, Vec<u8>)> {
    let Some(Markup::Inline(rows)) = &view.message.body.markup else {
        return Vec::new();
    };
    let sent = rows.iter().flatten().filter_map(|button| match &button.action {
        InlineAction::Callback(data) => Some((button.label.clone(), data.clone())),
        InlineAction::Url(_) | InlineAction::Buy => None,
    });
    sent.collect()
}

pub fn data(view: &View, label: &str) -> Vec<u8> {
    let all = buttons(view);
    let found = all.iter().find(|(shown, _)| shown.contains(label));
    found.unwrap_or_else(|| panic!("there is no {label:?}: {all:?}")).1.clone()
}

/// Taps. Returns what is shown.
pub async fn tap(scene: &Scene, who: UserId, chat: Peer, view: &View, data: &[u8]) -> String {
    let world = scene.running.world();
    let id = world.id_for(who, view.message.key).unwrap();
    let answer = scene.comes(world.press(who, chat, id, data).unwrap()).await.unwrap();
    answer.text.unwrap_or_default()
}

/// Waits until the buttons of a message are such.
pub async fn until_shown(scene: &Scene, chat: Peer, words: &str, label: Option<&str>) -> View {
    let shown = async {
        loop {
            let view = newest(scene, chat, words);
            let all = view.as_ref().map(buttons).unwrap_or_default();
            let is_there = |label: &str| all.iter().any(|(it, _)| it.contains(label));
            if let Some(view) = view.filter(|_| label.map_or(all.is_empty(), is_there)) {
                return view;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    scene.comes(shown).await
}

#[tokio::test]
async fn a_tap_on_a_candidate_completes_the_order() {
    for moderators in [Moderators::Supergroup, Moderators::Group] {
        let mut scene = scene_with_bot(with_two_accounts(), moderators).await;
        let chat = match moderators {
            Moderators::Group => scene.running.group(),
            _ => CHAT,
        };
        let _agent = scene.agent();
        card(&mut scene, "two numbers").await;
        let view = seen(&scene, chat, "two numbers");
        assert_eq!(view.message.from, MODERATORS_BOT);
        let labels: Vec<_> = buttons(&view).into_iter().map(|(label, _)| label).collect();
        assert!(labels.starts_with(&[ACCOUNT.to_owned(), OTHER.to_owned()]), "{labels:?}");
        let shown = tap(&scene, MODERATOR, chat, &view, &data(&view, OTHER)).await;
        assert!(shown.contains(&format!("{OTHER} in 10 s")), "{shown}");
        scene.completed(1).await;
        // Who decided it stands in the card, and its buttons have gone.
        told(&mut scene, &format!("→ {OTHER} · Moderator")).await;
        let settled = until_shown(&scene, chat, &format!("→ {OTHER}"), None).await;
        assert_eq!(settled.message.key, view.message.key);
        scene.settled().await;
    }
}

#[tokio::test]
async fn what_can_t_be_undone_is_asked_for_once_more() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    let _agent = scene.agent();
    card(&mut scene, "no account number").await;
    let view = seen(&scene, CHAT, "no account number");
    let (close, stale) = (data(&view, "Close"), data(&view, "Given"));
    let shown = tap(&scene, MODERATOR, CHAT, &view, &close).await;
    assert!(shown.contains("can't be undone"), "{shown}");
    let asking = until_shown(&scene, CHAT, "no account number", Some("Yes, close")).await;
    tap(&scene, MODERATOR, CHAT, &asking, &data(&asking, "No")).await;
    let view = until_shown(&scene, CHAT, "no account number", Some("Close")).await;
    assert_eq!(scene.listed_order(1).await.unwrap()["state"], "escalated");
    tap(&scene, MODERATOR, CHAT, &view, &close).await;
    let asking = until_shown(&scene, CHAT, "no account number", Some("Yes, close")).await;
    let shown = tap(&scene, MODERATOR, CHAT, &asking, &data(&asking, "Yes, close")).await;
    assert!(shown.contains("closed, I do nothing more"), "{shown}");
    told(&mut scene, "· Moderator").await;
    let listed = scene.listed_order(1).await.unwrap();
    assert_eq!(listed["reason"], "closed_by_moderator");
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.tell());
    let settled = until_shown(&scene, CHAT, "Moderator, ", None).await;
    // There is no such button any more, even for who kept what it sent.
    let id = scene.running.world().id_for(MODERATOR, settled.message.key).unwrap();
    assert!(scene.running.world().press(MODERATOR, CHAT, id, &stale).is_err());
}

#[tokio::test]
async fn who_may_not_decide_taps_in_vain() {
    let mut scene = scene_with_bot(with_two_accounts(), Moderators::Supergroup).await;
    allow(&scene, &[MODERATOR]);
    let outsider = another(&scene, 777_000_900, "Mallory");
    let _agent = scene.agent();
    card(&mut scene, "two numbers").await;
    let view = seen(&scene, CHAT, "two numbers");
    let shown = tap(&scene, outsider, CHAT, &view, &data(&view, OTHER)).await;
    assert!(shown.contains("only those who are named"), "{shown}");
    tap(&scene, MODERATOR, CHAT, &view, &data(&view, ACCOUNT)).await;
    scene.completed(1).await;
    told(&mut scene, &format!("→ {ACCOUNT}")).await;
    scene.settled().await;
}

#[tokio::test]
async fn what_is_said_in_words_counts_too() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    told(&mut scene, &format!("{ACCOUNT} in 10 s")).await;
    assert_eq!(seen(&scene, CHAT, "in 10 s").message.from, MODERATORS_BOT);
    scene.completed(1).await;
    scene.settled().await;
    // Nothing of what the bot writes is taken for somebody's words.
    assert_eq!(scene.told(CHAT, "did not understand"), 0, "{}", scene.tell());
}

#[tokio::test]
async fn in_a_basic_group_a_reply_is_known_by_the_number_in_the_card() {
    let mut scene = scene_with_bot(without_account(), Moderators::Group).await;
    let _agent = scene.agent();
    let group = scene.running.group();
    card(&mut scene, "no account number").await;
    let reply = replies(&scene, group, "no account number", ACCOUNT);
    told(&mut scene, &format!("{ACCOUNT} in 10 s")).await;
    // The bot does not know the reply: who does, answers.
    let answer = seen(&scene, group, "in 10 s").message;
    assert_eq!((answer.from, answer.reply_to), (SELLER, Some(reply)));
    scene.completed(1).await;
    scene.settled().await;
}

#[tokio::test]
async fn a_bot_that_can_t_be_reached_is_tried_again_while_the_seller_speaks() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    let refused = Rule::on("auth.importBotAuthorization").refuse(500, "INTERNAL").always();
    let _armed = scene.running.datacentre().faults().arm(refused);
    let _agent = scene.agent();
    scene.until_told("and try it again").await;
    let id = card(&mut scene, "no account number").await;
    assert_eq!(seen(&scene, CHAT, "no account number").message.from, SELLER);
    scene.running.datacentre().faults().disarm();
    scene.until_said("the moderators' bot is connected again").await;
    assert_eq!(scene.told(CHAT, "bot can't write here"), 1, "{}", scene.tell());
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    told(&mut scene, &format!("{ACCOUNT} in 10 s")).await;
    assert_eq!(seen(&scene, CHAT, "in 10 s").message.from, MODERATORS_BOT);
    scene.completed(1).await;
    scene.settled().await;
}

#[tokio::test]
async fn a_token_that_is_revoked_is_told_once_and_not_tried_again() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    assert_eq!(seen(&scene, CHAT, "no account number").message.from, MODERATORS_BOT);
    scene.running.world().renew_bot_token(MODERATORS_BOT);
    says(&scene, MODERATOR, "кто", Some(id));
    scene.until_told("until that is put right").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    told(&mut scene, &format!("{ACCOUNT} in 10 s")).await;
    assert_eq!(seen(&scene, CHAT, "in 10 s").message.from, SELLER);
    scene.completed(1).await;
    scene.settled().await;
    assert_eq!(scene.told(CHAT, "bot can't write here"), 1, "{}", scene.tell());
    let said = scene.said();
    assert_eq!(said.matches("the moderators' bot can't speak").count(), 1, "{said}");
}

#[tokio::test]
async fn a_bot_that_is_not_in_the_group_is_spoken_for() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    scene.running.world().change_group(CHAT, |group| {
        group.members.remove(&MODERATORS_BOT);
    });
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    assert_ne!(seen(&scene, CHAT, "no account number").message.from, MODERATORS_BOT);
    scene.until_told("bot can't write here").await;
    says(&scene, MODERATOR, ACCOUNT, Some(id));
    scene.completed(1).await;
    scene.settled().await;
}

#[tokio::test]
async fn a_token_that_nobody_knows_is_no_reason_not_to_work() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    scene.running.world().renew_bot_token(MODERATORS_BOT);
    let _agent = scene.agent();
    card(&mut scene, "no account number").await;
    assert_ne!(seen(&scene, CHAT, "no account number").message.from, MODERATORS_BOT);
    assert_eq!(scene.told(CHAT, "bot can't write here"), 1, "{}", scene.tell());
}

#[tokio::test]
async fn a_button_of_an_older_text_asks_for_nothing() {
    let mut order = orders(1, "edits").remove(0);
    let refused = ShopResponse::Refused("order_not_found".to_owned());
    order.shop = vec![refused; 2];
    let mut scene = scene_with_bot(order, Moderators::Supergroup).await;
    let _agent = scene.agent();
    card(&mut scene, "The shop refused").await;
    let view = seen(&scene, CHAT, "The shop refused");
    let (world, retry) = (scene.running.world(), data(&view, "Retry"));
    let id = world.id_for(MODERATOR, view.message.key).unwrap();
    // Both taps are under way before the first is decided.
    let taps = [(); 2].map(|()| world.press(MODERATOR, CHAT, id, &retry).unwrap());
    let mut shown = Vec::new();
    for tap in taps {
        shown.push(scene.comes(tap).await.unwrap().text.unwrap_or_default());
    }
    assert!(shown[0].contains("trying again"), "{shown:?}");
    assert!(!shown[1].contains("trying again"), "{shown:?}");
    let calls = |scene: &Scene| scene.events(|it| matches!(it, Kind::Activation { .. })).len();
    scene.until(|event| matches!(&event.kind, Kind::Activation { .. })).await;
    let view = until_shown(&scene, CHAT, "The shop refused", Some("Retry")).await;
    assert_ne!(data(&view, "Retry"), retry);
    assert_eq!(calls(&scene), 2, "{}", scene.tell());
}

#[tokio::test]
async fn the_bot_says_that_the_sellers_login_has_ended() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    let mut agent = scene.agent();
    card(&mut scene, "no account number").await;
    let ended = Refusal { code: 401, name: "SESSION_REVOKED" };
    scene.running.datacentre().faults().end_sessions(SELLER, ended);
    scene.until_told("The seller's account is disconnected").await;
    assert_eq!(agent.ends(&scene).await, Some(3));
    let view = seen(&scene, CHAT, "is disconnected");
    assert_eq!(view.message.from, MODERATORS_BOT);
}

#[tokio::test]
async fn commands_are_offered_in_the_chat() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    let _agent = scene.agent();
    card(&mut scene, "no account number").await;
    let offered = scene.running.world().bot_commands(MODERATORS_BOT, Some(CHAT), "");
    let names: Vec<_> = offered.iter().map(|it| it.command.as_str()).collect();
    assert_eq!(names, ["orders", "order", "retry", "pause", "resume", "status", "help"]);
}

#[tokio::test]
async fn what_the_bot_writes_is_nobodys_word() {
    let mut scene = scene_with_bot(without_account(), Moderators::Supergroup).await;
    let _agent = scene.agent();
    card(&mut scene, "no account number").await;
    // Some other program of the owner's, which has the token, too.
    for text in ["1: close", "/pause"] {
        scene.running.world().post(Post::new(MODERATORS_BOT, CHAT, text)).unwrap();
    }
    says(&scene, MODERATOR, "/status", None);
    told(&mut scene, "At work. Wait for you: 1").await;
    assert_eq!(scene.listed_order(1).await.unwrap()["state"], "escalated");
}
