//! The alarm when `run` has to end: the owner is told in every way that is left.

use std::convert::Infallible;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::alarm::{AlertCommand, Ping};
use crate::cli::Failure;
use crate::config::Config;
use crate::i18n::t;
use crate::report::{self, Exit, OutputStyle, Severity, UserError};
use crate::shop::{Client, TIMEOUT_DEFAULT, plain_client};

/// What tells only whoever has just typed a command is no alarm.
const TOLD_AT_ONCE: [&str; 1] = ["session.already_running"];

pub(super) struct Alarm {
    command: Option<AlertCommand>,
    ping: Option<Ping>,
    interval: Duration,
}

impl Alarm {
    pub(super) fn new(config: &Config) -> Result<Self, Failure> {
        // The owner's authorities count for these calls too.
        let http = match config.shop()?.server() {
            Some(server) => Client::new(server.clone())?.http(),
            None => plain_client(TIMEOUT_DEFAULT)?,
        };
        Ok(Self {
            command: config.alert_command.clone(),
            ping: config.ping_url.clone().map(|url| Ping::new(http, url)),
            interval: config.timing.ping_interval,
        })
    }

    pub(super) async fn ping_while_well(
        &self,
        heartbeat: watch::Receiver<Option<Instant>>,
    ) -> Infallible {
        match self.ping.clone() {
            Some(ping) => ping.follow(heartbeat, self.interval).await,
            None => std::future::pending().await,
        }
    }

    /// Tells that the agent has ended with `error`, if it will not begin again by itself.
    pub(super) async fn raise(&self, error: &dyn UserError) {
        if error.exit() != Exit::ActionRequired || TOLD_AT_ONCE.contains(&error.code()) {
            return;
        }
        if let Some(mut ping) = self.ping.clone() {
            ping.fail().await;
        }
        if let Some(command) = &self.command {
            let error = report::render(error, Severity::Error, OutputStyle::default());
            let (stopped, kept) = (t!("alarm-stopped"), t!("alarm-orders-are-kept"));
            command.run(&format!("{stopped}\n\n{error}\n{kept}\n")).await;
        }
    }
}
