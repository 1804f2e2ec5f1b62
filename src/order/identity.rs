//! Who and what an order is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A Telegram user's id (bots are users).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

/// A message's id. In private chats and basic groups Telegram numbers them per account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i32);

/// What makes an order that order, for ever: the shop's idempotency key.
///
/// Prints as `777000-6675346585-495`, and as `test-777000-6675346585-495` when nothing real may
/// come of it. Message ids are numbered per account, hence the seller's id; a second bot may one
/// day sell to the same seller, hence the bot's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderId {
    /// The account that received the order.
    pub seller: UserId,
    /// The bot that sent it.
    pub bot: UserId,
    /// The order message.
    pub message: MessageId,
    /// Whether real money was paid and real goods may be given.
    pub livemode: bool,
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.livemode { "" } else { "test-" };
        write!(f, "{prefix}{}-{}-{}", self.seller, self.bot, self.message)
    }
}
