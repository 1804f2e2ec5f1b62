//! How the conversation can end without a configuration.

use std::io;
use std::path::PathBuf;

use crate::cli::terminal::Gone;
use crate::config::{ConfigError, LOCAL_FILE, SAMPLE_COMMAND, init_command};
use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError};

/// Why there is no new configuration.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is nobody to ask.
    #[error("no terminal to ask at")]
    NoTerminal,
    /// A configuration is there, which nobody asked to change.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// It has not come to writing.
    #[error("not written: {why:?}")]
    NotWritten {
        /// What kept it.
        why: Why,
        /// Where the answers are kept; `None`: there are none.
        draft: Option<PathBuf>,
    },
    /// What is there can't be read; or what was made of the answers: something in the environment, most
    /// likely.
    #[error(transparent)]
    Unreadable(#[from] ConfigError),
    /// The file can't be written.
    #[error("can't write {}: {error}", path.display())]
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
        let sample = format!("{SAMPLE_COMMAND} > {LOCAL_FILE} && chmod 600 {LOCAL_FILE}");
        match self {
            Self::NoTerminal => arguments!(sample = sample),
            Self::Exists(path) => {
                let (shown, command) = (path.display().to_string(), init_command(path));
                arguments!(path = shown, command = command)
            }
            Self::NotWritten { draft, .. } => {
                let draft = draft.as_ref().map(|path| path.display().to_string());
                arguments!(draft = draft.unwrap_or_else(|| "none".to_owned()))
            }
            Self::Unreadable(error) => error.arguments(),
            Self::Unwritable { path, error } => {
                arguments!(path = path.display().to_string(), error = error.to_string())
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
