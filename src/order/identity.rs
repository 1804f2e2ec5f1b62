//! Who and what an order is.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

const ORDER_ID_BYTES_MAX: usize = 128;
/// Stands in front when nothing real may come of an order.
const TEST_PREFIX: &str = "test-";

/// A Telegram user's id (bots are users).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

/// A message's id. In private chats and basic groups Telegram numbers them per account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i32);

/// The name of a source of orders, as the journal and `orders list --json` write it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceName(Cow<'static, str>);

/// What makes an order that order, for ever: the shop's idempotency key.
///
/// Its source makes it up, so that no two orders of any source have the same; nobody reads it
/// apart. `test-` in front says that no real money was paid.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderId(Arc<str>);

/// A text that is no order's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an order id such as 777000-6675346585-495")]
pub struct NotAnOrderId;

impl SourceName {
    /// The name of a source that this program has.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A name as a journal has it: of a source that this program may not have any more.
    pub fn stored(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OrderId {
    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether real money was paid and real goods may be given.
    pub fn is_live(&self) -> bool {
        !self.0.starts_with(TEST_PREFIX)
    }
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
        self.0.fmt(f)
    }
}

impl FromStr for OrderId {
    type Err = NotAnOrderId;

    /// Letters, digits, `-` and `_`: what can stand in a header, a file name and a log.
    fn from_str(text: &str) -> Result<Self, NotAnOrderId> {
        let own = text.strip_prefix(TEST_PREFIX).unwrap_or(text);
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let is_id = text.bytes().all(is_sign)
            && text.len() <= ORDER_ID_BYTES_MAX
            && !own.is_empty()
            && !own.starts_with(TEST_PREFIX);
        is_id.then(|| Self(text.into())).ok_or(NotAnOrderId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_is_read_back() {
        for text in ["777000-6675346585-495", "test-777000-6675346585-495", "telegram-1-stx_9Z"] {
            let id: OrderId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
            assert_eq!(id.is_live(), !text.starts_with("test-"));
        }
    }

    #[test]
    fn what_is_no_order_id() {
        let long = "1".repeat(ORDER_ID_BYTES_MAX + 1);
        for text in [
            "",
            "test-",
            "test-test-1",
            " 1-2-3",
            "1-2-3 ",
            "1.2",
            "1:2",
            "1/2",
            "1\n2",
            "заказ",
            &long,
        ] {
            assert_eq!(text.parse::<OrderId>(), Err(NotAnOrderId), "{text:?}");
        }
    }
}
