//! How the conversation can end without a configuration.

use std::io;
use std::path::{Path, PathBuf};

use crate::cli::terminal::Gone;
use crate::config::{ConfigError, LOCAL_FILE, SAMPLE_COMMAND, init_command};
use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};

/// Why there is no new configuration.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum InitError {
    /// There is nobody to ask.
    NoTerminal,
    /// A configuration is there, which nobody asked to change.
    Exists(PathBuf),
    /// It has not come to writing.
    NotWritten {
        /// What kept it.
        why: Why,
        /// Where the answers are kept; `None`: there are none.
        draft: Option<PathBuf>,
    },
    /// What is there can't be read; or what was made of the answers: most likely for the environment.
    Unreadable(#[from] ConfigError),
    /// The file can't be written.
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
}

/// Why nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Ctrl-C, or they said so.
    Stopped,
    /// The input ended.
    Left,
    /// Nobody answered.
    Silent,
    /// Somebody has changed the file meanwhile.
    Changed,
}

impl From<Why> for InitError {
    fn from(why: Why) -> Self {
        Self::NotWritten { why, draft: None }
    }
}

impl From<Gone> for InitError {
    fn from(gone: Gone) -> Self {
        match gone {
            Gone::Left => Why::Left.into(),
            Gone::Silent => Why::Silent.into(),
        }
    }
}

impl UserError for InitError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoTerminal => "init.no_terminal",
            Self::Exists(_) => "init.exists",
            Self::NotWritten { why, .. } => match why {
                Why::Stopped => "init.stopped",
                Why::Left => "init.left",
                Why::Silent => "init.silent",
                Why::Changed => "init.changed",
            },
            Self::Unreadable(error) => error.code(),
            Self::Unwritable { .. } => "init.unwritable",
        }
    }

    fn arguments(&self) -> Arguments {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::NoTerminal => arguments!(
                sample = format!("{SAMPLE_COMMAND} > {LOCAL_FILE} && chmod 600 {LOCAL_FILE}")
            ),
            Self::Exists(path) => arguments!(path = shown(path), command = init_command(path)),
            Self::NotWritten { draft, .. } => {
                arguments!(draft = draft.as_deref().map_or_else(|| "none".to_owned(), shown))
            }
            Self::Unreadable(error) => error.arguments(),
            Self::Unwritable { path, error } => {
                arguments!(path = shown(path), error = error.to_string())
            }
        }
    }

    fn parts(&self) -> Vec<&dyn UserError> {
        match self {
            Self::Unreadable(error) => error.parts(),
            _ => Vec::new(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoTerminal | Self::Exists(_) | Self::Unreadable(_) => Exit::Usage,
            Self::NotWritten { .. } | Self::Unwritable { .. } => Exit::Failed,
        }
    }
}
