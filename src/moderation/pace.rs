//! The pace at which moderators are told: nobody reads more than that, and no mistake may fill their
//! chat. What is held back is still owed, and goes out later.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::Instant;
use tracing::{info, warn};

use super::Formatter;
use crate::engine::Engine;
use crate::journal::{JournalError, NotificationKey, NotificationKind, StateKey};

/// The most new messages within a minute, beside the one about those that are held back.
pub const NOTIFICATIONS_PER_MINUTE_MAX: usize = 20;
/// See [`NOTIFICATIONS_PER_MINUTE_MAX`].
const PACED_OVER: Duration = Duration::from_mins(1);
/// Since when messages are held back, in unix milliseconds; 0: none are.
const HELD_BACK_SINCE: StateKey = StateKey::new("held_back_since");
/// The number of messages that are held back is brought up to date no oftener.
const COUNTED_EVERY: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
pub(super) struct Pace {
    sent: VecDeque<Instant>,
    counted_at: Option<Instant>,
    is_restored: bool,
}

impl Pace {
    /// Counts what the process before this one wrote within the last minute as written now; once.
    pub(super) fn restore(&mut self, engine: &Engine) -> Result<(), JournalError> {
        if self.is_restored {
            return Ok(());
        }
        self.is_restored = true;
        let now = engine.now();
        let over = SignedDuration::try_from(PACED_OVER).unwrap_or(SignedDuration::MAX);
        let journal = engine.journal();
        let written = journal.notifications_written_between(now - over, now + over)?;
        let written = usize::try_from(written).unwrap_or(NOTIFICATIONS_PER_MINUTE_MAX);
        for _ in 0..written.min(NOTIFICATIONS_PER_MINUTE_MAX) {
            self.note(Instant::now());
        }
        Ok(())
    }

    /// Notes that a message was sent, or may have been.
    pub(super) fn note(&mut self, at: Instant) {
        self.sent.push_back(at);
        if self.sent.len() > NOTIFICATIONS_PER_MINUTE_MAX {
            self.sent.pop_front();
        }
    }

    /// From when on the next one may be sent; `None`: at once.
    pub(super) fn free_at(&self) -> Option<Instant> {
        let oldest = self.sent.front()?;
        (self.sent.len() >= NOTIFICATIONS_PER_MINUTE_MAX).then(|| *oldest + PACED_OVER)
    }

    /// Lets moderators know that of the messages which wait some are held back, and when that is over.
    pub(super) fn announce(
        &mut self,
        engine: &mut Engine,
        formatter: &Formatter,
    ) -> Result<(), JournalError> {
        let owed = engine.journal().owed_notifications()?;
        let is_waiting = owed.of(NotificationKind::Send).next().is_some();
        let now = Instant::now();
        let held_back_since_ms = engine.journal().state(HELD_BACK_SINCE)?;
        let is_held_back = held_back_since_ms != 0;
        let is_full = self.free_at().is_some_and(|free_at| free_at > now);
        let is_counted = self.counted_at.is_some_and(|at| now < at + COUNTED_EVERY);
        let (since_ms, still_since_ms, text) = if !is_waiting && is_held_back {
            info!("nothing is held back from moderators any more");
            self.counted_at = None;
            (held_back_since_ms, 0, formatter.held_back_over())
        } else if is_waiting && is_full && !(is_held_back && is_counted) {
            self.counted_at = Some(now);
            let waiting = owed.of(NotificationKind::Send).count();
            let mut since_ms = held_back_since_ms;
            if !is_held_back {
                warn!(waiting, "more to tell than moderators can read: it is held back");
                since_ms = engine.now().as_millisecond().max(1);
            }
            (since_ms, since_ms, formatter.held_back(waiting, NOTIFICATIONS_PER_MINUTE_MAX))
        } else {
            return Ok(());
        };
        drop(owed);
        let (random_id, now) = (engine.random_id(), engine.now());
        engine.write(|writer| {
            writer.set(HELD_BACK_SINCE, still_since_ms)?;
            let key = NotificationKey::held_back(since_ms);
            if still_since_ms == 0 && writer.withdraw(&key)? {
                return Ok(());
            }
            writer.notify(&key, None, &text, random_id, now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_has_more_than_so_many() {
        let begun = Instant::now();
        let mut pace = Pace::default();
        for seconds in 0..NOTIFICATIONS_PER_MINUTE_MAX as u64 {
            assert_eq!(pace.free_at(), None);
            pace.note(begun + Duration::from_secs(seconds));
        }
        assert_eq!(pace.free_at(), Some(begun + PACED_OVER));
        pace.note(begun + PACED_OVER);
        let second = begun + Duration::from_secs(1);
        assert_eq!(pace.free_at(), Some(second + PACED_OVER));
    }
}
