//! What moderators are told, and how it is made to read otherwise.

use std::time::Duration;

use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::world::{Body, Entity, EntityKind, Post};
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::MessageId;
use tribute_agent::rich_text::{RichText, Stretch, Style};
use tribute_agent::telegram::{
    CallError, Chat, ChatReader as _, Edited, Grammers, Messenger as _, Sent,
};

use super::scene::{Scene, outgoing, soon};

const EDIT: &str = "messages.editMessage";
/// What a customer may write, to have it shown and fetched.
const LINK: &str = "https://example.org/";

fn plain(text: &str) -> RichText {
    outgoing(text, 0).text
}

/// A text with a customer's words in it, after one character.
fn quoting(words: &str, style: Style) -> RichText {
    let stretches = vec![Stretch { style, offset_utf16: 2, length_utf16: words.len() }];
    let text = format!("❗ {words}");
    RichText { text, stretches }
}

async fn told(seller: &Grammers, text: &str) -> MessageId {
    let sent = soon(seller.send(Chat::Moderators, &outgoing(text, 1))).await;
    let Ok(Sent::As(id)) = sent else {
        panic!("{sent:?}");
    };
    id
}

async fn edit(seller: &Grammers, id: MessageId, text: &RichText) -> Result<Edited, CallError> {
    soon(seller.edit(Chat::Moderators, id, text)).await
}

/// What moderators see last.
fn seen(scene: &Scene) -> Body {
    let mut seen = scene.world.chat(scene.moderator, scene.supergroup);
    seen.pop().unwrap().message.body
}

#[tokio::test]
async fn moderators_phones_ring() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let told = soon(seller.send(Chat::Moderators, &outgoing("❗ №1", 1))).await;
    assert!(told.is_ok(), "{told:?}");
    let seen = scene.world.chat(scene.moderator, scene.supergroup);
    assert!(!seen.last().unwrap().message.body.silent);
}

#[tokio::test]
async fn the_sellers_own_phones_are_rung_only_where_nobody_else_reads() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let at = Machine.now() + Duration::from_secs(15);
    assert_eq!(soon(seller.ring(&outgoing("🔔", 1), at)).await, Ok(false));
    let me = scene.seller;
    scene.world.change_group(scene.supergroup, |group| group.members = [me].into());
    seller.shutdown().await;
    let alone = scene.connect().await;
    assert_eq!(soon(alone.ring(&outgoing("🔔", 2), at)).await, Ok(true));
}

#[tokio::test]
async fn a_customers_words_stay_words_when_they_are_told_anew() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let id = told(&seller, "❗").await;
    for words in ["@somebody", LINK, "/close"] {
        let length_utf16 = i32::try_from(words.len()).unwrap();
        let entity = |kind| Entity { kind, offset_utf16: 2, length_utf16 };
        for (style, entities) in [
            (Style::Code, vec![entity(EntityKind::Code)]),
            (Style::Quote, vec![entity(EntityKind::Blockquote), entity(EntityKind::Code)]),
        ] {
            assert_eq!(edit(&seller, id, &quoting(words, style)).await, Ok(Edited::Done));
            assert_eq!(seen(&scene).entities, entities, "{words}");
        }
    }
}

#[tokio::test]
async fn what_a_customer_links_to_is_neither_fetched_nor_shown() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let id = told(&seller, LINK).await;
    assert!(seen(&scene).no_preview, "sent");
    let text = plain("https://example.com/");
    assert_eq!(edit(&seller, id, &text).await, Ok(Edited::Done));
    assert!(seen(&scene).no_preview, "edited");
}

#[tokio::test]
async fn edits_are_told_apart() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let id = told(&seller, "one").await;
    // Once more is no trouble.
    for _ in 0..2 {
        assert_eq!(edit(&seller, id, &plain("two")).await, Ok(Edited::Done));
    }
    let read = soon(seller.messages(Chat::Moderators, &[id])).await;
    let message = read.unwrap().remove(0).unwrap();
    assert_eq!(message.text.as_str(), "two");
    assert!(message.edited_at.is_some());
}

#[tokio::test]
async fn what_can_not_be_edited_any_more_is_known_from_what_may_pass() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let id = told(&seller, "one").await;
    let never_was = MessageId(id.0 + 1000);
    let theirs = Post::new(scene.moderator, scene.supergroup, "somebody else's");
    let theirs = scene.id(&scene.world.post(theirs).unwrap());
    for id in [never_was, theirs] {
        assert_eq!(edit(&seller, id, &plain("two")).await, Ok(Edited::NoLonger));
    }
    let refused_with = async |code, name| {
        let rule = Rule::on(EDIT).refuse(code, name);
        let _armed = scene.centre.faults().arm(rule);
        edit(&seller, id, &plain("three")).await
    };
    for name in ["MESSAGE_EDIT_TIME_EXPIRED", "MSG_ID_INVALID"] {
        assert_eq!(refused_with(400, name).await, Ok(Edited::NoLonger), "{name}");
    }
    // There is no place for a new message either.
    for (code, name) in [(403, "CHAT_WRITE_FORBIDDEN"), (400, "CHANNEL_PRIVATE")] {
        let refused = Err(CallError::Refused(name.to_owned()));
        assert_eq!(refused_with(code, name).await, refused);
    }
}
