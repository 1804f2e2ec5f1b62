//! `alert_command`, `ping_url`: how the owner is reached when Telegram is no way.

use super::fault::Fault;
use super::section::Section;
use super::section_fault::too_many;
use crate::alarm::{AlertCommand, PingUrl};

/// No command line is longer.
const WORDS_MAX: usize = 64;

/// How the owner is reached when Telegram is no way.
#[derive(Clone, Debug, Default)]
pub struct Alarm {
    /// What is run when the agent has ended and a person must act.
    pub command: Option<AlertCommand>,
    /// What is called while all is well.
    pub ping: Option<PingUrl>,
}

impl Alarm {
    /// Reads the two keys of the file's top level.
    pub(super) fn read(root: &Section<'_>) -> Self {
        Self {
            command: command(root),
            ping: root.secret("ping_url", "ping_url_file", ping),
        }
    }
}

fn command(root: &Section<'_>) -> Option<AlertCommand> {
    let words = root.texts("alert_command")?;
    if words.get_ref().len() > WORDS_MAX {
        root.note(words.span(), too_many("alert_command", WORDS_MAX));
        return None;
    }
    let argv = words
        .get_ref()
        .iter()
        .map(|word| (*word.get_ref()).to_owned());
    let command = AlertCommand::new(argv.collect());
    if command.is_none() {
        root.note(words.span(), Fault::new("config.bad_alert_command"));
    }
    command
}

fn ping(text: &str) -> Result<PingUrl, Fault> {
    // Not quoted: whoever knows the address can call in the agent's place.
    PingUrl::parse(text).ok_or_else(|| Fault::new("config.bad_ping_url"))
}
