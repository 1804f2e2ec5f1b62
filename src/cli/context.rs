//! The surroundings of a command.

use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;
use tracing::{error, info, warn};

use super::{Failure, LogFormat, Outcome, Stdio, json_line};
use crate::command_line;
use crate::config::{Config, ConfigError, Document};
use crate::i18n::{self, Language, t};
use crate::report::{self, Exit, Severity, UserError};
use crate::wrapping::wrapped;

pub struct Context<'a> {
    pub config_file: Option<PathBuf>,
    /// The configuration, read once: a pipe says nothing twice.
    pub document: Result<Document, ConfigError>,
    pub log_format: LogFormat,
    pub stdio: &'a mut Stdio,
}

impl Context<'_> {
    /// The configuration; says on stderr which file it is, and warns.
    pub fn config(&mut self) -> Result<Config, Failure> {
        let config = Config::of(&self.document.clone()?, &self.stdio.environment)?;
        self.say(|| t!("cli-configuration", file = &config.file));
        for warning in &config.warnings {
            self.report(warning, Severity::Warning);
        }
        Ok(config)
    }

    /// Tells people something that is no data; a machine that reads the log finds it there, in English.
    pub fn say(&mut self, text: impl FnOnce() -> String) {
        match self.log_format {
            LogFormat::Text => {
                let columns = self.stdio.errors_style().columns;
                let text = wrapped(text().trim_end(), columns);
                // Nobody is left to be told when stderr can't be written.
                let _ = writeln!(self.stdio.stderr, "{text}");
            }
            LogFormat::Json => info!("{}", i18n::with_language(Language::English, text).trim_end()),
        }
    }

    /// Tells what is wrong on stderr, as whoever reads that wants it.
    pub(super) fn report(&mut self, error: &dyn UserError, severity: Severity) {
        if self.log_format == LogFormat::Text {
            let text = report::render(error, severity, self.stdio.errors_style());
            // Nobody is left to be told when stderr can't be written.
            let _ = self.stdio.stderr.write_all(text.as_bytes());
            return;
        }
        for part in report::parts(error) {
            let (code, what) = (part.code(), report::english(part));
            let remedy = i18n::with_language(Language::English, || part.remedy());
            match severity {
                Severity::Warning => warn!(code, remedy, "{what}"),
                Severity::Error => error!(code, remedy, "{what}"),
            }
        }
    }

    /// Another command with this configuration: `tribute-agent login --config shop.toml`.
    pub(super) fn command(&self, command: &str) -> String {
        command_line::typed(command, self.config_file.as_deref())
    }

    /// Answers on stdout, as whoever asked wants it: with an object or with a text.
    pub(super) fn answer(&mut self, as_json: bool, object: &Value, text: &str) -> Outcome {
        let answer = if as_json { &json_line::of(object) } else { text };
        writeln!(self.stdout(), "{answer}")?;
        Ok(Exit::Done)
    }

    pub fn stdout(&mut self) -> &mut (dyn Write + Send) {
        &mut self.stdio.stdout
    }
}
