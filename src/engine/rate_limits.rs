//! Rate limits: when Telegram asks to wait, only the kind of call that it asked of does.
//!
//! A reading that has to wait holds up all that depends on it; but while replies wait, the chat is
//! read, orders are activated, buttons pressed and moderators told.

use std::collections::HashMap;
use std::hash::Hash;

use tokio::time::Instant;

/// The times until which each kind of call has to wait.
#[derive(Debug)]
pub struct RateLimits<Kind>(HashMap<Kind, Instant>);

impl<Kind> Default for RateLimits<Kind> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<Kind: Copy + Eq + Hash> RateLimits<Kind> {
    /// Before this no such call may be made.
    pub fn until(&self, kind: Kind) -> Option<Instant> {
        self.0.get(&kind).copied()
    }

    /// No such call is made before this, nor before what was said earlier.
    pub fn extend(&mut self, kind: Kind, until: Instant) {
        let limit = self.0.entry(kind).or_insert(until);
        *limit = until.max(*limit);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn another_trouble_does_not_shorten_a_wait_that_telegram_asked_for() {
        let mut limits = RateLimits::default();
        let (soon, late) = (Instant::now(), Instant::now() + Duration::from_mins(1));
        limits.extend("send", late);
        limits.extend("send", soon);
        limits.extend("press", soon);
        assert_eq!(limits.until("send"), Some(late));
        assert_eq!(limits.until("press"), Some(soon));
        assert_eq!(limits.until("look"), None);
    }
}
