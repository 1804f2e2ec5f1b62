//! One pinned message lists the orders that wait for people.

use telegram_sandbox::accounts::{MODERATOR, MODERATORS_BOT, SELLER};
use telegram_sandbox::world::{MessageKey, Peer, UserId, View};
use tokio::time::sleep;

use super::bot::scene_with_bot;
use super::{CHAT, card, change, says, scene_without_account};
use crate::agent::{Moderators, Scene, orders, without_account};

const WAITS: &str = "📌 Wait for you: 1\n№1 number? · < 5 min";
const NOBODY: &str = "📌 Nobody waits";

async fn scene_with_board() -> Scene {
    let scene = scene_without_account().await;
    keep_board(&scene);
    scene
}

fn keep_board(scene: &Scene) {
    change(scene, "board = false\n", "");
}

/// The boards that stand in the chat.
fn boards(scene: &Scene, chat: Peer) -> Vec<View> {
    let mut views = scene.running.world().chat(SELLER, chat);
    views.retain(|view| view.message.body.text.starts_with('📌'));
    views
}

/// Waits until the newest board reads so.
async fn until_board(scene: &Scene, chat: Peer, text: &str) -> View {
    let shown = async {
        loop {
            let board = boards(scene, chat).pop().filter(|it| it.message.body.text == text);
            if let Some(board) = board {
                return board;
            }
            sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    scene.comes(shown).await
}

/// Waits until this is the only message that is pinned.
async fn until_pinned(scene: &Scene, who: UserId, chat: Peer, board: MessageKey) {
    let world = scene.running.world();
    let pinned = async {
        while world.pinned(who, chat) != [board] {
            sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    scene.comes(pinned).await;
}

#[tokio::test]
async fn it_is_pinned_and_edited_in_place_whoever_is_started_again() {
    let mut scene = scene_with_board().await;
    let agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    let board = until_board(&scene, CHAT, WAITS).await;
    until_pinned(&scene, SELLER, CHAT, board.message.key).await;
    says(&scene, MODERATOR, "close", Some(id));
    until_board(&scene, CHAT, NOBODY).await;
    agent.kill().await;
    let _agent = scene.agent();
    scene.running.send_order(without_account()).await;
    let again = until_board(&scene, CHAT, &WAITS.replace("№1", "№2")).await;
    assert_eq!(again.message.key, board.message.key);
    assert_eq!(boards(&scene, CHAT).len(), 1, "{}", scene.tell());
    assert_eq!(scene.running.world().pinned(SELLER, CHAT), [board.message.key]);
}

#[tokio::test]
async fn there_is_none_before_somebody_waits() {
    let scene = Scene::new(orders(1, "edits")).await;
    keep_board(&scene);
    let _agent = scene.agent();
    scene.settled().await;
    assert!(boards(&scene, CHAT).is_empty(), "{}", scene.tell());
}

#[tokio::test]
async fn without_the_right_to_pin_it_stands_there_and_the_log_says_so_once() {
    let mut scene = scene_with_board().await;
    scene.running.world().change_group(CHAT, |group| {
        group.may_not_pin.insert(SELLER);
    });
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    until_board(&scene, CHAT, WAITS).await;
    scene.until_said("the board can't be pinned").await;
    says(&scene, MODERATOR, "close", Some(id));
    until_board(&scene, CHAT, NOBODY).await;
    assert_eq!(scene.said().matches("the board can't be pinned").count(), 1);
    assert!(scene.running.world().pinned(SELLER, CHAT).is_empty());
}

#[tokio::test]
async fn one_that_was_deleted_is_posted_and_pinned_anew() {
    let mut scene = scene_with_board().await;
    let _agent = scene.agent();
    let id = card(&mut scene, "no account number").await;
    let board = until_board(&scene, CHAT, WAITS).await;
    until_pinned(&scene, SELLER, CHAT, board.message.key).await;
    scene.running.world().delete(SELLER, &[board.message.key]).unwrap();
    says(&scene, MODERATOR, "mine", Some(id));
    let anew = until_board(&scene, CHAT, &format!("{WAITS} · Moderator")).await;
    until_pinned(&scene, SELLER, CHAT, anew.message.key).await;
}

#[tokio::test]
async fn the_owners_bot_writes_and_pins_it() {
    for moderators in [Moderators::Supergroup, Moderators::Group] {
        let mut scene = scene_with_bot(without_account(), moderators).await;
        keep_board(&scene);
        let chat = match moderators {
            Moderators::Group => scene.running.group(),
            _ => CHAT,
        };
        let _agent = scene.agent();
        card(&mut scene, "no account number").await;
        let board = until_board(&scene, chat, WAITS).await;
        assert_eq!(board.message.from, MODERATORS_BOT);
        until_pinned(&scene, MODERATORS_BOT, chat, board.message.key).await;
    }
}
