//! Durations as people write them: `2s`, `200ms`, `5m`, `1h30m`, `72h`.

use std::time::Duration;

use jiff::fmt::friendly::{Spacing, SpanPrinter};
use regex::Regex;

/// Days, hours, minutes, seconds, milliseconds.
const UNITS_MS: [u64; 5] = [86_400_000, 3_600_000, 60_000, 1_000, 1];
/// A count of each unit, in this order.
const SHAPE: &str = "^(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$";

/// Ten years: what is longer is a mistake, and would overflow somebody's arithmetic.
const LONGEST_MS: u64 = 3_650 * 86_400_000;

/// Reads whole numbers with units, the larger unit first, each at most once.
///
/// ```
/// # use std::time::Duration;
/// # use tribute_agent::config::duration::parse;
/// assert_eq!(parse("1h30m"), Some(Duration::from_secs(5400)));
/// assert_eq!(parse("30m1h"), None);
/// ```
pub fn parse(text: &str) -> Option<Duration> {
    let counts = Regex::new(SHAPE).ok()?.captures(text).filter(|_| !text.is_empty())?;
    let mut total_ms: u64 = 0;
    for (count, unit_ms) in counts.iter().skip(1).zip(UNITS_MS) {
        let count: u64 = count.map_or(Some(0), |count| count.as_str().parse().ok())?;
        total_ms = total_ms.saturating_add(count.saturating_mul(unit_ms));
    }
    (total_ms <= LONGEST_MS).then(|| Duration::from_millis(total_ms))
}

/// Writes a duration as [`parse`] reads it; people count waits in hours rather than days.
pub fn show(duration: Duration) -> String {
    let printer = SpanPrinter::new().spacing(Spacing::None);
    printer.unsigned_duration_to_string(&duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written() {
        for (text, milliseconds, canonical) in [
            ("2s", 2_000, "2s"),
            ("200ms", 200, "200ms"),
            ("0s", 0, "0s"),
            ("5m", 300_000, "5m"),
            ("1h30m", 5_400_000, "1h30m"),
            ("72h", 259_200_000, "72h"),
            ("3d", 259_200_000, "72h"),
            ("90s", 90_000, "1m30s"),
            ("1m500ms", 60_500, "1m500ms"),
        ] {
            let duration = parse(text).expect(text);
            assert_eq!(duration, Duration::from_millis(milliseconds), "{text}");
            assert_eq!(show(duration), canonical);
            assert_eq!(parse(canonical), Some(duration));
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            " ",
            "2",
            "s",
            "2 s",
            "-2s",
            "+2s",
            "2.5s",
            "30m1h",
            "1m1m",
            "2S",
            "2sec",
            "2с",
            "99999999999999999999s",
            "4000d",
            "1h30",
            "²s",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
