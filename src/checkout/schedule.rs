//! When somebody is asked again.

use jiff::{SignedDuration, Timestamp};

/// After so many minutes, and every hour from then on.
const MINUTES: [i64; 3] = [2, 10, 30];
const LATER: SignedDuration = SignedDuration::from_hours(1);
/// After something has expired: nobody may tell of a payment at the last moment, and one that the buyer's bank asks
/// about is open at T-Bank for 36 hours.
const AFTER_EXPIRY: [SignedDuration; 2] =
    [SignedDuration::from_hours(1), SignedDuration::from_hours(37)];

/// When somebody is asked next about what began at `since`.
pub(super) fn next_look(since: Timestamp, now: Timestamp) -> Timestamp {
    let early = MINUTES.map(|minutes| later(since, SignedDuration::from_mins(minutes)));
    early.into_iter().find(|at| *at > now).unwrap_or_else(|| later(now, LATER))
}

/// When somebody is asked next about what has expired; `None`: never again.
pub(super) fn look_after_expiry(expired_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    AFTER_EXPIRY.map(|after| later(expired_at, after)).into_iter().find(|at| *at > now)
}

/// So much later, as far as there is time.
pub(super) fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_at_two_ten_and_thirty_minutes_and_then_hourly() {
        let since: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
        let mut now = since;
        for minutes in [2, 10, 30, 90, 150] {
            now = next_look(since, now);
            assert_eq!(now.duration_since(since), SignedDuration::from_mins(minutes));
        }
        assert_eq!(next_look(since, Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn looks_an_hour_and_a_day_and_a_half_after_the_end() {
        let end: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
        let mut now = end;
        for hours in [1, 37] {
            now = look_after_expiry(end, now).unwrap();
            assert_eq!(now.duration_since(end), SignedDuration::from_hours(hours));
        }
        assert_eq!(look_after_expiry(end, now), None);
    }
}
