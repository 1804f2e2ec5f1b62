//! SQLite: what happened, what is owed.
//!
//! A transaction holds an event, the state it led to, the effects it owes (with everything they need)
//! and the texts that moderators are to read. It is durable when [`Journal::write`] returns (WAL,
//! `synchronous=FULL`), and only then does anybody act on it.
//!
//! [`Journal::open`] checks whose journal it is, before it touches the file (`examine`), and keeps a copy
//! before it brings an older one up to date (`copy`). A [`ProgressStore`] outside remembers how far the
//! journal had come, so that a lost or older one is noticed.

mod copy;
mod effects;
mod error;
mod examine;
mod notifications;
mod open;
mod orders;
mod progress;
mod read_cache;
mod schema;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::Timestamp;
use read_cache::{Decoded, ReadCache};
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, Transaction, TransactionBehavior};
use serde::de::DeserializeOwned;

pub use copy::Backup;
pub use effects::{EffectKind, NewEffect, OwedEffect};
pub use error::JournalError;
pub use notifications::{Notification, NotificationKey};
pub use open::Pins;
pub use orders::{NewOrder, OpenOrders, OrderFilter, RecordedEvent, Summary, Tally};
pub use progress::{Progress, ProgressStore, ProgressStoreError};
pub(crate) use schema::APPLICATION_ID;
pub use state::{Mark, MarkedChat, OpenIncident, Received, StateKey};

use crate::sqlite;
use progress::Tracking;

type Result<T, E = JournalError> = std::result::Result<T, E>;

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

/// Stands by at every commit. The shipped program has none; a test cuts the power here, or lets the
/// disk be full.
pub trait CommitHook: fmt::Debug + Send {
    /// All is written, nothing is durable. An error ends the transaction as one of SQLite's would.
    fn before_commit(&mut self) -> Result<(), JournalError>;

    /// All is durable, and nobody has acted on it.
    fn after_commit(&mut self);
}

impl Journal {
    /// Does `work` in one transaction. When this returns `Ok`, all of it is durable; when it returns
    /// an error, none of it happened.
    pub fn write<T>(&mut self, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
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

    /// The same journal, with somebody who stands by at every commit.
    #[must_use]
    pub fn with_commit_hook(mut self, commit_hook: impl CommitHook + 'static) -> Self {
        self.commit_hook = Some(Box::new(commit_hook));
        self
    }

    fn rows<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map(values, read)?.collect::<rusqlite::Result<_>>()?)
    }

    fn row<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.connection.prepare_cached(sql)?.query_row(values, read).optional()?)
    }

    /// The only column of the only row.
    fn value<T: FromSql>(&self, sql: &str, values: impl Params) -> Result<T> {
        Ok(self.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
    }

    fn exists(&self, sql: &str, values: impl Params) -> Result<bool> {
        Ok(self.connection.prepare_cached(sql)?.exists(values)?)
    }
}

impl Writer<'_> {
    fn execute(&self, sql: &str, values: impl Params) -> Result<()> {
        self.changed(sql, values).map(drop)
    }

    /// Returns how many rows were changed.
    fn changed(&self, sql: &str, values: impl Params) -> Result<usize> {
        Ok(self.transaction.prepare_cached(sql)?.execute(values)?)
    }
}

/// A column's JSON as what it stands for.
fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| sqlite::unreadable(column, error))
}

/// A column's unix milliseconds.
fn milliseconds(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let moment = Timestamp::from_millisecond(row.get(column)?);
    moment.map_err(|error| sqlite::unreadable(column, error))
}
