//! Errors of the journal.

use std::path::PathBuf;

use super::ProgressStoreError;
use crate::i18n::{Arguments, arguments};
use crate::report::{Coded, CodedError, action_required, english, failed, usage};
use crate::sqlite;

/// Why the journal can't be used. Whatever it is, the file is left as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum JournalError {
    /// There is no such file.
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It is no SQLite file, or a damaged one, or of another program.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Another account, another bot, or a rehearsal's.
    NotOurs {
        /// Whose it is.
        theirs: String,
        /// Who asked.
        ours: String,
    },
    /// A newer version of this program made it.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// It is gone, although the session remembers one.
    Lost {
        /// Where it was.
        path: PathBuf,
        /// The highest number that the session remembers.
        remembered: u32,
    },
    /// It is not the one that the session remembers.
    Another {
        /// The file.
        path: PathBuf,
        /// The highest number that the session remembers.
        remembered: u32,
    },
    /// It is older than what the session remembers of it.
    Behind {
        /// The file.
        path: PathBuf,
        /// The highest number in it.
        found: u32,
        /// The highest number that the session remembers.
        remembered: u32,
    },
    /// What should be made is there already.
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A folder stands where a file should be made.
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is not there: a disk that is not connected, perhaps. None is made in its place.
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The session can't remember the journal, so nothing may be done.
    Progress(ProgressStoreError),
    /// No space left.
    DiskFull,
    /// A row can't be read back: a mistake of this program, or a damaged file.
    Unreadable(String),
    /// The file can't be made or opened.
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Anything else that SQLite says.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        if sqlite::is_disk_full(&error) { Self::DiskFull } else { Self::Sqlite(error) }
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
            Self::Missing { path } => failed("journal.missing", arguments!(path)),
            Self::Damaged { path, detail } => {
                action_required("journal.damaged", arguments!(path, detail))
            }
            Self::NotOurs { theirs, ours } => {
                action_required("journal.not_ours", arguments!(theirs, ours))
            }
            Self::Newer { path, found, known } => {
                let arguments = arguments!(path, found = *found, known = *known);
                action_required("journal.newer", arguments)
            }
            Self::Lost { path, remembered } => {
                action_required("journal.lost", arguments!(path, remembered = *remembered))
            }
            Self::Another { path, remembered } => {
                action_required("journal.another", arguments!(path, remembered = *remembered))
            }
            Self::Behind { path, found, remembered } => {
                let is_same_order = (found == remembered).to_string();
                let (found, remembered) = (*found, *remembered);
                let arguments = arguments!(path, found, remembered, is_same_order);
                action_required("journal.behind", arguments)
            }
            Self::Exists { path } => usage("journal.exists", arguments!(path)),
            Self::IsFolder { path } => usage("journal.is_folder", arguments!(path)),
            Self::NoFolder { folder } => usage("journal.no_folder", arguments!(folder)),
            Self::Progress(error) => {
                failed("journal.unwitnessed", arguments!(error = error.to_string()))
            }
            Self::DiskFull => failed("journal.disk_full", Arguments::new()),
            Self::Unreadable(detail) => failed("journal.unreadable", arguments!(detail)),
            Self::File { path, source } => {
                failed("journal.file", arguments!(path, error = source.to_string()))
            }
            Self::Sqlite(error) => failed("journal.sqlite", arguments!(error = error.to_string())),
        }
    }
}
