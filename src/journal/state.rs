//! Marks, incidents, and what is known as one number.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::params;

use super::orders::timestamp;
use super::{Journal, JournalError, NotificationKey, Writer};
use crate::order::{MessageId, Untrusted};

/// How far a chat has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where the first start began: what is below was never ours.
    pub baseline: MessageId,
    /// Everything up to here has been read without a gap.
    pub scanned_through: MessageId,
}

/// A chat that has a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkedChat {
    /// The private chat with Tribute's bot.
    Tribute,
}

/// Something that is known as one number, by the name that whoever keeps it gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateKey(&'static str);

/// An incident that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIncident {
    /// Its name.
    pub kind: String,
    /// Since when, by wall time.
    pub opened_at: Timestamp,
    /// What was seen.
    pub detail: Untrusted,
    /// The moderators' message about it.
    pub notification: NotificationKey,
}

impl MarkedChat {
    fn name(self) -> &'static str {
        match self {
            Self::Tribute => "tribute",
        }
    }
}

impl StateKey {
    /// The key with this name, which stays for ever.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }
}

impl Writer<'_> {
    /// Sets a chat's baseline, once: later calls change nothing.
    pub fn set_baseline(&self, chat: MarkedChat, baseline: MessageId) -> Result<(), JournalError> {
        self.transaction.execute(
            "INSERT OR IGNORE INTO marks VALUES (?1, ?2, ?2)",
            params![chat.name(), baseline.0],
        )?;
        Ok(())
    }

    /// Moves a chat's mark up, when everything up to `through` has been read without a gap.
    pub fn move_mark(&self, chat: MarkedChat, through: MessageId) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached(
                "UPDATE marks SET scanned_through = MAX(scanned_through, ?2) WHERE chat = ?1",
            )?
            .execute(params![chat.name(), through.0])?;
        Ok(())
    }

    /// Moves a chat's mark down, so that older messages are read again.
    pub fn lower_mark(&self, chat: MarkedChat, through: MessageId) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE marks SET scanned_through = MIN(scanned_through, ?2), baseline = MIN(baseline, ?2)
             WHERE chat = ?1",
            params![chat.name(), through.0],
        )?;
        Ok(())
    }

    /// Opens an incident, if none of its kind is open.
    pub fn open_incident(&self, incident: &OpenIncident) -> Result<(), JournalError> {
        self.transaction.execute(
            "INSERT OR IGNORE INTO incidents VALUES (?1, ?2, ?3, ?4)",
            params![
                incident.kind,
                incident.opened_at.to_string(),
                incident.detail.as_str(),
                incident.notification.to_string(),
            ],
        )?;
        Ok(())
    }

    /// Ends an incident.
    pub fn close_incident(&self, kind: &str) -> Result<(), JournalError> {
        self.transaction.execute("DELETE FROM incidents WHERE kind = ?1", [kind])?;
        Ok(())
    }

    /// Sets what is known.
    pub fn set(&self, key: StateKey, value: i64) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO facts VALUES (?1, ?2)")?
            .execute(params![key.0, value])?;
        Ok(())
    }
}

impl Journal {
    /// A chat's mark; `None` before the first start has set its baseline.
    pub fn mark(&self, chat: MarkedChat) -> Result<Option<Mark>, JournalError> {
        let marks = self.cached(&self.cache.marks, || self.read_marks())?;
        let mut marks = marks.iter();
        let found = marks.find(|(name, _)| name == chat.name());
        Ok(found.map(|(_, mark)| *mark))
    }

    fn read_marks(&self) -> Result<Vec<(String, Mark)>, JournalError> {
        let mut statement =
            self.connection.prepare_cached("SELECT chat, baseline, scanned_through FROM marks")?;
        let rows = statement.query_map([], |row| {
            let mark =
                Mark { baseline: MessageId(row.get(1)?), scanned_through: MessageId(row.get(2)?) };
            Ok((row.get(0)?, mark))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The incidents that are not over.
    pub fn open_incidents(&self) -> Result<Arc<[OpenIncident]>, JournalError> {
        self.cached(&self.cache.open_incidents, || self.read_incidents())
    }

    fn read_incidents(&self) -> Result<Vec<OpenIncident>, JournalError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, opened_at, detail, notice_key FROM incidents ORDER BY kind",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get(3)?))
        })?;
        rows.map(|row| {
            let (kind, opened_at, detail, notification) = row?;
            Ok(OpenIncident {
                kind,
                opened_at: timestamp(&opened_at)?,
                detail: Untrusted::new(detail),
                notification: NotificationKey::stored(notification),
            })
        })
        .collect()
    }

    /// What is known; 0 when nothing is.
    pub fn state(&self, key: StateKey) -> Result<i64, JournalError> {
        let facts = self.cached(&self.cache.facts, || self.read_facts())?;
        let mut facts = facts.iter();
        let found = facts.find(|(name, _)| name == key.0);
        Ok(found.map_or(0, |(_, value)| *value))
    }

    fn read_facts(&self) -> Result<Vec<(String, i64)>, JournalError> {
        let mut statement = self.connection.prepare_cached("SELECT name, value FROM facts")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
