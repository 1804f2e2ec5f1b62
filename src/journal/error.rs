//! Errors of the journal.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use super::ProgressStoreError;
use crate::i18n::{arguments, reason};
use crate::report::{Coded, CodedError, action_required, english, failed};
use crate::sqlite;

/// Why the journal can't be used. Whatever it is, the file is left as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum JournalError {
    /// There is no such file.
    Missing(PathBuf),
    /// It is no SQLite file, or a damaged one, or of another program; without a path: what was open is
    /// damaged where it was read.
    #[expect(missing_docs, reason = "the file, and what is wrong with it")]
    Damaged { path: Option<PathBuf>, detail: String },
    /// The session can't remember the journal, so nothing may be done.
    Progress(ProgressStoreError),
    /// No space left.
    DiskFull,
    /// A row can't be read back: a mistake of this program, or a damaged file.
    Unreadable(String),
    /// Anything else: whose it is, how old, or what SQLite says.
    Other(#[from] CodedError),
}

impl JournalError {
    pub(super) fn damaged(path: &Path, detail: impl Display) -> Self {
        Self::Damaged { path: Some(path.to_owned()), detail: detail.to_string() }
    }

    /// It is gone, although the session remembers one, up to this order.
    pub(crate) fn lost(path: &Path, remembered: u32) -> Self {
        action_required("journal.lost", arguments!(path, remembered)).into()
    }
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            error if sqlite::is_disk_full(&error) => Self::DiskFull,
            error if sqlite::is_damage(&error) => {
                Self::Damaged { path: None, detail: error.to_string() }
            }
            error if sqlite::is_held(&error) => failed("journal.held", arguments!()).into(),
            rusqlite::Error::FromSqlConversionFailure(_, _, why) => {
                Self::Unreadable(why.to_string())
            }
            error => failed("journal.sqlite", arguments!(error = error.to_string())).into(),
        }
    }
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl Coded for JournalError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Missing(path) => failed("journal.missing", arguments!(path)),
            Self::Damaged { path, detail } => {
                let path = path.as_ref().map_or("none".to_owned(), |it| it.display().to_string());
                action_required("journal.damaged", arguments!(path, detail = reason(detail)))
            }
            Self::Progress(error) => {
                failed("journal.unwitnessed", arguments!(error = error.to_string()))
            }
            Self::DiskFull => failed("journal.disk_full", arguments!()),
            Self::Unreadable(detail) => failed("journal.unreadable", arguments!(detail)),
            Self::Other(error) => error.clone(),
        }
    }
}
