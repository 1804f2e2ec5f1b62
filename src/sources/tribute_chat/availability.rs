//! Whether Tribute's chat can be read at all: an incident while Telegram keeps it from us, a line
//! afterwards when we were away.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::{Settings, state};
use crate::engine::{Engine, IncidentKind};
use crate::journal::{JournalError, NotificationKey, OpenIncident};
use crate::order::Untrusted;
use crate::telegram::CallError;

/// Moderators are told of an absence from this on.
const AWAY_TOLD_FROM: Duration = Duration::from_mins(10);
/// And of none that is so many of the usual times between two readings.
const READINGS_MISSED: u32 = 3;

#[derive(Debug, Default)]
pub(super) struct Availability {
    /// Since when no reading has succeeded.
    failing_since: Option<Instant>,
}

impl Availability {
    /// A call about the chat failed, and is made again after `pause`. When that lasts longer than
    /// `patience`, moderators are told: unless it is the whole connection that is away, and with it
    /// the way to them.
    pub(super) fn note_failure(
        &mut self,
        engine: &mut Engine,
        failure: &CallError,
        pause: Duration,
        patience: Duration,
        next_attempt_at: Option<Timestamp>,
    ) -> Result<(), JournalError> {
        let now = Instant::now();
        let since = *self.failing_since.get_or_insert(now);
        let (why, lasts) = match failure {
            CallError::Refused(name) => (name.as_str(), now),
            CallError::FloodWait(_) => ("FLOOD_WAIT", now + pause),
            CallError::Unknown(why) if is_telegrams(why) => (why.as_str(), now),
            // No answer, or one that can't be read, or that ends the connection time and again.
            CallError::Unknown(_) => ("", now),
            CallError::NotSent(_) | CallError::Fatal(_) => return Ok(()),
        };
        if lasts.duration_since(since) < patience {
            return Ok(());
        }
        let detail = Untrusted::new(why);
        engine.open_incident(IncidentKind::ChatUnreachable, &detail, next_attempt_at, None)
    }

    /// After a reading that succeeded: what stood in the way is over.
    pub(super) fn note_reading(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
    ) -> Result<(), JournalError> {
        *self = Self::default();
        let incident = engine.incident(IncidentKind::ChatUnreachable)?;
        engine.close_incident(IncidentKind::ChatUnreachable)?;
        let is_told = |incident: OpenIncident| engine.journal().is_told(&incident.notification);
        let was_told = incident.map(is_told).transpose()?.unwrap_or_default();
        let now = engine.now();
        let Ok(read_at) = Timestamp::from_second(engine.journal().state(state::CHAT_READ_AT)?)
        else {
            return write_reading(engine, now);
        };
        let away = now.duration_since(read_at);
        if away.unsigned_abs() < state::READ_AT_WRITTEN_EVERY {
            return Ok(());
        }
        let is_known = read_at != Timestamp::UNIX_EPOCH;
        if is_known && !was_told && away > away_told_from(settings) {
            let text = settings.formatter.away(read_at, now);
            engine.notify(&NotificationKey::once(&format!("away:{read_at}")), &text)?;
        }
        write_reading(engine, now)
    }
}

fn away_told_from(settings: &Settings) -> SignedDuration {
    let usual = settings.timing.reread_interval * READINGS_MISSED;
    SignedDuration::try_from(usual.max(AWAY_TOLD_FROM)).unwrap_or(SignedDuration::MAX)
}

fn write_reading(engine: &mut Engine, now: Timestamp) -> Result<(), JournalError> {
    engine.write(|writer| writer.set(state::CHAT_READ_AT, now.as_second()))
}

/// Whether these are Telegram's own words: `INTERNAL (500)`.
fn is_telegrams(why: &str) -> bool {
    why.starts_with(|first: char| first.is_ascii_uppercase())
}
