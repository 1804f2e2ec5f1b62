//! What comes in from outside: verified by a [`Webhook`], kept once, and durable before anybody is answered.
//!
//! ```text
//!   webhook ──▶ verified ──▶ Inbox ──▶ journal, synced ──▶ answered, and the agent is woken
//!                               waiting ──▶ its source: an order or an event, and taken, in one transaction
//! ```
//!
//! A crash before the answer lets the sender send again: it is known then. A crash before it was taken
//! lets its source find it again.
//!
//! The [`Inbox`] writes on a thread of its own, as a command beside a running agent does: whoever waits for an
//! answer waits neither for Telegram nor for the shop. What has gathered during one commit is written in the next.

mod webhook;

use std::collections::HashMap;
use std::sync::Arc;
use std::{io, thread};

use jiff::Timestamp;
use tokio::sync::{Notify, mpsc, oneshot};

use crate::engine::Engine;
use crate::journal::{Journal, JournalError, Received, StateKey};
use crate::machine::SharedClock;
use crate::order::SourceName;
use crate::report::CodedError;

pub use webhook::{Heard, Rejection, Webhook};

/// No message from outside is larger.
pub const RAW_BYTES_MAX: usize = 256 * 1024;
/// No key is longer.
pub const KEY_BYTES_MAX: usize = 256;
/// So much may wait for a source; what comes in then has to come again.
pub const WAITING_MAX: u32 = 10_000;
/// When a provider's test request came in, in Unix seconds.
pub const TEST_RECEIVED_AT: StateKey = StateKey::new("webhook_test_received_at");
/// A source takes so many in a turn.
const TAKEN_AT_ONCE: u32 = 100;
/// So many are committed at once.
const COMMITTED_AT_ONCE: usize = 64;

/// Wakes the agent: something came in, or was asked.
pub type Bell = Arc<Notify>;

/// A message from outside whose sender was verified.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// For which source.
    pub source: SourceName,
    /// What names it there: when it is sent again, it has the same key.
    pub dedup_key: String,
    /// As it came in.
    pub raw: Vec<u8>,
}

/// What became of a message from outside. Either way it may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It is kept.
    New,
    /// It was kept before.
    Known,
}

/// Why a message from outside is not kept.
#[derive(Clone, Debug, thiserror::Error)]
pub enum InboxError {
    /// It is larger than any that is expected, or its key is.
    #[error("larger than any message that is expected")]
    TooLarge,
    /// Too much waits to be taken: it has to be sent again, later.
    #[error("too much waits to be taken")]
    Full,
    /// The journal can't be written or read.
    #[error(transparent)]
    Journal(#[from] CodedError),
    /// Nobody writes any more.
    #[error("the program is about to end")]
    Ended,
}

impl From<JournalError> for InboxError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error.into())
    }
}

type Kept = Result<Receipt, InboxError>;

enum Job {
    Keep(Incoming, oneshot::Sender<Kept>),
    /// Returns whether the agent has something to do for it.
    Work(Box<dyn FnOnce(&mut Journal) -> bool + Send>),
}

/// The way in, for all who hear something.
#[derive(Clone, Debug)]
pub struct Inbox(mpsc::Sender<Job>);

impl Inbox {
    /// Begins to write into a journal that was [opened beside](Journal::open_beside) the agent's. Ends with its
    /// last clone.
    pub fn open(journal: Journal, clock: SharedClock, bell: Bell) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel(COMMITTED_AT_ONCE);
        let work = move || work_through(queue, journal, &clock, &bell);
        thread::Builder::new().name("inbox".to_owned()).spawn(work)?;
        Ok(Self(jobs))
    }

    /// Keeps a message from outside. Durable on return.
    pub async fn receive(&self, incoming: Incoming) -> Kept {
        if incoming.raw.len() > RAW_BYTES_MAX || incoming.dedup_key.len() > KEY_BYTES_MAX {
            return Err(InboxError::TooLarge);
        }
        let (sender, kept) = oneshot::channel();
        self.queue(Job::Keep(incoming, sender)).await?;
        kept.await.map_err(|_| InboxError::Ended)?
    }

    /// Does something else with the journal, between two commits, and wakes the agent.
    pub async fn with_journal<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, InboxError> {
        self.work(work, true).await
    }

    /// Reads something of the journal as it stands between two commits.
    pub async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, InboxError> {
        self.work(|journal| look(journal), false).await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Journal) -> Result<T, JournalError> + Send + 'static,
        wakes: bool,
    ) -> Result<T, InboxError> {
        let (sender, done) = oneshot::channel();
        let work = move |journal: &mut Journal| {
            // Who has asked may have given up.
            let _ = sender.send(work(journal));
            wakes
        };
        self.queue(Job::Work(Box::new(work))).await?;
        Ok(done.await.map_err(|_| InboxError::Ended)??)
    }

    async fn queue(&self, job: Job) -> Result<(), InboxError> {
        self.0.send(job).await.map_err(|_| InboxError::Ended)
    }
}

fn work_through(
    mut queue: mpsc::Receiver<Job>,
    mut journal: Journal,
    clock: &SharedClock,
    bell: &Bell,
) {
    let mut jobs = Vec::new();
    while queue.blocking_recv_many(&mut jobs, COMMITTED_AT_ONCE) > 0 {
        let (mut incoming, mut senders) = (Vec::new(), Vec::new());
        let mut wakes = false;
        for job in jobs.drain(..) {
            match job {
                Job::Keep(message, sender) => {
                    incoming.push(message);
                    senders.push(sender);
                }
                Job::Work(work) => wakes |= work(&mut journal),
            }
        }
        wakes |= !incoming.is_empty();
        let kept = keep(&mut journal, &incoming, clock.now()).unwrap_or_else(|error| {
            let error = InboxError::from(error);
            vec![Err(error); incoming.len()]
        });
        // First: whoever reads the answer may look what has become of it.
        if wakes {
            bell.notify_one();
        }
        for (sender, kept) in senders.into_iter().zip(kept) {
            // Who has given up will send again.
            let _ = sender.send(kept);
        }
    }
}

/// Keeps all of them in one transaction. Durable on return.
fn keep(
    journal: &mut Journal,
    incoming: &[Incoming],
    now: Timestamp,
) -> Result<Vec<Kept>, JournalError> {
    let mut rooms: HashMap<&SourceName, u32> = HashMap::new();
    let (mut kept, mut new) = (Vec::new(), Vec::<&Incoming>::new());
    for message in incoming {
        let source = &message.source;
        let is_same = |it: &&Incoming| it.source == *source && it.dedup_key == message.dedup_key;
        if new.iter().any(is_same) || journal.has_received(source, &message.dedup_key)? {
            kept.push(Ok(Receipt::Known));
            continue;
        }
        if !rooms.contains_key(source) {
            rooms.insert(source, WAITING_MAX.saturating_sub(journal.count_received(source)?));
        }
        kept.push(match rooms.get_mut(source) {
            Some(room) if *room > 0 => {
                *room -= 1;
                new.push(message);
                Ok(Receipt::New)
            }
            _ => Err(InboxError::Full),
        });
    }
    if !new.is_empty() {
        journal.write(|writer| {
            new.iter().try_for_each(|message| {
                let Incoming { source, dedup_key, raw } = message;
                writer.receive(source, dedup_key, raw, now).map(drop)
            })
        })?;
    }
    // What is known may be of a commit that could not be synced.
    journal.sync()?;
    Ok(kept)
}

/// What waits for a source, oldest first; as much as it takes in a turn.
pub fn waiting(engine: &Engine, source: &SourceName) -> Result<Vec<Received>, JournalError> {
    engine.journal().received(source, TAKEN_AT_ONCE)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::journal::Pins;
    use crate::machine::Machine;
    use crate::order::UserId;

    const SOURCE: SourceName = SourceName::new("fake");
    const OTHER: SourceName = SourceName::new("other");

    fn opened(folder: &Path) -> (Journal, PathBuf) {
        let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: false };
        let path = folder.join("main.journal");
        let journal = Journal::open(&path, pins, "journal-1", Timestamp::UNIX_EPOCH).unwrap();
        (journal, path)
    }

    fn inbox(path: &Path) -> (Inbox, Bell) {
        let bell = Bell::default();
        let beside = Journal::open_beside(path).unwrap();
        (Inbox::open(beside, Arc::new(Machine), bell.clone()).unwrap(), bell)
    }

    fn incoming(source: SourceName, key: &str, raw: &[u8]) -> Incoming {
        Incoming { source, dedup_key: key.to_string(), raw: raw.to_vec() }
    }

    #[tokio::test]
    async fn what_came_in_is_kept_once_until_it_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, path) = opened(folder.path());
        let (inbox, bell) = inbox(&path);
        for (key, raw, receipt) in [
            ("a", "first", Receipt::New),
            ("b", "second", Receipt::New),
            ("a", "changed", Receipt::Known),
        ] {
            let received = inbox.receive(incoming(SOURCE, key, raw.as_bytes())).await;
            assert_eq!(received.unwrap(), receipt);
            bell.notified().await;
        }
        let found = journal.received(&SOURCE, 9).unwrap();
        let raws: Vec<&[u8]> = found.iter().map(|it| it.raw.as_slice()).collect();
        assert_eq!(raws, [b"first".as_slice(), b"second"]);
        assert!(journal.received(&OTHER, 9).unwrap().is_empty());
        journal.write(|writer| writer.take_from_inbox(found[0].id)).unwrap();
        assert_eq!(journal.received(&SOURCE, 9).unwrap(), found[1..]);
        // What was taken is known for ever.
        let again = inbox.receive(incoming(SOURCE, "a", b"first")).await;
        assert_eq!(again.unwrap(), Receipt::Known);
        let others = inbox.receive(incoming(OTHER, "a", b"first")).await;
        assert_eq!(others.unwrap(), Receipt::New);
    }

    #[tokio::test]
    async fn what_is_too_large_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, path) = opened(folder.path());
        let (inbox, _) = inbox(&path);
        let raw = vec![b' '; RAW_BYTES_MAX + 1];
        let key = "k".repeat(KEY_BYTES_MAX + 1);
        for refused in [incoming(SOURCE, "a", &raw), incoming(SOURCE, &key, b"")] {
            let refused = inbox.receive(refused).await;
            assert!(matches!(refused, Err(InboxError::TooLarge)));
        }
        let largest = incoming(SOURCE, &key[1..], &raw[1..]);
        assert_eq!(inbox.receive(largest).await.unwrap(), Receipt::New);
        assert_eq!(journal.count_received(&SOURCE).unwrap(), 1);
    }

    #[tokio::test]
    async fn no_more_waits_than_may() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, path) = opened(folder.path());
        journal
            .write(|writer| {
                for key in 1..WAITING_MAX {
                    writer.receive(&SOURCE, &key.to_string(), b"", Timestamp::UNIX_EPOCH)?;
                }
                Ok(())
            })
            .unwrap();
        let (inbox, _) = inbox(&path);
        let last = inbox.receive(incoming(SOURCE, "last", b"")).await;
        assert_eq!(last.unwrap(), Receipt::New);
        let full = inbox.receive(incoming(SOURCE, "new", b"")).await;
        assert!(matches!(full, Err(InboxError::Full)));
        let known = inbox.receive(incoming(SOURCE, "7", b"")).await;
        assert_eq!(known.unwrap(), Receipt::Known);
        let others = inbox.receive(incoming(OTHER, "new", b"")).await;
        assert_eq!(others.unwrap(), Receipt::New);
    }

    /// A commit that nobody waits for would be one for each.
    #[tokio::test]
    async fn what_has_gathered_is_committed_together() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = opened(folder.path());
        let gathered: Vec<_> =
            (0..9).map(|key| incoming(SOURCE, &(key % 8).to_string(), b"")).collect();
        let kept = keep(&mut journal, &gathered, Timestamp::UNIX_EPOCH).unwrap();
        let receipts: Vec<Receipt> = kept.into_iter().map(Result::unwrap).collect();
        assert!(receipts[..8].iter().all(|it| *it == Receipt::New));
        assert_eq!(receipts[8], Receipt::Known);
        assert_eq!(journal.count_received(&SOURCE).unwrap(), 8);
        assert_eq!(journal.unsynced_since(), None);
    }

    #[tokio::test]
    async fn a_journal_that_cannot_be_written_is_told_to_everybody_who_waits() {
        let folder = tempfile::tempdir().unwrap();
        let (_journal, path) = opened(folder.path());
        let (inbox, _) = inbox(&path);
        let holder = rusqlite::Connection::open(&path).unwrap();
        let broken = inbox.with_journal(move |journal| {
            holder.execute_batch("DROP TABLE inbox").unwrap();
            journal.journal_id()
        });
        broken.await.unwrap();
        let (one, other) = tokio::join!(
            inbox.receive(incoming(SOURCE, "a", b"")),
            inbox.receive(incoming(SOURCE, "b", b""))
        );
        for refused in [one, other] {
            assert!(matches!(refused, Err(InboxError::Journal(_))), "{refused:?}");
        }
    }
}
