//! What a command works with.

use std::io::Write;
use std::path::PathBuf;

use tracing::{error, info, warn};

use super::arguments::LogFormat;
use super::failure::Failure;
use super::stdio::Stdio;
use crate::command_line;
use crate::config::Config;
use crate::i18n;
use crate::language::Language;
use crate::report::{self, Severity, UserError};
use crate::wrapping::wrapped;

/// What a command works with.
pub struct Context<'a> {
    /// What people read: the configuration's language, else the system's.
    pub language: Language,
    /// `--config`
    pub config_file: Option<PathBuf>,
    /// How logs are written.
    pub log_format: LogFormat,
    /// The process around it.
    pub stdio: &'a mut Stdio,
}

impl Context<'_> {
    /// Loads the configuration, says on stderr which file it took, and warns.
    pub fn config(&mut self) -> Result<Config, Failure> {
        let named = self.config_file.as_deref();
        let config = Config::load(named, &self.stdio.directory, &self.stdio.environment)?;
        self.language = config.language;
        i18n::use_language(config.language);
        let file = config.file.display();
        self.tell(&self.log_language().pick(
            format!("Configuration: {file}"),
            format!("Настройки: {file}"),
        ));
        for warning in &config.warnings {
            self.warn(warning);
        }
        Ok(config)
    }

    /// In which language stderr is written: a log for machines is English, whoever has it written.
    pub fn log_language(&self) -> Language {
        match self.log_format {
            LogFormat::Text => self.language,
            LogFormat::Json => Language::English,
        }
    }

    /// Tells of something that keeps nobody from going on.
    pub fn warn(&mut self, warning: &dyn UserError) {
        let (language, format) = (self.language, self.log_format);
        report(warning, Severity::Warning, language, format, self.stdio);
    }

    /// Tells what `text` says in the language of the log.
    pub fn say(&mut self, text: impl FnOnce() -> String) {
        let text = i18n::with_language(self.log_language(), text);
        self.tell(&text);
    }

    /// Tells the person at the terminal something that is no data; a machine that reads the log
    /// finds it there.
    pub fn tell(&mut self, text: &str) {
        let text = text.trim_end();
        match self.log_format {
            LogFormat::Text => {
                let text = wrapped(text, self.stdio.errors_style().columns);
                // Nobody is left to be told when stderr can't be written.
                let _ = writeln!(self.stdio.stderr, "{text}");
            }
            LogFormat::Json => info!("{text}"),
        }
    }

    /// What has to be typed for another command with this configuration:
    /// `tribute-agent login --config shop.toml`.
    pub(super) fn command(&self, command: &str) -> String {
        command_line::typed(command, self.config_file.as_deref())
    }

    /// Where data goes.
    pub fn stdout(&mut self) -> &mut (dyn Write + Send) {
        &mut self.stdio.stdout
    }
}

/// Tells what is wrong on stderr, as whoever reads that wants it.
pub(super) fn report(
    told: &dyn UserError,
    severity: Severity,
    language: Language,
    format: LogFormat,
    stdio: &mut Stdio,
) {
    if format == LogFormat::Text {
        let text = report::render(told, severity, language, stdio.errors_style());
        // Nobody is left to be told when stderr can't be written.
        let _ = stdio.stderr.write_all(text.as_bytes());
        return;
    }
    let parts = told.parts();
    let parts = if parts.is_empty() { vec![told] } else { parts };
    for part in parts {
        // For machines: English whatever the language.
        let (what, remedy) = (part.what(Language::English), part.remedy(Language::English));
        let code = part.code();
        match severity {
            Severity::Warning => warn!(code, remedy, "{what}"),
            Severity::Error => error!(code, remedy, "{what}"),
        }
    }
}
