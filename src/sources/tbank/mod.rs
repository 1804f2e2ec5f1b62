//! T-Bank's acquiring: a checkout is a payment there, of which notifications tell; the buyer is told by the bank.
//!
//! - [`Endpoint`]: what the bank calls.
//! - `intake`: what a notification is made into: an order, a refund, or a question to people.
//! - `refunds`: what was told of money that went back.
//! - `provider`: what is asked of the bank.
//! - [`BankWorker`]: takes what waits in the [`inbox`](crate::inbox), and makes the calls.

mod endpoint;
mod intake;
mod provider;
mod refunds;
mod worker;

use crate::moderation::Formatter;
use crate::order::{Currency, Money, OrderId, ProviderName, SourceName};
use crate::tbank::{Client, Merchant};

pub use endpoint::Endpoint;
pub use worker::BankWorker;

/// The source's name.
pub static SOURCE: SourceName = ProviderName::Tbank.source();

/// What the owner wants.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The bank's API.
    pub client: Client,
    /// What each payment says of the shop.
    pub merchant: Merchant,
    /// Whether real money is paid.
    pub livemode: bool,
    /// What moderators read.
    pub formatter: Formatter,
}

impl Settings {
    /// The id of the order that a payment becomes.
    fn order_id(&self, payment_id: &str) -> Option<OrderId> {
        let terminal = &self.client.terminal().key;
        let kind = if self.livemode { "" } else { "test-" };
        format!("{kind}tbank-{}-{payment_id}", terminal.as_str()).parse().ok()
    }
}

fn roubles(kopecks: i64) -> Option<Money> {
    Some(Money { amount: kopecks, currency: Currency::from_code("RUB")? })
}
