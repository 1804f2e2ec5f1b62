//! The seller's Telegram account, in the agent's words.
//!
//! [`Messenger`] is all that the agent needs of Telegram, [`ChatReader`] the half of it that only
//! looks. The real one, [`Grammers`], speaks MTProto through grammers, to Telegram or to the sandbox.
//!
//! The chat's history is the truth: updates only ring the [bell](ChatReader::bell), upon which the
//! agent reads the history. So a lost, late, doubled or reordered update can do no harm.
//!
//! A [`session`] is held by one process at a time (`lock`); [`import`], [`string_session`] and
//! `telethon_file` bring a login from elsewhere, and there. `messenger` is [`connect`] and [`Grammers`];
//! [`bot`] the owner's own bot in the moderators' chat, [`payments`] the one that is paid; `reach` and `examination` are what `doctor` asks.

pub mod bot;
mod chats;
pub mod connection;
mod convert;
mod error;
pub(crate) mod examination;
pub mod import;
pub(crate) mod lock;
pub(crate) mod login;
mod messenger;
mod own_account;
pub mod payments;
pub mod proxy;
pub(crate) mod reach;
pub mod session;
pub mod string_session;
pub(crate) mod telethon_file;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::machine::{Clock, SharedClock};
use crate::order::{Button, Entity, MessageId, Untrusted, UserId};
use crate::rich_text::RichText;

pub use chats::{ModeratorsAddress, ModeratorsChat};
pub use connection::Limits;
pub(crate) use error::waiting_time;
pub use error::{CallError, ConnectError, Fatal};
pub use messenger::{AccountInfo, Grammers, Settings, connect, connect_within};
pub use own_account::Account;

/// So far ahead a message is scheduled that is to ring: Telegram sends at once what would come sooner.
pub(crate) const RING_AHEAD: Duration = Duration::from_secs(15);

/// A chat that matters. Which peers these are is settled when connecting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chat {
    /// The private chat with Tribute's bot.
    Tribute,
    /// The moderators' chat. A basic group that becomes a supergroup is followed: the first call
    /// that notices is refused with `CHAT_MIGRATED`, and from then on messages are numbered anew.
    Moderators,
}

/// A message as it stands in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "Telegram's own flags, each independent of the others"
)]
pub struct Message {
    /// Its id in this chat.
    pub id: MessageId,
    /// Who wrote it; `None` for a channel or an anonymous admin.
    pub sender: Option<UserId>,
    /// What that person is called, where the history says it.
    pub sender_name: Option<Untrusted>,
    /// Whether the seller's account wrote it, with this program or another.
    pub outgoing: bool,
    /// When it was sent, by Telegram's clock.
    pub sent_at: Timestamp,
    /// When it was last edited, by Telegram's clock.
    pub edited_at: Option<Timestamp>,
    /// The text; empty for a message without one.
    pub text: Untrusted,
    /// The text's entities.
    pub entities: Vec<Entity>,
    /// The message it replies to, in the same chat.
    pub reply_to: Option<MessageId>,
    /// Whether it was forwarded from somewhere.
    pub forwarded: bool,
    /// Whether it was sent through an inline bot.
    pub via_bot: bool,
    /// Whether it only says that something was done: a message pinned, a picture changed.
    pub service: bool,
    /// Its buttons, row by row; inline or a reply keyboard's.
    pub buttons: Vec<Button>,
}

impl Message {
    /// One that nobody wrote and with nothing in it, for who fills in what there is.
    #[must_use]
    pub fn empty(id: MessageId, sent_at: Timestamp) -> Self {
        Self {
            id,
            sender: None,
            sender_name: None,
            outgoing: false,
            sent_at,
            edited_at: None,
            text: Untrusted::new(""),
            entities: Vec::new(),
            reply_to: None,
            forwarded: false,
            via_bot: false,
            service: false,
            buttons: Vec::new(),
        }
    }
}

/// A stretch of a chat's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Only messages with a greater id.
    pub above: MessageId,
    /// Only messages with a smaller id; `None`: from the newest.
    pub below: Option<MessageId>,
    /// At most so many, the newest of them. Telegram gives 100 at once; more take several calls.
    pub limit: u32,
}

/// A message to send, the same at every try.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outgoing {
    /// What to say.
    pub text: RichText,
    /// To which message it replies.
    pub reply_to: Option<MessageId>,
    /// Telegram's idempotency key, chosen and journaled before the first try.
    pub random_id: i64,
}

/// What came of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It stands in the chat under this id.
    As(MessageId),
    /// It was sent before (`RANDOM_ID_DUPLICATE`); its id is in the history.
    Before,
}

/// What came of editing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The message now reads so (also when it already did).
    Done,
    /// It can't be edited any more: too old, gone, or not ours. A new message is needed.
    NoLonger,
}

/// How the bot answered a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PressAnswer {
    /// Accepted; a notice at the top of the screen counts as that.
    Accepted {
        /// The notice's text.
        notice: Option<Untrusted>,
    },
    /// Shown as an alert: a refusal until a person says otherwise.
    Alert(Untrusted),
}

/// Reading the chats that matter. Nobody sees that it is done: whoever has only this can change
/// nothing at Telegram.
///
/// Every call ends within a time limit of the implementation's; none is ever repeated by it.
#[expect(async_fn_in_trait, reason = "the agent runs on one thread")]
pub trait ChatReader: Send + Sync + 'static {
    /// Waits until something may have changed in a chat: an update, a reconnection. Several rings
    /// may come as one, a ring may come for nothing. For one listener a chat; safe to drop.
    async fn bell(&self, chat: Chat) -> ();

    /// The messages in `span`, newest first. Fewer than `span.limit` means there are no more.
    /// Service messages count, with an empty text.
    async fn history(&self, chat: Chat, span: Span) -> Result<Vec<Message>, CallError>;

    /// These messages as they stand now, in the order of `ids`; `None` for one that is gone, or is
    /// not in this chat.
    async fn messages(
        &self,
        chat: Chat,
        ids: &[MessageId],
    ) -> Result<Vec<Option<Message>>, CallError>;

    /// Which chat [`Chat::Moderators`] is now, by its id as bots see it. Another one than before has
    /// other messages, whatever their ids.
    fn moderators_chat(&self) -> i64;

    /// What to add to this machine's clock to get Telegram's, as last heard.
    fn clock_offset(&self) -> jiff::SignedDuration;
}

/// What the agent needs of Telegram: reading, and the four things that it does.
///
/// Every call ends within a time limit of the implementation's; none is ever repeated by it.
#[expect(async_fn_in_trait, reason = "the agent runs on one thread")]
pub trait Messenger: ChatReader {
    /// Sends a message under its own `random_id`.
    async fn send(&self, chat: Chat, outgoing: &Outgoing) -> Result<Sent, CallError>;

    /// Makes a message of ours read otherwise.
    async fn edit(
        &self,
        chat: Chat,
        message: MessageId,
        text: &RichText,
    ) -> Result<Edited, CallError>;

    /// Has the seller's own phones ring where nobody else reads in the moderators' chat: by a message that Telegram
    /// keeps back until then, by its clock. `false`: others read there.
    async fn ring(&self, outgoing: &Outgoing, at: Timestamp) -> Result<bool, CallError>;

    /// Presses an inline button of a message in Tribute's chat.
    async fn press(&self, message: MessageId, data: &[u8]) -> Result<PressAnswer, CallError>;

    /// Pins a message in the moderators' chat, or takes that back. No phone rings for it.
    async fn pin(&self, message: MessageId, is_pinned: bool) -> Result<(), CallError>;
}

/// Telegram's clock, as far as it is known: right when this machine's is not.
pub struct ServerClock<R> {
    machine: SharedClock,
    reader: Arc<R>,
}

impl<R: ChatReader> ServerClock<R> {
    /// Telegram's time, by the machine's clock and what `reader` has heard.
    pub fn new(machine: SharedClock, reader: Arc<R>) -> Self {
        Self { machine, reader }
    }
}

impl<R: ChatReader> Clock for ServerClock<R> {
    fn now(&self) -> Timestamp {
        let now = self.machine.now();
        now.checked_add(self.reader.clock_offset()).unwrap_or(now)
    }
}
