//! Failures of a command.

use std::io;
use std::path::PathBuf;

use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};

/// The failure that ended a command.
#[derive(Debug)]
pub enum Failure {
    /// An error that a person will read.
    Explained(Box<dyn UserError>),
    /// Stdout could not be written. A closed pipe is no failure: the reader has had enough.
    Output(io::Error),
}

impl<E: UserError> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Explained(Box::new(error))
    }
}

impl From<io::Error> for Failure {
    /// Only for errors of writing to stdout: everything else has a typed error of its own.
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// A file or stream that the command line names can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub(super) enum FileError {
    /// Stdout can't be written.
    Output(io::Error),
    /// This file can't be read.
    Input(PathBuf, io::Error),
    /// No temporary folder can be made.
    TemporaryFolder(io::Error),
}

impl UserError for FileError {
    fn code(&self) -> &'static str {
        match self {
            Self::Output(_) => "output.unwritable",
            Self::Input(..) => "input.unreadable",
            Self::TemporaryFolder(_) => "output.no_folder",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Output(error) | Self::TemporaryFolder(error) => {
                arguments!(error = error.to_string())
            }
            Self::Input(path, error) => arguments!(path = path, error = error.to_string()),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Output(_) | Self::TemporaryFolder(_) => Exit::Failed,
            Self::Input(..) => Exit::Usage,
        }
    }
}
