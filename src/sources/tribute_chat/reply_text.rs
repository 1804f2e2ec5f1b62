//! The words of a reply: what they are made of, and who makes them.

use std::fmt::Debug;

/// Renders what the customer is told, as the owner wants it.
pub trait RenderReply: Debug + Send + Sync {
    /// The reply for these values; else why there is none, in English.
    fn render(&self, values: &ReplyValues) -> Result<String, String>;
}

/// What a reply is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplyValues {
    /// The product as Tribute printed it.
    pub product: String,
    /// How many, by the catalogue; 1 without one.
    pub quantity: u32,
    /// The shop's name for it; empty without a catalogue.
    pub sku: String,
    /// What was paid; empty when it could not be read.
    pub price: String,
    /// The customer's account; empty when a person settled the order without one.
    pub account_id: String,
    /// The shop's number of the activation.
    pub payment_id: Option<String>,
    /// What the shop wants the customer to be told.
    pub customer_message: Option<String>,
    /// The product as the shop calls it.
    pub shop_product: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// The short number that people use: 148.
    pub order_number: i64,
}
