//! Notices that this program has not run for a while: a phone that slept, a process that was stopped;
//! and that the machine's clock was set.
//!
//! A connection from before a sleep is dead more often than not, and nobody says so. A phone's
//! monotonic clock stands still while it sleeps, and a stopped process has all its clocks go on: so
//! both clocks are looked at. A wall clock that was set forward looks like a sleep; and after either
//! Telegram's time has to be asked again, as whoever connects does. A connection built anew for
//! nothing is no harm.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::edge::SharedClock;

/// Why nothing that was before is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jolt {
    /// This program has not run for so long; or the machine's clock was set forward.
    Slept(Duration),
    /// The machine's clock was set back by so much.
    SetBack(Duration),
}

impl fmt::Display for Jolt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Slept(_) => "this machine slept",
            Self::SetBack(_) => "this machine's clock was set back",
        })
    }
}

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
    /// How long ago it was, by the clock that says more; or how far one was set back since.
    fn jolt(self, now: Self) -> Jolt {
        let passed = now.at.duration_since(self.at);
        let shown = now.shown.duration_since(self.shown);
        match Duration::try_from(shown) {
            Ok(shown) => Jolt::Slept(passed.max(shown)),
            Err(_) => Jolt::SetBack(shown.unsigned_abs() + passed),
        }
    }
}

impl Pulse {
    /// Whoever has not run for longer than `nap` has slept, and no smaller step of a clock counts.
    pub fn new(nap: Duration, clock: SharedClock) -> Self {
        let beat = Beat {
            at: Instant::now(),
            shown: clock.now(),
        };
        Self { clock, nap, beat }
    }

    /// Waits until this program has slept, or a clock was set. Safe to drop.
    pub async fn missed(&mut self) -> Jolt {
        loop {
            sleep(self.nap / BEATS).await;
            let now = Beat {
                at: Instant::now(),
                shown: self.clock.now(),
            };
            let jolt = self.beat.jolt(now);
            self.beat = now;
            let (Jolt::Slept(by) | Jolt::SetBack(by)) = jolt;
            if by > self.nap {
                return jolt;
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

    async fn missed(pulse: &mut Pulse) -> Option<Jolt> {
        timeout(NAP, pulse.missed()).await.ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_phone_that_slept_is_seen_by_its_wall_clock() {
        let wall = Arc::new(Wall::default());
        let mut pulse = Pulse::new(NAP, wall.clone());
        assert_eq!(missed(&mut pulse).await, None);
        wall.0.fetch_add(3600, Ordering::Relaxed);
        assert_eq!(
            missed(&mut pulse).await,
            Some(Jolt::Slept(Duration::from_hours(1)))
        );
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
            assert!(matches!(waiting.await, Jolt::Slept(slept) if slept >= NAP * 2));
        }
        assert_eq!(missed(&mut pulse).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_is_told_apart_from_a_sleep() {
        let wall = Arc::new(Wall::default());
        wall.0.store(1_000_000, Ordering::Relaxed);
        let mut pulse = Pulse::new(NAP, wall.clone());
        wall.0.fetch_sub(1, Ordering::Relaxed);
        assert_eq!(missed(&mut pulse).await, None);
        wall.0.store(0, Ordering::Relaxed);
        let jolt = missed(&mut pulse).await;
        assert!(matches!(jolt, Some(Jolt::SetBack(_))), "{jolt:?}");
        assert_eq!(missed(&mut pulse).await, None);
    }
}
