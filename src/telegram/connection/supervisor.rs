//! One life of the connection after another.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tracing::{debug, warn};

use super::backoff::Backoff;
use super::life::{self, End};
use super::shared::Shared;
use crate::edge::SharedRandomness;

/// Keeps the connection up until told to quit, or until no connection can work any more.
pub(super) async fn run(
    shared: Arc<Shared>,
    randomness: SharedRandomness,
    mut quit: watch::Receiver<bool>,
) {
    let limits = shared.limits;
    let mut backoff = Backoff::new(limits.pause_min, limits.pause_max, randomness);
    let mut tasks = JoinSet::new();
    let lives = async {
        loop {
            let began = Instant::now();
            let end = life::live(&shared, &mut tasks).await;
            tasks.shutdown().await;
            match end {
                End::Fatal(fatal) => {
                    warn!(?fatal, "the connection to Telegram has ended for good");
                    shared.die(fatal);
                    return;
                }
                End::Broken { why, wait } => {
                    shared.fall(why.clone());
                    if began.elapsed() > limits.silence {
                        backoff.reset();
                    }
                    let pause = backoff.pause().max(wait);
                    debug!(%why, ?pause, "connecting to Telegram again");
                    sleep(pause).await;
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
