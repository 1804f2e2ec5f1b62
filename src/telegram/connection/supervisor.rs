//! One life of the connection after another.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use super::backoff::Backoff;
use super::life::{self, End};
use super::pulse::{Jolt, Pulse};
use super::shared::{Shared, Why};
use crate::edge::SharedRandomness;

/// Keeps the connection up until told to quit, or until no connection can work any more.
pub(super) async fn run(
    shared: Arc<Shared>,
    randomness: SharedRandomness,
    mut quit: watch::Receiver<bool>,
) {
    let limits = shared.limits;
    let mut backoff = Backoff::new(limits.pause_min, limits.pause_max, randomness);
    let mut pulse = Pulse::new(limits.nap, shared.clock());
    let mut tasks = JoinSet::new();
    let lives = async {
        loop {
            let end = tokio::select! {
                biased;
                jolt = pulse.missed() => End::Jolted(jolt),
                end = life::live(&shared, &mut tasks) => end,
            };
            tasks.shutdown().await;
            // One that came up and broke at once is no reason to hurry.
            if shared.stood_for() > limits.silence {
                backoff.reset();
            }
            match end {
                End::Fatal(fatal) => {
                    warn!(?fatal, "the connection to Telegram has ended for good");
                    shared.die(fatal);
                    return;
                }
                End::Jolted(jolt) => {
                    shared.fall(Why::Other(jolt.to_string()));
                    backoff.reset();
                    match jolt {
                        Jolt::Slept(slept) => {
                            info!(?slept, "woken up; connecting to Telegram again");
                        }
                        Jolt::SetBack(by) => {
                            info!(?by, "the clock was set back; connecting to Telegram again");
                        }
                    }
                }
                End::Broken { why, wait } => {
                    shared.fall(why.clone());
                    let pause = backoff.pause().max(wait);
                    debug!(%why, ?pause, "connecting to Telegram again");
                    tokio::select! {
                        () = sleep(pause) => {}
                        _ = pulse.missed(), if wait.is_zero() => backoff.reset(),
                    }
                }
            }
        }
    };
    tokio::select! {
        () = lives => {}
        _ = quit.wait_for(|quit| *quit) => {}
    }
    // Whoever waits for us may open the session again: nothing of ours may hold it then.
    tasks.shutdown().await;
    shared.close();
}
