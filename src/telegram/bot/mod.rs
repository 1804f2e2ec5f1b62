//! The owner's own bot in the moderators' chat: what people there see with buttons, and what they tap.
//!
//! It is a second connection, with a session of its own beside the seller's, and kept up in the same way. It can
//! speak when the seller's login has ended. A bot reads no history: of taps there are only updates.

pub(in crate::telegram) mod calls;
pub(in crate::telegram) mod session;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::session::types::PeerId;
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::{enums, functions, types};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::chats::Place;
use super::connection::Connection;
use super::own_account::{Account, account_in, who_am_i};
use super::session::SessionStore;
use super::{CallError, ConnectError, Edited, Fatal, Outgoing, Sent, Settings};
use crate::i18n::arguments;
use crate::machine::{SharedClock, SharedRandomness};
use crate::order::{MessageId, Untrusted, UserId};
use crate::report::action_required;
use crate::rich_text::RichText;

pub use session::{BotRole, session_path};

/// Taps that nobody has looked at; whoever taps again is heard again.
const TAPS_MAX: usize = 100;

/// A button below a message of the bot's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlineButton {
    /// The words on it.
    pub label: String,
    /// What a tap sends, at most 64 bytes.
    pub data: Vec<u8>,
}

/// A tap that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueryId(pub i64);

/// A tap on a button of the bot's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    /// What is answered.
    pub query: QueryId,
    /// Whose finger it was.
    pub user: UserId,
    /// What that person is called, where Telegram says it.
    pub name: Option<Untrusted>,
    /// The chat, by its id as bots see it.
    pub chat: i64,
    /// The message with the button, by the bot's own number.
    pub message: MessageId,
    /// What the button sends.
    pub data: Vec<u8>,
}

/// The bot's place in the moderators' chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not there.
    Absent,
    /// It is there.
    #[expect(missing_docs, reason = "the names say it")]
    Member { may_write: bool, may_pin: bool },
}

/// What the agent needs of the bot. Messages have the bot's own numbers.
///
/// Every call ends within a time limit of the implementation's; none is ever repeated by it.
#[expect(async_fn_in_trait, reason = "the agent runs on one thread")]
pub trait ModeratorsBot: Send + Sync + 'static {
    /// Sends a message under its own `random_id`, with buttons below it, row by row.
    async fn send(
        &self,
        outgoing: &Outgoing,
        buttons: &[Vec<InlineButton>],
    ) -> Result<Sent, CallError>;

    /// Makes a message read otherwise, with these buttons and no others.
    async fn edit(
        &self,
        message: MessageId,
        text: &RichText,
        buttons: &[Vec<InlineButton>],
    ) -> Result<Edited, CallError>;

    /// Waits for the next tap. For one listener; safe to drop.
    async fn next_tap(&self) -> Tap;

    /// Shows who tapped a short text; as an `alert` they have to dismiss it. `false`: nobody waits for it any
    /// more.
    async fn answer(&self, query: QueryId, text: &str, alert: bool) -> Result<bool, CallError>;

    /// Pins a message, or takes that back. No phone rings for it.
    async fn pin(&self, message: MessageId, is_pinned: bool) -> Result<(), CallError>;

    /// Makes these the commands that are offered in the chat: names without a slash, and what they do.
    async fn register_commands(&self, commands: &[(&str, String)]) -> Result<(), CallError>;

    /// Asks what the bot may do in the chat.
    async fn standing(&self) -> Result<Standing, CallError>;
}

/// What the bot logs in with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The application's key.
    pub api_hash: SecretString,
    /// The bot's.
    pub token: SecretString,
}

/// The bot over a real connection.
pub struct GrammersBot {
    connection: Connection,
    place: watch::Sender<Place>,
}

/// Logs the bot in, if it is not, and connects. `chat` is the moderators', by its id as bots see it; `seller` the
/// session of the account that sells.
pub async fn connect(
    settings: &Settings,
    credentials: &Credentials,
    seller: &SessionStore,
    chat: i64,
    clock: SharedClock,
    randomness: SharedRandomness,
) -> Result<GrammersBot, ConnectError> {
    let (place, its) = (place_of(settings, chat)?, (seller, BotRole::Moderators));
    let mut is_new = false;
    loop {
        let store = session::open(settings, credentials, its, is_new).await?;
        let bot = GrammersBot::open(settings, store, place, clock.clone(), randomness.clone());
        let Err(error) = bot.connection.ready(settings.connect_timeout).await else {
            return Ok(bot);
        };
        bot.shutdown().await;
        if is_new || !is_login_over(&error) {
            return Err(error);
        }
        is_new = true;
    }
}

/// Looks who the bot is and what it may do in the chat, logging in as [`connect`] would; nothing is written.
pub(super) async fn examine(
    settings: &Settings,
    credentials: &Credentials,
    seller: &SessionStore,
    chat: i64,
    clock: SharedClock,
    randomness: SharedRandomness,
) -> Result<(Account, Standing), ConnectError> {
    let (place, its) = (place_of(settings, chat)?, (seller, BotRole::Moderators));
    let mut wants_new = false;
    loop {
        let (store, is_new) =
            session::open_in_memory(settings, credentials, its, wants_new).await?;
        let bot = GrammersBot::open(settings, store, place, clock.clone(), randomness.clone());
        let found = bot.look(settings.connect_timeout).await;
        if is_new {
            // Nobody knows of this login any more.
            let _ = bot.connection.invoke(&functions::auth::LogOut {}).await;
        }
        bot.shutdown().await;
        match found {
            Err(error) if !is_new && is_login_over(&error) => wants_new = true,
            found => return found,
        }
    }
}

fn place_of(settings: &Settings, chat: i64) -> Result<Place, ConnectError> {
    let wanted = chat.to_string();
    let missing = || action_required("telegram.moderators_missing", arguments!(wanted));
    let id = PeerId::from_bot_api_dialog_id(chat).ok_or_else(missing)?;
    Ok(Place { topic: settings.topic, ..Place::of(id.to_ambient_ref()) })
}

/// With a token that is good, an ended login is nothing for a person to act on.
pub(super) fn is_login_over(error: &ConnectError) -> bool {
    matches!(error, ConnectError::Fatal(Fatal::SessionRevoked | Fatal::SessionDuplicated))
}

impl GrammersBot {
    fn open(
        settings: &Settings,
        store: Arc<SessionStore>,
        place: Place,
        clock: SharedClock,
        randomness: SharedRandomness,
    ) -> Self {
        let Settings { api_id, limits, proxy, .. } = settings;
        let connection =
            Connection::open(*api_id, *limits, store, proxy.clone(), clock, randomness);
        Self { connection, place: watch::Sender::new(place) }
    }

    async fn look(&self, connect_timeout: Duration) -> Result<(Account, Standing), ConnectError> {
        self.connection.ready(connect_timeout).await?;
        Ok((self.account().await?, self.standing().await?))
    }

    /// Who it is.
    pub fn id(&self) -> Option<UserId> {
        self.connection.store().seller()
    }

    /// Waits until no call will work any more.
    pub async fn ended(&self) -> Fatal {
        self.connection.ended().await
    }

    /// Hangs up.
    pub async fn shutdown(self) {
        self.connection.shutdown().await;
    }

    /// The end that came, if one did: every call says it from then on.
    pub fn fatal(&self) -> Option<Fatal> {
        self.connection.fatal()
    }

    /// The moderators' chat is another one now: a basic group that became a supergroup.
    pub fn follow(&self, chat: i64) {
        if let Some(id) = PeerId::from_bot_api_dialog_id(chat) {
            self.place.send_modify(|place| {
                *place = Place { topic: place.topic, ..Place::of(id.to_ambient_ref()) }
            });
        }
    }

    /// Asks who the bot is.
    pub async fn account(&self) -> Result<Account, CallError> {
        let answer = self.connection.invoke(&who_am_i()).await?;
        account_in(answer)
            .ok_or_else(|| CallError::Unknown("Telegram does not say who is logged in".to_owned()))
    }
}

/// The taps that nobody has looked at yet.
#[derive(Debug, Default)]
pub(super) struct Taps(VecDeque<Tap>);

impl Taps {
    /// Keeps the taps in an update, the newest.
    pub(super) fn keep(&mut self, update: &UpdatesLike) {
        let (updates, users) = contents(update);
        self.0.extend(updates.iter().filter_map(|update| match update {
            enums::Update::BotCallbackQuery(tap) => Some(tap_of(tap, users)),
            _ => None,
        }));
        self.0.drain(..self.0.len().saturating_sub(TAPS_MAX));
    }

    pub(super) fn take(&mut self) -> Option<Tap> {
        self.0.pop_front()
    }
}

/// The updates that came in together, and whom they are about.
pub(super) fn contents(update: &UpdatesLike) -> (&[enums::Update], &[enums::User]) {
    match update {
        UpdatesLike::Updates(enums::Updates::Updates(it)) => (&it.updates, &it.users),
        UpdatesLike::Updates(enums::Updates::Combined(it)) => (&it.updates, &it.users),
        UpdatesLike::Updates(enums::Updates::UpdateShort(it)) => {
            (std::slice::from_ref(&it.update), &[])
        }
        _ => (&[], &[]),
    }
}

fn tap_of(tap: &types::UpdateBotCallbackQuery, users: &[enums::User]) -> Tap {
    let named = users.iter().find_map(|user| match user {
        enums::User::User(user) if user.id == tap.user_id => Some(Account::from(user.clone()).name),
        _ => None,
    });
    Tap {
        query: QueryId(tap.query_id),
        user: UserId(tap.user_id),
        name: named.filter(|name| !name.as_str().is_empty()),
        chat: PeerId::from(tap.peer.clone()).bot_api_dialog_id().unwrap_or_default(),
        message: MessageId(tap.msg_id),
        data: tap.data.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tap(query_id: i64) -> enums::Update {
        types::UpdateBotCallbackQuery {
            query_id,
            user_id: 1002,
            peer: types::PeerChannel { channel_id: 8 }.into(),
            msg_id: 5,
            chat_instance: 0,
            data: Some(b"key".to_vec()),
            game_short_name: None,
        }
        .into()
    }

    #[test]
    fn of_too_many_taps_the_newest_are_kept() {
        let mut taps = Taps::default();
        taps.keep(&UpdatesLike::ConnectionClosed);
        for query in 0..200 {
            let update = types::UpdateShort { update: tap(query), date: 0 };
            taps.keep(&UpdatesLike::Updates(update.into()));
        }
        let expected = Tap {
            query: QueryId(100),
            user: UserId(1002),
            name: None,
            chat: -1_000_000_000_008,
            message: MessageId(5),
            data: b"key".to_vec(),
        };
        assert_eq!(taps.take(), Some(expected));
        assert_eq!(std::iter::from_fn(|| taps.take()).count(), TAPS_MAX - 1);
    }
}
