//! One connection after another, with pauses between them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use super::clock_jump::{ClockJump, Heartbeat};
use super::link;
use super::shared::Shared;
use super::transport::LinkEnd;
use crate::machine::SharedRandomness;
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
    let mut backoff = Backoff::new(limits.pause_min, limits.pause_max, randomness);
    let mut heartbeat = Heartbeat::new(limits.suspend_threshold, Arc::clone(&shared.clock));
    loop {
        let end = tokio::select! {
            biased;
            jump = heartbeat.missed() => Err(jump),
            end = link::run(shared, tasks) => Ok(end),
        };
        tasks.shutdown().await;
        // One that came up and broke at once is no reason to hurry.
        if shared.up_for() > limits.silence {
            backoff.reset();
        }
        let why = match end {
            Err(jump) => {
                shared.set_down(ConnectError::unreachable(jump));
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
            Ok(Ok(())) if backoff.is_fresh() => {
                shared.set_idle("connecting again");
                sleep(backoff.pause()).await;
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
        let pause = backoff.pause().max(wait);
        debug!(why = %why.reason(), ?pause, "connecting to Telegram again");
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

    fn pause(&mut self) -> Duration {
        let whole = self.next.min(self.max);
        self.next = whole.saturating_mul(2).min(self.max);
        let half_ms = u64::try_from(whole.as_millis() / 2).unwrap_or(u64::MAX);
        let cut_ms = self.randomness.next_u64() % half_ms.saturating_add(1);
        whole.saturating_sub(Duration::from_millis(cut_ms))
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
