//! When the chat may be called: not while Telegram asked to wait, nor right after a failure.

use std::time::Duration;

use tokio::time::Instant;

use crate::engine::RateLimits;

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

/// The limits of the calls in Tribute's chat.
pub(super) struct ChatLimits {
    /// Before this the chat is not read: Telegram asked to wait, or a call failed.
    reading_until: Instant,
    /// How often in a row a call failed.
    failures: u32,
    /// Which other calls Telegram asked to wait with.
    calls: RateLimits<CallKind>,
}

impl ChatLimits {
    pub(super) fn new(now: Instant) -> Self {
        Self { reading_until: now, failures: 0, calls: RateLimits::default() }
    }

    /// Before this the chat may not be read.
    pub(super) fn reading_until(&self) -> Instant {
        self.reading_until
    }

    /// Before this no such call may be made.
    pub(super) fn until(&self, kind: CallKind) -> Instant {
        // Nothing is done in a chat that is not read.
        let own = self.calls.until(kind);
        own.map_or(self.reading_until, |own| own.max(self.reading_until))
    }

    /// How often in a row a call failed.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// The whole chat waits a little, longer every time.
    pub(super) fn reading_failed(&mut self, pause: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.reading_until = self.reading_until.max(Instant::now() + pause);
    }

    /// Telegram asked to wait with this kind of call.
    pub(super) fn must_wait(&mut self, kind: CallKind, wait: Duration) {
        self.calls.extend(kind, Instant::now() + wait);
    }

    /// The chat was read.
    pub(super) fn reading_succeeded(&mut self) {
        self.failures = 0;
    }
}
