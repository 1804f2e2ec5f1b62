//! Moderators settle orders in their chat, in words.

mod answers;
mod approve;
mod board;
mod bot;
mod command_line;
mod incidents;
mod reminders;
mod unknown;
mod who;

use rusqlite::Connection;
use telegram_sandbox::accounts::{MODERATOR, SELLER};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{MessageKey, Peer, Post, ReplyTo, SupergroupId, User, UserId, View};

use crate::agent::{Moderators, Scene, options, without_account, write_private};

/// An account number as the configuration's pattern wants it.
const ACCOUNT: &str = "12345678";
/// The moderators' supergroup in every sandbox.
const CHAT: Peer = Peer::Supergroup(SupergroupId(1_900_000_777));

/// A scene with an order in which nobody finds an account number.
async fn scene_without_account() -> Scene {
    scene_in(Moderators::Supergroup).await
}

async fn scene_in(moderators: Moderators) -> Scene {
    let scene = Scene::with(options(vec![without_account()]), moderators).await;
    scene.let_everything_take_long();
    scene
}

/// Waits until a card holds these words. Returns its id.
async fn card(scene: &mut Scene, words: &str) -> i32 {
    let event = scene
        .until(|event| matches!(&event.kind, Kind::Escalation { text, .. } if text.contains(words)))
        .await;
    match event.kind {
        Kind::Escalation { message_id, .. } => message_id,
        _ => unreachable!("the event that was waited for"),
    }
}

/// A moderator writes, as a reply to one of the agent's messages if that is named.
fn says(scene: &Scene, who: UserId, text: &str, reply_to: Option<i32>) {
    let reply_to = reply_to.map(ReplyTo::Id);
    let post = Post { reply_to, ..Post::new(who, CHAT, text) };
    scene.running.world().post(post).unwrap();
}

/// The owner answers in Saved Messages.
fn saved(text: &str, reply_to: i32) -> Post {
    let reply_to = Some(ReplyTo::Id(reply_to));
    Post { reply_to, ..Post::new(SELLER, Peer::User(SELLER), text) }
}

/// Waits until the agent has told this.
async fn told(scene: &mut Scene, words: &str) {
    scene.until_told(words).await;
}

/// Somebody else in the moderators' chat.
fn another(scene: &Scene, id: i64, name: &str) -> UserId {
    let (world, user) = (scene.running.world(), UserId(id));
    world.add_user(User::human(id, name));
    world.change_group(CHAT, |group| {
        group.members.insert(user);
    });
    user
}

/// Gives the owner a bot.
fn give_bot(scene: &Scene) {
    let line = format!("[moderators]\nbot_token = \"{}\"\n", scene.running.ready().bot.token);
    change(scene, "[moderators]\n", &line);
}

/// The newest message with these words, as a moderator sees it.
fn newest(scene: &Scene, chat: Peer, words: &str) -> Option<View> {
    let mut views = scene.running.world().chat(MODERATOR, chat);
    views.retain(|view| view.message.body.text.contains(words));
    views.pop()
}

fn seen(scene: &Scene, chat: Peer, words: &str) -> View {
    newest(scene, chat, words).unwrap_or_else(|| panic!("no {words:?}\n{}", scene.tell()))
}

/// A moderator replies to the newest message with these words. Returns the reply.
fn replies(scene: &Scene, chat: Peer, words: &str, text: &str) -> MessageKey {
    let post = Post::new(MODERATOR, chat, text);
    let post = post.replying_to(seen(scene, chat, words).message.key);
    scene.running.world().post(post).unwrap().message
}

/// Has only these decide.
fn allow(scene: &Scene, allowed: &[UserId]) {
    let ids: Vec<String> = allowed.iter().map(|id| id.0.to_string()).collect();
    let line = format!("[moderators]\nallowed = [{}]\n", ids.join(", "));
    change(scene, "[moderators]\n", &line);
}

/// Has the configuration read otherwise.
fn change(scene: &Scene, from: &str, to: &str) {
    let text = std::fs::read_to_string(scene.config()).unwrap();
    assert!(text.contains(from), "{text}");
    write_private(&scene.config(), &text.replace(from, to));
}

/// Asks the journal of an agent that is not at work to have this changed, of one row.
fn change_journal(scene: &Scene, sql: &str) {
    let journal = Connection::open(scene.journal()).unwrap();
    assert_eq!(journal.execute(sql, []).unwrap(), 1, "{sql}");
}
