//! How far a journal has come, remembered outside of it: so that one that was lost, or
//! restored from a backup, is noticed before anything is done a second time.
//!
//! The store is told after a commit and before the act that the commit announces. So it may lag
//! behind the journal, never lead it (no false alarm, wherever the power is cut); and of whatever
//! was done in the world it knows that it was begun (no loss that matters goes unnoticed).

use std::fmt;
use std::path::Path;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{Journal, JournalError, Result, schema};
use crate::i18n::arguments;
use crate::order::MessageId;
use crate::report::action_required;

/// How far a journal has come. All of it only grows, but for a mark that was lowered on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which journal it is.
    pub journal_id: String,
    /// The highest number that an order was given; 0 before the first.
    pub last_number: u32,
    /// How many events happened to all orders.
    pub last_event: i64,
    /// Tribute's chat was read through up to here.
    pub scanned_through: MessageId,
    /// No order up to here is open: what a lost journal leaves unknown is above.
    pub settled_through: MessageId,
}

/// Remembers how far the journal has come.
pub trait ProgressStore: fmt::Debug + Send + Sync {
    /// What was remembered last; `None` when there never was a journal.
    fn load(&self) -> Result<Option<Progress>, ProgressStoreError>;

    /// Remembers, durable on return.
    fn save(&self, progress: &Progress) -> Result<(), ProgressStoreError>;
}

/// The store can't keep or give back what it was told; its own words say why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ProgressStoreError(pub String);

#[derive(Debug)]
pub(super) struct Tracking {
    store: Box<dyn ProgressStore>,
    known: Option<Progress>,
}

impl Progress {
    /// Reads it from a journal of any version.
    pub(super) fn of(connection: &Connection) -> rusqlite::Result<Self> {
        Self::below(first_open_message(connection)?, connection)
    }

    /// The same, when the first message of an open order is known.
    fn below(first_open: Option<i32>, connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "SELECT (SELECT journal_id FROM pins),
                          COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'orders'), 0),
                          COALESCE((SELECT MAX(sequence) FROM events), 0),
                          COALESCE((SELECT scanned_through FROM marks WHERE chat = 'tribute'), 0)";
        connection.prepare_cached(sql)?.query_row([], |row| {
            let scanned_through = row.get(3)?;
            let below_open = first_open.map_or(scanned_through, |first| first - 1);
            let settled_through = below_open.min(scanned_through);
            Ok(Self {
                journal_id: row.get(0)?,
                last_number: row.get(1)?,
                last_event: row.get(2)?,
                scanned_through: MessageId(scanned_through),
                settled_through: MessageId(settled_through),
            })
        })
    }

    /// Refuses a journal that has come so far when it can't be the one that is `remembered`.
    pub fn check(&self, remembered: &Self, path: &Path) -> Result<(), JournalError> {
        let (found, last) = (self.last_number, remembered.last_number);
        if self.journal_id != remembered.journal_id {
            let arguments = arguments!(path, remembered = last);
            return Err(action_required("journal.another", arguments).into());
        }
        let is_behind = found < last
            || self.last_event < remembered.last_event
            || self.scanned_through < remembered.scanned_through;
        if is_behind {
            let is_same_order = (found == last).to_string();
            let arguments = arguments!(path, found, remembered = last, is_same_order);
            return Err(action_required("journal.behind", arguments).into());
        }
        Ok(())
    }
}

/// The lowest message that is an open order.
fn first_open_message(connection: &Connection) -> rusqlite::Result<Option<i32>> {
    let mut version = connection.prepare_cached("PRAGMA user_version")?;
    let version: u32 = version.query_row([], |row| row.get(0))?;
    let oldest = if version < schema::WITH_ORDER_MESSAGES {
        "SELECT MIN(message_id) FROM orders WHERE is_open"
    } else {
        // Not the other way about: of messages there are as many as there ever were orders.
        "SELECT MIN(message_id) FROM (SELECT number FROM orders WHERE is_open)
         CROSS JOIN order_messages USING (number) WHERE role = 'order'"
    };
    connection.prepare_cached(oldest)?.query_row([], |row| row.get(0))
}

impl Journal {
    /// Lets `store` remember this journal from now on, whatever it remembered before.
    pub fn track_progress(&mut self, store: Box<dyn ProgressStore>) -> Result<()> {
        self.tracking = Some(Tracking { store, known: None });
        self.make_durable()
    }

    /// Brings all that was written to the disk, then lets the store know how far the journal has come.
    /// To be called between the commit that announces an act and the act.
    pub fn make_durable(&mut self) -> Result<()> {
        self.sync()?;
        if self.tracking.is_none() {
            return Ok(());
        }
        let progress = self.progress()?;
        self.tracking.as_mut().map_or(Ok(()), |tracking| tracking.save(progress))
    }

    /// Lets the store know, before it is done, that the mark will be lowered to `floor`.
    pub fn announce_lower_mark(&mut self, floor: MessageId) -> Result<()> {
        self.sync()?;
        let mut progress = self.progress()?;
        progress.scanned_through = progress.scanned_through.min(floor);
        progress.settled_through = progress.settled_through.min(floor);
        self.tracking.as_mut().map_or(Ok(()), |tracking| tracking.save(progress))
    }

    /// How far the journal has come.
    pub fn progress(&self) -> Result<Progress> {
        let first_open = self.open_orders()?.first_message().map(|message| message.0);
        Ok(Progress::below(first_open, &self.connection)?)
    }
}

impl Tracking {
    fn save(&mut self, progress: Progress) -> Result<()> {
        if self.known.as_ref() != Some(&progress) {
            self.store.save(&progress).map_err(JournalError::Progress)?;
            self.known = Some(progress);
        }
        Ok(())
    }
}
