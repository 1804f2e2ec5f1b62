//! Durations as people write them: `2s`, `200ms`, `5m`, `1h30m`, `72h`.

use std::time::Duration;

/// The text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a duration such as 2s, 200ms, 5m, 1h30m, 72h")]
pub struct BadDuration;

/// The units, largest first: name, milliseconds.
const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Ten years: what is longer is a mistake, and would overflow somebody's arithmetic.
const LONGEST_MS: u64 = 3_650 * 86_400_000;

/// Reads whole numbers with units, the larger unit first, each at most once.
///
/// ```
/// # use std::time::Duration;
/// # use tribute_agent::config::duration::parse;
/// assert_eq!(parse("1h30m"), Ok(Duration::from_secs(5400)));
/// assert!(parse("30m1h").is_err());
/// ```
pub fn parse(text: &str) -> Result<Duration, BadDuration> {
    let mut rest = text;
    let mut units_left = &UNITS[..];
    let mut total_ms: u64 = 0;
    if rest.is_empty() {
        return Err(BadDuration);
    }
    while !rest.is_empty() {
        let (digits, tail) = split(rest, |byte| byte.is_ascii_digit());
        let (unit, tail) = split(tail, |byte| byte.is_ascii_alphabetic());
        let count: u64 = digits.parse().map_err(|_| BadDuration)?;
        let index = units_left
            .iter()
            .position(|&(name, _)| name == unit)
            .ok_or(BadDuration)?;
        total_ms = count
            .checked_mul(units_left[index].1)
            .and_then(|part_ms| total_ms.checked_add(part_ms))
            .filter(|&sum_ms| sum_ms <= LONGEST_MS)
            .ok_or(BadDuration)?;
        units_left = &units_left[index + 1..];
        rest = tail;
    }
    Ok(Duration::from_millis(total_ms))
}

/// Writes a duration as [`parse`] reads it.
pub fn show(duration: Duration) -> String {
    let whole_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut rest_ms = whole_ms;
    let mut parts = Vec::new();
    // Days are read, but people count waits in hours.
    for (name, unit_ms) in UNITS.iter().skip(1) {
        if rest_ms >= *unit_ms {
            parts.push(format!("{}{name}", rest_ms / unit_ms));
            rest_ms %= unit_ms;
        }
    }
    if whole_ms == 0 {
        return "0s".to_owned();
    }
    parts.concat()
}

/// The bytes at the front that belong, and the rest.
fn split(text: &str, belongs: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|byte| !belongs(byte));
    text.split_at(end.unwrap_or(text.len()))
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
            assert_eq!(parse(canonical), Ok(duration));
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
            assert_eq!(parse(text), Err(BadDuration), "{text:?}");
        }
    }
}
