//! What the values on the command line mean.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::ValueEnum;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::config::duration;

/// More orders would not fit a sitting, nor memory.
pub(in crate::cli) const ORDERS_MAX: u32 = 100_000;

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object per line.
    Json,
}

/// Where a rehearsal's or the sandbox's orders come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderSource {
    /// So many, made up; at least one.
    Count(u32),
    /// JSON Lines.
    File(PathBuf),
}

/// From when on the history's unanswered orders are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// All that there are.
    All,
    /// Those of the last hours.
    Ago(Duration),
    /// Those from this day's midnight on, where the machine is.
    Day(civil::Date),
}

/// What was typed is neither a number of orders nor a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number from 1 to {ORDERS_MAX}, or a file")]
pub struct BadOrders;

/// What was typed is no beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("all, a duration such as 2h or 3d, or a day such as 2026-11-01")]
pub struct BadSince;

impl FromStr for OrderSource {
    type Err = BadOrders;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(BadOrders);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::File(PathBuf::from(text)));
        }
        match text.parse() {
            Ok(count) if (1..=ORDERS_MAX).contains(&count) => Ok(Self::Count(count)),
            _ => Err(BadOrders),
        }
    }
}

impl FromStr for Since {
    type Err = BadSince;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self::All);
        }
        let ago = duration::parse(text).map(Self::Ago);
        ago.or_else(|_| text.parse().map(Self::Day))
            .map_err(|_| BadSince)
    }
}

impl Since {
    /// The first moment that counts; `None`: there is none, all count.
    pub fn start(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::All => None,
            Self::Ago(duration) => now.checked_sub(duration).ok(),
            Self::Day(day) => {
                let midnight = zone.to_ambiguous_zoned(day.to_datetime(civil::Time::midnight()));
                midnight
                    .compatible()
                    .ok()
                    .map(|midnight| midnight.timestamp())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_a_count_or_a_file() {
        assert_eq!("12".parse(), Ok(OrderSource::Count(12)));
        assert_eq!("12.jsonl".parse(), Ok(OrderSource::File("12.jsonl".into())));
        for text in ["", "0", "100001", "99999999999"] {
            assert_eq!(text.parse::<OrderSource>(), Err(BadOrders), "{text:?}");
        }
    }

    #[test]
    fn since_is_all_a_duration_or_a_day() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let start = |text: &str| text.parse::<Since>().unwrap().start(now, &TimeZone::UTC);
        assert_eq!(start("all"), None);
        assert_eq!(start("2h"), Some("2026-11-22T10:00:00Z".parse().unwrap()));
        assert_eq!(
            start("2026-11-01"),
            Some("2026-11-01T00:00:00Z".parse().unwrap())
        );
        for text in ["", "yesterday", "2026-13-01", "01.11.2026", "-2h"] {
            assert_eq!(text.parse::<Since>(), Err(BadSince), "{text:?}");
        }
    }
}
