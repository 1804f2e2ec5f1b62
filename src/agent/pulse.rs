//! Whether the agent is at work, for whoever has to notice when it is not.

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Agent, AgentError};
use crate::shop::Activator;
use crate::telegram::Messenger;

/// A moderators' message that could not be delivered so many times is trouble that nobody else
/// will tell of.
pub const DELIVERIES_FAILED_MAX: u32 = 6;

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// When the agent last did all of its work: the chat read to its end, and nothing left that
    /// moderators can't be told. `None`: not yet.
    pub fn pulse(&self) -> watch::Receiver<Option<Instant>> {
        self.pulse.subscribe()
    }

    /// At the end of a turn.
    pub(super) fn beat(&self) -> Result<(), AgentError> {
        let owed = self.journal.owed_notices()?;
        let can_tell = owed
            .iter()
            .all(|notice| notice.attempts < DELIVERIES_FAILED_MAX);
        if can_tell && self.reader.has_read_since(self.turn_began_at) {
            self.pulse.send_replace(Some(self.turn_began_at));
        }
        Ok(())
    }
}
