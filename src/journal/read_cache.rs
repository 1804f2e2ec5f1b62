//! Rows that every turn of the agent asks for, kept until they may have changed.
//!
//! They are forgotten before every transaction of this process, and read again when SQLite says
//! that another process has written. To ask it takes a lock of the file: who reads all the time says
//! with [`Journal::refresh`] how often is enough; everybody else is always told what stands there.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Journal, Mark, Notification, OpenIncident, OwedEffect, Result};
use crate::order::Record;

/// What is kept. Its default is nothing.
#[derive(Debug, Default)]
pub(super) struct ReadCache {
    /// What others had written when this was last asked; `None`: it is asked every time.
    asked: Option<i64>,
    pub(super) open_orders: Rows<Arc<Record>>,
    pub(super) owed_effects: Rows<OwedEffect>,
    pub(super) owed_notifications: Rows<Notification>,
    pub(super) open_incidents: Rows<OpenIncident>,
    pub(super) marks: Rows<(String, Mark)>,
    pub(super) facts: Rows<(String, i64)>,
}

impl ReadCache {
    /// Something is about to be written: nothing is kept.
    pub(super) fn forget(&mut self) {
        *self = Self { asked: self.asked, ..Self::default() };
    }
}

/// Orders by their numbers, each as it was after this event; `None`: after none.
pub(super) type Decoded = RefCell<HashMap<u32, (Option<i64>, Arc<Record>)>>;

#[derive(Debug)]
pub(super) struct Rows<T>(RefCell<Option<(i64, Arc<[T]>)>>);

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl Journal {
    /// From now until this is called again, what another process writes is not looked for.
    pub fn refresh(&mut self) -> Result<()> {
        self.cache.asked = Some(self.written_by_others()?);
        Ok(())
    }

    /// Changes when, and only when, another connection has written.
    fn written_by_others(&self) -> Result<i64> {
        self.value("PRAGMA data_version", [])
    }

    /// The rows that are kept; if there are none, or others have written since, `read` reads them.
    pub(super) fn cached<T>(
        &self,
        rows: &Rows<T>,
        read: impl FnOnce() -> Result<Vec<T>>,
    ) -> Result<Arc<[T]>> {
        // Asked before reading: what is written in between makes the rows old, never new.
        let version = match self.cache.asked {
            Some(asked) => asked,
            None => self.written_by_others()?,
        };
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

    use crate::journal::{Journal, NotificationKey, Pins, StateKey};
    use crate::order::UserId;
    use crate::rich_text::RichText;

    const BOT_LINKS: StateKey = StateKey::new("bot_links");
    const PINS: Pins = Pins { seller: UserId(777), bot: UserId(6_675_346_585), livemode: true };

    fn tell(journal: &mut Journal, name: &str) {
        let text = RichText::plain("told");
        journal
            .write(|writer| {
                writer.notify(&NotificationKey::once(name), None, &text, 1, Timestamp::UNIX_EPOCH)
            })
            .unwrap();
    }

    #[test]
    fn what_anybody_writes_is_seen_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.journal");
        let open = || Journal::open(&path, PINS, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        let (mut ours, mut theirs) = (open(), open());
        assert!(ours.owed_notifications().unwrap().is_empty());
        tell(&mut ours, "by us");
        assert_eq!(ours.owed_notifications().unwrap().len(), 1);
        tell(&mut theirs, "by others");
        assert_eq!(ours.owed_notifications().unwrap().len(), 2);
        assert_eq!(theirs.owed_notifications().unwrap().len(), 2);
    }

    #[test]
    fn what_others_write_is_seen_when_it_is_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.journal");
        let open = || Journal::open(&path, PINS, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        let (mut ours, mut theirs) = (open(), open());
        ours.refresh().unwrap();
        assert!(ours.owed_notifications().unwrap().is_empty());
        tell(&mut theirs, "by others");
        assert!(ours.owed_notifications().unwrap().is_empty());
        ours.refresh().unwrap();
        assert_eq!(ours.owed_notifications().unwrap().len(), 1);
        tell(&mut ours, "by us");
        assert_eq!(ours.owed_notifications().unwrap().len(), 2);
    }

    #[test]
    fn what_was_not_committed_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.journal");
        let mut journal = Journal::open(&path, PINS, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        tell(&mut journal, "told");
        let kept = journal.owed_notifications().unwrap();
        let failed: Result<(), _> = journal.write(|writer| {
            writer.set(BOT_LINKS, 1)?;
            Err(crate::journal::JournalError::DiskFull)
        });
        assert!(failed.is_err());
        assert_eq!(journal.owed_notifications().unwrap(), kept);
        assert_eq!(journal.state(BOT_LINKS).unwrap(), 0);
    }
}
