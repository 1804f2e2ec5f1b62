//! Failures of a command.

use std::io;
use std::path::Path;

use crate::i18n::arguments;
use crate::report::{CodedError, UserError, usage};

/// The failure that ended a command.
#[derive(Debug)]
pub enum Failure {
    /// An error that a person will read.
    Explained(Box<dyn UserError>),
    /// Stdout could not be written. A closed pipe is no failure: the reader has had enough.
    Output(io::Error),
    /// It was asked to stop before it had done anything: no failure either.
    Interrupted,
}

impl<E: UserError> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Explained(Box::new(error))
    }
}

#[cfg(test)]
impl Failure {
    /// The error that a person will read.
    pub(super) fn explained(&self) -> &dyn UserError {
        match self {
            Self::Explained(error) => error.as_ref(),
            other => panic!("{other:?}"),
        }
    }
}

impl From<io::Error> for Failure {
    /// Only for errors of writing to stdout: everything else has a typed error of its own.
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// A file that the command line names can't be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> CodedError {
    let error = error.to_string();
    usage("input.unreadable", arguments!(path = path, error = error))
}
