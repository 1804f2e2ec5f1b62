//! Telegram's memory of idempotency keys, and the sandbox's own, which never forgets.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::{MessageKey, Peer};

/// A message that was sent under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) to: Peer,
    pub(super) text: String,
}

/// A key that comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    pub(super) first: MessageKey,
    pub(super) same_message: bool,
    pub(super) remembered: bool,
}

#[derive(Debug)]
struct Known {
    sent: Sent,
    message: MessageKey,
    at: Instant,
}

/// The keys of one account.
#[derive(Debug, Default)]
pub(super) struct RandomIds {
    known: BTreeMap<i64, Known>,
}

impl RandomIds {
    pub(super) fn look(
        &self,
        random_id: i64,
        sent: &Sent,
        memory: Option<Duration>,
    ) -> Option<Repeat> {
        let known = self.known.get(&random_id)?;
        Some(Repeat {
            first: known.message,
            same_message: known.sent == *sent,
            remembered: memory.is_none_or(|memory| known.at.elapsed() < memory),
        })
    }

    pub(super) fn remember(&mut self, random_id: i64, sent: Sent, message: MessageKey) {
        let at = Instant::now();
        self.known.insert(random_id, Known { sent, message, at });
    }
}
