//! The moments around a commit, for those who test what a crash there leaves behind.

use std::fmt;

use super::{Journal, JournalError};

/// Stands by at every commit. The shipped program has none; a test cuts the power here, or lets the
/// disk be full.
pub trait CommitHook: fmt::Debug + Send {
    /// All is written, nothing is durable. An error ends the transaction as one of SQLite's would.
    fn before_commit(&mut self) -> Result<(), JournalError>;

    /// All is durable, and nobody has acted on it.
    fn after_commit(&mut self);
}

impl Journal {
    /// The same journal, with somebody who stands by at every commit.
    #[must_use]
    pub fn with_commit_hook(mut self, commit_hook: impl CommitHook + 'static) -> Self {
        self.commit_hook = Some(Box::new(commit_hook));
        self
    }
}
