//! The heartbeat: whether all of the work is done, for whoever has to notice when it is not.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Engine, Source};
use crate::journal::JournalError;

/// A moderators' message that could not be delivered so many times is trouble that nobody else
/// will tell of.
pub const DELIVERIES_FAILED_MAX: u32 = 6;
/// So many readings of a source may be missed before something is wrong.
const READINGS_MISSED: u32 = 3;

/// By when all of the work has to be done once more. Clones beat as one.
#[derive(Clone)]
pub struct Heartbeat {
    all: watch::Sender<Option<Instant>>,
    parts: watch::Sender<PartsDue>,
}

/// By when parts of the work have to be done once more, or something is wrong with them. `None`: they never were.
#[derive(Clone, Copy, Debug, Default)]
pub struct PartsDue {
    /// A turn: what others told is taken in.
    pub turn: Option<Instant>,
    /// A reading to the end of what has to be read.
    pub reading: Option<Instant>,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self { all: watch::Sender::new(None), parts: watch::Sender::default() }
    }
}

impl Heartbeat {
    /// By when all of the work has to be done once more, or something is wrong: the source read to
    /// its end, and nothing left that moderators can't be told. `None`: it never was.
    pub fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        self.all.subscribe()
    }

    /// The same of its parts.
    pub fn subscribe_to_parts(&self) -> watch::Receiver<PartsDue> {
        self.parts.subscribe()
    }

    /// Beats, for what was done in this turn; it is to be done every `interval`.
    pub fn beat(
        &self,
        engine: &Engine,
        source: &impl Source,
        interval: Duration,
    ) -> Result<(), JournalError> {
        let owed = engine.journal().owed_notifications()?;
        let can_tell =
            owed.iter().all(|notification| notification.attempts < DELIVERIES_FAILED_MAX);
        let turn_began_at = engine.turn_began_at();
        let next = Some(turn_began_at + interval * READINGS_MISSED);
        let has_read = source.has_read_since(turn_began_at);
        self.parts.send_modify(|parts| {
            parts.turn = next;
            parts.reading = if has_read { next } else { parts.reading };
        });
        if can_tell && has_read {
            self.all.send_replace(next);
        }
        Ok(())
    }
}
