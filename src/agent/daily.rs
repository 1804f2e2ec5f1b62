//! The daily line: once a day moderators read how it went, so that silence means something.

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use tokio::time::Instant;

use super::{Agent, AgentError};
use crate::journal::{Fact, NoticeKey};
use crate::moderation::{Day, Voice};
use crate::order::Record;
use crate::order::life::Stage;
use crate::shop::Activator;
use crate::telegram::Messenger;

/// A clock that says less is wrong: this program was written later.
const EARLIEST: Timestamp = Timestamp::constant(1_760_000_000, 0);
/// So many orders that wait for a person are named.
const NUMBERS_TOLD_MAX: usize = 10;
/// A line that seems to have been told in the future was told by a clock that was wrong.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(25);

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Tells how the time since the last line went, when its hour has come.
    pub(super) fn tell_daily(&mut self) -> Result<(), AgentError> {
        let now = self.now();
        let hour = self.last_daily_hour(now);
        let Some(hour) = hour.filter(|hour| *hour > EARLIEST) else {
            return Ok(());
        };
        let told = self.journal.fact(Fact::DailyToldAt)?;
        let told = Timestamp::from_second(told).unwrap_or(Timestamp::UNIX_EPOCH);
        let is_first = told == Timestamp::UNIX_EPOCH;
        if is_first || told.duration_since(now) > AHEAD_MAX {
            // There is nothing to look back at.
            return self.learn_daily(hour);
        }
        if told >= hour {
            return Ok(());
        }
        let text = self.settings.voice.daily(&self.day_since(told)?, now);
        let key = NoticeKey::once(&format!("daily:{hour}"));
        let random_id = self.random_id();
        Ok(self.journal.write(|writer| {
            writer.tell(&key, None, &text, random_id, now)?;
            writer.learn(Fact::DailyToldAt, hour.as_second())
        })?)
    }

    fn day_since(&self, since: Timestamp) -> Result<Day, AgentError> {
        let open = self.journal.open_orders()?;
        let waits = |record: &&Record| record.life.state.stage() == Stage::Escalated;
        let escalated: Vec<u32> = open.iter().filter(waits).map(|it| it.number).collect();
        let tally = self.journal.tally_since(since)?;
        Ok(Day {
            since,
            arrived: tally.arrived,
            completed: tally.completed,
            closed: tally.closed,
            open: u32::try_from(open.iter().count()).unwrap_or(u32::MAX),
            escalated_count: u32::try_from(escalated.len()).unwrap_or(u32::MAX),
            escalated: escalated.into_iter().take(NUMBERS_TOLD_MAX).collect(),
        })
    }

    /// When the next line is due.
    pub(super) fn next_daily_at(&self) -> Option<Instant> {
        let now = self.now();
        let last = self.last_daily_hour(now)?;
        let zone = &self.settings.voice.time_zone;
        let next = last.to_zoned(zone.clone()).checked_add(1.day()).ok()?;
        let left = next.timestamp().duration_since(now);
        Some(Instant::now() + left.try_into().unwrap_or_default())
    }

    /// The last time that the hour came, in the owner's time zone. `None`: they want no line.
    fn last_daily_hour(&self, now: Timestamp) -> Option<Timestamp> {
        last_hour(&self.settings.voice, self.settings.daily?, now)
    }

    fn learn_daily(&mut self, hour: Timestamp) -> Result<(), AgentError> {
        Ok(self
            .journal
            .write(|writer| writer.learn(Fact::DailyToldAt, hour.as_second()))?)
    }
}

fn last_hour(voice: &Voice, hour: Time, now: Timestamp) -> Option<Timestamp> {
    let now = now.to_zoned(voice.time_zone.clone());
    let today = now.with().time(hour).build().ok()?;
    let last = if today > now {
        today.checked_sub(1.day()).ok()?
    } else {
        today
    };
    Some(last.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::language::Language;

    #[test]
    fn the_hour_that_came_last() {
        let voice = Voice {
            language: Language::Russian,
            time_zone: TimeZone::get("Europe/Moscow")
                .unwrap_or(TimeZone::fixed(jiff::tz::offset(3))),
        };
        let nine = Time::constant(9, 0, 0, 0);
        for (now, last) in [
            ("2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z"),
            ("2026-11-22T05:59:59Z", "2026-11-21T06:00:00Z"),
            ("2026-11-22T20:59:59Z", "2026-11-22T06:00:00Z"),
            ("1970-01-01T00:00:01Z", "1969-12-31T06:00:00Z"),
        ] {
            let found = last_hour(&voice, nine, now.parse().unwrap());
            assert_eq!(found, Some(last.parse().unwrap()), "{now}");
        }
    }
}
