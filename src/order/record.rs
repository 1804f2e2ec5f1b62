//! An order as the journal keeps it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::life::Order;
use super::purchase::OrderForm;
use super::{OrderId, Untrusted};

/// Everything about one order: what was bought, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The short number that people use (№148).
    pub number: u32,
    /// The order's identity, and the shop's idempotency key.
    pub id: OrderId,
    /// The message's text as it was first seen.
    pub text: Untrusted,
    /// What the message states.
    pub form: OrderForm,
    /// Where its life stands.
    pub life: Order,
    /// When it was sent, by Telegram's clock.
    pub ordered_at: Timestamp,
    /// When it was first seen, by Telegram's time as far as it is known.
    pub created_at: Timestamp,
    /// When something last happened to it, by Telegram's time as far as it is known.
    pub updated_at: Timestamp,
}
