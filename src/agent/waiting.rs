//! Sleeping until there is something to do.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};
use tracing::info;

use super::reconfiguring::heard;
use super::{Agent, AgentError, News};
use crate::moderation::IncidentKind;
use crate::order::life::{Event, RETRY_PAUSE_MAX, ShopAnswer, Stage};
use crate::order::{Record, Untrusted};
use crate::shop::Activator;
use crate::telegram::Messenger;

/// The longest pause between two tries of a call to Telegram.
const BACKOFF_MAX: Duration = Duration::from_mins(1);
/// No deadline is further away than this: one that seems to be was made by another clock (a phone
/// that booted in 1970), and has come.
const DEADLINE_MAX: Duration = RETRY_PAUSE_MAX;
/// Between two turns: a mistake in what is due must not take the whole processor.
const BREATH: Duration = Duration::from_millis(2);

/// What an order is timed for, by this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stopwatch {
    /// Since when it waits for the bot's confirmation.
    Awaiting,
    /// Since when the place has been kept for its late answer.
    Holding,
    /// Since when its press is without evidence.
    Unproven,
    /// When its confirmation was last looked at.
    Looked,
}

/// Why the agent woke.
pub(super) enum Wake<A> {
    /// Something may be due.
    Due,
    /// A call to the shop has returned.
    CallReturned(u32, ShopAnswer),
    /// The owner has changed something.
    News(Box<News<A>>),
}

/// The pause after `failures` failures in a row: half a second doubling to a minute, jittered.
pub(super) fn backoff(failures: u32, dice: u64) -> Duration {
    let full = Duration::from_millis(500 << failures.min(7)).min(BACKOFF_MAX);
    full / 2 + full.mul_f64(f64::from((dice & 0xFFFF) as u16) / 65_535.0 / 2.0)
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Waits for the bell, a call's return or the next thing due. Safe to drop.
    pub(super) async fn wait(&mut self) -> Result<Wake<A>, AgentError> {
        let due_at = self.next_due_at()?.max(Instant::now() + BREATH);
        tokio::select! {
            biased;
            Some(returned) = self.calls.join_next_with_id(), if !self.calls.is_empty() => {
                Ok(self.call_returned(returned))
            }
            Some(news) = heard(&mut self.news) => Ok(Wake::News(Box::new(news))),
            () = self.messenger.bell() => {
                self.reader.ring();
                Ok(Wake::Due)
            }
            () = sleep_until(due_at) => Ok(Wake::Due),
        }
    }

    fn next_due_at(&self) -> Result<Instant, AgentError> {
        let now = Instant::now();
        let mut due = vec![
            self.reader.due_at(now).max(self.chat_rests_until),
            now + self.settings.timing.reread_interval,
        ];
        due.extend(self.next_look_at()?);
        due.extend(self.next_chat_act()?.map(|act| act.at));
        due.extend(self.next_activation_at()?);
        due.extend(self.next_notice_at()?);
        due.extend(self.next_daily_at());
        // Overdue is only what a reading has not shown.
        due.extend(
            self.next_overdue_at()
                .map(|at| at.max(self.chat_rests_until)),
        );
        Ok(due.into_iter().min().unwrap_or(now))
    }

    /// When something owed comes due. What was never tried is due at once, whatever a clock said
    /// that has jumped since.
    pub(super) fn due_at(&self, attempts: u32, deadline: Timestamp) -> Instant {
        Instant::now() + self.time_until_due(attempts, deadline)
    }

    /// Whether something owed is due.
    pub(super) fn is_due(&self, attempts: u32, deadline: Timestamp) -> bool {
        self.time_until_due(attempts, deadline).is_zero()
    }

    fn time_until_due(&self, attempts: u32, deadline: Timestamp) -> Duration {
        if attempts == 0 {
            Duration::ZERO
        } else {
            self.time_left(deadline)
        }
    }

    fn time_left(&self, deadline: Timestamp) -> Duration {
        let left =
            Duration::try_from(deadline.duration_since(self.now())).unwrap_or(Duration::ZERO);
        if left > DEADLINE_MAX {
            Duration::ZERO
        } else {
            left
        }
    }

    fn next_overdue_at(&self) -> Option<Instant> {
        let timeout = self.settings.timing.confirmation_timeout;
        let awaiting = self
            .stopwatches
            .iter()
            .filter(|((_, stopwatch), _)| *stopwatch == Stopwatch::Awaiting);
        awaiting.map(|(_, since)| *since + timeout).min()
    }

    /// Times, by this process, for how long the place has been kept for late answers.
    pub(super) fn time_holders(&mut self) -> Result<(), AgentError> {
        let now = Instant::now();
        let holders = self.place_holders()?;
        self.stopwatches.retain(|(number, stopwatch), _| {
            *stopwatch != Stopwatch::Holding || holders.iter().any(|it| it.number == *number)
        });
        for holder in holders {
            // While it is awaited, its time has not begun.
            let stopwatch = self
                .stopwatches
                .entry((holder.number, Stopwatch::Holding))
                .or_insert(now);
            if holder.life.state.stage() == Stage::AwaitingConfirmation {
                *stopwatch = now;
            }
        }
        Ok(())
    }

    /// Orders that have waited too long for the bot, the history having been read since.
    pub(super) fn notice_overdue(&mut self) -> Result<(), AgentError> {
        let now = Instant::now();
        let open = self.journal.open_orders()?;
        let is_awaiting =
            |record: &&Record| record.life.state.stage() == Stage::AwaitingConfirmation;
        let awaiting: Vec<&Record> = open.iter().filter(is_awaiting).collect();
        self.stopwatches.retain(|(number, stopwatch), _| {
            *stopwatch != Stopwatch::Awaiting
                || awaiting.iter().any(|record| record.number == *number)
        });
        for record in awaiting {
            let since = *self
                .stopwatches
                .entry((record.number, Stopwatch::Awaiting))
                .or_insert(now);
            let deadline = since + self.settings.timing.confirmation_timeout;
            if now < deadline {
                continue;
            }
            if !self.reader.has_read_since(deadline) {
                self.reader.ring();
                continue;
            }
            info!(number = record.number, "the bot did not answer in time");
            self.happen(record.number, Event::ConfirmationOverdue)?;
            self.next_bot_probe_at = now + self.settings.timing.probe_interval;
            self.open_incident(IncidentKind::BotSilent, &Untrusted::new(""), None)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_half_a_second_to_a_minute_and_the_dice_halve_them_at_most() {
        let full_ms = [
            500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
        ];
        for (failures, full_ms) in (0..).zip(full_ms) {
            let full = Duration::from_millis(full_ms);
            assert_eq!(backoff(failures, u64::MAX), full);
            assert_eq!(backoff(failures, 0), full / 2);
        }
        assert_eq!(backoff(u32::MAX, u64::MAX), BACKOFF_MAX);
    }
}
