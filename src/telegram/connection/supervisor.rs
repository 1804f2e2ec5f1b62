//! One connection after another, with pauses between them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use super::clock_jump::{ClockJump, Heartbeat};
use super::link::{self, LinkEnd};
use super::shared::{DownReason, Shared};
use crate::machine::SharedRandomness;

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
    shared.close();
}

async fn keep_up(shared: &Arc<Shared>, randomness: SharedRandomness, tasks: &mut JoinSet<LinkEnd>) {
    let limits = shared.limits;
    let mut backoff = Backoff::new(limits.pause_min, limits.pause_max, randomness);
    let mut heartbeat = Heartbeat::new(limits.suspend_threshold, shared.clock());
    loop {
        let end = tokio::select! {
            biased;
            jump = heartbeat.missed() => LinkEnd::ClockJump(jump),
            end = link::run(shared, tasks) => end,
        };
        tasks.shutdown().await;
        // One that came up and broke at once is no reason to hurry.
        if shared.up_for() > limits.silence {
            backoff.reset();
        }
        let why = match end {
            LinkEnd::Fatal(fatal) => {
                warn!(?fatal, "the connection to Telegram has ended for good");
                shared.end(fatal);
                return;
            }
            LinkEnd::ClockJump(jump) => {
                shared.set_down(DownReason::Other(jump.to_string()));
                backoff.reset();
                match jump {
                    ClockJump::Forward(slept) => {
                        info!(?slept, "woken up; connecting to Telegram again");
                    }
                    ClockJump::Back(by) => {
                        info!(?by, "the clock was set back; connecting to Telegram again");
                    }
                }
                continue;
            }
            LinkEnd::Closed if backoff.is_fresh() => {
                shared.set_reconnecting();
                sleep(backoff.pause()).await;
                continue;
            }
            LinkEnd::Closed => DownReason::Other("Telegram closed the connection".to_owned()),
            LinkEnd::Broken(why) => why,
        };
        let wait = why.wait();
        let pause = backoff.pause().max(wait);
        debug!(%why, ?pause, "connecting to Telegram again");
        shared.set_down(why);
        tokio::select! {
            () = sleep(pause) => {}
            _ = heartbeat.missed(), if wait.is_zero() => backoff.reset(),
        }
    }
}

/// Doubling pauses, each cut by up to half so that many agents do not come back at once.
struct Backoff {
    min: Duration,
    max: Duration,
    next: Duration,
    randomness: SharedRandomness,
}

impl Backoff {
    fn new(min: Duration, max: Duration, randomness: SharedRandomness) -> Self {
        Self {
            min,
            max,
            next: min,
            randomness,
        }
    }

    /// The next pause.
    fn pause(&mut self) -> Duration {
        let whole = self.next.min(self.max);
        self.next = whole.saturating_mul(2).min(self.max);
        let half_ms = u64::try_from(whole.as_millis() / 2).unwrap_or(u64::MAX);
        whole.saturating_sub(Duration::from_millis(
            self.randomness.next_u64() % half_ms.saturating_add(1),
        ))
    }

    /// Whether there was no pause since the last connection that held.
    fn is_fresh(&self) -> bool {
        self.next == self.min
    }

    /// The last connection held: start from the shortest pause again.
    fn reset(&mut self) {
        self.next = self.min;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::machine::Randomness;

    struct FixedRng(u64);

    impl Randomness for FixedRng {
        fn next_u64(&self) -> u64 {
            self.0
        }
    }

    fn pauses_ms(value: u64) -> Vec<u128> {
        let (min, max) = (Duration::from_millis(500), Duration::from_secs(3));
        let mut backoff = Backoff::new(min, max, Arc::new(FixedRng(value)));
        let mut pauses: Vec<_> = (0..5).map(|_| backoff.pause().as_millis()).collect();
        backoff.reset();
        pauses.push(backoff.pause().as_millis());
        pauses
    }

    #[test]
    fn pauses_double_up_to_a_limit_and_are_cut_by_at_most_half() {
        assert_eq!(pauses_ms(0), [500, 1000, 2000, 3000, 3000, 500]);
        assert_eq!(pauses_ms(250), [250, 750, 1750, 2750, 2750, 250]);
    }
}
