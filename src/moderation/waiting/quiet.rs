//! The hours in which nobody is reminded of anything.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// Hours of each day, from one time of day to another; over midnight, when the second is the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    from: Time,
    to: Time,
}

impl QuietHours {
    /// The hours between two times of day; `None` if these are the same.
    pub fn new(from: Time, to: Time) -> Option<Self> {
        (from != to).then_some(Self { from, to })
    }

    /// When they end, if `at` is one of them where this time zone is.
    pub(super) fn end(self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = at.to_zoned(zone.clone());
        let (time, is_over_midnight) = (local.time(), self.to < self.from);
        let is_quiet = if is_over_midnight {
            time >= self.from || time < self.to
        } else {
            (self.from..self.to).contains(&time)
        };
        if !is_quiet {
            return None;
        }
        let day =
            if time < self.to { local.date() } else { local.date().checked_add(1.day()).ok()? };
        let end = day.to_datetime(self.to).to_zoned(zone.clone()).ok()?;
        Some(end.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(from: i8, to: i8, at: &str) -> Option<String> {
        let [from, to] = [from, to].map(|hour| Time::constant(hour, 0, 0, 0));
        let moscow = TimeZone::fixed(jiff::tz::offset(3));
        let end = QuietHours::new(from, to).unwrap().end(at.parse().unwrap(), &moscow);
        end.map(|end| end.to_string())
    }

    #[test]
    fn over_midnight_and_within_a_day() {
        for (from, to, at, expected) in [
            (23, 9, "2026-11-22T19:59:59Z", None),
            (23, 9, "2026-11-22T20:00:00Z", Some("2026-11-23T06:00:00Z")),
            (23, 9, "2026-11-22T21:00:00Z", Some("2026-11-23T06:00:00Z")),
            (23, 9, "2026-11-23T05:59:59Z", Some("2026-11-23T06:00:00Z")),
            (23, 9, "2026-11-23T06:00:00Z", None),
            (1, 6, "2026-11-22T21:59:59Z", None),
            (1, 6, "2026-11-22T22:00:00Z", Some("2026-11-23T03:00:00Z")),
            (1, 6, "2026-11-23T03:00:00Z", None),
        ] {
            assert_eq!(end(from, to, at).as_deref(), expected, "{from}-{to} at {at}");
        }
        assert_eq!(QuietHours::new(Time::midnight(), Time::midnight()), None);
    }
}
