//! SQLite: what happened, what is owed.
//!
//! A transaction holds an event, the state it led to, the effects it owes (frozen: with everything
//! they need) and the texts that moderators are to read. It is durable when [`Journal::write`]
//! returns (WAL, `synchronous=FULL`), and only then does anybody act on it.
//!
//! - [`Journal::open`] checks whose journal it is, before it touches the file (`examine`), and keeps
//!   a copy before it brings an older one up to date (`copy`).
//! - A [`ProgressStore`] outside remembers how far the journal had come, so that a lost or older one is
//!   noticed; `adoption` is what can be done then.
//! - [`Journal::write`] hands out a [`Writer`]: the whole of one transaction.
//! - Reading is plain methods on [`Journal`].

mod adoption;
mod commit_hook;
mod copy;
mod effects;
mod error;
mod examine;
mod inbox;
mod log;
mod notifications;
mod open;
mod orders;
mod progress;
mod read_cache;
mod schema;
mod state;
mod summary;
mod tally;
#[cfg(test)]
mod tests;

use read_cache::{Decoded, ReadCache};
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use commit_hook::CommitHook;
pub use copy::Backup;
pub use effects::{EffectKind, NewEffect, OwedEffect};
pub use error::JournalError;
pub use inbox::Received;
pub use notifications::{Notification, NotificationKey};
pub use open::Pins;
pub use orders::{NewOrder, OpenOrders, RecordedEvent};
pub use progress::{Progress, ProgressStore, ProgressStoreError};
pub(crate) use schema::APPLICATION_ID;
pub use state::{Mark, MarkedChat, OpenIncident, StateKey};
pub use summary::Summary;
pub use tally::Tally;

use progress::Tracking;

/// The journal of one seller's orders with one bot.
#[derive(Debug)]
pub struct Journal {
    connection: Connection,
    pins: Pins,
    cache: ReadCache,
    /// The open orders as last decoded, each with the newest event it knows of.
    decoded: Decoded,
    tracking: Option<Tracking>,
    commit_hook: Option<Box<dyn CommitHook>>,
}

/// One transaction being written. Nothing of it is durable before [`Journal::write`] returns.
#[derive(Debug)]
pub struct Writer<'a> {
    transaction: Transaction<'a>,
}

impl Journal {
    /// Does `work` in one transaction. When this returns `Ok`, all of it is durable; when it returns
    /// an error, none of it happened.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.cache.forget();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let writer = Writer { transaction };
        let value = work(&writer)?;
        if let Some(commit_hook) = &mut self.commit_hook {
            commit_hook.before_commit()?;
        }
        writer.transaction.commit()?;
        if let Some(commit_hook) = &mut self.commit_hook {
            commit_hook.after_commit();
        }
        Ok(value)
    }
}
