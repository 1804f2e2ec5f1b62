//! What the agent asks for, and what it gets.

use std::time::Duration;

use telegram_sandbox::datacentre::faults::{Garbage, Point, Rule};
use telegram_sandbox::world::{
    self, CallbackAnswer, InlineButton, Key, Markup, Peer, Post, QueryId, Refusal, RepeatAnswer,
    ServerQuirks, WorldEvent, WorldEvents,
};
use tribute_agent::order::{ButtonKind, EntityKind, MessageId};
use tribute_agent::rich_text::{Stretch, Style};
use tribute_agent::telegram::{
    CallError, Chat, ChatReader as _, Grammers, Message, Messenger as _, PressAnswer, Sent, Span,
};

use super::connection::read_at_last;
use super::scene::{Scene, outgoing, soon};

async fn history(seller: &Grammers, above: i32, below: Option<i32>, limit: u32) -> Vec<Message> {
    let span = Span { above: MessageId(above), below: below.map(MessageId), limit };
    soon(seller.history(Chat::Tribute, span)).await.unwrap()
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|it| it.text.as_str()).collect()
}

#[tokio::test]
async fn a_repeat_under_the_same_random_id_is_one_message() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let first = soon(seller.send(Chat::Tribute, &outgoing("hello", 7))).await;
    let Ok(Sent::As(id)) = first else {
        panic!("{first:?}");
    };
    let again = soon(seller.send(Chat::Tribute, &outgoing("hello", 7))).await;
    assert_eq!(again, Ok(Sent::As(id)));
    scene.world.set_quirks(ServerQuirks {
        random_id_repeat: RepeatAnswer::Error,
        ..ServerQuirks::default()
    });
    let again = soon(seller.send(Chat::Tribute, &outgoing("hello", 7))).await;
    assert_eq!(again, Ok(Sent::Before));
    let all = history(&seller, 0, None, 100).await;
    assert_eq!(texts(&all), ["hello"]);
    assert_eq!((all[0].id, all[0].outgoing), (id, true));
}

/// Otherwise nobody would hear that nothing is read any more.
#[tokio::test]
async fn an_answer_that_can_not_be_decoded_is_a_reading_that_failed() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    for garbage in [Garbage::Nonsense, Garbage::Empty] {
        let rule = Rule::on("messages.getHistory").garble(garbage);
        let _armed = scene.centre.faults().arm(rule);
        let span = Span { above: MessageId(0), below: None, limit: 1 };
        let read = soon(seller.history(Chat::Tribute, span)).await;
        assert!(matches!(read, Err(CallError::Unknown(_))), "{read:?}");
        read_at_last(&seller).await;
    }
}

#[tokio::test]
async fn a_reply_is_attached_and_styled() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let order = scene.id(&scene.bot_says("🆕 order"));
    let mut reply = outgoing("🆕 12345", 1);
    reply.reply_to = Some(order);
    reply.text.stretches = vec![Stretch { style: Style::Code, offset_utf16: 3, length_utf16: 5 }];
    soon(seller.send(Chat::Tribute, &reply)).await.unwrap();
    let all = history(&seller, order.0, None, 100).await;
    assert_eq!(all[0].reply_to, Some(order));
    let entity = &all[0].entities[0];
    assert_eq!((entity.offset_utf16, entity.length_utf16), (3, 5));
    let seen = scene.world.chat(scene.bot, Peer::User(scene.seller));
    let entity = &seen.last().unwrap().message.body.entities[0];
    assert_eq!(entity.kind, world::EntityKind::Code);
}

#[tokio::test]
async fn history_is_read_within_its_bounds_newest_first() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let ids: Vec<i32> =
        (0..250).map(|number| scene.id(&scene.bot_says(&number.to_string())).0).collect();
    let numbers = |messages: Vec<Message>| -> Vec<i32> {
        messages.iter().map(|it| it.text.as_str().parse().unwrap()).collect()
    };
    let down = |from: i32, to: i32| (to..=from).rev().collect::<Vec<i32>>();

    let newest = history(&seller, 0, None, 100).await;
    assert_eq!(numbers(newest), down(249, 150));
    let next = history(&seller, 0, Some(ids[150]), 100).await;
    assert_eq!(numbers(next), down(149, 50));
    let last = history(&seller, 0, Some(ids[50]), 100).await;
    assert_eq!(numbers(last), down(49, 0));
    let between = history(&seller, ids[10], Some(ids[20]), 100).await;
    assert_eq!(numbers(between), down(19, 11));
    let more_than_a_page = history(&seller, ids[10], None, 200).await;
    assert_eq!(numbers(more_than_a_page), down(249, 50));
    assert!(history(&seller, ids[249], None, 100).await.is_empty());
    assert!(history(&seller, ids[10], Some(ids[11]), 100).await.is_empty());
    assert!(history(&seller, ids[10], Some(ids[10]), 100).await.is_empty());
}

/// Telegram may give less than was asked for although there is more.
#[tokio::test]
async fn a_history_that_comes_in_crumbs_is_read_whole() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let said: Vec<String> = (0..120).map(|number| number.to_string()).collect();
    let first = said.iter().map(|text| scene.id(&scene.bot_says(text))).min();
    scene.world.set_quirks(ServerQuirks { page_max: 30, ..ServerQuirks::default() });
    let newest = history(&seller, 0, None, 100).await;
    let expected: Vec<_> = said.iter().rev().map(String::as_str).collect();
    assert_eq!(texts(&newest), expected[..100]);
    let above_the_first = history(&seller, first.unwrap().0, None, 200).await;
    assert_eq!(texts(&above_the_first), expected[..119]);
}

#[tokio::test]
async fn a_message_is_read_with_all_that_matters() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let first = scene.bot_says("first");
    let rows = vec![vec![InlineButton::callback("Отправить", *b"ok")]];
    let order = scene
        .world
        .post(
            Post::new(scene.bot, Peer::User(scene.seller), "@ivan")
                .with_entities(vec![world::Entity {
                    kind: world::EntityKind::Mention,
                    offset_utf16: 0,
                    length_utf16: 5,
                }])
                .with_markup(Markup::Inline(rows))
                .replying_to(first.message),
        )
        .unwrap();
    let keyboard = Markup::Keyboard { rows: vec![vec![Key::text("Send")]], once: true };
    let post = Post::new(scene.bot, Peer::User(scene.seller), "keys").with_markup(keyboard);
    let keys = scene.world.post(post).unwrap();

    let ids = [scene.id(&keys), scene.id(&order)];
    let read = soon(seller.messages(Chat::Tribute, &ids)).await.unwrap();
    let (keys, order) = (read[0].as_ref().unwrap(), read[1].as_ref().unwrap());
    assert_eq!(keys.buttons[0].kind, ButtonKind::KeyboardText);
    assert_eq!(order.buttons[0].label.as_str(), "Отправить");
    let data = b"ok".to_vec();
    assert_eq!(order.buttons[0].kind, ButtonKind::Callback { data });
    assert_eq!(order.entities[0].kind, EntityKind::Mention);
    assert_eq!(order.reply_to, Some(scene.id(&first)));
    assert_eq!(order.sender.unwrap().0, scene.bot.0);
    assert!(!order.outgoing && !order.forwarded && !order.via_bot);
}

#[tokio::test]
async fn what_is_gone_or_elsewhere_is_not_there() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let kept = scene.bot_says("kept");
    let gone = scene.bot_says("gone");
    let elsewhere = Post::new(scene.moderator, Peer::User(scene.seller), "elsewhere");
    let elsewhere = scene.world.post(elsewhere).unwrap();
    scene.world.delete(scene.bot, &[gone.message]).unwrap();
    let ids = [&gone, &elsewhere, &kept].map(|posted| scene.id(posted));
    let read = soon(seller.messages(Chat::Tribute, &ids)).await.unwrap();
    let texts: Vec<_> = read.iter().map(|it| it.as_ref().map(|it| it.text.as_str())).collect();
    assert_eq!(texts, [None, None, Some("kept")]);
}

/// A message of the bot with one button, which sends `ok`.
fn with_button(scene: &Scene) -> MessageId {
    let rows = vec![vec![InlineButton::callback("Send", *b"ok")]];
    let post = Post::new(scene.bot, Peer::User(scene.seller), "confirm");
    let post = post.with_markup(Markup::Inline(rows));
    scene.id(&scene.world.post(post).unwrap())
}

async fn next_press(events: &mut WorldEvents) -> QueryId {
    loop {
        if let WorldEvent::Callback { query, data, .. } = events.next().await.unwrap() {
            assert_eq!(data, b"ok");
            return query;
        }
    }
}

#[tokio::test]
async fn a_press_is_answered_by_the_bot() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let message = with_button(&scene);
    let mut events = scene.world.events();
    let mut press = async |answer: Option<CallbackAnswer>| {
        let answered = async {
            let query = next_press(&mut events).await;
            match answer {
                Some(answer) => scene.world.answer_callback(query, answer),
                None => scene.world.refuse_callback(query, Refusal::BOT_RESPONSE_TIMEOUT),
            }
        };
        soon(async { tokio::join!(seller.press(message, b"ok"), answered).0 }).await
    };
    let Ok(PressAnswer::Accepted { notice: None }) = press(Some(CallbackAnswer::default())).await
    else {
        panic!("a plain answer");
    };
    let Ok(PressAnswer::Accepted { notice }) = press(Some(CallbackAnswer::notice("sent"))).await
    else {
        panic!("a notice");
    };
    assert_eq!(notice.unwrap().as_str(), "sent");
    let Ok(PressAnswer::Alert(text)) = press(Some(CallbackAnswer::alert("no"))).await else {
        panic!("an alert");
    };
    assert_eq!(text.as_str(), "no");
    let silent = press(None).await;
    assert!(matches!(silent, Err(CallError::Unknown(_))), "{silent:?}");
    let nothing_there = soon(seller.press(message, b"other")).await;
    assert!(matches!(nothing_there, Err(CallError::Refused(_))), "{nothing_there:?}");
}

#[tokio::test]
async fn a_press_that_is_cut_is_unknown_and_was_one_press() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let message = with_button(&scene);
    let mut events = scene.world.events();
    let rule = Rule::on("messages.getBotCallbackAnswer").cut(Point::AfterExecuting);
    let mut armed = scene.centre.faults().arm(rule);
    let (outcome, met) =
        soon(async { tokio::join!(seller.press(message, b"ok"), armed.matched()) }).await;
    assert!(met.is_some());
    assert!(matches!(outcome, Err(CallError::Unknown(_))), "{outcome:?}");
    // The connection is up again when this is answered; a repeat would have come before it.
    soon(seller.send(Chat::Tribute, &outgoing("later", 1))).await.unwrap();
    let mut presses = 0;
    while let Some(event) = events.try_next() {
        presses += usize::from(matches!(event, WorldEvent::Callback { .. }));
    }
    assert_eq!(presses, 1);
}

#[tokio::test]
async fn an_answer_that_never_comes_ends_the_call_and_nothing_else() {
    let mut scene = Scene::new().await;
    scene.settings.limits.call = Duration::from_secs(3);
    let seller = scene.connect().await;
    let rule = Rule::on("messages.sendMessage").hold(Point::AfterExecuting);
    let _armed = scene.centre.faults().arm(rule);
    let outcome = soon(seller.send(Chat::Tribute, &outgoing("hello", 1))).await;
    assert!(matches!(outcome, Err(CallError::Unknown(_))), "{outcome:?}");
    assert_eq!(texts(&read_at_last(&seller).await), ["hello"]);
}

#[tokio::test]
async fn refusals_and_waits_come_as_they_are() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let faults = scene.centre.faults();
    let _wait = faults.arm(Rule::on("messages.sendMessage").flood_wait(7));
    let outcome = soon(seller.send(Chat::Tribute, &outgoing("hello", 1))).await;
    assert_eq!(outcome, Err(CallError::FloodWait(Duration::from_secs(7))));
    let _refusal = faults.arm(Rule::on("messages.sendMessage").refuse(403, "CHAT_WRITE_FORBIDDEN"));
    let outcome = soon(seller.send(Chat::Tribute, &outgoing("hello", 2))).await;
    assert_eq!(outcome, Err(CallError::Refused("CHAT_WRITE_FORBIDDEN".to_owned())));
    assert!(history(&seller, 0, None, 100).await.is_empty());
}
