//! The first orders: nothing is said or pressed before a moderator has said yes.

use telegram_sandbox::accounts::{MODERATOR, TRIBUTE};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{Edit, InlineButton, Markup};

use super::bot::{data, scene_with_bot, tap, until_shown};
use super::command_line::asks;
use super::{CHAT, card, says, seen, told};
use crate::agent::{BOT, Moderators, Scene, orders, write_private};

/// Has moderators be asked about so many orders.
fn ask_about(scene: &Scene, count: u32) {
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let line = format!("[moderators]\napprove_first = {count}\n");
    write_private(&scene.config(), &text.replace("[moderators]\n", &line));
}

/// Has customers be told otherwise.
fn template(scene: &Scene, from: &str, to: &str) {
    let text = std::fs::read_to_string(scene.config()).unwrap();
    write_private(&scene.config(), &text.replace(from, to));
}

async fn asking_scene(count: usize) -> Scene {
    let scene = Scene::new(orders(count, "edits")).await;
    scene.let_everything_take_long();
    ask_about(&scene, 1);
    scene
}

fn acts(scene: &Scene) -> usize {
    scene.events(|kind| matches!(kind, Kind::Reply { .. } | Kind::Press { .. })).len()
}

#[tokio::test]
async fn the_first_order_waits_for_two_yeses_and_the_next_one_for_none() {
    let mut scene = asking_scene(2).await;
    let _agent = scene.agent();
    let id = card(&mut scene, "I answer so if you say yes").await;
    let asked = scene.chat(CHAT);
    let asked = asked.iter().find(|view| view.message.body.text.contains("I answer so")).unwrap();
    let shown = asked.message.body.text.lines().nth(2).unwrap().to_owned();
    // The other one completes by itself.
    let other = if asked.message.body.text.contains("№1 ") { 2 } else { 1 };
    scene.completed(other).await;
    assert_eq!(acts(&scene), 2, "{}", scene.tell());
    let first = 3 - other;
    let listed = scene.listed_order(first).await.unwrap();
    assert_eq!(
        (&listed["state"], &listed["reason"]),
        (&"escalated".into(), &"approve_reply".into())
    );
    says(&scene, MODERATOR, "Да!", Some(id));
    told(&mut scene, "I press “Send” if you say yes").await;
    let replies = scene.events(|kind| matches!(kind, Kind::Reply { text, .. } if *text == shown));
    assert_eq!((replies.len(), acts(&scene)), (1, 3), "{shown}\n{}", scene.tell());
    says(&scene, MODERATOR, "yes", Some(id));
    scene.completed(first).await;
    scene.settled().await;
}

#[tokio::test]
async fn after_a_no_the_order_is_peoples_and_a_retry_asks_by_todays_template() {
    let mut scene = asking_scene(1).await;
    let _agent = scene.agent();
    let id = card(&mut scene, "I answer so if you say yes").await;
    says(&scene, MODERATOR, "нет", Some(id));
    told(&mut scene, "the order is yours").await;
    assert_eq!(scene.listed_order(1).await.unwrap()["reason"], "not_approved");
    says(&scene, MODERATOR, "да", Some(id));
    told(&mut scene, "can't be done now").await;
    template(&scene, "Done: ", "Thank you: ");
    scene.until_said("the configuration was read again").await;
    says(&scene, MODERATOR, "повтори", Some(id));
    told(&mut scene, "Thank you: ").await;
    assert_eq!(acts(&scene), 0, "{}", scene.tell());
    // What was shown is sent, whatever the template is by then.
    template(&scene, "Thank you: ", "Sorry: ");
    scene.until_said_often("the configuration was read again", 2).await;
    says(&scene, MODERATOR, "да", Some(id));
    told(&mut scene, "I press “Send” if you say yes").await;
    let is_shown =
        |kind: &Kind| matches!(kind, Kind::Reply { text, .. } if text.starts_with("Thank you: "));
    assert_eq!(scene.events(is_shown).len(), 1, "{}", scene.tell());
    says(&scene, MODERATOR, "закрой", Some(id));
    told(&mut scene, "closed, I do nothing more").await;
    assert_eq!(acts(&scene), 1, "{}", scene.tell());
}

#[tokio::test]
async fn a_crash_forgets_neither_the_question_nor_whose_turn_it_is() {
    let mut scene = asking_scene(1).await;
    let agent = scene.agent();
    let id = card(&mut scene, "I answer so if you say yes").await;
    agent.kill().await;
    says(&scene, MODERATOR, "yes", Some(id));
    let agent = scene.agent();
    told(&mut scene, "I press “Send” if you say yes").await;
    agent.kill().await;
    let _agent = scene.agent();
    says(&scene, MODERATOR, "yes", Some(id));
    scene.completed(1).await;
    scene.settled().await;
}

#[tokio::test]
async fn a_button_that_has_become_another_is_asked_about_again() {
    let mut scene = asking_scene(1).await;
    let _agent = scene.agent();
    let id = card(&mut scene, "I answer so if you say yes").await;
    says(&scene, MODERATOR, "yes", Some(id));
    told(&mut scene, "I press “Send” if you say yes").await;
    let chat = scene.chat(BOT);
    let is_it = |markup: &Option<Markup>| matches!(markup, Some(Markup::Inline(_)));
    let shown = chat.iter().rfind(|view| is_it(&view.message.body.markup)).unwrap();
    assert_eq!(shown.message.from, TRIBUTE);
    let buttons = ["Send", "Give the money back"].map(|it| InlineButton::callback(it, it));
    let markup = Some(Some(Markup::Inline(vec![buttons.to_vec()])));
    scene.running.world().edit(shown.message.key, Edit { markup, ..Edit::default() }).unwrap();
    told(&mut scene, "2) Give the money back").await;
    assert_eq!(scene.listed_order(1).await.unwrap()["reason"], "approve_press");
    assert_eq!(acts(&scene), 1, "{}", scene.tell());
}

#[tokio::test]
async fn a_tap_says_yes_too() {
    let order = orders(1, "edits").remove(0);
    let mut scene = scene_with_bot(order, Moderators::Supergroup).await;
    ask_about(&scene, 1);
    let _agent = scene.agent();
    card(&mut scene, "I answer so if you say yes").await;
    let view = seen(&scene, CHAT, "I answer so");
    let shown = tap(&scene, MODERATOR, CHAT, &view, &data(&view, "Yes")).await;
    assert!(shown.contains("all right, I go on"), "{shown}");
    let view = until_shown(&scene, CHAT, "I press “Send”", Some("Yes")).await;
    tap(&scene, MODERATOR, CHAT, &view, &data(&view, "Yes")).await;
    scene.completed(1).await;
    told(&mut scene, "· Moderator").await;
    scene.settled().await;
}

#[tokio::test]
async fn the_owner_says_yes_at_the_command_line() {
    let mut scene = asking_scene(1).await;
    let mut agent = scene.agent();
    card(&mut scene, "I answer so if you say yes").await;
    let unconfirmed = asks(&scene, &["approve", "1"]).await;
    assert!(unconfirmed.stderr.contains("orders.unconfirmed"), "{}", unconfirmed.stderr);
    assert!(unconfirmed.stderr.contains("add --yes"), "{}", unconfirmed.stderr);
    let approved = asks(&scene, &["approve", "1", "--yes", "--json"]).await;
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);
    assert!(approved.stdout.contains("\"outcome\":\"approved\""), "{}", approved.stdout);
    told(&mut scene, "I press “Send” if you say yes").await;
    agent.terminate().await;
    assert_eq!(agent.ends(&scene).await, Some(0));
    // Nobody is at work: the next one does it.
    let approved = asks(&scene, &["approve", "1", "--yes"]).await;
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);
    let _agent = scene.agent();
    scene.completed(1).await;
    told(&mut scene, "alice (command line)").await;
    let settled = asks(&scene, &["approve", "1", "--yes"]).await;
    assert_eq!(settled.code, Some(1), "{}", settled.stderr);
    scene.settled().await;
}
