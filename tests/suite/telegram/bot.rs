//! The moderators' bot over real TCP, in the sandbox's data centre.

use std::sync::Arc;

use secrecy::SecretString;
use telegram_sandbox::world::{
    AuthKey, BotCommand, CallbackAnswer, Group, GroupId, InlineButton as Button, Login, Markup,
    MessageKey, Peer, Refusal, Service, SupergroupId, User, UserId,
};
use tribute_agent::machine::Machine;
use tribute_agent::order::{self, MessageId};
use tribute_agent::report::UserError as _;
use tribute_agent::rich_text::RichText;
use tribute_agent::telegram::bot::{
    self, BotRole, Credentials, GrammersBot, InlineButton, ModeratorsBot as _, Standing, Tap,
    session_path,
};
use tribute_agent::telegram::{CallError, ConnectError, Edited, Sent};

use super::scene::{Scene, outgoing, soon};

const BOT: UserId = UserId(7_000_000_001);
const GROUP: Peer = Peer::Group(GroupId(7));

struct Helper {
    scene: Scene,
    token: String,
    chat: Peer,
}

impl Helper {
    /// A bot in both groups.
    async fn in_chat(chat: Peer) -> Self {
        let scene = Scene::new().await;
        let token = scene.world.register_bot(User::bot(BOT.0, "Helper", "helper_bot"));
        let helper = Self { scene, token, chat };
        for group in [GROUP, helper.scene.supergroup] {
            helper.scene.world.change_group(group, |it| it.members.extend([BOT]));
        }
        helper
    }

    async fn new() -> Self {
        Self::in_chat(Peer::Supergroup(SupergroupId(8))).await
    }

    async fn try_connect(&self) -> Result<GrammersBot, ConnectError> {
        let credentials = Credentials {
            api_hash: SecretString::from("0123456789abcdef0123456789abcdef"),
            token: SecretString::from(self.token.clone()),
        };
        let (seller, chat) = (self.scene.store(), self.chat.bot_api_id());
        let (clock, dice) = (Arc::new(Machine), Arc::new(Machine));
        soon(bot::connect(&self.scene.settings, &credentials, &seller, chat, clock, dice)).await
    }

    async fn connect(&self) -> GrammersBot {
        self.try_connect().await.unwrap()
    }

    /// Sends a card with one button.
    async fn card(&self, bot: &GrammersBot, random_id: i64) -> MessageId {
        match bot.send(&outgoing("which one?", random_id), &yes()).await.unwrap() {
            Sent::As(id) => id,
            Sent::Before => panic!("it was sent before"),
        }
    }

    fn key(&self, id: MessageId) -> MessageKey {
        let views = self.scene.world.chat(BOT, self.chat);
        views.iter().find(|view| view.id == id.0).unwrap().message.key
    }

    /// A moderator taps the button of a card.
    fn tap(
        &self,
        card: MessageId,
    ) -> impl Future<Output = Result<CallbackAnswer, Refusal>> + use<> {
        let id = self.scene.world.id_for(self.scene.moderator, self.key(card)).unwrap();
        self.scene.world.press(self.scene.moderator, self.chat, id, b"yes").unwrap()
    }

    fn change(&self, change: fn(&mut Group)) {
        self.scene.world.change_group(self.chat, change);
    }
}

fn yes() -> Vec<Vec<InlineButton>> {
    vec![vec![InlineButton { label: "Yes".to_owned(), data: b"yes".to_vec() }]]
}

#[tokio::test]
async fn it_logs_in_with_its_token_once_and_keeps_its_own_session() {
    let helper = Helper::new().await;
    let bot = helper.connect().await;
    let me = bot.account().await.unwrap();
    assert_eq!(
        (me.id, me.username.unwrap().to_string()),
        (order::UserId(BOT.0), "helper_bot".into())
    );
    bot.shutdown().await;
    let path = session_path(&helper.scene.path(), BotRole::Moderators);
    assert_eq!(path.file_name().unwrap(), "main.bot.session");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let devices = helper.scene.world.devices(BOT);
    helper.connect().await.shutdown().await;
    assert_eq!(helper.scene.world.devices(BOT), devices);
    assert_eq!(helper.scene.store().seller(), None, "the seller's session is another one");
}

#[tokio::test]
async fn another_token_is_another_login_and_an_unknown_one_is_for_a_person() {
    let mut helper = Helper::new().await;
    helper.connect().await.shutdown().await;
    helper.token = helper.scene.world.renew_bot_token(BOT);
    let bot = helper.connect().await;
    helper.card(&bot, 1).await;
    bot.shutdown().await;
    helper.token = format!("{BOT}:{}", "A".repeat(35));
    let refused = helper.try_connect().await.err().unwrap();
    assert_eq!(refused.code(), "login.bot_token_refused");
    assert!(!session_path(&helper.scene.path(), BotRole::Moderators).exists());
}

#[tokio::test]
async fn a_login_that_was_ended_is_made_again() {
    let helper = Helper::new().await;
    helper.connect().await.shutdown().await;
    helper.scene.world.set_login(&AuthKey::of_bot(&helper.token), Login::Nobody);
    let bot = helper.connect().await;
    helper.card(&bot, 1).await;
}

#[tokio::test]
async fn a_card_is_sent_once_with_its_buttons_and_reads_otherwise_when_it_is_settled() {
    for chat in [Peer::Supergroup(SupergroupId(8)), GROUP] {
        let helper = Helper::in_chat(chat).await;
        let bot = helper.connect().await;
        let card = helper.card(&bot, 1).await;
        assert_eq!(bot.send(&outgoing("which one?", 1), &yes()).await.unwrap(), Sent::As(card));
        let message = || helper.scene.world.message(helper.key(card)).unwrap();
        let markup = Markup::Inline(vec![vec![Button::callback("Yes", b"yes")]]);
        assert_eq!(message().body.markup, Some(markup));
        for _ in 0..2 {
            let edited = bot.edit(card, &RichText::plain("settled"), &[]).await.unwrap();
            assert_eq!(edited, Edited::Done);
        }
        let body = message().body;
        assert_eq!((&*body.text, body.markup), ("settled", None));
        bot.pin(card, true).await.unwrap();
        bot.pin(card, true).await.unwrap();
        let views = helper.scene.world.chat(BOT, chat);
        let notes = views.iter().filter(|it| it.message.service == Some(Service::Pinned)).count();
        assert_eq!(notes, 1);
        let gone = bot.edit(MessageId(card.0 + 1000), &RichText::plain("x"), &[]).await.unwrap();
        assert_eq!(gone, Edited::NoLonger);
    }
}

#[tokio::test]
async fn a_tap_comes_in_and_is_answered_once() {
    let helper = Helper::new().await;
    let bot = helper.connect().await;
    let card = helper.card(&bot, 1).await;
    let seen = async {
        let tap = soon(bot.next_tap()).await;
        let expected = Tap {
            query: tap.query,
            user: order::UserId(helper.scene.moderator.0),
            name: tap.name.clone(),
            chat: helper.chat.bot_api_id(),
            message: card,
            data: b"yes".to_vec(),
        };
        assert_eq!(tap, expected);
        let long = "12345 ".repeat(100);
        assert!(bot.answer(tap.query, &long, true).await.unwrap());
        assert!(!bot.answer(tap.query, "again", false).await.unwrap());
    };
    let (answer, ()) = tokio::join!(soon(helper.tap(card)), seen);
    let answer = answer.unwrap();
    assert!(answer.alert);
    assert_eq!(answer.text.unwrap().chars().count(), 200);
}

#[tokio::test]
async fn it_knows_whether_it_is_there_and_may_write_and_pin() {
    for chat in [Peer::Supergroup(SupergroupId(8)), GROUP] {
        let helper = Helper::in_chat(chat).await;
        let bot = helper.connect().await;
        let card = helper.card(&bot, 1).await;
        let standing = async || bot.standing().await.unwrap();
        assert_eq!(standing().await, Standing::Member { may_write: true, may_pin: true });
        helper.change(|group| group.may_not_pin.extend([BOT]));
        assert_eq!(standing().await, Standing::Member { may_write: true, may_pin: false });
        let refused = bot.pin(card, true).await.unwrap_err();
        assert_eq!(refused, CallError::Refused("CHAT_ADMIN_REQUIRED".to_owned()));
        helper.change(|group| group.may_not_write.extend([BOT]));
        assert_eq!(standing().await, Standing::Member { may_write: false, may_pin: false });
        let refused = bot.send(&outgoing("hello", 2), &[]).await.unwrap_err();
        assert_eq!(refused, CallError::Refused("CHAT_WRITE_FORBIDDEN".to_owned()));
        helper.change(|group| group.members.retain(|member| *member != BOT));
        assert_eq!(standing().await, Standing::Absent);
    }
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_is_followed() {
    for asked in [false, true] {
        let helper = Helper::in_chat(GROUP).await;
        let bot = helper.connect().await;
        helper.card(&bot, 1).await;
        let moved = helper.scene.world.migrate_group(GroupId(7), SupergroupId(9)).unwrap();
        if asked {
            let standing = bot.standing().await.unwrap();
            assert_eq!(standing, Standing::Member { may_write: true, may_pin: true });
        } else {
            let refused = bot.send(&outgoing("hello", 2), &yes()).await.unwrap_err();
            assert_eq!(refused, CallError::Refused("CHAT_MIGRATED".to_owned()));
        }
        bot.send(&outgoing("hello", 3), &yes()).await.unwrap();
        let newest = helper.scene.world.chat(BOT, moved).pop().unwrap();
        assert_eq!(newest.message.body.text, "hello");
    }
}

#[tokio::test]
async fn commands_are_offered_in_the_chat_only() {
    let helper = Helper::new().await;
    let bot = helper.connect().await;
    bot.register_commands(&[("orders", "What waits".to_owned())]).await.unwrap();
    let expected =
        BotCommand { command: "orders".to_owned(), description: "What waits".to_owned() };
    assert_eq!(helper.scene.world.bot_commands(BOT, Some(helper.chat), ""), [expected]);
    assert_eq!(helper.scene.world.bot_commands(BOT, None, ""), []);
}
