//! What the shop sells, as the owner listed it.

use serde::{Deserialize, Serialize};

use super::Money;

/// The owner's list of products; empty: every product passes.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The entries, as configured.
    pub entries: Vec<Entry>,
}

/// One `[[product]]`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As Tribute prints it; case and runs of spaces don't matter.
    pub name: String,
    /// What the shop gets.
    pub item: Item,
    /// When set, an order at another price is escalated.
    pub price: Option<Money>,
}

/// What the shop is asked to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The shop's own name for it.
    pub sku: String,
    /// How many.
    pub quantity: u32,
}
