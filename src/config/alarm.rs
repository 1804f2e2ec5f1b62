//! `alert_command`, `ping_url`: how the owner is reached when Telegram is no way.

use super::fault::fault;
use super::section::{Section, Value};
use crate::alarm::{AlertCommand, PingUrl};

/// No command line is longer.
const WORDS_MAX: usize = 64;

/// How the owner is reached when Telegram is no way.
#[derive(Clone, Debug, Default)]
pub struct Alarm {
    /// Is run when the agent has ended and a person must act.
    pub command: Option<AlertCommand>,
    /// Is called while all is well.
    pub ping: Option<PingUrl>,
}

impl Alarm {
    pub(super) fn read(root: &Section<'_>) -> Self {
        Self {
            command: root.optional("alert_command", command),
            // Not quoted: whoever knows the address can call in the agent's place.
            ping: root.secret("ping_url", |text| {
                PingUrl::parse(text).ok_or_else(|| fault!("config.bad_ping_url"))
            }),
        }
    }
}

fn command(value: &Value<'_>) -> Option<AlertCommand> {
    let word = |item: &Value<'_>| item.text().map(str::to_owned);
    let command = AlertCommand::new(value.list("texts", WORDS_MAX, word)?);
    command.or_else(|| value.refuse(fault!("config.bad_alert_command")))
}
