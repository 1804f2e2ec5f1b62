//! While the chats are looked for on a start: what is waited for, and for how long.
//!
//! Looking a name up is limited. A program that gives up is started again by its service manager,
//! asks again, and is told to wait longer every time: so the wait is kept here.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use super::Settings;
use crate::telegram::CallError;
use crate::telegram::ConnectError;

/// Between two tries, when Telegram does not say how long to wait.
const PAUSE: Duration = Duration::from_secs(1);
/// Telegram counts whole seconds.
const ROUNDING: Duration = Duration::from_millis(500);

/// What may still be waited for.
pub(super) struct StartupRetry {
    /// Until when trouble is taken for passing.
    deadline: Instant,
    pause: Duration,
    /// How long Telegram may still ask us to wait.
    flood_left: Duration,
}

impl StartupRetry {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            deadline: Instant::now() + settings.connect_timeout,
            pause: PAUSE.min(settings.limits.pause_max),
            flood_left: settings.limits.flood,
        }
    }

    /// Does this until it succeeds, or fails in a way that no waiting mends.
    pub(super) async fn run<T, F>(&mut self, work: impl Fn() -> F) -> Result<T, ConnectError>
    where
        F: Future<Output = Result<T, ConnectError>>,
    {
        loop {
            match work().await {
                Ok(done) => return Ok(done),
                Err(error) => self.after(error).await?,
            }
        }
    }

    /// Waits until it makes sense to try again; an error that no waiting mends comes back.
    async fn after(&mut self, error: ConnectError) -> Result<(), ConnectError> {
        match error {
            ConnectError::Call(CallError::FloodWait(wait)) if wait <= self.flood_left => {
                warn!(
                    ?wait,
                    "Telegram asks to wait before the chats are looked for"
                );
                self.flood_left -= wait;
                self.deadline += wait;
                sleep(wait + ROUNDING).await;
                Ok(())
            }
            ConnectError::Call(CallError::Unknown(_)) | ConnectError::Unreachable(_)
                if Instant::now() < self.deadline =>
            {
                info!(%error, "the chats are looked for again");
                sleep(self.pause).await;
                Ok(())
            }
            error => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::UserId;
    use crate::telegram::{Limits, ModeratorsAddress};

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_telegram_asks_for_is_not_taken_from_the_time_to_connect() {
        let mut retry = StartupRetry::new(&Settings {
            api_id: 1,
            tribute_username: "tribute".to_owned(),
            tribute_id: UserId(1),
            moderators: ModeratorsAddress::Me,
            proxy: None,
            connect_timeout: Duration::from_secs(1),
            limits: Limits::default(),
        });
        let (begun, wait) = (Instant::now(), Duration::from_mins(10));
        let flood = CallError::FloodWait(wait);
        retry.after(flood.into()).await.unwrap();
        assert!(begun.elapsed() >= wait);
        let trouble = || ConnectError::Unreachable("refused".to_owned());
        retry.after(trouble()).await.unwrap();
        retry.after(trouble()).await.unwrap_err();
    }
}
