//! What ends a source's work.

use crate::journal::JournalError;
use crate::telegram::Fatal;

/// Why a source can't go on.
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
}
