//! The orders that wait for people, and since when.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::params;

use super::{Journal, NotificationKey, Result, Writer, milliseconds};
use crate::order::MessageId;

/// An order that waits for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub number: u32,
    /// Since when.
    pub since: Timestamp,
    /// How many of the reminders of it they have had.
    pub reminded: u32,
}

impl Writer<'_> {
    pub(super) fn begin_waiting(&self, number: u32, now: Timestamp) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO waiting (number, since_ms) VALUES (?1, ?2)";
        if self.changed(sql, params![number, now.as_millisecond()])? > 0 {
            self.rereads(|kept| kept.waiting = None);
        }
        Ok(())
    }

    /// Nobody has to see to it any more.
    pub(super) fn end_waiting(&self, number: u32) -> Result<()> {
        if self.changed("DELETE FROM waiting WHERE number = ?1", [number])? > 0 {
            self.rereads(|kept| kept.waiting = None);
            self.forget_claim(number)?;
        }
        Ok(())
    }

    /// Records how many of the reminders of an order people have had.
    pub fn note_reminded(&self, number: u32, reminded: u32) -> Result<()> {
        self.rereads(|kept| kept.waiting = None);
        self.execute("UPDATE waiting SET reminded = ?2 WHERE number = ?1", [number, reminded])
    }
}

impl Journal {
    /// The orders that wait for people, who have waited longest first. What this returns stays the same one as long
    /// as nothing has changed.
    pub fn waiting(&self) -> Result<Arc<Vec<Waiting>>> {
        let sql = "SELECT number, since_ms, reminded FROM waiting ORDER BY since_ms, number";
        let read = || {
            self.rows(sql, [], |row| {
                let (number, since, reminded) = (row.get(0)?, milliseconds(row, 1)?, row.get(2)?);
                Ok(Waiting { number, since, reminded })
            })
        };
        self.kept(|kept| &mut kept.waiting, read)
    }

    /// The message about `key` that stands in the chat, by the number that the owner's bot knows if the bot said it,
    /// and whether it did.
    pub fn message_about(&self, key: &NotificationKey) -> Result<Option<(MessageId, bool)>> {
        let sql =
            "SELECT COALESCE(bot_message_id, message_id), bot_message_id IS NOT NULL FROM notices
                   WHERE key = ?1 AND COALESCE(bot_message_id, message_id) IS NOT NULL";
        self.row(sql, [key.to_string()], |row| Ok((MessageId(row.get(0)?), row.get(1)?)))
    }

    /// How many orders in a range of numbers something has happened to from a moment on, to the second.
    pub fn count_moved(&self, first: u32, last: u32, since: Timestamp) -> Result<u32> {
        self.value(
            "SELECT COUNT(*) FROM orders WHERE number BETWEEN ?1 AND ?2
                 AND substr(updated_at, 1, 19) >= substr(?3, 1, 19)",
            params![first, last, since.to_string()],
        )
    }

    /// The newest order's number; 0 when there is none.
    pub fn newest_number(&self) -> Result<u32> {
        self.value("SELECT COALESCE(MAX(number), 0) FROM orders", [])
    }
}
