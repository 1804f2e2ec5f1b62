//! What a command works with.

use std::io::Write;
use std::path::PathBuf;

use super::failure::Failure;
use super::stdio::Stdio;
use crate::config::Config;
use crate::language::Language;
use crate::report::{self, Severity};

/// What a command works with.
pub struct Context<'a> {
    /// What people read: the configuration's language, else the system's.
    pub language: Language,
    /// `--config`
    pub config_file: Option<PathBuf>,
    /// The process around it.
    pub stdio: &'a mut Stdio,
}

impl Context<'_> {
    /// Loads the configuration, says on stderr which file it took, and warns.
    pub fn config(&mut self) -> Result<Config, Failure> {
        let named = self.config_file.as_deref();
        let config = Config::load(named, &self.stdio.directory, &self.stdio.environment)?;
        self.language = config.language;
        let file = config.file.display();
        self.tell(&self.language.pick(
            format!("Configuration: {file}"),
            format!("Настройки: {file}"),
        ));
        let colours = self.stdio.colours_errors();
        for warning in &config.warnings {
            self.tell(&report::render(
                warning,
                Severity::Warning,
                self.language,
                colours,
            ));
        }
        Ok(config)
    }

    /// Tells the person at the terminal something that is no data.
    pub fn tell(&mut self, text: &str) {
        // Nobody is left to be told when stderr can't be written.
        let _ = writeln!(self.stdio.stderr, "{}", text.trim_end());
    }

    /// Where data goes.
    pub fn stdout(&mut self) -> &mut (dyn Write + Send) {
        &mut self.stdio.stdout
    }
}
