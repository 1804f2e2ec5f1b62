//! The session file: the login, and what must not be asked or forgotten again.
//!
//! One SQLite file (WAL, `synchronous=FULL`, mode 0600) that only its lock's holder
//! opens. Reads come from memory (`contents`), which is read again with every write. `store` is what the
//! project uses, `grammers` the face that the library sees.
//!
//! A session belongs to one world for ever: live, or a sandbox on loopback. The addresses of a
//! sandbox's session are loopback's or it does not open, so nothing that is being tried out can
//! reach Telegram.

mod contents;
mod grammers;
mod schema;
mod store;

use std::io;
use std::net::SocketAddr;
use std::path::Path;

use rusqlite::{Error, ErrorCode};

use crate::i18n::arguments;
use crate::order::UserId;
use crate::report::{Coded, CodedError, action_required, english, failed, usage};
use crate::telegram::lock::LockError;
use crate::{folder, sqlite};

pub use contents::SessionSnapshot;
pub(in crate::telegram) use schema::APPLICATION_ID;
pub use store::{Origin, Pin, SessionStore};

/// Why a session can't be opened, made or written. The file is left as it was.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum SessionError {
    /// A session that somebody else holds.
    Locked(#[from] LockError),
    /// No room left.
    DiskFull,
    /// A key that Telegram no longer knows. The file keeps it.
    KeyForgotten,
    /// Another account is logged in than the session was made for.
    #[expect(missing_docs, reason = "they are the two accounts")]
    OtherAccount { known: UserId, found: UserId },
    /// A file that is missing, in the way, damaged or not ours; or another world's session.
    File(#[from] CodedError),
}

impl SessionError {
    /// Nothing lies there: nobody has logged in yet, or its disk is not connected.
    pub(super) fn missing(path: &Path) -> Self {
        match folder::missed(path) {
            Some(folder) => Self::no_folder(&folder),
            None => action_required("session.missing", arguments!(path)).into(),
        }
    }

    /// No such folder, and it may not be made: a disk that is not connected, perhaps.
    pub fn no_folder(folder: &Path) -> Self {
        action_required("session.no_folder", arguments!(folder)).into()
    }

    /// A file that would have been overwritten.
    pub fn exists(path: &Path) -> Self {
        usage("session.exists", arguments!(path)).into()
    }

    pub(super) fn corrupt(path: &Path, detail: &str) -> Self {
        action_required("session.corrupt", arguments!(path, detail)).into()
    }

    /// A live session at an address that is not Telegram's, or the other way round.
    pub(super) fn wrong_world(address: SocketAddr, live: bool) -> Self {
        usage("session.wrong_world", arguments!(address = address.to_string(), live)).into()
    }

    /// Sorts SQLite's error by what a person can do about it.
    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(super) fn sqlite(path: &Path, source: Error) -> Self {
        let why = source.to_string();
        let is_damage = matches!(
            source,
            Error::InvalidColumnType(..)
                | Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::QueryReturnedNoRows
        );
        match source.sqlite_error_code() {
            _ if sqlite::is_disk_full(&source) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::corrupt(path, &why),
            _ if is_damage => Self::corrupt(path, &why),
            _ => failed("session.database", arguments!(path, why)).into(),
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::missing(path),
            io::ErrorKind::AlreadyExists => Self::exists(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => failed("session.io", arguments!(path, why = source.to_string())).into(),
        }
    }
}

impl Coded for SessionError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Locked(error) => error.coded(),
            Self::DiskFull => failed("session.disk_full", arguments!()),
            Self::KeyForgotten => action_required("session.key_forgotten", arguments!()),
            Self::OtherAccount { known, found } => action_required(
                "session.other_account",
                arguments!(known = known.to_string(), found = found.to_string()),
            ),
            Self::File(error) => error.clone(),
        }
    }
}
