//! When `run` has to end: the owner is told through every way that is left.

use std::convert::Infallible;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::alarm::{AlertCommand, Ping, PingUrl};
use crate::cli::Failure;
use crate::config::Config;
use crate::language::Language;
use crate::report::{self, Exit, OutputStyle, Severity, UserError};
use crate::shop::Client;

/// What tells only whoever has just typed a command is no alarm.
const TOLD_AT_ONCE: [&str; 1] = ["session.already_running"];

/// The ways that are left.
pub(super) struct Alarm {
    command: Option<AlertCommand>,
    ping: Option<(PingUrl, Client)>,
    interval: Duration,
    language: Language,
}

impl Alarm {
    /// As the owner has configured them.
    pub(super) fn new(config: &Config) -> Result<Self, Failure> {
        // The owner's authorities count for these calls too.
        let client = Client::new(config.shop()?.live.clone())?;
        Ok(Self {
            command: config.alarm.command.clone(),
            ping: config.alarm.ping.clone().map(|url| (url, client)),
            interval: config.timing.ping_interval,
            language: config.language,
        })
    }

    fn ping(&self) -> Option<Ping> {
        let (url, client) = self.ping.as_ref()?;
        Some(Ping::new(client.http(), url.clone()))
    }

    /// Calls `ping_url` again and again, if there is one.
    pub(super) fn ping_while_well(
        &self,
        pulse: watch::Receiver<Option<Instant>>,
    ) -> impl Future<Output = Infallible> + use<> {
        let (ping, interval) = (self.ping(), self.interval);
        async move {
            match ping {
                Some(ping) => ping.follow(pulse, interval).await,
                None => std::future::pending().await,
            }
        }
    }

    /// Tells that the agent has ended with `error`, if it will not begin again by itself.
    pub(super) async fn raise(&self, error: &dyn UserError) {
        if error.exit() != Exit::ActionRequired || TOLD_AT_ONCE.contains(&error.code()) {
            return;
        }
        if let Some(mut ping) = self.ping() {
            ping.fail().await;
        }
        if let Some(command) = &self.command {
            command.run(&self.text(error)).await;
        }
    }

    fn text(&self, error: &dyn UserError) -> String {
        let what = report::render(
            error,
            Severity::Error,
            self.language,
            OutputStyle::default(),
        );
        let (begins, ends) = self.language.pick(
            (
                "tribute-agent has stopped and will not go on by itself.",
                "No order is lost: those under way go on when it is started again.",
            ),
            (
                "tribute-agent остановился и сам не продолжит.",
                "Заказы не потеряны: начатые продолжатся, когда его запустят снова.",
            ),
        );
        format!("{begins}\n\n{what}\n{ends}\n")
    }
}
