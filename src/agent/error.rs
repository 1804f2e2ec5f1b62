//! What ends the agent.

use crate::journal::JournalError;
use crate::language::Language;
use crate::report::{Exit, Explain};
use crate::telegram::{CallError, Fatal};

/// Why the agent stopped although nobody asked it to.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// The journal can't be written or read: without it nothing may be done.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Telegram will answer no call until a person acts.
    #[error(transparent)]
    Telegram(#[from] Fatal),
}

/// What can go wrong while the chat is read: the call, which is tried again, or worse.
#[derive(Debug)]
pub(super) enum Trouble {
    Call(CallError),
    Agent(AgentError),
}

impl From<CallError> for Trouble {
    fn from(failure: CallError) -> Self {
        Self::Call(failure)
    }
}

impl From<AgentError> for Trouble {
    fn from(error: AgentError) -> Self {
        Self::Agent(error)
    }
}

impl From<JournalError> for Trouble {
    fn from(error: JournalError) -> Self {
        Self::Agent(error.into())
    }
}

impl AgentError {
    fn inner(&self) -> &dyn Explain {
        match self {
            Self::Journal(error) => error,
            Self::Telegram(fatal) => fatal,
        }
    }
}

impl Explain for AgentError {
    fn code(&self) -> &'static str {
        self.inner().code()
    }

    fn what(&self, language: Language) -> String {
        self.inner().what(language)
    }

    fn remedy(&self, language: Language) -> String {
        self.inner().remedy(language)
    }

    fn exit(&self) -> Exit {
        self.inner().exit()
    }
}
