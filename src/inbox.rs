//! What comes in from outside: verified by whoever heard it, kept once, and durable before anybody is
//! answered.
//!
//! ```text
//!   webhook ──▶ verified ──▶ receive ──▶ journal ──▶ answered
//!                               waiting ──▶ its source: an order or an event, and taken, in one transaction
//! ```
//!
//! A crash before the answer lets the sender send again: it is known then. A crash before it was taken
//! lets its source find it again.

use crate::engine::Engine;
use crate::journal::{JournalError, Received};
use crate::order::SourceName;

/// No message from outside is larger.
pub const RAW_BYTES_MAX: usize = 64 * 1024;
/// No key is longer.
pub const KEY_BYTES_MAX: usize = 256;
/// So much may wait for a source; what comes in then has to come again.
pub const WAITING_MAX: u32 = 10_000;
/// A source takes so many in a turn.
const TAKEN_AT_ONCE: u32 = 100;

/// A message from outside whose sender was verified.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// For which source.
    pub source: &'a SourceName,
    /// What names it there: when it is sent again, it has the same key.
    pub dedup_key: &'a str,
    /// As it came in.
    pub raw: &'a [u8],
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
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// It is larger than any that is expected, or its key is.
    #[error("larger than any message that is expected")]
    TooLarge,
    /// Too much waits to be taken: it has to be sent again, later.
    #[error("too much waits to be taken")]
    Full,
    /// The journal can't be written or read.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// Keeps a message from outside. Durable on return.
pub fn receive(engine: &mut Engine, incoming: Incoming<'_>) -> Result<Receipt, InboxError> {
    let Incoming { source, dedup_key, raw } = incoming;
    if raw.len() > RAW_BYTES_MAX || dedup_key.len() > KEY_BYTES_MAX {
        return Err(InboxError::TooLarge);
    }
    if engine.journal().has_received(source, dedup_key)? {
        return Ok(Receipt::Known);
    }
    if engine.journal().count_received(source)? >= WAITING_MAX {
        return Err(InboxError::Full);
    }
    let now = engine.now();
    let is_new = engine.write(|writer| writer.receive(source, dedup_key, raw, now))?;
    engine.make_durable()?;
    Ok(if is_new { Receipt::New } else { Receipt::Known })
}

/// What waits for a source, oldest first; as much as it takes in a turn.
pub fn waiting(engine: &Engine, source: &SourceName) -> Result<Vec<Received>, JournalError> {
    engine.journal().received(source, TAKEN_AT_ONCE)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::engine::{EncodePayload, NewAct, Parts};
    use crate::i18n::Language;
    use crate::journal::{Journal, NewEffect, Pins};
    use crate::machine::Machine;
    use crate::moderation::Formatter;
    use crate::order::{Record, Untrusted, UserId};

    static SOURCE: SourceName = SourceName::new("fake");
    static OTHER: SourceName = SourceName::new("other");

    struct NothingOwed;

    impl EncodePayload for NothingOwed {
        fn encode(&self, _act: &NewAct<'_>) -> Option<NewEffect> {
            None
        }

        fn draft(&self, _record: &Record) -> Untrusted {
            Untrusted::new("")
        }
    }

    fn open(folder: &Path) -> Engine {
        let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: false };
        let path = folder.join("main.journal");
        Engine::new(Parts {
            journal: Journal::open(&path, pins, "journal-1", Timestamp::UNIX_EPOCH).unwrap(),
            clock: Arc::new(Machine),
            rng: Arc::new(Machine),
            step: crate::sources::step,
            encoder: Box::new(NothingOwed),
            wording: Box::new(Formatter {
                language: Language::English,
                time_zone: TimeZone::UTC,
                config_file: "config.toml".to_owned(),
                send_button: "Send".to_owned(),
            }),
            approve_first: 0,
        })
    }

    fn incoming<'a>(source: &'a SourceName, key: &'a str, raw: &'a [u8]) -> Incoming<'a> {
        Incoming { source, dedup_key: key, raw }
    }

    #[test]
    fn what_came_in_is_kept_once_until_it_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = open(folder.path());
        for (key, raw, receipt) in [
            ("a", "first", Receipt::New),
            ("b", "second", Receipt::New),
            ("a", "changed", Receipt::Known),
        ] {
            let received = receive(&mut engine, incoming(&SOURCE, key, raw.as_bytes()));
            assert_eq!(received.unwrap(), receipt);
        }
        drop(engine);
        let mut engine = open(folder.path());
        let found = waiting(&engine, &SOURCE).unwrap();
        let raws: Vec<&[u8]> = found.iter().map(|it| it.raw.as_slice()).collect();
        assert_eq!(raws, [b"first".as_slice(), b"second"]);
        assert!(waiting(&engine, &OTHER).unwrap().is_empty());
        engine.write(|writer| writer.take_from_inbox(found[0].id)).unwrap();
        assert_eq!(waiting(&engine, &SOURCE).unwrap(), found[1..]);
        // What was taken is known for ever.
        let again = receive(&mut engine, incoming(&SOURCE, "a", b"first"));
        assert_eq!(again.unwrap(), Receipt::Known);
        let others = receive(&mut engine, incoming(&OTHER, "a", b"first"));
        assert_eq!(others.unwrap(), Receipt::New);
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = open(folder.path());
        let raw = vec![b' '; RAW_BYTES_MAX + 1];
        let key = "k".repeat(KEY_BYTES_MAX + 1);
        for refused in [incoming(&SOURCE, "a", &raw), incoming(&SOURCE, &key, b"")] {
            let refused = receive(&mut engine, refused);
            assert!(matches!(refused, Err(InboxError::TooLarge)));
        }
        let (key, raw) = (&key[1..], &raw[1..]);
        let largest = incoming(&SOURCE, key, raw);
        assert_eq!(receive(&mut engine, largest).unwrap(), Receipt::New);
        assert_eq!(waiting(&engine, &SOURCE).unwrap().len(), 1);
    }

    #[test]
    fn no_more_waits_than_may() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = open(folder.path());
        engine
            .write(|writer| {
                for key in 0..WAITING_MAX {
                    writer.receive(&SOURCE, &key.to_string(), b"", Timestamp::UNIX_EPOCH)?;
                }
                Ok(())
            })
            .unwrap();
        let full = receive(&mut engine, incoming(&SOURCE, "new", b""));
        assert!(matches!(full, Err(InboxError::Full)));
        let known = receive(&mut engine, incoming(&SOURCE, "7", b""));
        assert_eq!(known.unwrap(), Receipt::Known);
        let others = receive(&mut engine, incoming(&OTHER, "new", b""));
        assert_eq!(others.unwrap(), Receipt::New);
        let taken = waiting(&engine, &SOURCE).unwrap();
        assert_eq!(u32::try_from(taken.len()), Ok(TAKEN_AT_ONCE));
    }
}
