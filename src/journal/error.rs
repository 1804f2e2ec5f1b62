//! Errors of the journal.

use std::path::PathBuf;

use super::ProgressStoreError;
use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};
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
        if sqlite::is_disk_full(&error) {
            Self::DiskFull
        } else {
            Self::Sqlite(error)
        }
    }
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl UserError for JournalError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "journal.missing",
            Self::Damaged { .. } => "journal.damaged",
            Self::NotOurs { .. } => "journal.not_ours",
            Self::Newer { .. } => "journal.newer",
            Self::Lost { .. } => "journal.lost",
            Self::Another { .. } => "journal.another",
            Self::Behind { .. } => "journal.behind",
            Self::Exists { .. } => "journal.exists",
            Self::IsFolder { .. } => "journal.is_folder",
            Self::NoFolder { .. } => "journal.no_folder",
            Self::Progress(_) => "journal.unwitnessed",
            Self::DiskFull => "journal.disk_full",
            Self::Unreadable(_) => "journal.unreadable",
            Self::File { .. } => "journal.file",
            Self::Sqlite(_) => "journal.sqlite",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Missing { path } | Self::Exists { path } | Self::IsFolder { path } => {
                arguments!(path = path)
            }
            Self::NoFolder { folder } => arguments!(folder = folder),
            Self::Damaged { path, detail } => arguments!(path = path, detail = detail),
            Self::NotOurs { theirs, ours } => arguments!(theirs = theirs, ours = ours),
            Self::Newer { path, found, known } => {
                arguments!(path = path, found = *found, known = *known)
            }
            Self::Lost { path, remembered } | Self::Another { path, remembered } => {
                arguments!(path = path, remembered = *remembered)
            }
            Self::Behind {
                path,
                found,
                remembered,
            } => arguments!(
                path = path,
                found = *found,
                remembered = *remembered,
                is_same_order = (found == remembered).to_string(),
            ),
            Self::Progress(error) => arguments!(error = error.to_string()),
            Self::DiskFull => Arguments::new(),
            Self::Unreadable(detail) => arguments!(detail = detail),
            Self::File { path, source } => arguments!(path = path, error = source.to_string()),
            Self::Sqlite(error) => arguments!(error = error.to_string()),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Damaged { .. }
            | Self::NotOurs { .. }
            | Self::Newer { .. }
            | Self::Lost { .. }
            | Self::Another { .. }
            | Self::Behind { .. } => Exit::ActionRequired,
            Self::Exists { .. } | Self::IsFolder { .. } | Self::NoFolder { .. } => Exit::Usage,
            _ => Exit::Failed,
        }
    }
}
