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
        root.note(words.span(), no_program());
    }
    command
}

fn ping(text: &str) -> Result<PingUrl, Fault> {
    PingUrl::parse(text).ok_or_else(|| {
        // Not quoted: whoever knows the address can call in the agent's place.
        Fault::new("config.bad_ping_url")
            .what(
                "this is no address that can be called",
                "это не адрес, который можно вызвать",
            )
            .remedy(
                "Write the whole address that the service gave you: \"https://hc-ping.com/…\"",
                "Напишите целиком адрес, который дал сервис: \"https://hc-ping.com/…\"",
            )
    })
}

fn no_program() -> Fault {
    Fault::new("config.bad_alert_command")
        .what(
            "`alert_command` names no program",
            "в `alert_command` не названа программа",
        )
        .remedy(
            "Write the program and its arguments, each on its own: [\"mail\", \"-s\", \"tribute-agent\", \"me@example.com\"]",
            "Напишите программу и её аргументы, каждый отдельно: [\"mail\", \"-s\", \"tribute-agent\", \"me@example.com\"]",
        )
}
