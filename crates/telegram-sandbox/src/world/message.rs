//! A message, and what is known of it on each side.
#![expect(missing_docs, reason = "most fields are what their names say")]

use std::collections::BTreeMap;

use super::{Conversation, Entity, Invoice, Markup, Payment, UserId};

/// A message, by a number of the sandbox's own: the same for all who see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey(pub u64);

/// A text with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// At most 4096 UTF-16 code units.
    pub text: String,
    /// The form in which clients are shown the text.
    pub form: Form,
    /// The marked parts of it.
    pub entities: Vec<Entity>,
    /// What a bot asks for with it, in place of a text.
    pub invoice: Option<Box<Invoice>>,
    /// The buttons below it.
    pub markup: Option<Markup>,
    /// True if no phone rings for it.
    pub silent: bool,
    /// True if Telegram has kept it back until a time.
    pub scheduled: bool,
    /// True if its links are shown without a preview.
    pub no_preview: bool,
}

/// The form of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    #[default]
    Plain,
    /// A paragraph a line, the message's own text being empty.
    Rich,
    /// Below a picture that the client can't show.
    Caption,
}

impl Body {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// The origin of a forwarded message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    pub from: UserId,
    /// In unix seconds.
    pub date: i32,
}

/// A note of Telegram's own in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// The chat was made; always its first message.
    ChatCreated,
    /// The message that it replies to was pinned.
    Pinned,
    /// An invoice was paid.
    Paid(Box<Payment>),
    /// A payment went back.
    Refunded(Box<Payment>),
}

/// A message as it stands, or stood when it was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub key: MessageKey,
    pub from: UserId,
    pub conversation: Conversation,
    pub body: Body,
    /// The message that it replies to, which may be deleted by now.
    pub reply_to: Option<MessageKey>,
    /// The topic in which it stands, in a forum.
    pub topic: Option<i32>,
    /// The origin, if it was forwarded.
    pub forward: Option<Forward>,
    /// Through which inline bot it was sent.
    pub via_bot: Option<UserId>,
    /// In unix seconds.
    pub date: i32,
    /// The time of the last edit, in unix seconds.
    pub edit_date: Option<i32>,
    /// The news, if Telegram itself wrote it.
    pub service: Option<Service>,
}

impl Message {
    /// A message that has yet to be numbered and dated.
    pub(crate) fn new(from: UserId, conversation: Conversation, body: Body) -> Self {
        Self {
            key: MessageKey(0),
            from,
            conversation,
            body,
            reply_to: None,
            topic: None,
            forward: None,
            via_bot: None,
            date: 0,
            edit_date: None,
            service: None,
        }
    }
}

/// The ids a message goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Private chats and basic groups: every account counts for itself.
    PerAccount(BTreeMap<UserId, i32>),
    /// Supergroups: the same for everybody.
    Shared(i32),
}

impl Ids {
    /// The id by which `user` knows the message.
    pub fn for_user(&self, user: UserId) -> Option<i32> {
        match self {
            Self::PerAccount(ids) => ids.get(&user).copied(),
            Self::Shared(id) => Some(*id),
        }
    }
}

/// A message that now stands in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub message: MessageKey,
    pub ids: Ids,
    /// In unix seconds.
    pub date: i32,
}
