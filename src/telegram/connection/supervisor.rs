//! One connection after another, with pauses between them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use super::Limits;
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
    // Since the last connection that held.
    let mut failures = 0;
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
            failures = 0;
        }
        let why = match end {
            Err(jump) => {
                failures = 0;
                let why = match jump {
                    ClockJump::Forward(slept) => {
                        info!(?slept, "woken up; connecting to Telegram again");
                        "this machine slept"
                    }
                    ClockJump::Back(by) => {
                        info!(?by, "the clock was set back; connecting to Telegram again");
                        "this machine's clock was set back"
                    }
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
