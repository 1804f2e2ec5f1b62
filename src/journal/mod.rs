//! SQLite: what happened, what is owed.
//!
//! A transaction holds an event, the state it led to, the effects it owes (frozen: with everything
//! they need) and the texts that moderators are to read. It is durable when [`Journal::write`]
//! returns (WAL, `synchronous=FULL`), and only then does anybody act on it.
//!
//! - [`Journal::open`] checks whose journal it is, before it touches the file (`examine`), and keeps
//!   a copy before it brings an older one up to date (`copy`).
//! - A [`Witness`] outside remembers how far the journal had come, so that a lost or older one is
//!   noticed; `adoption` is what can be done then.
//! - [`Journal::write`] hands out a [`Writer`]: the whole of one transaction.
//! - Reading is plain methods on [`Journal`].

mod adoption;
mod bystander;
mod copy;
mod effects;
mod error;
mod examine;
mod facts;
mod kept;
mod log;
mod notices;
mod open;
mod orders;
mod schema;
mod summary;
mod tally;
#[cfg(test)]
mod tests;
mod witness;

use kept::{Decoded, Kept};
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use bystander::Bystander;
pub use copy::Backup;
pub use effects::{EffectKind, NewEffect, OwedEffect};
pub use error::JournalError;
pub use facts::{Fact, Mark, MarkedChat, OpenIncident};
pub use notices::{Notice, NoticeKey};
pub use open::Pins;
pub use orders::{NewOrder, OpenOrders, RecordedEvent};
pub(crate) use schema::APPLICATION_ID;
pub use summary::Summary;
pub use tally::Tally;
pub use witness::{Forgetful, Progress, Witness};

use witness::Watch;

/// The journal of one seller's orders with one bot.
#[derive(Debug)]
pub struct Journal {
    connection: Connection,
    pins: Pins,
    kept: Kept,
    /// The open orders as last decoded, each with the newest event it knows of.
    decoded: Decoded,
    watch: Option<Watch>,
    bystander: Option<Box<dyn Bystander>>,
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
        self.kept.forget();
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let writer = Writer { transaction };
        let value = work(&writer)?;
        if let Some(bystander) = &mut self.bystander {
            bystander.before_commit()?;
        }
        writer.transaction.commit()?;
        if let Some(bystander) = &mut self.bystander {
            bystander.after_commit();
        }
        Ok(value)
    }
}
