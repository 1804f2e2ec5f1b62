//! How long to wait before connecting again.

use std::time::Duration;

use crate::edge::SharedRandomness;

/// Doubling pauses, each cut by up to half so that many agents do not come back at once.
pub(super) struct Backoff {
    min: Duration,
    max: Duration,
    next: Duration,
    randomness: SharedRandomness,
}

impl Backoff {
    pub fn new(min: Duration, max: Duration, randomness: SharedRandomness) -> Self {
        Self {
            min,
            max,
            next: min,
            randomness,
        }
    }

    /// The next pause.
    pub fn pause(&mut self) -> Duration {
        let whole = self.next.min(self.max);
        self.next = whole.saturating_mul(2).min(self.max);
        let half_ms = u64::try_from(whole.as_millis() / 2).unwrap_or(u64::MAX);
        whole.saturating_sub(Duration::from_millis(
            self.randomness.next_u64() % half_ms.saturating_add(1),
        ))
    }

    /// The last connection held: start from the shortest pause again.
    pub fn reset(&mut self) {
        self.next = self.min;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::edge::Randomness;

    struct Dice(u64);

    impl Randomness for Dice {
        fn next_u64(&self) -> u64 {
            self.0
        }
    }

    fn pauses_ms(dice: u64) -> Vec<u128> {
        let (min, max) = (Duration::from_millis(500), Duration::from_secs(3));
        let mut backoff = Backoff::new(min, max, Arc::new(Dice(dice)));
        let mut pauses: Vec<_> = (0..5).map(|_| backoff.pause().as_millis()).collect();
        backoff.reset();
        pauses.push(backoff.pause().as_millis());
        pauses
    }

    #[test]
    fn pauses_double_up_to_a_limit_and_are_cut_by_at_most_half() {
        assert_eq!(pauses_ms(0), [500, 1000, 2000, 3000, 3000, 500]);
        assert_eq!(pauses_ms(250), [250, 750, 1750, 2750, 2750, 250]);
    }
}
