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

/// By when all of the work has to be done once more.
pub struct Heartbeat(watch::Sender<Option<Instant>>);

impl Default for Heartbeat {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Heartbeat {
    /// By when all of the work has to be done once more, or something is wrong: the source read to
    /// its end, and nothing left that moderators can't be told. `None`: it never was.
    pub fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        self.0.subscribe()
    }

    /// Beats, if all of the work was done in this turn; it is to be done every `interval`.
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
        if can_tell && source.has_read_since(turn_began_at) {
            let next = turn_began_at + interval * READINGS_MISSED;
            self.0.send_replace(Some(next));
        }
        Ok(())
    }
}
