//! How much one buyer is answered.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::order::UserId;

/// So many messages and taps of a buyer are answered in this time.
const HEARD_MAX: u32 = 20;
const WINDOW: Duration = Duration::from_mins(1);
/// So many buyers are counted at once; one more waits.
const BUYERS_MAX: usize = 10_000;

/// Whether a buyer is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Yes,
    /// This is too much, which is said once.
    TooMuch,
    /// It was said.
    No,
}

/// How much was heard of each buyer lately.
#[derive(Debug, Default)]
pub(super) struct Pace(HashMap<UserId, (Instant, u32)>);

impl Pace {
    /// Counts something that a buyer did.
    pub fn count(&mut self, user: UserId, now: Instant) -> Heard {
        if self.0.len() >= BUYERS_MAX && !self.0.contains_key(&user) {
            self.0.retain(|_, (since, _)| now < *since + WINDOW);
            if self.0.len() >= BUYERS_MAX {
                return Heard::No;
            }
        }
        let (since, count) = self.0.entry(user).or_insert((now, 0));
        if now >= *since + WINDOW {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        match *count {
            ..=HEARD_MAX => Heard::Yes,
            count if count == HEARD_MAX + 1 => Heard::TooMuch,
            _ => Heard::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_too_much_is_told_once_and_heard_again_a_minute_later() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        let of = |pace: &mut Pace, user, now| pace.count(UserId(user), now);
        for _ in 0..HEARD_MAX {
            assert_eq!(of(&mut pace, 1, now), Heard::Yes);
        }
        assert_eq!(of(&mut pace, 1, now), Heard::TooMuch);
        for _ in 0..1000 {
            assert_eq!(of(&mut pace, 1, now), Heard::No);
        }
        assert_eq!(of(&mut pace, 2, now), Heard::Yes);
        assert_eq!(of(&mut pace, 1, now + WINDOW), Heard::Yes);
    }

    #[test]
    fn a_crowd_takes_no_more_memory() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        let count = i64::try_from(BUYERS_MAX).unwrap();
        for user in 0..count {
            assert_eq!(pace.count(UserId(user), now), Heard::Yes);
        }
        assert_eq!(pace.count(UserId(count), now), Heard::No);
        assert_eq!(pace.count(UserId(0), now), Heard::Yes);
        assert_eq!(pace.count(UserId(count), now + WINDOW), Heard::Yes);
        assert_eq!(pace.0.len(), 1);
    }
}
