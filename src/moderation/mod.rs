//! What moderators are told, in their words: a phone, a Telegram chat, ten seconds.
//!
//! [`Formatter`] puts it into words, which are in `locales/`: one card for each order, rewritten as the
//! order's life goes on (`order_card`), and a few messages that are about no order or about all of them.
//! [`commands`] are what they say. [`WaitingReport`] tells which orders wait for them. [`Notifier`] delivers what is owed to
//! them, at a `pace` that they can read; where there is no chat, [`OwnerNotifier`]. `markup` sets the styles,
//! counts in UTF-16 and cuts: the words of customers first.
//!
//! A message has at most six lines, its number first; what is worth copying is monospace; what came from outside
//! is monospace, with hidden characters made visible. Somebody's words are a quotation in their own lines, which
//! counts as one.

mod announcements;
pub mod commands;
mod daily;
mod formatter;
mod fulfilment;
mod markup;
mod notifier;
mod order_card;
mod owner;
mod pace;
mod reasons;
#[cfg(test)]
mod tests;
mod voice;
mod waiting;
mod webhooks;

pub use crate::engine::{Incident, IncidentEnd, IncidentKind};
pub use announcements::{Adopted, Suspicion};
pub use daily::{DailyReport, Day};
pub use formatter::Formatter;
pub use notifier::{Notifier, NotifierError, TOLD_IN};
pub use owner::OwnerNotifier;
pub use pace::NOTIFICATIONS_PER_MINUTE_MAX;
pub use waiting::{QuietHours, WaitingReport, WaitingSettings};
