//! The mistakes of a configuration.
//!
//! A [`Fault`] is made beside the rule it belongs to: a code, which finds its words, and arguments. A [`Mistake`] is
//! a fault at its place in the file; a [`ConfigError`] is all the mistakes of one file, in the file's order.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::place::Place;
use crate::i18n::{Arguments, t, with_language};
use crate::language::Language;
use crate::report::{self, Exit, UserError};

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    code: &'static str,
    arguments: Arguments,
    /// The environment variable that it was found in, if not in the file.
    variable: Option<String>,
}

impl Fault {
    /// A fault whose text needs no arguments.
    pub(crate) fn new(code: &'static str) -> Self {
        Self::with(code, Arguments::new())
    }

    /// A fault and the arguments of its text.
    pub(crate) fn with(code: &'static str, arguments: Arguments) -> Self {
        Self {
            code,
            arguments,
            variable: None,
        }
    }

    /// Another room's error, as a fault of the configuration.
    pub(crate) fn of(error: &dyn UserError) -> Self {
        Self::with(error.code(), error.arguments())
    }

    /// The same fault, in an environment variable instead of the file.
    pub(crate) fn in_variable(self, variable: &str) -> Self {
        Self {
            variable: Some(variable.to_owned()),
            ..self
        }
    }

    /// What happened and what to do, in one line.
    pub(crate) fn brief(&self, language: Language) -> String {
        let (what, remedy) = (self.what(language), self.remedy(language));
        let what = what.trim_end_matches('.');
        if remedy.is_empty() {
            what.to_owned()
        } else {
            format!("{what}. {remedy}")
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what(Language::English))
    }
}

impl std::error::Error for Fault {}

impl UserError for Fault {
    fn code(&self) -> &'static str {
        self.code
    }

    fn arguments(&self) -> Arguments {
        self.arguments.clone()
    }

    fn what(&self, language: Language) -> String {
        with_language(language, || {
            let what = report::what(self.code, &self.arguments);
            match &self.variable {
                Some(variable) => t!("config-in-variable", variable = variable, what = what),
                None => what,
            }
        })
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// A fault where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    file: PathBuf,
    /// `None`: it concerns the whole file.
    place: Option<Place>,
    fault: Fault,
}

impl Mistake {
    /// The line it stands in, from 1.
    pub fn line(&self) -> Option<usize> {
        self.place.as_ref().map(|place| place.line)
    }

    /// What is wrong, in which line, and what to do, without quoting the file.
    pub(super) fn brief(&self, language: Language) -> String {
        let told = self.fault.brief(language);
        match self.line() {
            Some(line) => with_language(language, || t!("config-line", line = line, told = told)),
            None => told,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&UserError::what(self, Language::English))
    }
}

impl std::error::Error for Mistake {}

impl UserError for Mistake {
    fn code(&self) -> &'static str {
        self.fault.code
    }

    fn what(&self, language: Language) -> String {
        let file = self.file.display();
        let what = self.fault.what(language);
        match &self.place {
            Some(place) => format!(
                "{file}:{}:{}: {what}\n{}",
                place.line, place.column, place.excerpt
            ),
            None => format!("{file}: {what}"),
        }
    }

    fn remedy(&self, language: Language) -> String {
        self.fault.remedy(language)
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Everything that is wrong with a configuration. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    first: Box<Mistake>,
    rest: Vec<Mistake>,
}

impl ConfigError {
    /// One fault that concerns the whole file.
    pub(crate) fn of_file(file: &Path, fault: Fault) -> Self {
        let first = Mistake {
            file: file.to_owned(),
            place: None,
            fault,
        };
        Self {
            first: Box::new(first),
            rest: Vec::new(),
        }
    }

    /// The mistakes, in the file's order.
    pub fn mistakes(&self) -> impl Iterator<Item = &Mistake> {
        std::iter::once(&*self.first).chain(&self.rest)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what(Language::English))
    }
}

impl std::error::Error for ConfigError {}

impl UserError for ConfigError {
    fn code(&self) -> &'static str {
        self.first.code()
    }

    fn what(&self, language: Language) -> String {
        UserError::what(&*self.first, language)
    }

    fn remedy(&self, language: Language) -> String {
        UserError::remedy(&*self.first, language)
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }

    fn parts(&self) -> Vec<&dyn UserError> {
        self.mistakes()
            .map(|mistake| mistake as &dyn UserError)
            .collect()
    }
}

/// Where the readers of the sections note what is wrong; reading goes on, so that all mistakes of
/// a file are told at once.
#[derive(Debug, Default)]
pub(super) struct Notes(RefCell<Vec<(Option<Range<usize>>, Fault)>>);

impl Notes {
    /// More are not told: nobody mends more at once.
    const MISTAKES_MAX: usize = 50;
    /// More are not even noted. The first of them in the file are told, so it is not the same number.
    const NOTED_MAX: usize = 1000;

    /// Whether nothing is wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Notes a fault at a stretch of the file, in bytes.
    pub(super) fn note(&self, span: Range<usize>, fault: Fault) {
        self.keep(Some(span), fault);
    }

    /// Notes a fault of the whole file.
    pub(super) fn note_whole(&self, fault: Fault) {
        self.keep(None, fault);
    }

    fn keep(&self, span: Option<Range<usize>>, fault: Fault) {
        let mut noted = self.0.borrow_mut();
        if noted.len() < Self::NOTED_MAX {
            noted.push((span, fault));
        }
    }

    /// All that was noted; `None` when the file is good.
    pub(super) fn into_error(self, file: &Path, text: &str) -> Option<ConfigError> {
        let mut noted = self.0.into_inner();
        noted.sort_by_key(|(span, _)| span.as_ref().map_or(usize::MAX, |span| span.start));
        let mut mistakes = noted
            .into_iter()
            .take(Self::MISTAKES_MAX)
            .map(|(span, fault)| Mistake {
                file: file.to_owned(),
                place: span.map(|span| Place::of(text, span)),
                fault,
            });
        let first = mistakes.next()?;
        Some(ConfigError {
            first: Box::new(first),
            rest: mistakes.collect(),
        })
    }
}
