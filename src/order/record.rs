//! An order as the journal keeps it.

use jiff::Timestamp;

use super::life::Order;
use super::purchase::OrderForm;
use super::{OrderId, SourceName, Untrusted};

/// Everything about one order: what was bought, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The short number that people use (№148).
    pub number: u32,
    /// The order's identity, and the shop's idempotency key.
    pub id: OrderId,
    /// The source that it came from.
    pub source: SourceName,
    /// What its source said of it, as it was first seen.
    pub text: Untrusted,
    /// What that states.
    pub form: OrderForm,
    /// Where its life stands.
    pub life: Order,
    /// The moderator who last decided something about it.
    pub decided_by: Option<Untrusted>,
    /// When it was placed, by its source's clock.
    pub ordered_at: Timestamp,
    /// When it was first seen, by Telegram's time as far as it is known.
    pub created_at: Timestamp,
    /// When something last happened to it, by Telegram's time as far as it is known.
    pub updated_at: Timestamp,
}
