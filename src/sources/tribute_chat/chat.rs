//! The way to Tribute's chat, which reading, replies and presses share.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tracing::{debug, warn};

use super::Settings;
use super::availability::Availability;
use super::history::History;
use super::replies::SentReplies;
use super::unknown::UnknownMessages;
use crate::engine::{Engine, RateLimits, backoff};
use crate::order::MessageId;
use crate::sources::SourceError;
use crate::telegram::{CallError, Chat, Message, Messenger};

/// A kind of call in Tribute's chat, beside the reading of its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum CallKind {
    /// Looking at single messages.
    Look,
    /// Writing.
    Send,
    /// Pressing an inline button.
    Press,
}

/// Tribute's chat: how far it was read, and when it may be called.
pub(super) struct TributeChat<M> {
    pub(super) settings: Settings,
    pub(super) messenger: Arc<M>,
    pub(super) history: History,
    /// Messages with buttons that several orders may wait for, oldest first.
    pub(super) unassigned: Vec<Message>,
    pub(super) unknown: UnknownMessages,
    /// Replies that Telegram has taken, and that the history has not shown yet.
    pub(super) sent: SentReplies,
    /// Before this the chat is not read: Telegram asked to wait, or a call failed.
    pub(super) reading_until: Instant,
    failures: u32,
    /// Which other calls Telegram asked to wait with.
    limits: RateLimits<CallKind>,
    /// What is known of the way to it since this process started.
    pub(super) availability: Availability,
}

impl<M: Messenger> TributeChat<M> {
    pub(super) fn new(settings: Settings, messenger: Arc<M>) -> Self {
        let now = Instant::now();
        Self {
            settings,
            messenger,
            history: History::new(now),
            unassigned: Vec::new(),
            unknown: UnknownMessages::default(),
            sent: SentReplies::default(),
            reading_until: now,
            failures: 0,
            limits: RateLimits::default(),
            availability: Availability::default(),
        }
    }

    /// Before this no such call may be made: nothing is done in a chat that is not read.
    pub(super) fn allowed_at(&self, kind: CallKind) -> Instant {
        self.limits.until(kind).map_or(self.reading_until, |own| own.max(self.reading_until))
    }

    /// Whether the chat was read in this turn, so that the owner's latest answer is known. If not,
    /// the next turn begins with that.
    pub(super) fn is_freshly_read(&mut self, engine: &Engine) -> bool {
        let is_fresh = self.history.has_seen_the_newest_since(engine.turn_began_at());
        if !is_fresh {
            self.history.ring();
        }
        is_fresh
    }

    /// These messages as they stand now; `None` when the call failed, of which note is taken.
    pub(super) async fn look(
        &mut self,
        engine: &mut Engine,
        ids: &[MessageId],
    ) -> Result<Option<Vec<Option<Message>>>, SourceError> {
        engine.commit()?;
        match self.messenger.messages(Chat::Tribute, ids).await {
            Ok(found) => Ok(Some(found)),
            Err(failure) => {
                self.call_failed(engine, CallKind::Look, &failure)?;
                Ok(None)
            }
        }
    }

    /// Takes note that such a call failed. A wait that Telegram asked for is this kind's alone;
    /// anything else is trouble with the connection or the chat.
    pub(super) fn call_failed(
        &mut self,
        engine: &mut Engine,
        kind: CallKind,
        failure: &CallError,
    ) -> Result<(), SourceError> {
        let CallError::FloodWait(wait) = failure else {
            return self.reading_failed(engine, failure);
        };
        warn!(act = ?kind, ?wait, "Telegram asks to wait");
        self.limits.extend(kind, Instant::now() + *wait);
        Ok(())
    }

    /// Takes note that a call failed: the whole chat waits a little, longer every time; a wait that
    /// Telegram asked for is honoured.
    pub(super) fn reading_failed(
        &mut self,
        engine: &mut Engine,
        failure: &CallError,
    ) -> Result<(), SourceError> {
        if let CallError::Fatal(fatal) = failure {
            return Err(SourceError::Telegram(*fatal));
        }
        match failure {
            _ if self.failures > 0 || failure.is_connection_lost() => {
                debug!(%failure, "Telegram does not do what is asked yet");
            }
            CallError::FloodWait(wait) => {
                warn!(act = ?CallKind::Look, ?wait, "Telegram asks to wait");
            }
            _ => warn!(%failure, "Telegram does not do what is asked; trying on"),
        }
        let pause = retry_pause(engine, self.failures, failure);
        self.failures = self.failures.saturating_add(1);
        self.reading_until = self.reading_until.max(Instant::now() + pause);
        let next = self.next_reading_at(engine.now());
        let patience = self.settings.timing.incident_after;
        Ok(self.availability.note_failure(engine, failure, pause, patience, next)?)
    }

    /// The chat was read: a failure that follows is the first one.
    pub(super) fn reading_succeeded(&mut self) {
        self.failures = 0;
    }

    /// When a chat that is kept from us is read again, if that is long.
    fn next_reading_at(&self, now: Timestamp) -> Option<Timestamp> {
        let pause = self.reading_until.saturating_duration_since(Instant::now());
        let is_long = pause >= self.settings.timing.incident_after;
        is_long.then(|| now.checked_add(pause).ok()).flatten()
    }
}

pub(super) fn retry_pause(engine: &Engine, failures: u32, failure: &CallError) -> Duration {
    match failure {
        CallError::FloodWait(wait) => *wait,
        _ => backoff(failures, engine.random_u64()),
    }
}
