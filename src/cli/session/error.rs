//! Why a login was not moved.

use crate::report::{Exit, UserError, english};

/// Why a login was not moved. Nothing was changed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{}", english(self))]
pub(super) enum NotMoved {
    /// The answer was no.
    Refused,
    /// There is nobody who could be asked.
    NobodyToAsk,
    /// The session has no key yet.
    NoKey,
}

impl UserError for NotMoved {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused => "session.refused",
            Self::NobodyToAsk => "session.unconfirmed",
            Self::NoKey => "session.no_key",
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Refused => Exit::Failed,
            Self::NobodyToAsk => Exit::Usage,
            Self::NoKey => Exit::ActionRequired,
        }
    }
}
