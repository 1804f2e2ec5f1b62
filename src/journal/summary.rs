//! A journal in three numbers.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use super::orders::timestamp;
use super::progress::Progress;
use super::{Journal, JournalError, Pins};

/// How much there is in a journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many orders there are.
    pub orders: u32,
    /// How many of them are open.
    pub open_orders: u32,
    /// When the newest was placed, by Telegram's clock.
    pub newest_ordered_at: Option<Timestamp>,
}

impl Journal {
    /// How much there is in it.
    pub fn summary(&self) -> Result<Summary, JournalError> {
        let (orders, open_orders) = self.connection.query_row(
            "SELECT COUNT(*), COALESCE(SUM(is_open), 0) FROM orders",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let newest: Option<String> = self
            .connection
            .query_row("SELECT ordered_at FROM orders ORDER BY number DESC LIMIT 1", [], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(Summary {
            orders,
            open_orders,
            newest_ordered_at: newest.as_deref().map(timestamp).transpose()?,
        })
    }

    /// Whether this is the journal of that account and bot.
    pub fn check_pins(&self, ours: Pins) -> Result<(), JournalError> {
        let theirs = self.pins();
        if theirs == ours {
            return Ok(());
        }
        Err(JournalError::NotOurs { theirs: theirs.to_string(), ours: ours.to_string() })
    }

    /// Whether the journal, which lies at `path`, can be the one that is `remembered`.
    pub fn check_against(&self, remembered: &Progress, path: &Path) -> Result<(), JournalError> {
        Progress::of(&self.connection)?.check(remembered, path)
    }
}
