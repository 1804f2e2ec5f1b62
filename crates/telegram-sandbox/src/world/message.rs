//! A message, and what is known of it on each side.

use std::collections::BTreeMap;

use super::{Conversation, Entity, Markup, UserId};

/// A message, by a number of the sandbox's own: the same for all who see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey(pub u64);

/// A text with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The text, at most 4096 UTF-16 code units.
    pub text: String,
    /// What is marked in it.
    pub entities: Vec<Entity>,
    /// What hangs under it.
    pub markup: Option<Markup>,
    /// Whether nobody's phone rings for it.
    pub silent: bool,
    /// Whether its links are neither fetched nor shown with what they lead to.
    pub no_preview: bool,
}

/// Where a forwarded message comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Who wrote the original.
    pub from: UserId,
    /// When, in unix seconds.
    pub date: i32,
}

/// A note of Telegram's own in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The chat was made; always its first message.
    ChatCreated,
}

/// A message as it stands, or stood when it was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number in the sandbox.
    pub key: MessageKey,
    /// Who sent it.
    pub from: UserId,
    /// Where.
    pub conversation: Conversation,
    /// What it says.
    pub body: Body,
    /// What it replies to; the other may be deleted by now.
    pub reply_to: Option<MessageKey>,
    /// Where it was forwarded from.
    pub forward: Option<Forward>,
    /// Through which inline bot it was sent.
    pub via_bot: Option<UserId>,
    /// When it was sent, in unix seconds.
    pub date: i32,
    /// When it was last edited, in unix seconds.
    pub edit_date: Option<i32>,
    /// What it tells, if Telegram itself wrote it.
    pub service: Option<Service>,
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
    /// Its number in the sandbox.
    pub message: MessageKey,
    /// The ids it goes by.
    pub ids: Ids,
    /// When, in unix seconds.
    pub date: i32,
}
