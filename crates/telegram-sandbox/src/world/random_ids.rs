//! Telegram's memory of idempotency keys, and the sandbox's own, which never forgets.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::{MessageKey, Peer};

/// A message that was sent under a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) to: Peer,
    pub(super) text: String,
}

/// A key that comes again.
pub(super) struct Repeat {
    pub(super) first: MessageKey,
    pub(super) same_message: bool,
    pub(super) remembered: bool,
}

/// The keys of one account, with what was sent under them and when.
#[derive(Debug, Default)]
pub(super) struct RandomIds(BTreeMap<i64, (Sent, MessageKey, Instant)>);

impl RandomIds {
    pub(super) fn look(
        &self,
        random_id: i64,
        sent: &Sent,
        memory: Option<Duration>,
    ) -> Option<Repeat> {
        let (first_sent, first, at) = self.0.get(&random_id)?;
        Some(Repeat {
            first: *first,
            same_message: first_sent == sent,
            remembered: memory.is_none_or(|memory| at.elapsed() < memory),
        })
    }

    pub(super) fn remember(&mut self, random_id: i64, sent: Sent, message: MessageKey) {
        self.0.insert(random_id, (sent, message, Instant::now()));
    }
}
