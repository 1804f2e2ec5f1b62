//! A bot that logs in with its token: what it may do, what it gets of a group, its buttons.

use std::time::Duration;

use grammers_client::sender::InvocationError;
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::{self, enums, functions, types};
use telegram_sandbox::world::{
    AuthKey, BotCommand, InlineButton, Login, Markup, MessageKey, Peer, Post, ReplyTo,
    ServerQuirks, Service, User, UserId,
};

use crate::stage::{Device, Stage, sent_id, soon};

const BOT: UserId = UserId(7_000_000_001);
const API_HASH: &str = "0123456789abcdef0123456789abcdef";

/// A bot in both groups, logged in.
struct Scene {
    stage: Stage,
    token: String,
    bot: Device,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let token = stage.world.register_bot(User::bot(BOT.0, "Helper", "helper_bot"));
        for chat in [stage.group, stage.supergroup] {
            stage.world.change_group(chat, |group| group.members.extend([BOT]));
        }
        let bot = Device::new(&stage, BOT, &AuthKey::of_bot(&token));
        let me = soon(bot.client.bot_sign_in(&token, API_HASH)).await.unwrap();
        assert_eq!(me.id().bare_id(), Some(BOT.0));
        Self { stage, token, bot }
    }

    /// A card of the bot's with one button; the key of the message.
    async fn card(&self, chat: Peer, random_id: i64) -> MessageKey {
        let request = tl::functions::messages::SendMessage {
            reply_markup: Some(keyboard(&[("Yes", b"yes")])),
            ..self.bot.sending(chat, "a card", random_id, None)
        };
        let id = sent_id(&self.bot.invoke(request).await.unwrap());
        self.key(chat, id)
    }

    fn key(&self, chat: Peer, id: i32) -> MessageKey {
        let views = self.stage.world.chat(BOT, chat);
        views.iter().find(|view| view.id == id).unwrap().message.key
    }

    fn id(&self, viewer: UserId, card: MessageKey) -> i32 {
        self.stage.world.id_for(viewer, card).unwrap()
    }

    fn say(&self, text: &str, reply_to: Option<MessageKey>) -> MessageKey {
        let post = Post::new(self.stage.moderator, self.stage.group, text);
        let post = Post { reply_to: reply_to.map(ReplyTo::Message), ..post };
        self.stage.world.post(post).unwrap().message
    }
}

fn keyboard(buttons: &[(&str, &[u8])]) -> enums::ReplyMarkup {
    let button = |(text, data): &(&str, &[u8])| {
        let callback =
            types::InlineButtonTypeCallback { requires_password: false, data: data.to_vec() };
        let (text, r#type) = ((*text).to_owned(), callback.into());
        types::KeyboardInlineButton { style: None, text, r#type }.into()
    };
    let row = types::KeyboardInlineButtonRow { buttons: buttons.iter().map(button).collect() };
    types::ReplyInlineMarkup { force_reply: false, rows: vec![row.into()] }.into()
}

fn pressing(peer: enums::InputPeer, id: i32) -> functions::messages::GetBotCallbackAnswer {
    functions::messages::GetBotCallbackAnswer {
        game: false,
        peer,
        msg_id: id,
        data: Some(b"yes".to_vec()),
        password: None,
    }
}

fn answering(query: i64, text: &str) -> functions::messages::SetBotCallbackAnswer {
    functions::messages::SetBotCallbackAnswer {
        alert: false,
        query_id: query,
        message: Some(text.to_owned()),
        url: None,
        cache_time: 0,
    }
}

#[tokio::test]
async fn only_a_known_token_logs_in() {
    let mut scene = Scene::new().await;
    for wrong in ["", "1:A", &scene.token[1..]] {
        let device = Device::new(&scene.stage, BOT, &scene.stage.world.unbound_key());
        let refused = soon(device.client.bot_sign_in(wrong, API_HASH)).await.unwrap_err();
        assert!(refused.to_string().contains("ACCESS_TOKEN_INVALID"), "{refused}");
    }
    let token = scene.stage.world.renew_bot_token(BOT);
    assert_ne!(token, scene.token);
    let refused = scene.bot.refused(functions::updates::GetState {}).await;
    assert_eq!(refused, "SESSION_REVOKED");
    scene.bot = Device::new(&scene.stage, BOT, &AuthKey::of_bot(&token));
    soon(scene.bot.client.bot_sign_in(&token, API_HASH)).await.unwrap();
    assert_eq!(scene.stage.world.login(AuthKey::of_bot(&token).id()), Login::User(BOT));
}

#[tokio::test]
async fn a_bot_may_not_do_what_people_do_nor_they_what_it_does() {
    let scene = Scene::new().await;
    let history = functions::messages::GetHistory {
        peer: scene.bot.input(scene.stage.supergroup),
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 1,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    assert_eq!(scene.bot.refused(history).await, "BOT_METHOD_INVALID");
    let device = scene.stage.device(scene.stage.moderator);
    assert_eq!(device.refused(answering(1, "no")).await, "USER_BOT_REQUIRED");
    let card = functions::messages::SendMessage {
        reply_markup: Some(keyboard(&[("Yes", b"yes")])),
        ..device.sending(scene.stage.group, "no card", 1, None)
    };
    device.invoke(card).await.unwrap();
    let newest = scene.stage.world.chat(scene.stage.moderator, scene.stage.group).pop().unwrap();
    assert_eq!(newest.message.body.markup, None);
}

#[tokio::test]
async fn a_bot_gets_of_a_group_only_what_is_meant_for_it() {
    let scene = Scene::new().await;
    let card = scene.card(scene.stage.group, 1).await;
    let talk = scene.say("12345", None);
    let answer = scene.say("12345", Some(card));
    let command = scene.say("/orders@Helper_Bot now", None);
    let others = scene.say("/orders@other_bot", None);
    let general = scene.say("/help", None);
    scene.stage.world.pin(scene.stage.moderator, scene.stage.group, talk).unwrap();
    let found: Vec<_> = scene.stage.world.chat(BOT, scene.stage.group);
    let keys: Vec<_> = found.iter().map(|view| view.message.key).collect();
    assert_eq!(keys[..keys.len() - 1], [card, answer, command, general]);
    assert!(!keys.contains(&talk) && !keys.contains(&others));
    assert_eq!(found.last().unwrap().message.service, Some(Service::Pinned));
    // Everybody numbers for themselves, so the same messages go by other numbers.
    assert_ne!(scene.id(BOT, answer), scene.id(scene.stage.moderator, answer));
}

#[tokio::test]
async fn a_bot_is_told_of_a_tap_and_answers_it_once() {
    for in_supergroup in [false, true] {
        let mut scene = Scene::new().await;
        let chat = if in_supergroup { scene.stage.supergroup } else { scene.stage.group };
        let mut updates = scene.bot.updates();
        let card = scene.card(chat, 1).await;
        let moderator = scene.stage.device(scene.stage.moderator);
        let request = pressing(moderator.input(chat), scene.id(scene.stage.moderator, card));
        let bot_id = scene.id(BOT, card);
        let pressed = async { moderator.invoke(request).await.unwrap() };
        let answered = async {
            let tap = loop {
                let UpdatesLike::Updates(enums::Updates::Updates(it)) =
                    soon(updates.recv()).await.unwrap()
                else {
                    continue;
                };
                if let Some(enums::Update::BotCallbackQuery(tap)) = it.updates.first() {
                    assert!(it.users.iter().any(|user| user.id() == tap.user_id));
                    break tap.clone();
                }
            };
            assert_eq!((tap.user_id, tap.msg_id), (scene.stage.moderator.0, bot_id));
            assert_eq!(tap.data.as_deref(), Some(&b"yes"[..]));
            let long = "x".repeat(201);
            assert_eq!(scene.bot.refused(answering(tap.query_id, &long)).await, "MESSAGE_TOO_LONG");
            assert!(scene.bot.invoke(answering(tap.query_id, "taken")).await.unwrap());
            let again = scene.bot.refused(answering(tap.query_id, "again")).await;
            assert_eq!(again, "QUERY_ID_INVALID");
        };
        let (answer, ()) = tokio::join!(pressed, answered);
        let enums::messages::BotCallbackAnswer::Answer(answer) = answer;
        assert_eq!((answer.message.as_deref(), answer.alert), (Some("taken"), false));
    }
}

#[tokio::test]
async fn a_tap_that_nobody_waits_for_any_more_can_not_be_answered() {
    let mut scene = Scene::new().await;
    let quirks = ServerQuirks { callback_timeout: Duration::ZERO, ..ServerQuirks::default() };
    scene.stage.world.set_quirks(quirks);
    let card = scene.card(scene.stage.group, 1).await;
    let moderator = scene.stage.device(scene.stage.moderator);
    let (input, id) = (moderator.input(scene.stage.group), scene.id(scene.stage.moderator, card));
    assert_eq!(moderator.refused(pressing(input, id)).await, "BOT_RESPONSE_TIMEOUT");
    let query = scene
        .stage
        .until(|event| match event {
            telegram_sandbox::world::WorldEvent::Callback { query, .. } => Some(*query),
            _ => None,
        })
        .await;
    assert_eq!(scene.bot.refused(answering(query.0, "late")).await, "QUERY_ID_INVALID");
}

#[tokio::test]
async fn an_edit_changes_buttons_or_takes_them_away() {
    let scene = Scene::new().await;
    let chat = scene.stage.supergroup;
    let card = scene.card(chat, 1).await;
    let edit = |reply_markup, message: &str| functions::messages::EditMessage {
        no_webpage: true,
        invert_media: false,
        peer: scene.bot.input(chat),
        id: scene.id(BOT, card),
        message: Some(message.to_owned()),
        media: None,
        reply_markup,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    let markup = || scene.stage.world.message(card).unwrap().body.markup;
    scene.bot.invoke(edit(Some(keyboard(&[("No", b"no")])), "another")).await.unwrap();
    assert_eq!(markup(), Some(Markup::Inline(vec![vec![InlineButton::callback("No", b"no")]])));
    scene.bot.invoke(edit(None, "settled")).await.unwrap();
    assert_eq!(markup(), None);
    for data in [&[][..], &[0; 65]] {
        let refused = scene.bot.refused(edit(Some(keyboard(&[("No", data)])), "third")).await;
        assert_eq!(refused, "BUTTON_DATA_INVALID");
    }
}

#[tokio::test]
async fn a_bot_needs_no_hash_where_it_is_a_member_and_may_be_kept_from_writing_and_pinning() {
    let scene = Scene::new().await;
    let Peer::Supergroup(id) = scene.stage.supergroup else { panic!("no supergroup") };
    let peer =
        || enums::InputPeer::from(types::InputPeerChannel { channel_id: id.0, access_hash: 0 });
    let say = async |random_id| {
        let request = functions::messages::SendMessage {
            peer: peer(),
            ..scene.bot.sending(scene.stage.supergroup, "hello", random_id, None)
        };
        match scene.bot.invoke(request).await {
            Ok(updates) => Ok(sent_id(&updates)),
            Err(InvocationError::Rpc(error)) => Err(error.name),
            Err(other) => panic!("{other}"),
        }
    };
    let pin = |id, unpin| functions::messages::UpdatePinnedMessage {
        silent: false,
        unpin,
        pm_oneside: false,
        peer: peer(),
        id,
    };
    let change = |change: fn(&mut telegram_sandbox::world::Group)| {
        scene.stage.world.change_group(scene.stage.supergroup, change);
    };
    let said = say(1).await.unwrap();
    scene.bot.invoke(pin(said, false)).await.unwrap();
    let pinned = || scene.stage.world.pinned(BOT, scene.stage.supergroup);
    assert_eq!(pinned(), [scene.key(scene.stage.supergroup, said)]);
    assert_eq!(scene.bot.refused(pin(said, false)).await, "CHAT_NOT_MODIFIED");
    scene.bot.invoke(pin(said, true)).await.unwrap();
    assert_eq!(pinned(), []);
    change(|group| group.may_not_pin.extend([BOT]));
    assert_eq!(scene.bot.refused(pin(said, false)).await, "CHAT_ADMIN_REQUIRED");
    change(|group| group.may_not_write.extend([BOT]));
    assert_eq!(say(2).await.unwrap_err(), "CHAT_WRITE_FORBIDDEN");
    let asked = functions::channels::GetParticipant {
        channel: types::InputChannel { channel_id: id.0, access_hash: 0 }.into(),
        participant: enums::InputPeer::PeerSelf,
    };
    let enums::channels::ChannelParticipant::Participant(found) =
        scene.bot.invoke(asked).await.unwrap();
    let enums::ChannelParticipant::Banned(banned) = found.participant else {
        panic!("{found:?}");
    };
    let enums::ChatBannedRights::Rights(rights) = banned.banned_rights;
    assert!(rights.send_messages && rights.pin_messages && !rights.view_messages);
    change(|group| group.members.retain(|member| *member != BOT));
    assert_eq!(say(3).await.unwrap_err(), "CHANNEL_INVALID");
}

#[tokio::test]
async fn a_bot_can_not_write_first() {
    let scene = Scene::new().await;
    let moderator = Peer::User(scene.stage.moderator);
    let say = |random_id| scene.bot.sending(moderator, "hello", random_id, None);
    assert_eq!(scene.bot.refused(say(1)).await, "PEER_ID_INVALID");
    scene.stage.world.post(Post::new(scene.stage.moderator, Peer::User(BOT), "/start")).unwrap();
    scene.bot.invoke(say(2)).await.unwrap();
}

#[tokio::test]
async fn commands_are_registered_and_shown() {
    let scene = Scene::new().await;
    let set = |command: &str, lang_code: &str| functions::bots::SetBotCommands {
        scope: enums::BotCommandScope::Default,
        lang_code: lang_code.to_owned(),
        commands: vec![
            types::BotCommand {
                ephemeral: false,
                command: command.to_owned(),
                description: "What waits".to_owned(),
            }
            .into(),
        ],
    };
    assert!(scene.bot.invoke(set("orders", "")).await.unwrap());
    assert!(scene.bot.invoke(set("orders_ru", "ru")).await.unwrap());
    assert_eq!(scene.bot.refused(set("Orders", "")).await, "BOT_COMMAND_INVALID");
    let orders = |command: &str| {
        vec![BotCommand { command: command.to_owned(), description: "What waits".to_owned() }]
    };
    assert_eq!(scene.stage.world.bot_commands(BOT, None, ""), orders("orders"));
    assert_eq!(scene.stage.world.bot_commands(BOT, None, "ru"), orders("orders_ru"));
    let asked = functions::users::GetFullUser { id: enums::InputUser::UserSelf };
    let enums::users::UserFull::Full(found) = scene.bot.invoke(asked).await.unwrap();
    let enums::UserFull::Full(full) = found.full_user;
    let Some(enums::BotInfo::Info(info)) = full.bot_info else { panic!("no commands") };
    assert_eq!(info.commands.unwrap().len(), 1);
}
