//! Who and what an order is.

use std::fmt;
use std::str::FromStr;

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

/// A text that is no order's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an order id such as 777000-6675346585-495")]
pub struct NotAnOrderId;

impl FromStr for OrderId {
    type Err = NotAnOrderId;

    /// Reads what `Display` writes, and nothing that only looks like it.
    fn from_str(text: &str) -> Result<Self, NotAnOrderId> {
        let (livemode, ids) = match text.strip_prefix("test-") {
            Some(ids) => (false, ids),
            None => (true, text),
        };
        let mut parts = ids.split('-');
        let (Some(seller), Some(bot), Some(message), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotAnOrderId);
        };
        let id = Self {
            seller: UserId(seller.parse().map_err(|_| NotAnOrderId)?),
            bot: UserId(bot.parse().map_err(|_| NotAnOrderId)?),
            message: MessageId(message.parse().map_err(|_| NotAnOrderId)?),
            livemode,
        };
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(NotAnOrderId)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_is_read_back() {
        for text in ["777000-6675346585-495", "test-777000-6675346585-495"] {
            let id: OrderId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
            assert_eq!(id.livemode, !text.starts_with("test-"));
        }
    }

    #[test]
    fn what_only_looks_like_an_order_id() {
        for text in [
            "",
            "1",
            "1-2",
            "1-2-3-4",
            "test-1-2",
            "TEST-1-2-3",
            "01-2-3",
            "+1-2-3",
            " 1-2-3",
            "1-2-3 ",
            "1-2-x",
            "1-2-99999999999",
            "1--2-3",
            "test-test-1-2-3",
        ] {
            assert_eq!(text.parse::<OrderId>(), Err(NotAnOrderId), "{text:?}");
        }
    }
}
