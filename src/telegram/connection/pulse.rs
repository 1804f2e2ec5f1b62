//! Notices that this program has not run for a while: a phone that slept, a process that was stopped.
//!
//! A connection from before is dead then more often than not, and nobody says so. A phone's
//! monotonic clock stands still while it sleeps, and a stopped process has all its clocks go on: so
//! both clocks are looked at. Wall clocks jump for other reasons, too; a connection built anew for
//! nothing is no harm.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::edge::SharedClock;

/// So many beats make a nap: how soon a waking is noticed.
const BEATS: u32 = 3;

/// Beats for as long as the program runs.
pub(super) struct Pulse {
    clock: SharedClock,
    nap: Duration,
    beat: Beat,
}

/// When it last beat, by both clocks.
#[derive(Clone, Copy, Debug)]
struct Beat {
    at: Instant,
    shown: Timestamp,
}

impl Beat {
    /// How long ago it was, by the clock that says more.
    fn elapsed(self, now: Self) -> Duration {
        let shown = now.shown.duration_since(self.shown);
        let shown = Duration::try_from(shown).unwrap_or(Duration::ZERO);
        now.at.duration_since(self.at).max(shown)
    }
}

impl Pulse {
    /// Whoever has not run for longer than `nap` has slept.
    pub fn new(nap: Duration, clock: SharedClock) -> Self {
        let beat = Beat {
            at: Instant::now(),
            shown: clock.now(),
        };
        Self { clock, nap, beat }
    }

    /// Waits until this program has slept, and says for how long. Safe to drop.
    pub async fn missed(&mut self) -> Duration {
        loop {
            sleep(self.nap / BEATS).await;
            let now = Beat {
                at: Instant::now(),
                shown: self.clock.now(),
            };
            let elapsed = self.beat.elapsed(now);
            self.beat = now;
            if elapsed > self.nap {
                return elapsed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use tokio::time::{advance, timeout};

    use super::*;
    use crate::edge::Clock;

    const NAP: Duration = Duration::from_secs(30);

    /// A wall clock that is set by hand.
    #[derive(Default)]
    struct Wall(AtomicI64);

    impl Clock for Wall {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }
    }

    async fn missed(pulse: &mut Pulse) -> Option<Duration> {
        timeout(NAP, pulse.missed()).await.ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_phone_that_slept_is_seen_by_its_wall_clock() {
        let wall = Arc::new(Wall::default());
        let mut pulse = Pulse::new(NAP, wall.clone());
        assert_eq!(missed(&mut pulse).await, None);
        wall.0.fetch_add(3600, Ordering::Relaxed);
        assert_eq!(missed(&mut pulse).await, Some(Duration::from_hours(1)));
        assert_eq!(missed(&mut pulse).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_that_was_stopped_is_seen_by_its_monotonic_clock() {
        let mut pulse = Pulse::new(NAP, Arc::new(Wall::default()));
        {
            let waiting = pulse.missed();
            tokio::pin!(waiting);
            assert!(timeout(Duration::ZERO, &mut waiting).await.is_err());
            advance(NAP * 2).await;
            assert!(waiting.await >= NAP * 2);
        }
        assert_eq!(missed(&mut pulse).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_is_no_sleep() {
        let wall = Arc::new(Wall::default());
        wall.0.store(1_000_000, Ordering::Relaxed);
        let mut pulse = Pulse::new(NAP, wall.clone());
        wall.0.store(0, Ordering::Relaxed);
        assert_eq!(missed(&mut pulse).await, None);
    }
}
