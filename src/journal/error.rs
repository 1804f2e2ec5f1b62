//! Errors of the journal.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use super::ProgressStoreError;
use crate::i18n::arguments;
use crate::report::{Coded, CodedError, action_required, english, failed, usage};
use crate::sqlite;

/// Why the journal can't be used. Whatever it is, the file is left as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
#[expect(
    missing_docs,
    reason = "`path` is the file, `remembered` the highest number that the session knows"
)]
pub enum JournalError {
    /// There is no such file.
    Missing(PathBuf),
    /// It is no SQLite file, or a damaged one, or of another program.
    Damaged { path: PathBuf, detail: String },
    /// Another account, another bot, or a rehearsal's.
    NotOurs { theirs: String, ours: String },
    /// A newer version of this program made it.
    Newer { path: PathBuf, found: u32, known: u32 },
    /// It is gone, although the session remembers one.
    Lost { path: PathBuf, remembered: u32 },
    /// It is not the one that the session remembers.
    Another { path: PathBuf, remembered: u32 },
    /// It is older than what the session remembers of it.
    Behind { path: PathBuf, found: u32, remembered: u32 },
    /// What should be made is there already.
    Exists(PathBuf),
    /// A folder stands where a file should be made.
    IsFolder(PathBuf),
    /// The folder is not there: a disk that is not connected, perhaps. None is made in its place.
    NoFolder(PathBuf),
    /// The session can't remember the journal, so nothing may be done.
    Progress(ProgressStoreError),
    /// No space left.
    DiskFull,
    /// A row can't be read back: a mistake of this program, or a damaged file.
    Unreadable(String),
    /// The file can't be made or opened.
    File { path: PathBuf, source: std::io::Error },
    /// Anything else that SQLite says.
    Sqlite(rusqlite::Error),
}

impl JournalError {
    pub(super) fn damaged(path: &Path, detail: impl Display) -> Self {
        Self::Damaged { path: path.to_owned(), detail: detail.to_string() }
    }
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            error if sqlite::is_disk_full(&error) => Self::DiskFull,
            rusqlite::Error::FromSqlConversionFailure(_, _, why) => {
                Self::Unreadable(why.to_string())
            }
            error => Self::Sqlite(error),
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
                action_required("journal.damaged", arguments!(path, detail))
            }
            Self::NotOurs { theirs, ours } => {
                action_required("journal.not_ours", arguments!(theirs, ours))
            }
            &Self::Newer { ref path, found, known } => {
                action_required("journal.newer", arguments!(path, found, known))
            }
            &Self::Lost { ref path, remembered } => {
                action_required("journal.lost", arguments!(path, remembered))
            }
            &Self::Another { ref path, remembered } => {
                action_required("journal.another", arguments!(path, remembered))
            }
            &Self::Behind { ref path, found, remembered } => {
                let is_same_order = (found == remembered).to_string();
                let arguments = arguments!(path, found, remembered, is_same_order);
                action_required("journal.behind", arguments)
            }
            Self::Exists(path) => usage("journal.exists", arguments!(path)),
            Self::IsFolder(path) => usage("journal.is_folder", arguments!(path)),
            Self::NoFolder(folder) => usage("journal.no_folder", arguments!(folder)),
            Self::Progress(error) => {
                failed("journal.unwitnessed", arguments!(error = error.to_string()))
            }
            Self::DiskFull => failed("journal.disk_full", arguments!()),
            Self::Unreadable(detail) => failed("journal.unreadable", arguments!(detail)),
            Self::File { path, source } => {
                failed("journal.file", arguments!(path, error = source.to_string()))
            }
            Self::Sqlite(error) => failed("journal.sqlite", arguments!(error = error.to_string())),
        }
    }
}
