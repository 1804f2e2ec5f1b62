//! Finding the two chats that matter.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::world::{GroupId, Peer, Post, Refusal, User};
use tribute_agent::i18n::{Language, with_language};
use tribute_agent::machine::{Clock, Machine};
use tribute_agent::order::MessageId;
use tribute_agent::report::{Exit, UserError as _};
use tribute_agent::telegram::{
    Chat, ChatReader as _, Messenger as _, ModeratorsAddress, Outgoing, Sent, Span, connect,
};

use super::scene::{Scene, outgoing, soon};

#[tokio::test]
async fn everybody_is_found() {
    let scene = Scene::new().await;
    let (_seller, account) = scene.try_connect().await.unwrap();
    assert_eq!(account.seller.0, scene.seller.0);
    assert!(!account.live);
    assert_eq!(account.moderators.id, -1_000_000_000_008);
    assert_eq!(account.moderators.title.as_str(), "Super");
    assert!(!account.moderators.public);
}

fn numbered(id: i64) -> ModeratorsAddress {
    ModeratorsAddress::of_id(id).unwrap()
}

fn named(username: &str) -> ModeratorsAddress {
    ModeratorsAddress::Username(username.to_owned())
}

#[tokio::test]
async fn moderators_are_reached_under_every_kind_of_address() {
    let mut scene = Scene::new().await;
    let group = Post::new(scene.moderator, scene.supergroup, "so that it is a dialog");
    scene.world.post(group).unwrap();
    for (address, random_id) in [
        (numbered(-1_000_000_000_008), 1),
        (numbered(-7), 2),
        (named("moderator"), 3),
        (ModeratorsAddress::Me, 4),
    ] {
        scene.settings.moderators = address.clone();
        let seller = scene.connect().await;
        let text = format!("to {address}");
        let sent = outgoing(&text, random_id);
        soon(seller.send(Chat::Moderators, &sent)).await.unwrap();
        let span = Span { above: tribute_agent::order::MessageId(0), below: None, limit: 1 };
        let read = soon(seller.history(Chat::Moderators, span)).await.unwrap();
        assert_eq!(read[0].text.as_str(), text);
        assert!(read[0].outgoing, "{address}");
        assert_eq!(read[0].sender.unwrap().0, scene.seller.0, "{address}");
        seller.shutdown().await;
    }
}

#[tokio::test]
async fn moderators_who_are_not_there_are_explained() {
    let mut scene = Scene::new().await;
    let stranger = scene.world.add_user(User::human(1003, "Stranger"));
    scene.world.add_supergroup(9, "Not ours", stranger, &[]);
    scene.world.add_group(10, "Not ours", stranger, &[]);
    for address in
        [numbered(-1_000_000_000_009), numbered(-10), named("nobody_here"), numbered(4242)]
    {
        scene.settings.moderators = address.clone();
        let error = scene.try_connect().await.err().unwrap();
        assert_eq!(error.code(), "telegram.moderators_missing", "{address}");
        assert_eq!(error.exit(), Exit::ActionRequired);
        assert!(with_language(Language::Russian, || error.what()).contains(&address.to_string()));
    }
}

/// It would answer every message about its answers.
#[tokio::test]
async fn moderators_are_not_the_bot_whatever_leads_there() {
    let mut scene = Scene::new().await;
    scene.bot_says("so that it is a dialog");
    for address in [named("tribute"), named("Tribute"), numbered(scene.bot.0)] {
        scene.settings.moderators = address.clone();
        let error = scene.try_connect().await.err().unwrap();
        assert_eq!(error.code(), "telegram.moderators_are_tribute", "{address}");
        assert_eq!(error.exit(), Exit::ActionRequired);
        assert!(with_language(Language::Russian, || error.what()).contains(&address.to_string()));
    }
}

/// An earlier version took it, and remembers where it is.
#[tokio::test]
async fn nor_are_they_when_they_were_found_before() {
    let mut scene = Scene::new().await;
    let bot = scene.settings.tribute_id;
    let other = scene.world.add_user(User::bot(77, "Other", "other_bot"));
    scene.settings.tribute_username = "other_bot".to_owned();
    scene.settings.tribute_id = tribute_agent::order::UserId(other.0);
    scene.settings.moderators = named("tribute");
    scene.connect().await.shutdown().await;
    scene.settings.tribute_username = "tribute".to_owned();
    scene.settings.tribute_id = bot;
    let error = scene.try_connect().await.err().unwrap();
    assert_eq!(error.code(), "telegram.moderators_are_tribute");
}

#[tokio::test]
async fn moderators_whom_nobody_may_write_to_are_explained() {
    let mut scene = Scene::new().await;
    let group = Peer::Group(GroupId(7));
    let dialog = Post::new(scene.moderator, scene.supergroup, "so that it is a dialog");
    scene.world.post(dialog).unwrap();
    for (chat, title) in [(group, "Basic"), (scene.supergroup, "Super")] {
        scene.world.change_group(chat, |it| it.muted = true);
        let refused = scene.world.post(Post::new(scene.seller, chat, "hello"));
        assert_eq!(refused.unwrap_err(), Refusal::CHAT_WRITE_FORBIDDEN);
        scene.settings.moderators = numbered(chat.bot_api_id());
        let error = scene.try_connect().await.err().unwrap();
        assert_eq!(error.code(), "telegram.moderators_mute", "{title}");
        assert!(with_language(Language::Russian, || error.what()).contains(title), "{error}");
        assert_eq!(error.exit(), Exit::ActionRequired);
    }
}

#[tokio::test]
async fn in_a_forum_moderators_have_a_topic() {
    let mut scene = Scene::new().await;
    let dialog = Post::new(scene.moderator, scene.supergroup, "so that it is a dialog");
    scene.world.post(dialog).unwrap();
    let topics = BTreeMap::from([(1, true), (7, false)]);
    scene.world.change_group(scene.supergroup, |it| it.topics = topics);
    let refused = scene.world.post(Post::new(scene.seller, scene.supergroup, "hello"));
    assert_eq!(refused.unwrap_err(), Refusal::TOPIC_CLOSED);
    for (chat, topic, code) in [
        (scene.supergroup, None, "telegram.topic_closed"),
        (scene.supergroup, Some(MessageId(8)), "telegram.topic_missing"),
        (Peer::Group(GroupId(7)), Some(MessageId(7)), "telegram.topic_missing"),
    ] {
        scene.settings.moderators = numbered(chat.bot_api_id());
        scene.settings.topic = topic;
        assert_eq!(scene.try_connect().await.err().unwrap().code(), code, "{topic:?}");
    }
    scene.settings.moderators = numbered(scene.supergroup.bot_api_id());
    scene.settings.topic = Some(MessageId(7));
    let seller = scene.connect().await;
    let Sent::As(id) = soon(seller.send(Chat::Moderators, &outgoing("hello", 1))).await.unwrap()
    else {
        panic!("it was not sent")
    };
    let answer = Outgoing { reply_to: Some(id), ..outgoing("and more", 2) };
    soon(seller.send(Chat::Moderators, &answer)).await.unwrap();
    let views = scene.world.chat(scene.seller, scene.supergroup);
    let topics: Vec<_> = views.iter().rev().take(2).map(|view| view.message.topic).collect();
    assert_eq!(topics, [Some(7), Some(7)]);
}

#[tokio::test]
async fn a_name_that_somebody_else_has_is_not_trusted() {
    let mut scene = Scene::new().await;
    scene.settings.tribute_username = "moderator".to_owned();
    let error = scene.try_connect().await.err().unwrap();
    assert_eq!(error.code(), "telegram.tribute_is_another");
    let found = format!("(id {})", scene.moderator.0);
    assert!(error.to_string().contains(&found), "{error}");
    assert_eq!(error.exit(), Exit::ActionRequired);

    scene.settings.tribute_username = "nobody_here".to_owned();
    let error = scene.try_connect().await.err().unwrap();
    assert_eq!(error.code(), "telegram.tribute_missing");
}

#[tokio::test]
async fn names_are_looked_up_once() {
    let mut scene = Scene::new().await;
    scene.settings.moderators = named("moderator");
    scene.connect().await.shutdown().await;
    let lookups = Rule::on("contacts.resolveUsername").flood_wait(3600).times(9);
    let _armed = scene.centre.faults().arm(lookups);
    let seller = scene.connect().await;
    soon(seller.send(Chat::Moderators, &outgoing("hello", 1))).await.unwrap();
    let seen = scene.world.chat(scene.moderator, Peer::User(scene.seller));
    assert_eq!(seen[0].message.body.text, "hello");
}

#[tokio::test]
async fn telegrams_clock_is_known() {
    let ahead = || Machine.now() + jiff::SignedDuration::from_hours(1);
    let scene = Scene::at(Arc::new(ahead)).await;
    let seller = scene.connect().await;
    let off_s = (seller.clock_offset() - jiff::SignedDuration::from_hours(1)).as_secs();
    assert!(off_s.abs() <= 2, "{off_s}");
}

/// Signatures go by it: it is measured again at once.
#[tokio::test]
async fn telegrams_clock_is_known_when_ours_is_put_right() {
    const FAST_S: i64 = 3600;
    struct Fast(AtomicI64);
    impl Clock for Fast {
        fn now(&self) -> jiff::Timestamp {
            Machine.now() + jiff::SignedDuration::from_secs(self.0.load(Ordering::Relaxed))
        }
    }
    let mut scene = Scene::new().await;
    scene.settings.limits.suspend_threshold = Duration::from_millis(300);
    let clock = Arc::new(Fast(AtomicI64::new(FAST_S)));
    let connecting =
        connect(scene.settings.clone(), scene.store(), clock.clone(), Arc::new(Machine));
    let (seller, _) = soon(connecting).await.unwrap();
    assert!(seller.clock_offset().as_secs() < -FAST_S / 2);
    clock.0.store(0, Ordering::Relaxed);
    soon(async {
        while seller.clock_offset().as_secs() < -FAST_S / 2 {
            seller.bell(Chat::Tribute).await;
        }
    })
    .await;
}
