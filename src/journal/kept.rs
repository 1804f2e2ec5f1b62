//! Rows that every turn of the agent asks for, kept until they may have changed.
//!
//! They are forgotten before every transaction of this process, and read again when SQLite says
//! that another process has written. So what is kept is always what stands in the file.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Journal, JournalError, Notice, OpenIncident, OwedEffect};
use crate::order::Record;

/// What is kept. Its default is nothing.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) open_orders: Rows<Arc<Record>>,
    pub(super) owed_effects: Rows<OwedEffect>,
    pub(super) owed_notices: Rows<Notice>,
    pub(super) open_incidents: Rows<OpenIncident>,
}

/// Orders by their numbers, each as it was after this event; `None`: after none.
pub(super) type Decoded = RefCell<HashMap<u32, (Option<i64>, Arc<Record>)>>;

/// Rows as they were last read.
#[derive(Debug)]
pub(super) struct Rows<T>(RefCell<Option<(i64, Arc<[T]>)>>);

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl Journal {
    /// The rows that are kept; if there are none, or others have written since, `read` reads them.
    pub(super) fn kept<T>(
        &self,
        rows: &Rows<T>,
        read: impl FnOnce() -> Result<Vec<T>, JournalError>,
    ) -> Result<Arc<[T]>, JournalError> {
        // Asked before reading: what is written in between makes the rows old, never new.
        let version: i64 = self
            .connection
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get(0))?;
        if let Some((kept_at, kept)) = &*rows.0.borrow()
            && *kept_at == version
        {
            return Ok(kept.clone());
        }
        let fresh: Arc<[T]> = read()?.into();
        *rows.0.borrow_mut() = Some((version, fresh.clone()));
        Ok(fresh)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::journal::{Fact, Journal, NoticeKey, Pins};
    use crate::order::UserId;
    use crate::rich_text::RichText;

    const PINS: Pins = Pins {
        seller: UserId(777),
        bot: UserId(6_675_346_585),
        livemode: true,
    };

    fn tell(journal: &mut Journal, name: &str) {
        let text = RichText::plain("told");
        journal
            .write(|writer| {
                writer.tell(
                    &NoticeKey::once(name),
                    None,
                    &text,
                    1,
                    Timestamp::UNIX_EPOCH,
                )
            })
            .unwrap();
    }

    #[test]
    fn what_anybody_writes_is_seen_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.journal");
        let open = || Journal::open(&path, PINS, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        let (mut ours, mut theirs) = (open(), open());
        assert!(ours.owed_notices().unwrap().is_empty());
        tell(&mut ours, "by us");
        assert_eq!(ours.owed_notices().unwrap().len(), 1);
        tell(&mut theirs, "by others");
        assert_eq!(ours.owed_notices().unwrap().len(), 2);
        assert_eq!(theirs.owed_notices().unwrap().len(), 2);
    }

    #[test]
    fn what_was_not_committed_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.journal");
        let mut journal = Journal::open(&path, PINS, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        tell(&mut journal, "told");
        let kept = journal.owed_notices().unwrap();
        let failed: Result<(), _> = journal.write(|writer| {
            writer.learn(Fact::BotLinks, 1)?;
            Err(crate::journal::JournalError::DiskFull)
        });
        assert!(failed.is_err());
        assert_eq!(journal.owed_notices().unwrap(), kept);
        assert_eq!(journal.fact(Fact::BotLinks).unwrap(), 0);
    }
}
