//! The keys of moderators' messages.

use std::fmt;

use jiff::Timestamp;

use crate::order::MessageId;

/// The subject of a moderators' message; each has one message of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotificationKey(pub(super) String);

impl NotificationKey {
    /// An order's message.
    pub fn order(number: u32) -> Self {
        Self(format!("order:{number}"))
    }

    /// An incident's message; each incident has its own.
    pub fn incident(name: &str, opened_at: Timestamp) -> Self {
        Self(format!("incident:{name}:{opened_at}"))
    }

    /// The list of the orders that wait for people.
    pub fn board() -> Self {
        Self("board".to_owned())
    }

    /// About a message of Tribute's chat.
    pub fn message(message: MessageId) -> Self {
        Self(format!("message:{message}"))
    }

    /// The message of Tribute's chat that it is about, if it is about one.
    pub fn about_message(&self) -> Option<MessageId> {
        self.0.strip_prefix("message:")?.parse().ok().map(MessageId)
    }

    /// Whether it is about a time in which the shop did not give what was ordered.
    pub fn is_about_shop(&self) -> bool {
        self.0.starts_with("incident:shop_")
    }

    /// About the messages that are held back since a moment, in unix milliseconds.
    pub fn held_back(since_ms: i64) -> Self {
        Self(format!("held_back:{since_ms}"))
    }

    /// The number of the order whose message this is.
    pub fn order_number(&self) -> Option<u32> {
        self.0.strip_prefix("order:")?.parse().ok()
    }

    /// Whether it is about messages that are held back.
    pub fn is_held_back(&self) -> bool {
        self.0.starts_with("held_back:")
    }

    /// The answer to a message of a moderator's; in another chat there are others of the same id.
    pub fn answer(chat: i64, message: MessageId) -> Self {
        Self(format!("answer:{chat}:{message}"))
    }

    /// The answer to a tap on a button.
    pub fn tap(query: i64) -> Self {
        Self(format!("answer:tap:{query}"))
    }

    /// Whether it is what somebody is answered.
    pub fn is_answer(&self) -> bool {
        self.0.starts_with("answer:")
    }

    /// A text that is told once.
    pub fn once(name: &str) -> Self {
        Self(format!("once:{name}"))
    }

    pub(super) fn stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for NotificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
