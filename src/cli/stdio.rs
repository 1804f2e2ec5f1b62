//! The process around a command, so that a test can hand in its own.

use std::io::{self, BufRead, BufReader, IsTerminal as _, Write};
use std::path::PathBuf;

use crate::machine;
use crate::report::OutputStyle;

/// The process around a command.
pub struct Stdio {
    /// What is piped in.
    pub stdin: Box<dyn BufRead + Send>,
    /// Data, and nothing else.
    pub stdout: Box<dyn Write + Send>,
    /// Logs, errors, and what only a person reads.
    pub stderr: Box<dyn Write + Send>,
    /// Whether stdin is a terminal, at which somebody can be asked.
    pub stdin_is_terminal: bool,
    /// Whether stdout is a terminal, which takes colours and progress.
    pub stdout_is_terminal: bool,
    /// Whether stderr is a terminal.
    pub stderr_is_terminal: bool,
    /// Where the relative paths of the command line begin; empty for the process's own directory.
    pub directory: PathBuf,
    /// The environment's variables.
    pub environment: fn(&str) -> Option<String>,
}

impl Stdio {
    /// This process's own.
    pub fn of_this_process() -> Self {
        Self {
            stdin: Box::new(BufReader::new(io::stdin())),
            stdout: Box::new(io::stdout()),
            stderr: Box::new(io::stderr()),
            stdin_is_terminal: io::stdin().is_terminal(),
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
            directory: PathBuf::new(),
            environment: machine::environment,
        }
    }

    /// The abilities of stderr.
    pub fn errors_style(&self) -> OutputStyle {
        self.style(self.stderr_is_terminal, || size_of(io::stderr()))
    }

    /// The abilities of stdout.
    pub fn output_style(&self) -> OutputStyle {
        self.style(self.stdout_is_terminal, || size_of(io::stdout()))
    }

    /// A terminal takes colours, unless somebody said `NO_COLOR`.
    fn style(&self, is_terminal: bool, size: impl Fn() -> Option<(u16, u16)>) -> OutputStyle {
        let no_colour = (self.environment)("NO_COLOR").is_some_and(|no| !no.is_empty());
        OutputStyle {
            colours: is_terminal && !no_colour,
            columns: is_terminal.then(size).flatten().map(|size| size.0.into()),
        }
    }
}

/// The columns and the rows of a terminal that says so.
#[cfg(unix)]
pub(super) fn size_of(terminal: impl std::os::fd::AsFd) -> Option<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(terminal).ok()?;
    (size.ws_col > 0).then_some((size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
pub(super) fn size_of<T>(_terminal: T) -> Option<(u16, u16)> {
    None
}
