//! What can be wrong with a session file.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::folder;
use crate::i18n::{Arguments, arguments};
use crate::order::UserId;
use crate::report::{Exit, UserError, english};
use crate::sqlite;
use crate::telegram::lock::LockError;

/// Why a session can't be opened, made or written. The file is left as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum SessionError {
    /// No file at the path.
    Missing(PathBuf),
    /// No such folder, and it may not be made: a disk that is not connected, perhaps.
    NoFolder(PathBuf),
    /// A file that would have been overwritten.
    Exists(PathBuf),
    /// Some other file; another library's session, perhaps.
    NotASession {
        /// The file.
        path: PathBuf,
        /// Whether it is an SQLite file all the same, as Telethon's `.session` files are.
        sqlite: bool,
    },
    /// A file written by a newer version of this program.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema's number.
        found: u32,
        /// The greatest that this version knows.
        known: u32,
    },
    /// A damaged file, and what is wrong with it.
    Corrupt(PathBuf, String),
    /// No room left.
    DiskFull,
    /// A refusal of the operating system's.
    Io(PathBuf, io::Error),
    /// A refusal of SQLite's, for a reason of its own.
    Database(PathBuf, rusqlite::Error),
    /// A session that somebody else holds.
    Locked(#[from] LockError),
    /// A live session at an address that is not Telegram's, or the other way round.
    WrongWorld {
        /// Where the data centre is said to be.
        address: SocketAddr,
        /// Whether the session was to be live.
        live: bool,
    },
    /// A key that Telegram no longer knows. The file keeps it.
    KeyForgotten,
    /// Another account is logged in than the session was made for.
    OtherAccount {
        /// Whose session it is.
        known: UserId,
        /// Who is logged in.
        found: UserId,
    },
}

impl SessionError {
    /// Nothing lies there: nobody has logged in yet, or its disk is not connected.
    pub(in crate::telegram) fn missing(path: &Path) -> Self {
        match folder::missed(path) {
            Some(folder) => Self::NoFolder(folder),
            None => Self::Missing(path.to_owned()),
        }
    }

    /// Sorts SQLite's error by what a person can do about it.
    pub(in crate::telegram) fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::Error;
        let path = path.to_owned();
        let is_damage = matches!(
            source.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        ) || matches!(
            source,
            Error::InvalidColumnType(..)
                | Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::QueryReturnedNoRows
        );
        if sqlite::is_disk_full(&source) {
            Self::DiskFull
        } else if is_damage {
            Self::Corrupt(path, source.to_string())
        } else {
            Self::Database(path, source)
        }
    }

    /// The same for an error of the operating system.
    pub(in crate::telegram) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::missing(path),
            io::ErrorKind::AlreadyExists => Self::Exists(path.to_owned()),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(path.to_owned(), source),
        }
    }
}

impl UserError for SessionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing(..) => "session.missing",
            Self::NoFolder(..) => "session.no_folder",
            Self::Exists(..) => "session.exists",
            Self::NotASession { .. } => "session.not_a_session",
            Self::Newer { .. } => "session.newer",
            Self::Corrupt(..) => "session.corrupt",
            Self::DiskFull => "session.disk_full",
            Self::Io(..) => "session.io",
            Self::Database(..) => "session.database",
            Self::Locked(error) => error.code(),
            Self::WrongWorld { .. } => "session.wrong_world",
            Self::KeyForgotten => "session.key_forgotten",
            Self::OtherAccount { .. } => "session.other_account",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Missing(path) | Self::Exists(path) => arguments!(path = shown(path)),
            Self::NoFolder(folder) => arguments!(folder = shown(folder)),
            Self::NotASession { path, sqlite } => {
                let kind = if *sqlite { "sqlite" } else { "other" };
                arguments!(path = shown(path), kind = kind)
            }
            Self::Newer { path, found, known } => {
                arguments!(path = shown(path), found = *found, known = *known)
            }
            Self::Corrupt(path, detail) => arguments!(path = shown(path), detail = detail),
            Self::Io(path, why) => arguments!(path = shown(path), why = why.to_string()),
            Self::Database(path, why) => arguments!(path = shown(path), why = why.to_string()),
            Self::Locked(error) => error.arguments(),
            Self::WrongWorld { address, live } => {
                let live = if *live { "yes" } else { "no" };
                arguments!(address = address.to_string(), live = live)
            }
            Self::OtherAccount { known, found } => {
                arguments!(known = known.to_string(), found = found.to_string())
            }
            Self::DiskFull | Self::KeyForgotten => Arguments::new(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Exists(..) | Self::WrongWorld { .. } => Exit::Usage,
            Self::Io(..) | Self::Database(..) | Self::DiskFull => Exit::Failed,
            _ => Exit::ActionRequired,
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
