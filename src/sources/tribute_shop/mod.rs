//! Tribute's shop: checkouts that customers pay there.
//!
//! - `intake`: what a webhook is made into: an order that is paid, a refund, a charge's outcome.

#[allow(dead_code)]
mod intake;

use crate::moderation::Formatter;
use crate::order::{ProviderName, SourceName};

/// The source's name.
pub static SOURCE: SourceName = ProviderName::TributeShop.source();

/// What the owner wants.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether real money is paid.
    pub livemode: bool,
    /// The events that the shop is told of, by name.
    pub forward: Vec<String>,
    /// What moderators read.
    pub formatter: Formatter,
}
