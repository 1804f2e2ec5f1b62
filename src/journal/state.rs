//! Marks, incidents, what is known as one number, and what came in from outside.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{Journal, NotificationKey, Result, Writer};
use crate::order::{MessageId, SourceName, Untrusted};
use crate::sqlite::parsed;

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
    /// The first of the orders that it is about.
    pub first_number: u32,
}

/// An incident that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastIncident {
    /// As it was.
    pub incident: OpenIncident,
    /// Until when, by wall time.
    pub closed_at: Timestamp,
    /// The last of its orders, as long as some of them are under way.
    pub last_number: Option<u32>,
}

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
    pub fn set_baseline(&self, chat: MarkedChat, baseline: MessageId) -> Result<()> {
        self.rereads(|kept| kept.marks = None);
        let values = params![chat.name(), baseline.0];
        self.execute("INSERT OR IGNORE INTO marks VALUES (?1, ?2, ?2)", values)
    }

    /// Moves a chat's mark up, when everything up to `through` has been read without a gap.
    pub fn move_mark(&self, chat: MarkedChat, through: MessageId) -> Result<()> {
        self.rereads(|kept| kept.marks = None);
        self.execute(
            "UPDATE marks SET scanned_through = MAX(scanned_through, ?2) WHERE chat = ?1",
            params![chat.name(), through.0],
        )
    }

    /// Moves a chat's mark down, so that older messages are read again.
    pub fn lower_mark(&self, chat: MarkedChat, through: MessageId) -> Result<()> {
        self.rereads(|kept| kept.marks = None);
        self.execute(
            "UPDATE marks SET scanned_through = MIN(scanned_through, ?2), baseline = MIN(baseline, ?2)
             WHERE chat = ?1",
            params![chat.name(), through.0],
        )
    }

    /// Opens an incident, if none of its kind is open, in the place of the one before.
    pub fn open_incident(&self, incident: &OpenIncident) -> Result<()> {
        self.changes_incidents();
        let OpenIncident { kind, opened_at, detail, notification, first_number } = incident;
        self.execute(
            "INSERT INTO incidents VALUES (?1, ?2, ?3, ?4, ?5, NULL, NULL)
             ON CONFLICT (kind) DO UPDATE SET
                 opened_at = excluded.opened_at, detail = excluded.detail,
                 notice_key = excluded.notice_key, first_number = excluded.first_number,
                 closed_at = NULL, last_number = NULL
             WHERE closed_at IS NOT NULL",
            params![
                kind,
                opened_at.to_string(),
                detail.as_str(),
                notification.to_string(),
                first_number
            ],
        )
    }

    /// Ends an incident. What becomes of its orders up to `last_number` is still to be told.
    pub fn close_incident(
        &self,
        kind: &str,
        now: Timestamp,
        last_number: Option<u32>,
    ) -> Result<()> {
        self.changes_incidents();
        let sql = "UPDATE incidents SET closed_at = ?2, last_number = ?3 WHERE kind = ?1";
        self.execute(sql, params![kind, now.to_string(), last_number])
    }

    /// What became of the orders of an incident that is over, was told.
    pub fn settle_incident(&self, kind: &str) -> Result<()> {
        self.changes_incidents();
        self.execute("UPDATE incidents SET last_number = NULL WHERE kind = ?1", [kind])
    }

    /// There was no such incident: nobody has read of it.
    pub fn forget_incident(&self, kind: &str) -> Result<()> {
        self.changes_incidents();
        self.execute("DELETE FROM incidents WHERE kind = ?1", [kind])
    }

    fn changes_incidents(&self) {
        self.rereads(|kept| (kept.incidents, kept.past_incidents) = (None, None));
    }

    /// Sets what is known.
    pub fn set(&self, key: StateKey, value: i64) -> Result<()> {
        self.rereads(|kept| kept.state = None);
        self.execute("INSERT OR REPLACE INTO facts VALUES (?1, ?2)", params![key.0, value])
    }

    /// Keeps what came in. Returns whether it is new.
    pub fn receive(
        &self,
        source: &SourceName,
        dedup_key: &str,
        raw: &[u8],
        now: Timestamp,
    ) -> Result<bool> {
        let inserted = self.changed(
            "INSERT OR IGNORE INTO inbox (source, dedup_key, raw, received_at) VALUES (?1, ?2, ?3, ?4)",
            params![source.as_str(), dedup_key, raw, now.to_string()],
        )?;
        Ok(inserted > 0)
    }

    /// Records, with what came of it, that its source has taken it.
    pub fn take_from_inbox(&self, id: i64) -> Result<()> {
        self.execute("UPDATE inbox SET is_taken = 1 WHERE id = ?1", [id])
    }

    /// Gives the journal a name of its own: the one that was lost, should it be found, is another.
    pub fn rename_journal(&self, journal_id: &str) -> Result<()> {
        self.execute("UPDATE pins SET journal_id = ?1", [journal_id])
    }
}

impl Journal {
    /// A chat's mark; `None` before the first start has set its baseline.
    pub fn mark(&self, chat: MarkedChat) -> Result<Option<Mark>> {
        let sql = "SELECT chat, baseline, scanned_through FROM marks";
        let read = |row: &Row<'_>| {
            let (baseline, scanned_through) = (MessageId(row.get(1)?), MessageId(row.get(2)?));
            Ok((row.get(0)?, Mark { baseline, scanned_through }))
        };
        let marks: Arc<HashMap<String, _>> =
            self.kept(|kept| &mut kept.marks, || self.rows(sql, [], read))?;
        Ok(marks.get(chat.name()).copied())
    }

    /// The incidents that are not over.
    pub fn open_incidents(&self) -> Result<Arc<Vec<OpenIncident>>> {
        let sql = "SELECT kind, opened_at, detail, notice_key, first_number FROM incidents
                   WHERE closed_at IS NULL ORDER BY kind";
        self.kept(|kept| &mut kept.incidents, || self.rows(sql, [], read_incident))
    }

    /// The last incident of each kind, where it is over.
    pub fn past_incidents(&self) -> Result<Arc<Vec<PastIncident>>> {
        let sql = "SELECT kind, opened_at, detail, notice_key, first_number, closed_at, last_number
                   FROM incidents WHERE closed_at IS NOT NULL ORDER BY kind";
        let read = |row: &Row<'_>| {
            let (incident, closed_at) = (read_incident(row)?, parsed(row, 5)?);
            Ok(PastIncident { incident, closed_at, last_number: row.get(6)? })
        };
        self.kept(|kept| &mut kept.past_incidents, || self.rows(sql, [], read))
    }

    /// What is known; 0 when nothing is.
    pub fn state(&self, key: StateKey) -> Result<i64> {
        let read = || self.rows("SELECT name, value FROM facts", [], |row| row.try_into());
        let state: Arc<HashMap<String, i64>> = self.kept(|kept| &mut kept.state, read)?;
        Ok(state.get(key.0).copied().unwrap_or(0))
    }

    /// Whether it came in before, taken or not.
    pub fn has_received(&self, source: &SourceName, dedup_key: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM inbox WHERE source = ?1 AND dedup_key = ?2";
        self.exists(sql, [source.as_str(), dedup_key])
    }

    /// What came in under keys that begin so, taken or not, in the order in which it came in.
    pub fn received_under(&self, source: &SourceName, prefix: &str) -> Result<Vec<Received>> {
        let sql = "SELECT id, dedup_key, raw, received_at FROM inbox
                   WHERE source = ?1 AND dedup_key >= ?2 AND dedup_key < ?3 ORDER BY id";
        let end = format!("{prefix}\u{10FFFF}");
        self.rows(sql, [source.as_str(), prefix, &end], read_received)
    }

    /// When something last came in for a source, taken or not.
    pub fn last_received_at(&self, source: &SourceName) -> Result<Option<Timestamp>> {
        let sql = "SELECT received_at FROM inbox WHERE source = ?1 ORDER BY id DESC LIMIT 1";
        let found: Vec<Timestamp> = self.rows(sql, [source.as_str()], |row| parsed(row, 0))?;
        Ok(found.into_iter().next())
    }

    /// How much waits for a source.
    pub fn count_received(&self, source: &SourceName) -> Result<u32> {
        let sql = "SELECT COUNT(*) FROM inbox WHERE source = ?1 AND NOT is_taken";
        self.value(sql, [source.as_str()])
    }

    /// What waits for a source, in the order in which it came in, at most `limit`.
    pub fn received(&self, source: &SourceName, limit: u32) -> Result<Vec<Received>> {
        let sql = "SELECT id, dedup_key, raw, received_at FROM inbox
                   WHERE source = ?1 AND NOT is_taken ORDER BY id LIMIT ?2";
        self.rows(sql, params![source.as_str(), limit], read_received)
    }
}

fn read_received(row: &Row<'_>) -> rusqlite::Result<Received> {
    Ok(Received {
        id: row.get(0)?,
        dedup_key: row.get(1)?,
        raw: row.get(2)?,
        received_at: parsed(row, 3)?,
    })
}

fn read_incident(row: &Row<'_>) -> rusqlite::Result<OpenIncident> {
    Ok(OpenIncident {
        kind: row.get(0)?,
        opened_at: parsed(row, 1)?,
        detail: Untrusted::new(row.get::<_, String>(2)?),
        notification: NotificationKey::stored(row.get(3)?),
        first_number: row.get(4)?,
    })
}
