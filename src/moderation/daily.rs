//! The daily line: how it went since the one before, so that silence means something.

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use tokio::time::Instant;

use super::Formatter;
use super::formatter::listed;
use super::markup::{Markup, rich};
use crate::engine::Engine;
use crate::journal::{JournalError, NotificationKey, StateKey, Tally};
use crate::order::life::Stage;
use crate::rich_text::RichText;

/// Up to which hour moderators have read how it went; Unix seconds.
const DAILY_TOLD_AT: StateKey = StateKey::new("daily_told_at");
/// A clock that says less is wrong: this program was written later.
const EARLIEST: Timestamp = Timestamp::constant(1_760_000_000, 0);
/// No other day is as long; a line that seems to have been told further in the future was told by a clock
/// that was wrong.
const DAY_MAX: SignedDuration = SignedDuration::from_hours(25);

/// The orders of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Its beginning.
    pub since: Timestamp,
    /// What came of the orders that came.
    pub tally: Tally,
    /// How many are under way, whenever they came.
    pub at_work: usize,
    /// Those that wait for a person.
    pub escalated: Vec<u32>,
}

/// The worker that tells moderators how the day went.
#[derive(Clone, Debug)]
pub struct DailyReport {
    /// Its words, and its time zone.
    pub formatter: Formatter,
    /// Its hour; `None`: never.
    pub hour: Option<Time>,
}

impl DailyReport {
    /// Tells how the time since the last line went, when its hour has come.
    pub fn run(&self, engine: &mut Engine) -> Result<(), JournalError> {
        let now = engine.now();
        let Some(hour) = self.last_hour(now).filter(|hour| *hour > EARLIEST) else {
            return Ok(());
        };
        let told = engine.journal().state(DAILY_TOLD_AT)?;
        let told = Timestamp::from_second(told).unwrap_or(Timestamp::UNIX_EPOCH);
        let is_first = told == Timestamp::UNIX_EPOCH;
        if is_first || told.duration_since(now) > DAY_MAX {
            // There is nothing to look back at.
            return engine.write(|writer| writer.set(DAILY_TOLD_AT, hour.as_second()));
        }
        if told >= hour {
            return Ok(());
        }
        let text = self.formatter.daily(&day_since(engine, told)?, now);
        let key = NotificationKey::once(&format!("daily:{hour}"));
        let random_id = engine.random_id();
        engine.write(|writer| {
            writer.notify(&key, None, &text, random_id, now)?;
            writer.set(DAILY_TOLD_AT, hour.as_second())
        })
    }

    /// When the next line is due.
    pub fn next_due(&self, engine: &Engine) -> Option<Instant> {
        let now = engine.now();
        let last = self.last_hour(now)?;
        let zone = &self.formatter.time_zone;
        let next = last.to_zoned(zone.clone()).checked_add(1.day()).ok()?;
        let left = next.timestamp().duration_since(now);
        Some(Instant::now() + left.try_into().unwrap_or_default())
    }

    /// The last time that the hour came, in the owner's time zone. `None`: they want no line.
    fn last_hour(&self, now: Timestamp) -> Option<Timestamp> {
        let now = now.to_zoned(self.formatter.time_zone.clone());
        let today = now.with().time(self.hour?).build().ok()?;
        let last = if today > now { today.checked_sub(1.day()).ok()? } else { today };
        Some(last.timestamp())
    }
}

impl Formatter {
    /// How a day went, told at `now`: one line.
    pub fn daily(&self, day: &Day, now: Timestamp) -> RichText {
        let is_day = now.duration_since(day.since) <= DAY_MAX;
        self.message(|| {
            rich!(
                "moderation-daily",
                period = if is_day { "day" } else { "longer" },
                since = self.time(day.since, now),
                parts = parts(day)
            )
        })
    }
}

/// `12 orders, €140.00 · 11 by themselves, 1 by you · №148 waits`
fn parts(day: &Day) -> Markup {
    let Tally { arrived, completed, closed, paid } = &day.tally;
    let numbers = listed(&day.escalated);
    let part = |part, count: usize| {
        rich!("moderation-daily-part", part = part, count = count, numbers = numbers.clone())
    };
    let if_any = |name, count| if count > 0 { part(name, count) } else { Markup::default() };
    let paid = paid.iter().copied().map(Markup::price);
    let parts = [
        Markup::join([part("arrived", *arrived)].into_iter().chain(paid), ", "),
        Markup::join([if_any("completed", *completed), if_any("closed", *closed)], ", "),
        if_any("at-work", day.at_work),
        if_any("waiting", day.escalated.len()),
    ];
    Markup::join(parts, " · ")
}

fn day_since(engine: &Engine, since: Timestamp) -> Result<Day, JournalError> {
    let open = engine.journal().open_orders()?;
    let escalated: Vec<u32> = open.in_stage(Stage::Escalated).map(|it| it.number).collect();
    let at_work = open.iter().count() - escalated.len();
    Ok(Day { since, tally: engine.journal().tally_since(since)?, at_work, escalated })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::i18n::Language;

    #[test]
    fn the_hour_that_came_last() {
        let formatter = Formatter {
            language: Language::Russian,
            time_zone: TimeZone::get("Europe/Moscow")
                .unwrap_or(TimeZone::fixed(jiff::tz::offset(3))),
            config_file: String::new(),
            send_button: String::new(),
        };
        let report = DailyReport { formatter, hour: Some(Time::constant(9, 0, 0, 0)) };
        for (now, last) in [
            ("2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z"),
            ("2026-11-22T05:59:59Z", "2026-11-21T06:00:00Z"),
            ("2026-11-22T20:59:59Z", "2026-11-22T06:00:00Z"),
            ("1970-01-01T00:00:01Z", "1969-12-31T06:00:00Z"),
        ] {
            let found = report.last_hour(now.parse().unwrap());
            assert_eq!(found, Some(last.parse().unwrap()), "{now}");
        }
    }
}
