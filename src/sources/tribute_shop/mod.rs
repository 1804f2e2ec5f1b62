//! The shop at Tribute, by its API: a checkout is an order there, which the customer pays.
//!
//! - `provider`: what is asked of Tribute.
//! - `intake`: what a webhook is made into: a payment, a refund, an event that the shop is told of.
//! - [`ShopWorker`]: takes what waits in the [`inbox`](crate::inbox), and makes the calls.

mod intake;
mod provider;
mod worker;

use crate::moderation::Formatter;
use crate::order::{OrderId, ProviderName, SourceName};
use crate::tribute::Client;

pub use worker::ShopWorker;

/// The source's name.
pub static SOURCE: SourceName = ProviderName::TributeShop.source();

/// What the owner wants.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Tribute's API.
    pub client: Client,
    /// Whether real money is paid.
    pub livemode: bool,
    /// The events that the shop is told of, by name.
    pub forward: Vec<String>,
    /// What moderators read.
    pub formatter: Formatter,
}

/// The id of the order that a payment becomes: of an order's first one it is called as the order, of a further one
/// as [`further`] says.
fn order_id(livemode: bool, external_id: &str) -> Option<OrderId> {
    let kind = if livemode { "" } else { "test-" };
    format!("{kind}tribute-shop-{external_id}").parse().ok()
}

/// What names a further payment of an order.
fn further(uuid: &str, transaction: &str) -> String {
    format!("{uuid}-{transaction}")
}
