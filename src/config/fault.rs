//! The mistakes of a configuration: each a code, which finds its words, with arguments and its place.

use std::path::{Path, PathBuf};

use super::place::Place;
use crate::i18n::{Arguments, t};
use crate::report::{Exit, UserError, english, what};

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub struct Fault {
    code: &'static str,
    arguments: Arguments,
    /// The file, and where in it.
    found: Option<(PathBuf, Place)>,
}

/// Makes a [`Fault`] of a code and the arguments of its text.
macro_rules! fault {
    ($code:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::config::Fault::with($code, $crate::i18n::arguments!($($name $(= $value)?),*))
    };
}

pub(super) use fault;

impl Fault {
    pub(super) fn with(code: &'static str, arguments: Arguments) -> Self {
        Self { code, arguments, found: None }
    }

    /// Another room's error, as a fault of the configuration.
    pub(super) fn of(error: &dyn UserError) -> Self {
        Self::with(error.code(), error.arguments())
    }

    /// The same fault, found at a place in a file unless it has one already.
    pub(super) fn at(self, file: &Path, place: Place) -> Self {
        let found = self.found.or_else(|| Some((file.to_owned(), place)));
        Self { found, ..self }
    }

    /// The line it stands in, from 1.
    #[cfg(test)]
    pub(super) fn line(&self) -> Option<usize> {
        match &self.found {
            Some((_, Place::Line { line, .. })) => Some(*line),
            _ => None,
        }
    }

    /// What is wrong, where, and what to do, without quoting the file.
    pub(super) fn brief(&self) -> String {
        let what = what(self.code, &self.arguments);
        let told = format!("{}. {}", what.trim_end_matches('.'), self.remedy());
        match &self.found {
            Some((_, Place::Line { line, .. })) => t!("config-line", line = *line, told),
            Some((_, Place::Variable(variable))) => t!("config-in-variable", variable, what = told),
            _ => told,
        }
    }
}

impl UserError for Fault {
    fn code(&self) -> &'static str {
        self.code
    }

    fn arguments(&self) -> Arguments {
        self.arguments.clone()
    }

    fn what(&self) -> String {
        let what = what(self.code, &self.arguments);
        let Some((file, place)) = &self.found else {
            return what;
        };
        let file = file.display();
        match place {
            Place::File => format!("{file}: {what}"),
            Place::Line { line, column, excerpt } => {
                format!("{file}:{line}:{column}: {what}\n{excerpt}")
            }
            Place::Variable(variable) => {
                format!("{file}: {}", t!("config-in-variable", variable, what))
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Everything that is wrong with a configuration. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub struct ConfigError(pub(super) Vec<Fault>);

impl ConfigError {
    /// One fault that concerns the whole file.
    pub(super) fn of_file(file: &Path, fault: Fault) -> Self {
        Self(vec![fault.at(file, Place::File)])
    }

    /// The mistakes, in the file's order.
    pub fn mistakes(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }
}

impl UserError for ConfigError {
    fn code(&self) -> &'static str {
        self.0[0].code()
    }

    fn arguments(&self) -> Arguments {
        self.0[0].arguments()
    }

    fn what(&self) -> String {
        self.0[0].what()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }

    fn parts(&self) -> Vec<&dyn UserError> {
        self.mistakes().map(|fault| fault as &dyn UserError).collect()
    }
}
