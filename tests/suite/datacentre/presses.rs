//! Inline buttons.

use std::time::Duration;

use grammers_client::tl;
use telegram_sandbox::world::{
    CallbackAnswer, Edit, InlineButton, Markup, Peer, Post, Posted, QueryId, ServerQuirks,
    WorldEvent,
};

use crate::stage::{Device, Stage};

fn with_button(stage: &Stage) -> Posted {
    let markup = Markup::Inline(vec![vec![InlineButton::callback("Send", "send")]]);
    let post = Post::new(stage.bot, Peer::User(stage.seller), "ready").with_markup(markup);
    stage.world.post(post).unwrap()
}

fn pressing(
    device: &Device,
    stage: &Stage,
    msg_id: i32,
    data: &str,
) -> tl::functions::messages::GetBotCallbackAnswer {
    tl::functions::messages::GetBotCallbackAnswer {
        game: false,
        peer: device.input(Peer::User(stage.bot)),
        msg_id,
        data: Some(data.as_bytes().to_vec()),
        password: None,
    }
}

fn asked(event: &WorldEvent) -> Option<QueryId> {
    match event {
        WorldEvent::Callback { query, data, .. } => {
            assert_eq!(data, b"send");
            Some(*query)
        }
        _ => None,
    }
}

#[tokio::test]
async fn the_bot_answers_a_press() {
    let mut stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let id = with_button(&stage).ids.for_user(stage.seller).unwrap();
    let request = pressing(&device, &stage, id, "send");
    let pressed = async {
        let tl::enums::messages::BotCallbackAnswer::Answer(answer) =
            device.invoke(request).await.unwrap();
        answer
    };
    let world = stage.world.clone();
    let answering = async {
        let query = stage.until(asked).await;
        assert!(world.answer_callback(query, CallbackAnswer::alert("no")));
        assert!(!world.answer_callback(query, CallbackAnswer::default()));
    };
    let (answer, ()) = tokio::join!(pressed, answering);
    assert_eq!((answer.message.as_deref(), answer.alert), (Some("no"), true));
    assert_eq!(stage.world.counters().presses, 1);
}

#[tokio::test]
async fn a_bot_that_says_nothing_is_not_waited_for_for_ever() {
    let stage = Stage::new().await;
    stage.world.set_quirks(ServerQuirks {
        callback_timeout: Duration::from_millis(1),
        ..ServerQuirks::default()
    });
    let device = stage.device(stage.seller);
    let id = with_button(&stage).ids.for_user(stage.seller).unwrap();
    let refused = device.refused(pressing(&device, &stage, id, "send")).await;
    assert_eq!(refused, "BOT_RESPONSE_TIMEOUT");
}

#[tokio::test]
async fn a_button_that_is_not_there_can_not_be_pressed() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let posted = with_button(&stage);
    let id = posted.ids.for_user(stage.seller).unwrap();
    let press = async |id, data| device.refused(pressing(&device, &stage, id, data)).await;
    assert_eq!(press(id, "other").await, "DATA_INVALID");
    assert_eq!(press(id + 1, "send").await, "MESSAGE_ID_INVALID");
    let edit = Edit { markup: Some(None), ..Edit::default() };
    stage.world.edit(posted.message, edit).unwrap();
    assert_eq!(press(id, "send").await, "MESSAGE_ID_INVALID");
    assert_eq!(stage.world.counters().presses_refused, 3);
    assert_eq!(stage.world.counters().presses, 0);
}
