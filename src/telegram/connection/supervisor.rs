//! One connection after another, with pauses between them.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{debug, info, warn};

use super::Limits;
use super::link::{self, LinkEnd};
use super::shared::Shared;
use crate::machine::{LateTimers, SharedClock, SharedRandomness};
use crate::telegram::{CallError, ConnectError};

/// Keeps the connection up until told to quit, or until no connection can work any more.
pub(super) async fn run(
    shared: Arc<Shared>,
    randomness: SharedRandomness,
    mut quit: watch::Receiver<bool>,
) {
    let mut tasks = JoinSet::new();
    tokio::select! {
        () = keep_up(&shared, randomness, &mut tasks) => {}
        _ = quit.wait_for(|quit| *quit) => {}
    }
    // Whoever waits for us may open the session again: nothing of ours may hold it then.
    tasks.shutdown().await;
    shared.set_idle("shut down");
}

async fn keep_up(shared: &Arc<Shared>, randomness: SharedRandomness, tasks: &mut JoinSet<LinkEnd>) {
    let limits = shared.limits;
    // Since the last connection that held.
    let mut failures = 0;
    let mut heartbeat = Heartbeat::new(limits.suspend_threshold, Arc::clone(&shared.clock));
    loop {
        let end = tokio::select! {
            biased;
            jump = heartbeat.missed() => Err(jump),
            end = link::run(shared, tasks) => Ok(end),
        };
        // Nobody is idle who is not connected.
        LateTimers::end();
        tasks.shutdown().await;
        // One that came up and broke at once is no reason to hurry.
        if shared.up_for() > limits.silence {
            failures = 0;
        }
        let why = match end {
            Err(jump) => {
                failures = 0;
                let by = jump.unsigned_abs();
                let why = if jump.is_negative() {
                    info!(?by, "the clock was set back; connecting to Telegram again");
                    "this machine's clock was set back"
                } else {
                    info!(slept = ?by, "woken up; connecting to Telegram again");
                    "this machine slept"
                };
                shared.set_down(ConnectError::unreachable(why));
                continue;
            }
            Ok(Ok(())) if failures == 0 => {
                shared.set_idle("connecting again");
                sleep(pause(&limits, failures, randomness.next_u64())).await;
                failures = 1;
                continue;
            }
            Ok(Ok(())) => ConnectError::unreachable("Telegram closed the connection"),
            Ok(Err(ConnectError::Fatal(fatal))) => {
                warn!(?fatal, "the connection to Telegram has ended for good");
                shared.end(fatal);
                return;
            }
            Ok(Err(why)) => why,
        };
        let wait = match &why {
            ConnectError::Call(CallError::FloodWait(wait)) => *wait,
            _ => Duration::ZERO,
        };
        let pause = pause(&limits, failures, randomness.next_u64()).max(wait);
        failures = failures.saturating_add(1);
        debug!(why = %why.reason(), ?pause, "connecting to Telegram again");
        shared.set_down(why);
        tokio::select! {
            () = sleep(pause) => {}
            _ = heartbeat.missed(), if wait.is_zero() => failures = 0,
        }
    }
}

/// The pause after so many failures in a row: it doubles, and is cut by up to half, so that many agents do not
/// come back at once.
fn pause(limits: &Limits, failures: u32, random: u64) -> Duration {
    let doubled = limits.pause_min.saturating_mul(1 << failures.min(16));
    let whole = doubled.min(limits.pause_max);
    let half_ms = u64::try_from(whole.as_millis() / 2).unwrap_or(u64::MAX);
    whole.saturating_sub(Duration::from_millis(random % half_ms.saturating_add(1)))
}

/// Whether the system tells when a clock changes.
const IS_TOLD: bool = cfg!(any(target_os = "linux", target_os = "android"));

struct Heartbeat {
    clock: SharedClock,
    suspend_threshold: Duration,
    /// The last moment that was looked at, by both.
    last: (Instant, Timestamp),
}

impl Heartbeat {
    /// Whoever has not run for longer than `suspend_threshold` has slept; no smaller step of a clock counts.
    fn new(suspend_threshold: Duration, clock: SharedClock) -> Self {
        Self { last: (Instant::now(), clock.now()), clock, suspend_threshold }
    }

    /// Waits until this program has slept, or a clock was set. Safe to drop.
    async fn missed(&mut self) -> SignedDuration {
        loop {
            let was_told = tokio::select! {
                () = self.clock.changed() => true,
                () = sleep_until(self.last.0 + self.interval()) => false,
            };
            let jump = self.jump(was_told);
            if jump.unsigned_abs() > self.suspend_threshold {
                return jump;
            }
        }
    }

    /// How soon something is noticed that is not told.
    fn interval(&self) -> Duration {
        if IS_TOLD { self.suspend_threshold * 2 } else { self.suspend_threshold / 3 }
    }

    /// How long nothing ran here, by the clock that says more; negative: the machine's was set back.
    fn jump(&mut self, was_told: bool) -> SignedDuration {
        let signed = |time| SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
        let (at, shown) = (Instant::now(), self.clock.now());
        let passed = signed(at.duration_since(self.last.0));
        let shown_passed = shown.duration_since(self.last.1);
        self.last = (at, shown);
        if was_told || shown_passed.is_negative() {
            return shown_passed - passed;
        }
        shown_passed.max(passed) - passed.min(signed(self.interval()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses_ms(random: u64) -> Vec<u128> {
        let limits = Limits {
            pause_min: Duration::from_millis(500),
            pause_max: Duration::from_secs(3),
            ..Limits::default()
        };
        let pauses = [0, 1, 2, 3, 4, u32::MAX].map(|failures| pause(&limits, failures, random));
        pauses.map(|pause| pause.as_millis()).to_vec()
    }

    #[test]
    fn pauses_double_up_to_a_limit_and_are_cut_by_at_most_half() {
        assert_eq!(pauses_ms(0), [500, 1000, 2000, 3000, 3000, 3000]);
        assert_eq!(pauses_ms(250), [250, 750, 1750, 2750, 2750, 2750]);
    }
}

#[cfg(test)]
mod clock_tests {
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use tokio::sync::Notify;
    use tokio::time::{advance, timeout};

    use super::*;
    use crate::machine::Clock;

    const THRESHOLD: Duration = Duration::from_secs(30);
    const NOTICED_WITHIN: Duration = Duration::from_secs(70);

    /// A wall clock that is set by hand.
    struct Wall {
        began_at: Instant,
        ahead_s: AtomicI64,
        set: Notify,
    }

    impl Wall {
        fn new() -> Arc<Self> {
            let ahead_s = AtomicI64::new(1_000_000);
            Arc::new(Self { began_at: Instant::now(), ahead_s, set: Notify::new() })
        }

        fn set_by(&self, seconds: i64) {
            self.ahead_s.fetch_add(seconds, Ordering::Relaxed);
        }
    }

    impl Clock for Wall {
        fn now(&self) -> Timestamp {
            let ahead = Timestamp::from_second(self.ahead_s.load(Ordering::Relaxed)).unwrap();
            ahead + self.began_at.elapsed()
        }

        fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            Box::pin(self.set.notified())
        }
    }

    async fn missed(heartbeat: &mut Heartbeat) -> Option<i64> {
        let jump = timeout(NOTICED_WITHIN, heartbeat.missed()).await.ok();
        jump.map(|jump| jump.as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn a_phone_that_slept_is_seen_by_its_wall_clock() {
        let wall = Wall::new();
        let mut heartbeat = Heartbeat::new(THRESHOLD, wall.clone());
        assert_eq!(missed(&mut heartbeat).await, None);
        wall.set_by(3600);
        assert_eq!(missed(&mut heartbeat).await, Some(3600));
        assert_eq!(missed(&mut heartbeat).await, None);
    }

    /// A short one, too: it is not looked at a clock that nobody has touched.
    #[tokio::test(start_paused = true)]
    async fn a_sleep_that_is_told_is_seen_at_once() {
        let wall = Wall::new();
        let mut heartbeat = Heartbeat::new(THRESHOLD, wall.clone());
        for (by, seen) in [(31, Some(31)), (-31, Some(-31)), (29, None), (-29, None)] {
            wall.set_by(by);
            wall.set.notify_one();
            let told_at = Instant::now();
            assert_eq!(missed(&mut heartbeat).await, seen);
            assert_eq!(told_at.elapsed().is_zero(), seen.is_some(), "{by}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_that_was_stopped_is_seen_by_its_monotonic_clock() {
        let mut heartbeat = Heartbeat::new(THRESHOLD, Wall::new());
        {
            let waiting = heartbeat.missed();
            tokio::pin!(waiting);
            assert!(timeout(Duration::ZERO, &mut waiting).await.is_err());
            advance(THRESHOLD * 4).await;
            let slept = Duration::try_from(waiting.await).unwrap();
            assert!(slept >= THRESHOLD * 2);
        }
        assert_eq!(missed(&mut heartbeat).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_is_told_apart_from_a_sleep() {
        let wall = Wall::new();
        let mut heartbeat = Heartbeat::new(THRESHOLD, wall.clone());
        wall.set_by(-1);
        assert_eq!(missed(&mut heartbeat).await, None);
        wall.set_by(-999_999);
        let jump = missed(&mut heartbeat).await;
        assert!(jump.unwrap() < 0, "{jump:?}");
        assert_eq!(missed(&mut heartbeat).await, None);
    }
}
