//! The waits that Telegram asks for (`FLOOD_WAIT_7`), taken in one place.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The wait when Telegram does not say how long.
const UNTOLD: Duration = Duration::from_mins(1);
/// The shortest wait: whoever asks again at once asks hundreds of times a second.
const SHORTEST: Duration = Duration::from_secs(1);
/// The longest wait that a short one grows to.
const GROWN_MAX: Duration = Duration::from_mins(1);

/// The wait that Telegram's number of seconds means.
pub(super) fn wait_of(seconds: Option<u32>) -> Duration {
    let asked = seconds.map_or(UNTOLD, |seconds| Duration::from_secs(seconds.into()));
    asked.max(SHORTEST)
}

/// How often in a row the calls of each method were told to wait.
#[derive(Debug, Default)]
pub(super) struct FloodWaits(Mutex<HashMap<&'static str, u32>>);

impl FloodWaits {
    /// The wait to take when this one was asked for: at least twice as long every time in a row, up
    /// to a minute.
    pub fn grown(&self, method: &'static str, asked: Duration) -> Duration {
        let mut in_row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = in_row.entry(method).or_default();
        let least = SHORTEST.saturating_mul(1 << (*earlier).min(16));
        *earlier = earlier.saturating_add(1);
        asked.max(least.min(GROWN_MAX))
    }

    /// A call got another answer: the next wait is the first again.
    pub fn end_row(&self, method: &'static str) {
        let mut in_row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        in_row.remove(method);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_shorter_than_a_second() {
        for (seconds, wait_s) in [(Some(0), 1), (Some(1), 1), (Some(7), 7), (None, 60)] {
            assert_eq!(wait_of(seconds), Duration::from_secs(wait_s), "{seconds:?}");
        }
    }

    #[test]
    fn waits_in_a_row_grow_up_to_a_minute_each_method_by_itself() {
        let waits = FloodWaits::default();
        let next = |method, asked_s| waits.grown(method, Duration::from_secs(asked_s)).as_secs();
        let grown: Vec<u64> = (0..9).map(|_| next("send", 0)).collect();
        assert_eq!(grown, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!((next("send", 600), next("press", 3)), (600, 3));
        waits.end_row("send");
        assert_eq!((next("send", 0), next("press", 0)), (1, 2));
    }
}
