//! Whether Tribute's chat can be read at all: an incident while Telegram keeps it from us, a line
//! afterwards when we were away.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::{Agent, AgentError};
use crate::journal::{Fact, NoticeKey};
use crate::moderation::IncidentKind;
use crate::order::Untrusted;
use crate::shop::Activator;
use crate::telegram::{CallError, Messenger};

/// Moderators are told of an absence from this on.
const AWAY_TOLD_FROM: Duration = Duration::from_mins(10);
/// And of none that is so many of the usual times between two readings.
const READINGS_MISSED: u32 = 3;
/// When the chat was last read is written down no oftener.
const WRITTEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// What this process knows of the way to Tribute's chat.
#[derive(Debug, Default)]
pub(super) struct ChatWatch {
    /// Since when no reading has succeeded.
    failing_since: Option<Instant>,
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// A call about the chat failed, and is made again after `pause`. When that lasts, moderators
    /// are told: unless it is the whole connection that is away, and with it the way to them.
    pub(super) fn chat_is_away(
        &mut self,
        failure: &CallError,
        pause: Duration,
    ) -> Result<(), AgentError> {
        let now = Instant::now();
        let since = *self.chat_watch.failing_since.get_or_insert(now);
        let (why, lasts) = match failure {
            CallError::Refused(name) => (name.as_str(), now),
            CallError::FloodWait(_) => ("FLOOD_WAIT", now + pause),
            CallError::Unknown(why) => (why.as_str(), now),
            CallError::NotSent(_) | CallError::Fatal(_) => return Ok(()),
        };
        if lasts.duration_since(since) < self.settings.timing.incident_after {
            return Ok(());
        }
        let why = Untrusted::new(why);
        self.open_incident(IncidentKind::ChatUnreachable, &why, None)
    }

    /// When a chat that is kept from us is read again, if that is long.
    pub(super) fn next_reading_at(&self, now: Timestamp) -> Option<Timestamp> {
        let pause = self
            .chat_rests_until
            .saturating_duration_since(Instant::now());
        let is_long = pause >= self.settings.timing.incident_after;
        is_long.then(|| now.checked_add(pause).ok()).flatten()
    }

    /// After a reading that succeeded: what stood in the way is over.
    pub(super) fn chat_is_back(&mut self) -> Result<(), AgentError> {
        if !self.reader.has_read_since(self.turn_began_at) {
            return Ok(());
        }
        self.chat_watch = ChatWatch::default();
        let was_told = self.incident(IncidentKind::ChatUnreachable)?.is_some();
        self.close_incident(IncidentKind::ChatUnreachable)?;
        let now = self.now();
        let Ok(read_at) = Timestamp::from_second(self.journal.fact(Fact::ChatReadAt)?) else {
            return self.learn_reading(now);
        };
        let away = now.duration_since(read_at);
        if away.abs() < WRITTEN_EVERY {
            return Ok(());
        }
        let is_known = read_at != Timestamp::UNIX_EPOCH;
        if is_known && !was_told && away > self.away_told_from() {
            let text = self.settings.voice.away(read_at, now);
            let key = NoticeKey::once(&format!("away:{read_at}"));
            let random_id = self.random_id();
            self.journal
                .write(|writer| writer.tell(&key, None, &text, random_id, now))?;
        }
        self.learn_reading(now)
    }

    fn away_told_from(&self) -> SignedDuration {
        let usual = self.settings.timing.reread_interval * READINGS_MISSED;
        SignedDuration::try_from(usual.max(AWAY_TOLD_FROM)).unwrap_or(SignedDuration::MAX)
    }

    fn learn_reading(&mut self, now: Timestamp) -> Result<(), AgentError> {
        Ok(self
            .journal
            .write(|writer| writer.learn(Fact::ChatReadAt, now.as_second()))?)
    }
}
