//! What ends the agent.

use crate::journal::JournalError;
use crate::language::Language;
use crate::report::{Exit, UserError};
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
    /// `--since` reaches further back than can be looked: what is older was not asked for.
    #[error("--since reaches further back than can be looked")]
    SinceTooFar,
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
    fn inner(&self) -> Option<&dyn UserError> {
        match self {
            Self::Journal(error) => Some(error),
            Self::Telegram(fatal) => Some(fatal),
            Self::SinceTooFar => None,
        }
    }
}

impl UserError for AgentError {
    fn code(&self) -> &'static str {
        self.inner().map_or("run.since_too_far", UserError::code)
    }

    fn what(&self, language: Language) -> String {
        let too_far = || {
            language.pick(
                "--since reaches back over more messages than can be looked through. Nothing was taken in.",
                "--since захватывает больше сообщений, чем можно просмотреть. Ни один заказ не взят.",
            )
        };
        self.inner()
            .map_or_else(|| too_far().to_owned(), |inner| inner.what(language))
    }

    fn remedy(&self, language: Language) -> String {
        let later = || {
            language.pick(
                "Name a later moment: --since 2026-11-01; or take all that there are: --since all.",
                "Назовите время позже: --since 2026-11-01; или возьмите всё, что есть: --since all.",
            )
        };
        self.inner()
            .map_or_else(|| later().to_owned(), |inner| inner.remedy(language))
    }

    fn exit(&self) -> Exit {
        self.inner().map_or(Exit::Usage, UserError::exit)
    }
}
