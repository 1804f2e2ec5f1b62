//! SQLite: what happened, what is owed.
//!
//! A transaction holds an event, the state it led to, the effects it owes (with everything they need)
//! and the texts that moderators are to read. A crash takes none of it back once [`Journal::write`] has
//! returned, a power cut once [`Journal::make_durable`] has: before anybody acts on it. So what belongs to
//! one act costs the disk one sync, however many transactions it takes.
//!
//! [`Journal::open`] checks whose journal it is, before it touches the file (`examine`), and keeps a copy
//! before it brings an older one up to date (`copy`). A [`ProgressStore`] outside remembers how far the
//! journal had come, so that a lost or older one is noticed.

mod buyers;
mod checkouts;
mod codes;
mod copy;
mod effects;
mod error;
mod examine;
mod held;
mod listing;
mod notification_key;
mod notifications;
mod open;
mod open_orders;
mod orders;
mod owed;
mod progress;
mod requests;
mod said;
mod schema;
mod state;
#[cfg(test)]
mod tests;
mod waiting;
mod working_set;

use std::cell::RefCell;
use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use serde::de::DeserializeOwned;
use tokio::time::Instant;

pub use buyers::{Invoiced, KnownBuyer, OwedAnswer, UpdateState};
pub use checkouts::{NewCharge, NewCheckout, RequestKey};
pub use codes::{CodeStock, KnownCode};
pub use copy::Backup;
pub use effects::{EffectKind, NewEffect, OwedEffect};
pub use error::JournalError;
pub use held::HeldPayment;
pub use listing::{OrderFilter, OrderPages, Summary, Tally};
pub use notification_key::NotificationKey;
pub use notifications::{Notification, NotificationKind};
pub use open::Pins;
pub use open_orders::OpenOrders;
pub use orders::{NewOrder, RecordedEvent};
pub use owed::{Due, Owed};
pub use progress::{Progress, ProgressStore, ProgressStoreError};
pub use requests::{Answer, Request, Wanted};
pub use said::{AskedRefund, CardButton, Claim, GivenAccount, UnknownMessage};
pub(crate) use schema::APPLICATION_ID;
pub use state::{Mark, MarkedChat, OpenIncident, PastIncident, Received, StateKey};
pub use waiting::Waiting;

use crate::sqlite;
use progress::Tracking;
use working_set::{Changes, Parts, WorkingSet};

type Result<T, E = JournalError> = std::result::Result<T, E>;

/// The journal of one seller's orders with one bot.
#[derive(Debug)]
pub struct Journal {
    connection: Connection,
    path: PathBuf,
    pins: Pins,
    /// Since when something is written that was not brought to the disk.
    unsynced_since: Option<Instant>,
    log: sqlite::Log,
    is_in_group: bool,
    working_set: WorkingSet,
    tracking: Option<Tracking>,
    commit_hook: Option<Box<dyn CommitHook>>,
}

/// One transaction being written. Nothing of it is there before [`Journal::write`] returns.
#[derive(Debug)]
pub struct Writer<'a> {
    connection: &'a Connection,
    changes: RefCell<Changes>,
}

/// Stands by at every commit. The shipped program has none; a test cuts the power here, or lets the
/// disk be full.
pub trait CommitHook: fmt::Debug + Send {
    /// All is written, nothing is committed. An error ends the transaction as one of SQLite's would.
    fn before_commit(&mut self) -> Result<(), JournalError>;

    /// All is committed, and nobody has acted on it. A power cut may still take it back.
    fn after_commit(&mut self);

    /// All that was committed is on the disk.
    fn after_sync(&mut self);
}

impl Journal {
    /// Does `work` in one transaction. When this returns `Ok`, no crash of the program takes any of it
    /// back, and no power cut takes back a part of it; when it returns an error, none of it happened.
    pub fn write<T>(&mut self, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        if self.is_in_group {
            return self.write_in_transaction(work);
        }
        self.begin()?;
        let written = self.write_in_transaction(work);
        self.end(written)
    }

    fn write_in_transaction<T>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        let writer = Writer { connection: &self.connection, changes: RefCell::default() };
        let value = work(&writer)?;
        self.working_set.count(&writer)?;
        let news = self.working_set.news(&writer)?;
        self.working_set.follow(news);
        Ok(value)
    }

    /// Makes one transaction of all that is written from now on, until [`end_group`](Self::end_group) or
    /// [`commit_group`](Self::commit_group). Returns whether that is new.
    pub fn begin_group(&mut self) -> Result<bool> {
        if self.is_in_group {
            return Ok(false);
        }
        self.begin()?;
        self.is_in_group = true;
        Ok(true)
    }

    /// Commits what was written since [`begin_group`](Self::begin_group) if it is `done`; if it is not,
    /// none of it happened.
    pub fn end_group<T, E: From<JournalError>>(&mut self, done: Result<T, E>) -> Result<T, E> {
        self.is_in_group = false;
        self.end(done)
    }

    /// Commits what was written since [`begin_group`](Self::begin_group), if it was called.
    pub fn commit_group(&mut self) -> Result<()> {
        if self.is_in_group { self.end_group(Ok(())) } else { Ok(()) }
    }

    fn begin(&self) -> Result<()> {
        self.execute("BEGIN IMMEDIATE")
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn end<T, E: From<JournalError>>(&mut self, done: Result<T, E>) -> Result<T, E> {
        match done.and_then(|value| self.commit().map(|()| value).map_err(E::from)) {
            Ok(value) => Ok(value),
            Err(error) => {
                self.working_set.forget();
                // Of a transaction that SQLite has ended by itself nothing is left.
                let _ = self.connection.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }

    fn commit(&mut self) -> Result<()> {
        if let Some(commit_hook) = &mut self.commit_hook {
            commit_hook.before_commit()?;
        }
        self.execute("COMMIT")?;
        self.unsynced_since.get_or_insert_with(Instant::now);
        if let Some(commit_hook) = &mut self.commit_hook {
            commit_hook.after_commit();
        }
        Ok(())
    }

    /// Since when a power cut could take something back.
    pub fn unsynced_since(&self) -> Option<Instant> {
        self.unsynced_since
    }

    /// Brings all that was written to the disk.
    pub fn sync(&mut self) -> Result<()> {
        self.commit_group()?;
        if self.unsynced_since.is_some() {
            let path = &self.path;
            self.log.sync(path).map_err(|source| open::file_error(path, &source))?;
            self.unsynced_since = None;
            if let Some(commit_hook) = &mut self.commit_hook {
                commit_hook.after_sync();
            }
        }
        Ok(())
    }

    /// The same journal, with somebody who stands by at every commit.
    #[must_use]
    pub fn with_commit_hook(mut self, commit_hook: impl CommitHook + 'static) -> Self {
        self.commit_hook = Some(Box::new(commit_hook));
        self
    }

    fn rows<T, C: FromIterator<T>>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<C> {
        rows(&self.connection, sql, values, read)
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

    /// What is kept of this is read again after the commit.
    fn rereads(&self, forget: fn(&mut Parts)) {
        self.changes.borrow_mut().reread.push(forget);
    }

    /// Returns how many rows were changed.
    fn changed(&self, sql: &str, values: impl Params) -> Result<usize> {
        Ok(self.connection.prepare_cached(sql)?.execute(values)?)
    }
}

fn rows<T, C: FromIterator<T>>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<C> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map(values, read)?.collect::<rusqlite::Result<_>>()?)
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
