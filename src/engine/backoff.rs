//! Pauses between tries of a call that fails.

use std::time::Duration;

/// The longest pause between two tries.
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
