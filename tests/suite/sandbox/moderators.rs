//! Moderators who act by script, in front of cards that the seller's client and their bot write.

use telegram_sandbox::accounts::{MODERATOR, MODERATORS_BOT, OUTSIDER, SECOND_MODERATOR};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{
    Actor, CallbackAnswer, ConnectionId, Entity, EntityKind, InlineButton, Markup, Peer, Post,
    WorldEvent,
};
use telegram_sandbox::{Options, Running, Sandbox};

use super::{soon, until};

async fn sandbox(behaviour: &str) -> Running {
    let moderators = Some(behaviour.parse().unwrap());
    Sandbox::start(Options { moderators, ..Options::default() }).await.unwrap()
}

/// A card of the bot's, as its client would write it.
fn card(running: &Running, chat: Peer, buttons: &[&str]) {
    let text = "№148\nTwo accounts: 12345 and 67890.\nAnswer: the right account";
    let offset_utf16 = i32::try_from(text.find("12345").unwrap()).unwrap() - 2; // `№` is one unit
    let code = Entity { kind: EntityKind::Code, offset_utf16, length_utf16: 5 };
    let row = buttons.iter().map(|label| InlineButton::callback(*label, *label)).collect();
    let post = Post::new(MODERATORS_BOT, chat, text).with_entities(vec![code]);
    let post = if buttons.is_empty() { post } else { post.with_markup(Markup::Inline(vec![row])) };
    let actor = Actor { user: MODERATORS_BOT, connection: Some(ConnectionId(u64::MAX)) };
    running.world().post_as(actor, post).unwrap();
}

#[tokio::test]
async fn a_card_is_answered_in_the_manner_that_was_chosen() {
    let (first, second, outsider) = (MODERATOR.0, SECOND_MODERATOR.0, OUTSIDER.0);
    for (behaviour, expected) in [
        ("words", vec![(first, "12345")]),
        ("twice", vec![(first, "12345"), (first, "12345")]),
        ("two", vec![(first, "12345"), (second, "87654321")]),
        ("outsider", vec![(outsider, "87654321"), (first, "12345")]),
        ("stop", vec![(first, "87654321"), (first, "stop"), (first, "12345")]),
    ] {
        let running = sandbox(behaviour).await;
        for chat in [running.supergroup(), running.group()] {
            let mut events = running.events();
            while events.try_next().is_some() {}
            card(&running, chat, &[]);
            let mut said = Vec::new();
            for _ in &expected {
                let is_said = |kind: &Kind| matches!(kind, Kind::ModeratorSaid { .. });
                let Kind::ModeratorSaid { from, text, reply_to, by_button, .. } =
                    until(&mut events, is_said).await.kind
                else {
                    panic!("nobody said anything");
                };
                assert!(reply_to.is_some() && !by_button);
                said.push((from, text));
            }
            // Of two at the same time nobody is the first.
            said.sort();
            let mut expected: Vec<_> =
                expected.iter().map(|(from, text)| (*from, (*text).to_owned())).collect();
            expected.sort();
            assert_eq!(said, expected, "{behaviour}");
        }
    }
}

#[tokio::test]
async fn a_button_is_tapped_and_what_it_shows_is_told() {
    let running = sandbox("buttons").await;
    let mut events = running.events();
    let mut world = running.world().events();
    card(&running, running.group(), &["12345", "67890"]);
    let tapped = soon(async {
        loop {
            let event = world.next().await.unwrap();
            if let WorldEvent::Callback { query, data, .. } = event {
                return (query, data);
            }
        }
    })
    .await;
    assert_eq!(tapped.1, b"12345");
    assert!(running.has_more_to_come());
    let answer = CallbackAnswer::notice("taken");
    assert!(running.world().answer_callback(tapped.0, answer));
    let card = until(&mut events, |kind| matches!(kind, Kind::Card { .. })).await;
    let Kind::Card { number, buttons, edited, .. } = card.kind else { panic!("no card") };
    assert_eq!((number, edited), (148, false));
    assert_eq!(buttons, ["12345", "67890"]);
    let said = until(&mut events, |kind| matches!(kind, Kind::ModeratorSaid { .. })).await;
    let Kind::ModeratorSaid { text, by_button, .. } = said.kind else { panic!("nobody") };
    assert_eq!((&*text, by_button), ("12345", true));
    let toast = until(&mut events, |kind| matches!(kind, Kind::Toast { .. })).await;
    let Kind::Toast { text, alert, user, .. } = toast.kind else { panic!("no toast") };
    assert_eq!((&*text, alert, user), ("taken", false, MODERATOR.0));
}
