//! What moderators are told, in their words: a phone, a Telegram chat, ten seconds.
//!
//! - [`Voice`] says it: one card for each order, rewritten as the order's life goes on, and a few
//!   messages that are about no order or about all of them.
//! - `order_card` is the card's frame, `reasons` what happened, `handed` what was and was not done,
//!   `advice` what a person can do now.
//! - [`Incident`]: one message for all the orders that wait for the same thing.
//! - `notices`: messages that no rule knows, the first start, a mistake of this program.
//! - [`Notifier`] delivers what is owed to them, at a `pace` that they can read, [`DailyReport`] owes the daily line.
//! - `compose` counts in UTF-16, sets the styles and cuts: the words of customers first.
//!
//! A message has at most six lines, its number first; what is worth copying is monospace; what
//! came from outside stands in a quote or monospace, with hidden characters made visible.

mod advice;
mod compose;
mod daily;
mod daily_report;
mod handed;
mod incident;
mod notices;
mod notifier;
mod order_card;
mod pace;
mod reasons;
#[cfg(test)]
mod tests;
mod voice;
mod wording;

pub use crate::engine::{Incident, IncidentKind};
pub use advice::{Answer, answers_for};
pub use daily::Day;
pub use daily_report::DailyReport;
pub use notices::Suspicion;
pub use notifier::{Notifier, NotifierError, TOLD_IN};
pub use pace::NOTICES_MAX;
pub use voice::Voice;
