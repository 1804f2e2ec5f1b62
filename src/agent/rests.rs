//! Who rests when Telegram asks to wait: only the kind of call that it asked of.
//!
//! A reading that has to wait holds up all that depends on it; but while replies wait, the chat is
//! read, orders are activated, buttons pressed and moderators told.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;
use tracing::{debug, warn};

use super::waiting::backoff;
use super::{Agent, AgentError};
use crate::shop::Activator;
use crate::telegram::{CallError, Messenger};

/// A kind of call in Tribute's chat, beside the reading of its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ActKind {
    /// Looking at single messages.
    Look,
    /// Writing.
    Send,
    /// Pressing an inline button.
    Press,
}

/// Until when which kind of call rests.
#[derive(Debug)]
pub(super) struct Rests<Kind>(HashMap<Kind, Instant>);

impl<Kind> Default for Rests<Kind> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<Kind: Copy + Eq + Hash> Rests<Kind> {
    /// Before this no such call may be made.
    pub(super) fn until(&self, kind: Kind) -> Option<Instant> {
        self.0.get(&kind).copied()
    }

    /// No such call is made before this, nor before what was said earlier.
    pub(super) fn extend(&mut self, kind: Kind, until: Instant) {
        let rests_until = self.0.entry(kind).or_insert(until);
        *rests_until = until.max(*rests_until);
    }
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Before this no such call may be made.
    pub(super) fn rests_until(&self, act: ActKind) -> Instant {
        // Nothing is done in a chat that is not read.
        let own = self.rests.until(act);
        own.map_or(self.chat_rests_until, |own| own.max(self.chat_rests_until))
    }

    /// Such a call failed. A wait that Telegram asked for is this kind's alone; anything else is
    /// trouble with the connection or the chat.
    pub(super) fn act_failed(
        &mut self,
        act: ActKind,
        failure: &CallError,
    ) -> Result<(), AgentError> {
        let CallError::FloodWait(wait) = failure else {
            return self.chat_failed(failure);
        };
        warn!(?act, ?wait, "Telegram asks to wait");
        self.rests.extend(act, Instant::now() + *wait);
        Ok(())
    }

    /// A call to Telegram failed: the whole chat rests a little, longer every time; a wait that
    /// Telegram asked for is honoured.
    pub(super) fn chat_failed(&mut self, failure: &CallError) -> Result<(), AgentError> {
        if let CallError::Fatal(fatal) = failure {
            return Err(AgentError::Telegram(*fatal));
        }
        if self.chat_failures == 0 {
            warn!(%failure, "Telegram does not do what is asked; trying on");
        } else {
            debug!(%failure, "Telegram does not do what is asked yet");
        }
        let pause = self.pause_for(self.chat_failures, failure);
        self.chat_failures = self.chat_failures.saturating_add(1);
        self.chat_rests_until = self.chat_rests_until.max(Instant::now() + pause);
        self.chat_is_away(failure, pause)
    }

    /// How long to wait after so many failures in a row.
    pub(super) fn pause_for(&self, failures: u32, failure: &CallError) -> Duration {
        match failure {
            CallError::FloodWait(wait) => *wait,
            _ => backoff(failures, self.dice.next_u64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_trouble_does_not_shorten_a_wait_that_telegram_asked_for() {
        let mut rests = Rests::default();
        let (soon, late) = (Instant::now(), Instant::now() + Duration::from_mins(1));
        rests.extend(ActKind::Send, late);
        rests.extend(ActKind::Send, soon);
        rests.extend(ActKind::Press, soon);
        assert_eq!(rests.until(ActKind::Send), Some(late));
        assert_eq!(rests.until(ActKind::Press), Some(soon));
        assert_eq!(rests.until(ActKind::Look), None);
    }
}
