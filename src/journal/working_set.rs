//! What the agent works with, kept in memory: the open orders, what is owed, what lasts.
//!
//! It is read once and follows each transaction of this process, so that the cost of an order does not
//! depend on how many others there are. When SQLite says that another connection has written, it is read
//! again. To ask that takes a lock of the file: who reads all the time says with [`Journal::refresh`]
//! how often is enough; everybody else is always told what stands there.
//!
//! What is [written beside](Journal::open_beside) an agent at work is mostly nothing of this: messages from outside.
//! What is, is counted in the journal, so that the agent does not read all of it again for each of the others.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{
    AskedRefund, Claim, GivenAccount, Journal, Mark, Notification, NotificationKey, OpenIncident,
    OpenOrders, Owed, OwedEffect, PastIncident, Result, Waiting, Writer,
};
use crate::order::Record;
use crate::order::life::Stage;

/// What is kept, as far as it was asked for. Its default is nothing.
#[derive(Debug, Default)]
pub(super) struct WorkingSet {
    /// What others had written when this was last asked; `None`: it is asked every time.
    asked: Option<Asked>,
    /// Whether somebody else works with the journal.
    pub(super) is_beside: bool,
    parts: RefCell<Parts>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    /// SQLite's word for it.
    version: i64,
    /// How often something that is kept here was written beside it.
    count: i64,
}

/// Under this name that is counted.
const COUNT: &str = "written_beside";

#[derive(Debug, Default)]
pub(super) struct Parts {
    /// What others had written when these were read.
    version: i64,
    pub(super) orders: Part<OpenOrders>,
    pub(super) closed_unanswered: Part<Vec<Record>>,
    pub(super) effects: Part<Owed<OwedEffect>>,
    pub(super) notifications: Part<Owed<Notification>>,
    pub(super) incidents: Part<Vec<OpenIncident>>,
    pub(super) past_incidents: Part<Vec<PastIncident>>,
    pub(super) marks: Part<HashMap<String, Mark>>,
    pub(super) state: Part<HashMap<String, i64>>,
    pub(super) given_accounts: Part<Vec<GivenAccount>>,
    pub(super) claims: Part<Vec<Claim>>,
    pub(super) refunds: Part<Vec<AskedRefund>>,
    pub(super) waiting: Part<Vec<Waiting>>,
    pub(super) requests: Part<Vec<i64>>,
}

type Part<T> = Option<Arc<T>>;

/// What a transaction has changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) orders: Vec<Record>,
    /// The orders whose owed effects have changed.
    pub(super) owing: BTreeSet<u32>,
    pub(super) notifications: BTreeSet<NotificationKey>,
    /// What is read again when it is asked for, as it changes rarely or is small.
    pub(super) reread: Vec<fn(&mut Parts)>,
}

/// What stands after a transaction in place of what it has changed.
pub(super) struct News {
    changes: Changes,
    effects: Vec<(u32, Vec<OwedEffect>)>,
    notifications: Vec<(NotificationKey, Option<Notification>)>,
}

impl WorkingSet {
    /// Keeps nothing any more.
    pub(super) fn forget(&self) {
        self.parts.take();
    }

    /// Counts for others what was changed, within the same transaction.
    pub(super) fn count(&self, writer: &Writer<'_>) -> Result<()> {
        let changes = writer.changes.borrow();
        let is_kept = !changes.orders.is_empty()
            || !changes.owing.is_empty()
            || !changes.notifications.is_empty()
            || !changes.reread.is_empty();
        drop(changes);
        if !self.is_beside || !is_kept {
            return Ok(());
        }
        let sql =
            "INSERT INTO facts VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1";
        writer.execute(sql, [COUNT])
    }

    /// Reads what was changed, within the same transaction.
    pub(super) fn news(&self, writer: &Writer<'_>) -> Result<News> {
        let changes = writer.changes.take();
        let parts = self.parts.borrow();
        let (mut effects, mut notifications) = (Vec::new(), Vec::new());
        if parts.effects.is_some() {
            for number in &changes.owing {
                effects.push((*number, writer.owed_effects_of(*number)?));
            }
        }
        if parts.notifications.is_some() {
            for key in &changes.notifications {
                notifications.push((key.clone(), writer.owed_notification(key)?));
            }
        }
        Ok(News { changes, effects, notifications })
    }

    /// Takes in what was changed.
    pub(super) fn follow(&self, news: News) {
        let News { changes, effects, notifications } = news;
        let parts = &mut *self.parts.borrow_mut();
        if changes.orders.iter().any(|record| record.life.state.stage() == Stage::Closed) {
            parts.closed_unanswered = None;
        }
        if let Some(orders) = &mut parts.orders {
            let orders = Arc::make_mut(orders);
            changes.orders.into_iter().for_each(|record| orders.put(record));
        }
        if let Some(owed) = &mut parts.effects {
            let owed = Arc::make_mut(owed);
            for (number, effects) in effects {
                owed.replace(&number, effects);
            }
        }
        if let Some(owed) = &mut parts.notifications {
            let owed = Arc::make_mut(owed);
            for (key, row) in notifications {
                owed.replace(&key, row);
            }
        }
        changes.reread.into_iter().for_each(|forget| forget(parts));
    }
}

impl Journal {
    /// From now until this is called again, what another process writes is not looked for.
    pub fn refresh(&mut self) -> Result<()> {
        let (before, version) = (self.working_set.asked, self.written_by_others()?);
        if before.is_some_and(|before| before.version == version) {
            return Ok(());
        }
        let sql = "SELECT COALESCE(MAX(value), 0) FROM facts WHERE name = ?1";
        let asked = Asked { version, count: self.value(sql, [COUNT])? };
        if before.is_none_or(|before| before.count != asked.count) {
            self.working_set.forget();
        }
        self.working_set.parts.borrow_mut().version = version;
        self.working_set.asked = Some(asked);
        Ok(())
    }

    /// Changes when, and only when, another connection has written.
    fn written_by_others(&self) -> Result<i64> {
        self.value("PRAGMA data_version", [])
    }

    /// What is kept of a kind; if nothing is, or others have written since, `read` reads it.
    pub(super) fn kept<T>(
        &self,
        part: impl Fn(&mut Parts) -> &mut Part<T>,
        read: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        // Asked before reading: what is written in between makes what is kept old, never new.
        let version = match self.working_set.asked {
            Some(asked) => asked.version,
            None => self.written_by_others()?,
        };
        let mut parts = self.working_set.parts.borrow_mut();
        if parts.version != version {
            *parts = Parts { version, ..Parts::default() };
        }
        if let Some(kept) = part(&mut parts) {
            return Ok(kept.clone());
        }
        drop(parts);
        let fresh = Arc::new(read()?);
        *part(&mut self.working_set.parts.borrow_mut()) = Some(fresh.clone());
        Ok(fresh)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use crate::journal::{Journal, NotificationKey, Pins, StateKey};
    use crate::order::{SourceName, UserId};
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
        let mut ours = Journal::open(&path, PINS, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        let mut theirs = Journal::open_beside(&path).unwrap();
        ours.refresh().unwrap();
        assert!(ours.owed_notifications().unwrap().is_empty());
        tell(&mut theirs, "by others");
        assert!(ours.owed_notifications().unwrap().is_empty());
        ours.refresh().unwrap();
        assert_eq!(ours.owed_notifications().unwrap().len(), 1);
        tell(&mut ours, "by us");
        assert_eq!(ours.owed_notifications().unwrap().len(), 2);
    }

    /// Else the agent would read all that it works with again for each webhook.
    #[test]
    fn what_comes_into_the_inbox_leaves_what_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.journal");
        let mut ours = Journal::open(&path, PINS, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        let mut theirs = Journal::open_beside(&path).unwrap();
        let source = SourceName::new("fake");
        ours.refresh().unwrap();
        let kept = ours.owed_notifications().unwrap();
        theirs.write(|writer| writer.receive(&source, "a", b"", Timestamp::UNIX_EPOCH)).unwrap();
        ours.refresh().unwrap();
        assert_eq!(ours.received(&source, 9).unwrap().len(), 1);
        assert!(Arc::ptr_eq(&kept, &ours.owed_notifications().unwrap()));
        tell(&mut theirs, "by others");
        ours.refresh().unwrap();
        assert_eq!(ours.owed_notifications().unwrap().len(), 1);
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
        assert_eq!(journal.owed_notifications().unwrap().len(), kept.len());
        assert_eq!(journal.state(BOT_LINKS).unwrap(), 0);
    }
}
