//! Notices that this program has not run for a while, as on a phone that slept or in a process that was
//! stopped, and that the machine's clock was set.
//!
//! A connection from before a sleep is dead more often than not, and nobody says so. A phone's
//! monotonic clock stands still while it sleeps, and a stopped process has all its clocks go on: so
//! both clocks are looked at. A wall clock that was set forward looks like a sleep; and after either
//! Telegram's time has to be asked again, as whoever connects does. A connection built anew for
//! nothing is no harm.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::machine::SharedClock;

/// Why nothing that was before is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClockJump {
    /// This program has not run for so long; or the machine's clock was set forward.
    Forward(Duration),
    /// The machine's clock was set back by so much.
    Back(Duration),
}

/// Heartbeats in a suspend threshold: how soon a waking is noticed.
const BEATS: u32 = 3;

pub(super) struct Heartbeat {
    clock: SharedClock,
    suspend_threshold: Duration,
    /// The last moment that was looked at, by both.
    last: (Instant, Timestamp),
}

impl Heartbeat {
    /// Whoever has not run for longer than `suspend_threshold` has slept; no smaller step of a clock counts.
    pub fn new(suspend_threshold: Duration, clock: SharedClock) -> Self {
        Self { last: (Instant::now(), clock.now()), clock, suspend_threshold }
    }

    /// Waits until this program has slept, or a clock was set. Safe to drop.
    pub async fn missed(&mut self) -> ClockJump {
        loop {
            sleep(self.suspend_threshold / BEATS).await;
            let jump = self.jump();
            let (ClockJump::Forward(by) | ClockJump::Back(by)) = jump;
            if by > self.suspend_threshold {
                return jump;
            }
        }
    }

    /// The time since the last look, by the clock that says more; or how far one was set back since.
    fn jump(&mut self) -> ClockJump {
        let (at, shown) = (Instant::now(), self.clock.now());
        let passed = at.duration_since(self.last.0);
        let shown_passed = shown.duration_since(self.last.1);
        self.last = (at, shown);
        match Duration::try_from(shown_passed) {
            Ok(shown_passed) => ClockJump::Forward(passed.max(shown_passed)),
            Err(_) => ClockJump::Back(shown_passed.unsigned_abs() + passed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use tokio::time::{advance, timeout};

    use super::*;
    use crate::machine::Clock;

    const THRESHOLD: Duration = Duration::from_secs(30);

    /// A wall clock that is set by hand.
    #[derive(Default)]
    struct Wall(AtomicI64);

    impl Clock for Wall {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }
    }

    async fn missed(heartbeat: &mut Heartbeat) -> Option<ClockJump> {
        timeout(THRESHOLD, heartbeat.missed()).await.ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_phone_that_slept_is_seen_by_its_wall_clock() {
        let wall = Arc::new(Wall::default());
        let mut heartbeat = Heartbeat::new(THRESHOLD, wall.clone());
        assert_eq!(missed(&mut heartbeat).await, None);
        wall.0.fetch_add(3600, Ordering::Relaxed);
        assert_eq!(missed(&mut heartbeat).await, Some(ClockJump::Forward(Duration::from_hours(1))));
        assert_eq!(missed(&mut heartbeat).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_that_was_stopped_is_seen_by_its_monotonic_clock() {
        let mut heartbeat = Heartbeat::new(THRESHOLD, Arc::new(Wall::default()));
        {
            let waiting = heartbeat.missed();
            tokio::pin!(waiting);
            assert!(timeout(Duration::ZERO, &mut waiting).await.is_err());
            advance(THRESHOLD * 2).await;
            assert!(matches!(waiting.await, ClockJump::Forward(slept) if slept >= THRESHOLD * 2));
        }
        assert_eq!(missed(&mut heartbeat).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_is_told_apart_from_a_sleep() {
        let wall = Arc::new(Wall::default());
        wall.0.store(1_000_000, Ordering::Relaxed);
        let mut heartbeat = Heartbeat::new(THRESHOLD, wall.clone());
        wall.0.fetch_sub(1, Ordering::Relaxed);
        assert_eq!(missed(&mut heartbeat).await, None);
        wall.0.store(0, Ordering::Relaxed);
        let jump = missed(&mut heartbeat).await;
        assert!(matches!(jump, Some(ClockJump::Back(_))), "{jump:?}");
        assert_eq!(missed(&mut heartbeat).await, None);
    }
}
