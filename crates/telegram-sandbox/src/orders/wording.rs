//! The wording of the bot's order message.

use serde::Deserialize;

use crate::language::Language;

/// The header, the sentence below it, and the labels, colon included.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// The message's first line.
    pub header: String,
    /// The request to the seller; empty for none.
    pub request: String,
    /// Before the customer.
    pub customer: String,
    /// Before the product.
    pub product: String,
    /// Before the price.
    pub price: String,
    /// Before the details.
    pub details: String,
}

impl Wording {
    /// Returns the wording in a language. English: as one public copy of Tribute's message has it.
    /// Russian: nobody has published it, so this is a guess.
    pub fn new(language: Language) -> Self {
        language.texts().order.clone()
    }
}
