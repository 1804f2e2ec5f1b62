//! Moderators who are elsewhere now: they are told there, and what stands there under the number of a
//! message elsewhere is left alone.

use telegram_sandbox::accounts::{MODERATOR, SELLER};
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::event::{Event, Kind};
use telegram_sandbox::faults::Fault;
use telegram_sandbox::world::{Peer, Post, SupergroupId};

use super::SEND;
use crate::agent::{Moderators, Scene, options, without_account};

/// What the owner has written there by hand.
const BY_HAND: &str = "See you at noon.";

/// A scene in which moderators, in a basic group, are told of the first order.
async fn told() -> Scene {
    let options = options(vec![without_account()]);
    Scene::with(options, Moderators::Group).await
}

/// The same; the agent was stopped since.
async fn told_before() -> Scene {
    let mut scene = told().await;
    let mut agent = scene.agent();
    scene.until_told("№1").await;
    agent.terminate().await;
    assert_eq!(agent.exit_code().await, Some(0));
    scene
}

/// The basic group becomes a supergroup.
fn moves(scene: &Scene) -> Peer {
    let Peer::Group(group) = scene.running.group() else {
        panic!("moderators begin in a basic group");
    };
    let to = SupergroupId(1_900_000_888);
    scene.running.world().migrate_group(group, to).unwrap()
}

/// The owner has written in a chat, up to the number of what moderators were told in their group.
fn write_by_hand(scene: &Scene, chat: Peer) -> usize {
    let told = scene.chat(scene.running.group()).pop().unwrap();
    let write = || {
        let post = Post::new(SELLER, chat, BY_HAND);
        let posted = scene.running.world().post(post).unwrap();
        posted.ids.for_user(SELLER).unwrap()
    };
    1 + std::iter::repeat_with(write).take_while(|id| *id < told.id).count()
}

/// Moderators are told in a chat that they were not told in before.
async fn are_told_anew(scene: &mut Scene, there: Peer) {
    let by_hand = write_by_hand(scene, there);
    let _agent = scene.agent();
    scene.until_told("№1").await;
    assert_eq!(scene.told(there, "№1"), 1, "{}", scene.tell());
    // What is said further of it, is said there.
    scene.running.owner_answers(1).await;
    scene.until_told("№1").await;
    assert_eq!(scene.told(there, "№1"), 1, "{}", scene.tell());
    assert_eq!(scene.told(there, BY_HAND), by_hand, "{}", scene.tell());
    assert_eq!(scene.told(scene.running.group(), "№1"), 1);
}

/// Waits until moderators were told of both orders, whichever comes first.
async fn until_both_are_told(scene: &mut Scene) {
    let mut owed = vec!["№1", "№2"];
    while !owed.is_empty() {
        let is_told = |event: &Event| told_in(event).is_some();
        let told = scene.until(is_told).await;
        owed.retain(|words| told_in(&told).is_none_or(|text| !text.contains(words)));
    }
}

fn told_in(event: &Event) -> Option<&str> {
    match &event.kind {
        Kind::Escalation { text, .. } | Kind::Message { text, .. } => Some(text),
        _ => None,
    }
}

#[tokio::test]
async fn who_move_are_followed() {
    let mut scene = told().await;
    let _agent = scene.agent();
    scene.until_told("№1").await;
    let moved = moves(&scene);
    scene.running.send_order(without_account()).await;
    until_both_are_told(&mut scene).await;
    assert_eq!(scene.told(moved, "№2"), 1, "{}", scene.tell());
    let left = scene.running.group();
    assert_eq!(scene.told(left, "№2"), 0, "{}", scene.tell());
    // The first is open still.
    assert_eq!(scene.told(moved, "№1"), 1, "{}", scene.tell());
    scene.running.owner_answers(1).await;
    scene.until_told("№1").await;
    assert_eq!(scene.told(moved, "№1"), 1, "{}", scene.tell());
}

#[tokio::test]
async fn who_moved_meanwhile_are_told_anew() {
    let mut scene = told_before().await;
    let moved = moves(&scene);
    are_told_anew(&mut scene, moved).await;
}

#[tokio::test]
async fn who_are_others_now_are_told_anew() {
    let mut scene = told_before().await;
    scene.configure(Moderators::Supergroup);
    let supergroup = scene.running.supergroup();
    are_told_anew(&mut scene, supergroup).await;
}

/// A journal that was made before it was kept where moderators are told.
#[tokio::test]
async fn who_are_where_an_older_agent_told_them_are_not_told_twice() {
    let mut scene = told_before().await;
    let journal = rusqlite::Connection::open(scene.journal()).unwrap();
    let sql = "DELETE FROM facts WHERE name = 'told_in'";
    assert_eq!(journal.execute(sql, []).unwrap(), 1);
    drop(journal);
    let _agent = scene.agent();
    scene.running.owner_answers(1).await;
    scene.until_told("№1").await;
    let group = scene.running.group();
    assert_eq!(scene.told(group, "№1"), 1, "{}", scene.tell());
}

/// The answer to a message was lost, and Telegram says only that it has it: among what stands in the
/// chat it is found by its words, and by whose it is.
#[tokio::test]
async fn what_they_were_told_is_known_again_among_what_others_wrote() {
    let mut scene = Scene::new(vec![without_account()]).await;
    let moderators = scene.running.supergroup();
    scene.running.inject(Fault::RandomIdDuplicate);
    let faults = scene.running.datacentre().faults().clone();
    let send = || Rule::on(SEND).to(moderators);
    let mut lost = faults.arm(send().cut(Point::AfterExecuting));
    let mut again = faults.arm(send().hold(Point::BeforeExecuting));
    let _agent = scene.agent();
    scene.comes(lost.matched()).await.unwrap();
    scene.comes(again.matched()).await.unwrap();
    let told = scene.chat(moderators).pop().unwrap().message.body.text;
    for (writer, text) in [(MODERATOR, told.as_str()), (SELLER, BY_HAND)] {
        let post = Post::new(writer, moderators, text);
        scene.running.world().post(post).unwrap();
    }
    again.release();
    scene.running.owner_answers(1).await;
    scene.until_told("answered by hand").await;
    let texts: Vec<String> =
        scene.chat(moderators).into_iter().map(|view| view.message.body.text).collect();
    let [.., card, quoted, by_hand] = texts.as_slice() else {
        panic!("{texts:?}");
    };
    assert!(card.contains("answered by hand"), "{texts:#?}");
    assert_eq!((quoted, by_hand.as_str()), (&told, BY_HAND), "{texts:#?}");
}
