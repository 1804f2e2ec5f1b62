//! What can be wrong with a file that should be Telethon's.

use std::path::PathBuf;

use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};
use crate::telegram::auth_key::AUTH_KEY_BYTES;
use crate::telegram::string_session::StringSessionError;

/// Why no login can be taken from an SQLite file. What stands in the file is never told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum TelethonFileError {
    /// SQLite can't make sense of it.
    Broken,
    /// A program is at work on it, or was killed at it.
    InUse {
        /// What lies beside it.
        companion: PathBuf,
    },
    /// Another library's format.
    Pyrogram,
    /// The format of grammers' own store.
    Grammers,
    /// A session of this program.
    OwnSession,
    /// A journal of this program.
    Journal,
    /// An SQLite file of somebody else's.
    Unknown,
    /// There is no key in it.
    NotLoggedIn,
    /// More than one login, and nothing says which one is good.
    Several {
        /// How many.
        count: usize,
    },
    /// The key is cut off, or no key.
    KeyLength {
        /// How many bytes it has.
        bytes: usize,
    },
    /// The login itself makes no sense.
    Login(#[from] StringSessionError),
}

impl From<rusqlite::Error> for TelethonFileError {
    /// What SQLite says may quote the file.
    fn from(_: rusqlite::Error) -> Self {
        Self::Broken
    }
}

impl UserError for TelethonFileError {
    fn code(&self) -> &'static str {
        match self {
            Self::Broken => "telethon_file.broken",
            Self::InUse { .. } => "telethon_file.in_use",
            Self::Pyrogram => "telethon_file.pyrogram",
            Self::Grammers => "telethon_file.grammers",
            Self::OwnSession => "telethon_file.own_session",
            Self::Journal => "telethon_file.journal",
            Self::Unknown => "telethon_file.unknown",
            Self::NotLoggedIn => "telethon_file.not_logged_in",
            Self::Several { .. } => "telethon_file.several",
            Self::KeyLength { .. } => "telethon_file.key_length",
            Self::Login(error) => error.code(),
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::InUse { companion } => arguments!(companion = companion.display().to_string()),
            Self::Several { count } => arguments!(count = *count),
            Self::KeyLength { bytes } => arguments!(bytes = *bytes, expected = AUTH_KEY_BYTES),
            Self::Login(error) => error.arguments(),
            _ => Arguments::new(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::InUse { .. } => Exit::ActionRequired,
            _ => Exit::Usage,
        }
    }
}
