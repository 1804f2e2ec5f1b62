//! The values on the command line, and what is expected instead of a wrong one.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use clap::ValueEnum;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::config::duration;
use crate::i18n::t;
use crate::order::Money;

/// A value that can't be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{expected}")]
pub struct BadValue {
    /// What may stand there, in the user's language.
    pub expected: String,
    /// The name that was probably meant.
    pub suggestion: Option<String>,
}

impl BadValue {
    pub(super) fn expected(expected: String) -> Self {
        Self { expected, suggestion: None }
    }
}

pub(super) fn number<N>(range: RangeInclusive<N>) -> impl Fn(&str) -> Result<N, BadValue> + Clone
where
    N: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        let (least, most) = (range.start().to_string(), range.end().to_string());
        let bad = || BadValue::expected(t!("usage-expected-number-between", least, most));
        number.ok_or_else(bad)
    }
}

/// `5.00 EUR`
pub(super) fn price(text: &str) -> Result<Money, BadValue> {
    text.parse().map_err(|_| BadValue::expected(t!("usage-expected-price")))
}

#[cfg(feature = "sandbox")]
pub(super) fn duration(text: &str) -> Result<Duration, BadValue> {
    duration::parse(text).ok_or_else(|| BadValue::expected(t!("usage-expected-duration")))
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// The beginning of the history whose unanswered orders are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    All,
    Ago(Duration),
    /// Those from this day's midnight on, where the machine is.
    Day(civil::Date),
}

impl FromStr for Since {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self::All);
        }
        let ago = duration::parse(text).map(Self::Ago);
        let since = ago.or_else(|| text.parse().ok().map(Self::Day));
        since.ok_or_else(|| BadValue::expected(t!("usage-expected-since")))
    }
}

impl Since {
    /// The first moment that counts; `None`: there is none, all count.
    pub fn start(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::All => None,
            Self::Ago(duration) => now.checked_sub(duration).ok(),
            Self::Day(day) => Some(zone.to_zoned(day.into()).ok()?.timestamp()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_all_a_duration_or_a_day() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let start = |text: &str| text.parse::<Since>().unwrap().start(now, &TimeZone::UTC);
        assert_eq!(start("all"), None);
        assert_eq!(start("2h"), Some("2026-11-22T10:00:00Z".parse().unwrap()));
        assert_eq!(start("2026-11-01"), Some("2026-11-01T00:00:00Z".parse().unwrap()));
        for text in ["", "yesterday", "2026-13-01", "01.11.2026", "-2h"] {
            assert!(text.parse::<Since>().is_err(), "{text:?}");
        }
    }
}
