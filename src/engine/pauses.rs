//! Pauses. When Telegram asks to wait, only the kind of call that it asked of does; a call that fails
//! is tried again after a while.
//!
//! A reading that has to wait holds up all that depends on it; but while replies wait, the chat is
//! read, orders are activated, buttons pressed and moderators told.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

/// The times until which each kind of call has to wait.
#[derive(Debug)]
pub struct RateLimits<Kind>(HashMap<Kind, Instant>);

impl<Kind> Default for RateLimits<Kind> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<Kind: Copy + Eq + Hash> RateLimits<Kind> {
    /// Before this no such call may be made.
    pub fn until(&self, kind: Kind) -> Option<Instant> {
        self.0.get(&kind).copied()
    }

    /// No such call is made before this, nor before what was said earlier.
    pub fn extend(&mut self, kind: Kind, until: Instant) {
        let limit = self.0.entry(kind).or_insert(until);
        *limit = until.max(*limit);
    }
}

const BACKOFF_MAX: Duration = Duration::from_mins(1);

/// The pause after `failures` failures in a row: half a second doubling to a minute, of which
/// `random` decides the second half.
pub fn backoff(failures: u32, random: u64) -> Duration {
    let full = Duration::from_millis(500 << failures.min(7)).min(BACKOFF_MAX);
    full / 2 + full.mul_f64(f64::from((random & 0xFFFF) as u16) / 65_535.0 / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_trouble_does_not_shorten_a_wait_that_telegram_asked_for() {
        let mut limits = RateLimits::default();
        let (soon, late) = (Instant::now(), Instant::now() + Duration::from_mins(1));
        limits.extend("send", late);
        limits.extend("send", soon);
        limits.extend("press", soon);
        assert_eq!(limits.until("send"), Some(late));
        assert_eq!(limits.until("press"), Some(soon));
        assert_eq!(limits.until("look"), None);
    }

    #[test]
    fn pauses_double_from_half_a_second_to_a_minute_and_chance_halves_them_at_most() {
        let full_ms = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
        for (failures, full_ms) in (0..).zip(full_ms) {
            let full = Duration::from_millis(full_ms);
            assert_eq!(backoff(failures, u64::MAX), full);
            assert_eq!(backoff(failures, 0), full / 2);
        }
        assert_eq!(backoff(u32::MAX, u64::MAX), BACKOFF_MAX);
    }
}
