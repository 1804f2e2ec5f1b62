//! Whether the agent is at work, for whoever has to notice when it is not.

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Agent, AgentError};
use crate::shop::Activator;
use crate::telegram::Messenger;

/// A moderators' message that could not be delivered so many times is trouble that nobody else
/// will tell of.
pub const DELIVERIES_FAILED_MAX: u32 = 6;
/// So many readings of the chat may be missed before something is wrong.
const READINGS_MISSED: u32 = 3;

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// By when the agent has to do all of its work once more, or something is wrong: read the chat to
    /// its end, and leave nothing that moderators can't be told. `None`: it never has yet.
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
            let rests = self.settings.timing.reread_interval * READINGS_MISSED;
            self.pulse.send_replace(Some(self.turn_began_at + rests));
        }
        Ok(())
    }
}
