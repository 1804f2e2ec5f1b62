//! When to ask a shop again that could not answer.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long the quick retries go on.
const QUICK_PHASE: Duration = Duration::from_mins(10);
/// The quick retries' pause doubles from one second up to this.
const QUICK_PAUSE_MAX_SECONDS: u64 = 100;
/// No more quick retries than this, whatever the clock says: it may stand still or run backwards.
/// Enough for the quick phase even when the dice always give the shortest pause.
const QUICK_ATTEMPTS_MAX: u32 = 20;
/// The pauses after that: 5 and 30 minutes, 2, 5 and 10 hours, then every 10 hours. Together more
/// than 72 hours, so that a clock that jumps ahead can't make the shop be given up too early.
const SLOW_PAUSES_SECONDS: [u64; 11] =
    [300, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000, 36_000, 36_000, 36_000, 36_000];
/// No retry is further away than this when it is planned, whatever the shop's `Retry-After` says.
/// One that seems to be was planned by a clock that has been set back since: it is due.
pub const RETRY_PAUSE_MAX: Duration = Duration::from_hours(10);
/// A clock that says less has not been set since the machine started. 2025-01-01.
const CLOCK_UNSET_BEFORE_SECONDS: i64 = 1_735_689_600;
/// An order that the shop does not take is not tried more often, while others get through.
const LONELY_FAILURES_MAX: u32 = 3;
/// Before this nothing is given up.
const PATIENCE: Duration = Duration::from_hours(72);

/// The retries of one activation, as far as they have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When the first call was made, by wall time.
    since: Option<Timestamp>,
    quick_attempts: u32,
    slow_attempts: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    lonely_failures: u32,
}

impl Schedule {
    /// Takes note that a call is being made. A beginning that can't be, because the clock was
    /// wrong then, is corrected to `now`.
    pub fn begin_attempt(&mut self, now: Timestamp) {
        let unset = |at: Timestamp| at.as_second() < CLOCK_UNSET_BEFORE_SECONDS;
        self.since =
            self.since.filter(|&since| since <= now && unset(since) == unset(now)).or(Some(now));
    }

    /// Takes note that a call has failed while others got through, and says whether that was the last one.
    pub(super) fn fails_alone(&mut self) -> bool {
        self.lonely_failures += 1;
        self.lonely_failures >= LONELY_FAILURES_MAX
    }

    /// When the first call was made.
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// When nothing will be tried any more, if the shop stays away.
    pub fn until(&self) -> Option<Timestamp> {
        self.since.map(|since| later(since, PATIENCE))
    }

    /// When to try again; `None` when the attempts are used up and 72 hours have passed.
    ///
    /// `jitter` spreads the quick pauses over their second half. A `retry_after` of the shop's is
    /// honoured when it is longer than the pause, up to [`RETRY_PAUSE_MAX`].
    pub fn next(
        &mut self,
        now: Timestamp,
        jitter: u16,
        retry_after: Option<Duration>,
    ) -> Option<Timestamp> {
        let elapsed = Duration::try_from(now.duration_since(self.since.unwrap_or(now)))
            .unwrap_or(Duration::ZERO);
        let pause = if elapsed < QUICK_PHASE && self.quick_attempts < QUICK_ATTEMPTS_MAX {
            let doubled = 1_u64 << self.quick_attempts;
            self.quick_attempts += 1;
            let full_ms = doubled.min(QUICK_PAUSE_MAX_SECONDS) * 1_000;
            Duration::from_millis(full_ms / 2 + full_ms * u64::from(jitter) / 2 / 65_535)
        } else {
            let last = SLOW_PAUSES_SECONDS.len() - 1;
            let index = usize::try_from(self.slow_attempts).unwrap_or(last);
            if index > last && elapsed >= PATIENCE {
                return None;
            }
            self.slow_attempts = self.slow_attempts.saturating_add(1);
            Duration::from_secs(SLOW_PAUSES_SECONDS[index.min(last)])
        };
        let asked = retry_after.unwrap_or_default().min(RETRY_PAUSE_MAX);
        Some(later(now, pause.max(asked)))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn later(from: Timestamp, by: Duration) -> Timestamp {
    from.saturating_add(by).unwrap_or(Timestamp::MAX)
}
