//! The error of `rehearse` and `sandbox`.

use crate::config::ConfigError;
use crate::i18n::{Arguments, Value, with_language};
use crate::journal::JournalError;
use crate::language::Language;
use crate::report::{self, CodedError, Exit, UserError};
use crate::telegram::ConnectError;
use crate::telegram::session::SessionError;

/// An error of `rehearse` or `sandbox`.
#[derive(Debug, thiserror::Error)]
#[error("{}", report::english(self))]
pub enum SandboxError {
    /// An error of the command itself, by its code.
    Command(&'static str, Arguments, Exit),
    /// The sandbox's Telegram did not answer.
    Connect(#[from] ConnectError),
    /// An error of the owner's configuration, shop or files.
    Owner(Box<dyn UserError>),
    /// An error of the rehearsal's own session or journal, on which nobody has to act.
    Internal(Box<dyn UserError>),
}

macro_rules! boxed {
    ($($error:ty => $variant:ident),*) => {
        $(impl From<$error> for SandboxError {
            fn from(error: $error) -> Self {
                Self::$variant(Box::new(error))
            }
        })*
    };
}

boxed!(
    ConfigError => Owner,
    CodedError => Internal, SessionError => Internal, JournalError => Internal
);

impl SandboxError {
    /// The command can't be carried out.
    pub(in crate::cli) fn failed(code: &'static str) -> Self {
        Self::Command(code, Arguments::new(), Exit::Failed)
    }

    /// The command was given something that it can't use.
    pub(in crate::cli) fn usage(code: &'static str) -> Self {
        Self::Command(code, Arguments::new(), Exit::Usage)
    }

    /// Something of the owner's can't be used.
    pub(in crate::cli) fn owner(error: CodedError) -> Self {
        Self::Owner(Box::new(error))
    }

    /// Adds an argument of the error's words.
    pub(in crate::cli) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        if let Self::Command(_, arguments, _) = &mut self {
            arguments.set(name, value);
        }
        self
    }

    fn inner(&self) -> Option<&dyn UserError> {
        match self {
            Self::Owner(error) | Self::Internal(error) => Some(error.as_ref()),
            Self::Connect(error) => Some(error),
            Self::Command(..) => None,
        }
    }
}

impl UserError for SandboxError {
    fn code(&self) -> &'static str {
        match self {
            Self::Command(code, ..) => code,
            Self::Owner(error) | Self::Internal(error) => error.code(),
            Self::Connect(error) => error.code(),
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Command(_, arguments, _) => arguments.clone(),
            Self::Owner(error) | Self::Internal(error) => error.arguments(),
            Self::Connect(error) => error.arguments(),
        }
    }

    fn what(&self, language: Language) -> String {
        match self.inner() {
            Some(error) => error.what(language),
            None => with_language(language, || report::what(self.code(), &self.arguments())),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match self.inner() {
            Some(error) => error.remedy(language),
            None => with_language(language, || report::remedy(self.code(), &self.arguments())),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Command(_, _, exit) => *exit,
            Self::Owner(error) => error.exit(),
            Self::Connect(_) | Self::Internal(_) => Exit::Failed,
        }
    }

    fn parts(&self) -> Vec<&dyn UserError> {
        self.inner().map(UserError::parts).unwrap_or_default()
    }
}
