//! What the values on the command line mean.

use std::str::FromStr;
use std::time::Duration;

use clap::ValueEnum;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::config::duration;

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object per line.
    Json,
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

/// What was typed is no beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("all, a duration such as 2h or 3d, or a day such as 2026-11-01")]
pub struct BadSince;

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
