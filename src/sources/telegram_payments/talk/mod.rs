//! The talk with buyers: what they write and tap, and what they are answered.
//!
//! ```text
//!   message, tap ─▶ pace ─▶ answer ─▶ journal: the account, the checkout, what is to be told ─▶ Telegram
//! ```
//!
//! - [`Showcase`]: what the shop has to say. `said`: what a message asks for. `answers`: what it is answered, as a pure
//!   function. `products`: buttons. `pace`: how much one buyer is answered.
//! - `hearing`: what was written or tapped becomes rows of the journal. [`Talk`](worker::Talk): has them sent.

mod answers;
mod hearing;
mod pace;
mod products;
mod said;
#[cfg(test)]
mod tests;
mod worker;

use crate::i18n::Language;
use crate::order::account::AccountPattern;
use crate::order::catalogue::Catalogue;
use crate::order::{Currency, Money, UserId};

pub(super) use worker::Talk;

/// What the shop has to say to buyers.
#[derive(Clone, Debug)]
pub struct Showcase {
    /// What it sells.
    pub catalogue: Catalogue,
    /// What an account looks like; `None`: none is needed.
    pub account: Option<AccountPattern>,
    /// One, to show how it is written.
    pub example: Option<String>,
    /// Whether there is a provider for other currencies than Stars.
    pub has_provider: bool,
    /// The terms of sale; `None`: the usual ones.
    pub terms: Option<String>,
    /// Where buyers are helped; `None`: the usual words.
    pub support: Option<String>,
    /// Of those whose own is not known.
    pub language: Language,
    /// Who is no buyer, but the moderator that the same bot writes to.
    pub moderator: Option<UserId>,
}

impl Showcase {
    fn takes(&self, price: Money) -> bool {
        price.amount > 0 && (price.currency == Currency::STARS || self.has_provider)
    }
}
