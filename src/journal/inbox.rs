//! What came in from outside, until its source has taken it.

use jiff::Timestamp;
use rusqlite::params;

use super::orders::timestamp;
use super::{Journal, JournalError, Writer};
use crate::order::SourceName;

/// Something that came in and waits for its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its row.
    pub id: i64,
    /// What names it at its source: what has the same key is the same.
    pub dedup_key: String,
    /// As it came in.
    pub raw: Vec<u8>,
    /// When, by Telegram's time as far as it is known.
    pub received_at: Timestamp,
}

impl Writer<'_> {
    /// Keeps what came in. Returns whether it is new.
    pub fn receive(
        &self,
        source: &SourceName,
        dedup_key: &str,
        raw: &[u8],
        now: Timestamp,
    ) -> Result<bool, JournalError> {
        let inserted = self
            .transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO inbox (source, dedup_key, raw, received_at)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![source.as_str(), dedup_key, raw, now.to_string()])?;
        Ok(inserted > 0)
    }

    /// Records, with what came of it, that its source has taken it.
    pub fn take_from_inbox(&self, id: i64) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached("UPDATE inbox SET is_taken = 1 WHERE id = ?1")?
            .execute([id])?;
        Ok(())
    }
}

impl Journal {
    /// Whether it came in before, taken or not.
    pub fn has_received(&self, source: &SourceName, dedup_key: &str) -> Result<bool, JournalError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM inbox WHERE source = ?1 AND dedup_key = ?2")?
            .exists([source.as_str(), dedup_key])?)
    }

    /// How much waits for a source.
    pub fn count_received(&self, source: &SourceName) -> Result<u32, JournalError> {
        Ok(self
            .connection
            .prepare_cached("SELECT COUNT(*) FROM inbox WHERE source = ?1 AND NOT is_taken")?
            .query_row([source.as_str()], |row| row.get(0))?)
    }

    /// What waits for a source, in the order in which it came in, at most `limit`.
    pub fn received(&self, source: &SourceName, limit: u32) -> Result<Vec<Received>, JournalError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, dedup_key, raw, received_at FROM inbox
             WHERE source = ?1 AND NOT is_taken ORDER BY id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![source.as_str(), limit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.map(|row| {
            let (id, dedup_key, raw, received_at): (_, _, _, String) = row?;
            Ok(Received { id, dedup_key, raw, received_at: timestamp(&received_at)? })
        })
        .collect()
    }
}
