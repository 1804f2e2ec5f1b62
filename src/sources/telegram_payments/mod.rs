//! The owner's own bot, which is paid in Telegram: in Stars, or by a payment provider that Telegram knows.
//!
//! ```text
//!   checkout ─▶ invoice ─▶ "Pay" ─▶ PreCheckout ─▶ verdict            on a thread of its own, within ten seconds
//!                                       │
//!   difference ─▶ journal, with the new update state ─▶ order ─▶ shop ─▶ message to the buyer
//! ```
//!
//! - `pre_checkout`: whether a buyer may pay, as a pure function; `answering` answers, whatever else is going on.
//! - [`PaymentsThread`]: where the bot is kept connected; [`BotLink`]: the bot, for all others.
//! - `updates`: what buyers did is read, and kept with how far it was. `intake`: what it is made into.
//! - `talk`: what buyers write and tap, and what they are answered.
//! - `provider`: invoices, and Stars that go back. `delivery`: the message to the buyer.
//! - [`PaymentsWorker`]: has all of that done.

mod answering;
mod delivery;
mod intake;
mod link;
mod pre_checkout;
mod provider;
mod talk;
#[cfg(test)]
mod tests;
mod thread;
mod updates;
mod worker;

use std::time::Duration;

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use crate::moderation::Formatter;
use crate::order::{OrderId, ProviderName, SourceName, UserId};
use crate::tbank::token::hexadecimal;

pub use answering::Asking;
pub use link::BotLink;
pub use pre_checkout::{Refusal, decide};
pub use talk::Showcase;
pub use thread::{Parts, PaymentsThread};
pub use worker::PaymentsWorker;

/// The source's name.
pub static SOURCE: SourceName = ProviderName::Telegram.source();

/// What the owner wants.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The bot, as its token says.
    pub bot: UserId,
    /// For other currencies than Stars.
    pub provider_token: Option<SecretString>,
    /// Whether real money is paid.
    pub livemode: bool,
    /// So often it is looked what buyers did, also when nothing rings.
    pub reread_interval: Duration,
    /// So long the bot may be away before moderators are told.
    pub incident_after: Duration,
    /// What moderators read.
    pub formatter: Formatter,
    /// What buyers read.
    pub showcase: Showcase,
}

impl Settings {
    /// The id of the order that a payment becomes.
    fn order_id(&self, charge_id: &str) -> Option<OrderId> {
        let start = format!("{}telegram-{}-", if self.livemode { "" } else { "test-" }, self.bot);
        let plain = format!("{start}{charge_id}").parse();
        // Telegram says nowhere what its names are made of.
        let digest = || hexadecimal(&Sha256::digest(charge_id)[..16]);
        plain.or_else(|_| format!("{start}{}", digest()).parse()).ok()
    }
}

/// What becomes of a buyer's payment while the shop is asked and says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnSilence {
    /// The buyer is not charged, and may try again.
    Decline,
    /// The payment goes on, by what the agent knows itself.
    Accept,
}
