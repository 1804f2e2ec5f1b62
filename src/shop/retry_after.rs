//! `Retry-After`: seconds, or a date.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// No answer may put an order off for longer: somebody has paid and waits.
pub(super) const WAIT_MAX: Duration = Duration::from_hours(1);

/// How long the shop asks to wait from `at`; `None` when that can't be read.
pub(super) fn read(value: &str, at: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Digits that don't fit are a wish for more than the limit.
        let wait = value.parse().map_or(WAIT_MAX, Duration::from_secs);
        return Some(wait.min(WAIT_MAX));
    }
    let until = http_date(value)?;
    let wait = Duration::try_from(until.duration_since(at)).unwrap_or(Duration::ZERO);
    Some(wait.min(WAIT_MAX))
}

/// An HTTP-date is one of the dates that mail has; a wrong weekday does no harm.
pub(super) fn http_date(value: &str) -> Option<Timestamp> {
    const DATE: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    DATE.parse_timestamp(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates() {
        let at: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        let cases = [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("3600", Some(3_600)),
            ("3601", Some(3_600)),
            ("99999999999999999999999999", Some(3_600)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Mon, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sun, 06 Nov 1994 08:48:00 GMT", Some(0)),
            ("Sun, 06 Nov 2044 08:49:37 GMT", Some(3_600)),
            ("", None),
            ("-1", None),
            ("+5", None),
            ("1.5", None),
            ("soon", None),
            ("1994-11-06", None),
        ];
        for (value, expected) in cases {
            assert_eq!(read(value, at), expected.map(Duration::from_secs), "{value:?}");
        }
    }
}
