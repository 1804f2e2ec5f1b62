//! What ends the work.

use crate::checkout::CallError;
use crate::i18n::{Arguments, arguments};
use crate::journal::JournalError;
use crate::moderation::NotifierError;
use crate::report::{Coded, CodedError, action_required, usage};
use crate::telegram::Fatal;
use crate::tribute::ApiError;

/// Why a source, and with it the agent, can't go on although nobody asked it to stop.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The journal can't be written or read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Telegram will answer no call until a person acts.
    #[error(transparent)]
    Telegram(#[from] Fatal),
    /// `--since` reaches further back than can be looked: what is older was not asked for.
    #[error("--since reaches further back than can be looked")]
    SinceTooFar,
    /// Another copy of this program has replied to an order of this journal.
    #[error("another copy of this program has replied to order {number}")]
    SecondInstance {
        /// The order.
        number: u32,
        /// Where the account is logged in, a line each, as far as that is known.
        devices: String,
    },
}

/// What was asked of Tribute.
impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Refused { .. } => Self::Refused(error.into()),
            ApiError::WrongKey => Self::NotUs(error.into()),
            ApiError::NotNow(429) => Self::NotNow(error.into()),
            _ => Self::Unclear(error.into()),
        }
    }
}

impl From<NotifierError> for SourceError {
    fn from(error: NotifierError) -> Self {
        match error {
            NotifierError::Journal(error) => Self::Journal(error),
            NotifierError::Telegram(fatal) => Self::Telegram(fatal),
        }
    }
}

impl Coded for SourceError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Journal(error) => CodedError::of(error),
            Self::Telegram(fatal) => CodedError::of(fatal),
            Self::SinceTooFar => usage("run.since_too_far", Arguments::new()),
            Self::SecondInstance { number, devices } => {
                let devices = if devices.is_empty() { "none" } else { devices };
                let arguments = arguments!(number = *number, devices);
                action_required("run.second_instance", arguments)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::report::{Exit, UserError as _};

    /// The exit code decides whether the owner is alarmed.
    #[test]
    fn what_ends_the_agent_is_told_as_what_it_is() {
        let path = PathBuf::from("seller.journal");
        let second = SourceError::SecondInstance { number: 7, devices: String::new() };
        let endings: [(SourceError, &str, Exit); 5] = [
            (second, "run.second_instance", Exit::ActionRequired),
            (
                JournalError::Damaged { path: Some(path), detail: String::new() }.into(),
                "journal.damaged",
                Exit::ActionRequired,
            ),
            (JournalError::DiskFull.into(), "journal.disk_full", Exit::Failed),
            (Fatal::SessionRevoked.into(), "telegram.session_revoked", Exit::ActionRequired),
            (SourceError::SinceTooFar, "run.since_too_far", Exit::Usage),
        ];
        for (ending, code, exit) in endings {
            assert_eq!((ending.code(), ending.exit()), (code, exit));
        }
    }
}
