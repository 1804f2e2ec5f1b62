//! The error of `rehearse` and `sandbox`.

use crate::config::ConfigError;
use crate::i18n::{Arguments, Value};
use crate::journal::JournalError;
use crate::report::{CodedError, Exit, UserError, english, failed, usage};
use crate::telegram::ConnectError;
use crate::telegram::session::SessionError;

/// An error of `rehearse` or `sandbox`.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum SandboxError {
    /// An error of the command itself, by its code.
    Command(CodedError),
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
        Self::Command(failed(code, Arguments::new()))
    }

    /// The command was given something that it can't use.
    pub(in crate::cli) fn usage(code: &'static str) -> Self {
        Self::Command(usage(code, Arguments::new()))
    }

    /// Something of the owner's can't be used.
    pub(in crate::cli) fn owner(error: CodedError) -> Self {
        Self::Owner(Box::new(error))
    }

    /// Adds an argument of the error's words.
    pub(in crate::cli) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        if let Self::Command(error) = &mut self {
            error.set(name, value);
        }
        self
    }

    fn inner(&self) -> &dyn UserError {
        match self {
            Self::Command(error) => error,
            Self::Connect(error) => error,
            Self::Owner(error) | Self::Internal(error) => error.as_ref(),
        }
    }
}

impl UserError for SandboxError {
    fn code(&self) -> &'static str {
        self.inner().code()
    }

    fn arguments(&self) -> Arguments {
        self.inner().arguments()
    }

    fn what(&self) -> String {
        self.inner().what()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Command(_) | Self::Owner(_) => self.inner().exit(),
            Self::Connect(_) | Self::Internal(_) => Exit::Failed,
        }
    }

    fn parts(&self) -> Vec<&dyn UserError> {
        self.inner().parts()
    }
}
