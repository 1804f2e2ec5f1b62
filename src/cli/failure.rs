//! How a command can end other than well.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::language::Language;
use crate::phrasebook::system;
use crate::report::{Exit, UserError};

/// Why a command ended.
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

/// Stdout could not be written.
#[derive(Debug)]
pub(super) struct Unwritable(pub(super) io::Error);

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "can't write to stdout: {}", self.0)
    }
}

impl std::error::Error for Unwritable {}

impl UserError for Unwritable {
    fn code(&self) -> &'static str {
        "output.unwritable"
    }

    fn what(&self, language: Language) -> String {
        let error = system::describe(&self.0, language);
        language.pick(
            format!("The output can't be written: {error}."),
            format!("Вывод не записать: {error}."),
        )
    }

    fn remedy(&self, language: Language) -> String {
        language
            .pick(
                "Look whether the disk is full, and where the output goes.",
                "Посмотрите, не полон ли диск и куда направлен вывод.",
            )
            .to_owned()
    }
}

/// A file named on the command line can't be read.
#[derive(Debug, thiserror::Error)]
#[error("can't read {path}: {error}", path = path.display())]
pub(super) struct Unreadable {
    pub(super) path: PathBuf,
    pub(super) error: io::Error,
}

impl UserError for Unreadable {
    fn code(&self) -> &'static str {
        "input.unreadable"
    }

    fn what(&self, language: Language) -> String {
        let (path, error) = (self.path.display(), system::describe(&self.error, language));
        language.pick(
            format!("{path} can't be read: {error}."),
            format!("{path} не читается: {error}."),
        )
    }

    fn remedy(&self, language: Language) -> String {
        language
            .pick("Check the path.", "Проверьте путь.")
            .to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}
