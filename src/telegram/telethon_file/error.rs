//! What can be wrong with a file that should be Telethon's.

use std::path::PathBuf;

use crate::language::Language;
use crate::report::{Exit, UserError};
use crate::telegram::auth_key::AUTH_KEY_BYTES;
use crate::telegram::string_session::StringSessionError;

/// Why no login can be taken from an SQLite file. What stands in the file is never told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TelethonFileError {
    /// SQLite can't make sense of it.
    #[error("damaged")]
    Broken,
    /// A program is at work on it, or was killed at it.
    #[error("{} lies beside it", companion.display())]
    InUse {
        /// What lies beside it.
        companion: PathBuf,
    },
    /// Another library's format.
    #[error("looks like Pyrogram's")]
    Pyrogram,
    /// The format of grammers' own store.
    #[error("looks like grammers'")]
    Grammers,
    /// A session of this program.
    #[error("is this program's session")]
    OwnSession,
    /// A journal of this program.
    #[error("is this program's journal")]
    Journal,
    /// An SQLite file of somebody else's.
    #[error("is no session that is known here")]
    Unknown,
    /// There is no key in it.
    #[error("nobody logged in")]
    NotLoggedIn,
    /// More than one login, and nothing says which one is good.
    #[error("{count} logins")]
    Several {
        /// How many.
        count: usize,
    },
    /// The key is cut off, or no key.
    #[error("a key of {bytes} bytes")]
    KeyLength {
        /// How many bytes it has.
        bytes: usize,
    },
    /// The login itself makes no sense.
    #[error(transparent)]
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

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::InUse { companion } => {
                let companion = companion.display();
                return language.pick(
                    format!("A program is at work on this session, or was killed at it: {companion} lies beside it."),
                    format!("С этой сессией работает программа или её прервали: рядом лежит {companion}."),
                );
            }
            Self::Several { count } => {
                return language.pick(
                    format!("There are {count} logins in this file, and nothing says which one is good."),
                    format!("В этом файле несколько входов ({count}), и неизвестно, какой из них действует."),
                );
            }
            Self::KeyLength { bytes } => {
                return language.pick(
                    format!("The key in this session has {bytes} bytes, where {AUTH_KEY_BYTES} were expected."),
                    format!("Ключ в этой сессии — {bytes} байт вместо {AUTH_KEY_BYTES}."),
                );
            }
            Self::Login(error) => return error.what(language),
            Self::Broken => ("This file is damaged.", "Этот файл повреждён."),
            Self::Pyrogram => (
                "This looks like a Pyrogram session, not Telethon's.",
                "Это похоже на сессию Pyrogram, а не Telethon.",
            ),
            Self::Grammers => (
                "This looks like a session of the library grammers, not Telethon's.",
                "Это похоже на сессию библиотеки grammers, а не Telethon.",
            ),
            Self::OwnSession => (
                "This is a session of tribute-agent already.",
                "Это уже сессия tribute-agent.",
            ),
            Self::Journal => (
                "This is a journal of tribute-agent: orders, and no login.",
                "Это журнал tribute-agent: в нём заказы, а не вход в аккаунт.",
            ),
            Self::Unknown => (
                "This is an SQLite file, but no Telethon session.",
                "Это файл SQLite, но не сессия Telethon.",
            ),
            Self::NotLoggedIn => (
                "There is no key in this session: nobody has logged in with it.",
                "В этой сессии нет ключа: в аккаунт с ней не входили.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::InUse { .. } => (
                "Stop that program, so that it saves its session; if it was killed, start it once more and stop it properly.",
                "Остановите её, чтобы она сохранила сессию; если её прервали, запустите ещё раз и завершите как положено.",
            ),
            Self::OwnSession => (
                "It needs no import: stop the agent that uses it, and name this file in `telegram.session`.",
                "Переносить её не надо: остановите агента с этой сессией и укажите файл в `telegram.session`.",
            ),
            Self::Broken | Self::KeyLength { .. } | Self::Login(_) => (
                "Copy it once more while its program is stopped, or log in with Telethon anew.",
                "Скопируйте его ещё раз при остановленной программе или войдите в Telethon заново.",
            ),
            Self::NotLoggedIn => (
                "Log in with Telethon first (`client.start()`), then bring the file again.",
                "Сначала войдите в аккаунт в Telethon (`client.start()`), потом перенесите файл снова.",
            ),
            Self::Several { .. } => (
                "Open it with Telethon and bring the line that StringSession.save(client.session) gives.",
                "Откройте его в Telethon и перенесите строку, которую даст StringSession.save(client.session).",
            ),
            Self::Pyrogram | Self::Grammers | Self::Journal | Self::Unknown => (
                "Bring Telethon's .session file, or the line that Telethon's StringSession.save() gives.",
                "Перенесите файл .session из Telethon или строку, которую даёт StringSession.save() из Telethon.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::InUse { .. } => Exit::ActionRequired,
            _ => Exit::Usage,
        }
    }
}
