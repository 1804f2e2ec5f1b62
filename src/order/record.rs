//! An order as the journal keeps it.

use jiff::Timestamp;

use super::life::Order;
use super::purchase::OrderForm;
use super::{Currency, OrderId, ProviderName, SourceName, Untrusted};

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

impl Record {
    /// Whether the checkout's provider takes a call to give the money back: of Telegram's payments, Stars can be.
    pub fn is_refundable(&self) -> bool {
        let OrderForm { price, customer, checkout, .. } = &self.form;
        match ProviderName::of_source(&self.source) {
            Some(ProviderName::TributeShop) => checkout.is_some(),
            Some(ProviderName::Tbank) => true,
            Some(ProviderName::Telegram) => {
                let is_stars = price.is_some_and(|price| price.currency == Currency::STARS);
                is_stars && customer.telegram_id.is_some()
            }
            None => false,
        }
    }
}
