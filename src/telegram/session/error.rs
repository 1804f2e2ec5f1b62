//! What can be wrong with a session file.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::folder;
use crate::language::Language;
use crate::order::UserId;
use crate::phrasebook::system::in_russian;
use crate::report::{Exit, UserError};
use crate::sqlite;
use crate::telegram::lock::LockError;

/// Why a session can't be opened, made or written. The file is left as it was.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Nothing lies there.
    #[error("no session at {}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Its folder is not there, and may not be made: a disk that is not connected, perhaps.
    #[error("there is no folder {}", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// Something lies there already.
    #[error("{} exists", path.display())]
    Exists {
        /// What would have been overwritten.
        path: PathBuf,
    },
    /// Some other file; another library's session, perhaps.
    #[error("{} is no session of this program", path.display())]
    NotASession {
        /// The file.
        path: PathBuf,
        /// Whether it is an SQLite file all the same, as Telethon's `.session` files are.
        sqlite: bool,
    },
    /// Written by a newer version of this program.
    #[error("{} has schema {found}, known are up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema's number.
        found: u32,
        /// The greatest that this version knows.
        known: u32,
    },
    /// Damaged.
    #[error("{} is damaged: {detail}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// No room left.
    #[error("no space left for {}", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
    /// SQLite refused, for a reason of its own.
    #[error("{}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
    /// Somebody else holds the session.
    #[error(transparent)]
    Locked(#[from] LockError),
    /// A live session at an address that is not Telegram's, or the other way round.
    #[error("{address} does not fit: live is {live}")]
    WrongWorld {
        /// Where the data centre is said to be.
        address: SocketAddr,
        /// Whether the session was to be live.
        live: bool,
    },
    /// Telegram no longer knows the session's key. The file keeps it.
    #[error("the data centre does not know the session's key any more")]
    KeyForgotten,
    /// Another account is logged in than the session was made for.
    #[error("the session belongs to {known}, but {found} is logged in")]
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
            Some(folder) => Self::NoFolder { folder },
            None => Self::Missing {
                path: path.to_owned(),
            },
        }
    }

    /// Sorts SQLite's error by what a person can do about it.
    pub(in crate::telegram) fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            _ if sqlite::is_disk_full(&source) => Self::DiskFull { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt {
                path,
                detail: source.to_string(),
            },
            _ => match source {
                rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::QueryReturnedNoRows => Self::Corrupt {
                    path,
                    detail: source.to_string(),
                },
                source => Self::Database { path, source },
            },
        }
    }

    /// The same for an error of the operating system.
    pub(in crate::telegram) fn io(path: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::NotFound {
            return Self::missing(path);
        }
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::Io { path, source },
        }
    }
}

impl UserError for SessionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "session.missing",
            Self::NoFolder { .. } => "session.no_folder",
            Self::Exists { .. } => "session.exists",
            Self::NotASession { .. } => "session.not_a_session",
            Self::Newer { .. } => "session.newer",
            Self::Corrupt { .. } => "session.corrupt",
            Self::DiskFull { .. } => "session.disk_full",
            Self::Io { .. } => "session.io",
            Self::Database { .. } => "session.database",
            Self::Locked(error) => error.code(),
            Self::WrongWorld { .. } => "session.wrong_world",
            Self::KeyForgotten => "session.key_forgotten",
            Self::OtherAccount { .. } => "session.other_account",
        }
    }

    fn what(&self, language: Language) -> String {
        match language {
            Language::English => self.what_in_english(),
            Language::Russian => self.what_in_russian(),
        }
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Missing { .. } => (
                "Log in: `tribute-agent login`. Who has a login already brings it: `tribute-agent session import`.",
                "Войдите: `tribute-agent login`. Если вход уже есть, перенесите его: `tribute-agent session import`.",
            ),
            Self::NoFolder { .. } => (
                "Is the disk connected? If so, check the path or make the folder. Nothing was made in its place.",
                "Подключён ли диск? Если да, проверьте путь или создайте папку. Вместо неё ничего не создано.",
            ),
            Self::Exists { .. } => (
                "Nothing was changed. Give another file, or move this one away first.",
                "Ничего не изменено. Укажите другой файл или сначала уберите этот.",
            ),
            Self::NotASession { sqlite: true, .. } => (
                "If it is Telethon's, move it away and bring it with `tribute-agent session import FILE`.",
                "Если это файл Telethon, уберите его отсюда и перенесите: `tribute-agent session import ФАЙЛ`.",
            ),
            Self::NotASession { sqlite: false, .. } => (
                "Check `telegram.session` in the configuration.",
                "Проверьте `telegram.session` в настройках.",
            ),
            Self::Newer { .. } => (
                "Run the newer version of the program; this one leaves the file alone.",
                "Запустите более новую версию программы; эта файл не трогает.",
            ),
            Self::Corrupt { .. } => (
                "Move the file away and log in again; the orders are in the journal, not here.",
                "Уберите файл и войдите заново: заказы лежат в журнале, а не здесь.",
            ),
            Self::DiskFull { .. } => (
                "Make room on the disk and start again.",
                "Освободите место на диске и запустите снова.",
            ),
            Self::Io { .. } | Self::Database { .. } => (
                "See that the file and its folder can be read and written by you.",
                "Проверьте, что файл и его папка доступны вам для чтения и записи.",
            ),
            Self::Locked(error) => return error.remedy(language),
            Self::WrongWorld { live: true, .. } => (
                "This is a sandbox's session: it can't be used with Telegram.",
                "Это сессия песочницы: с Telegram её использовать нельзя.",
            ),
            Self::WrongWorld { live: false, .. } => (
                "A sandbox lives on this machine's loopback addresses only.",
                "Песочница бывает только на локальном адресе этой машины.",
            ),
            Self::KeyForgotten => (
                "The session was ended in Telegram. Log in again: `tribute-agent login`; the orders are kept.",
                "Сессия завершена в Telegram. Войдите заново: `tribute-agent login`. Заказы сохранены.",
            ),
            Self::OtherAccount { .. } => (
                "Each account has a session file of its own: name another one in the configuration, like [telegram] session = \"sessions/second.session\", and log in again.",
                "У каждого аккаунта свой файл сессии: впишите в настройки другое имя, например [telegram] session = \"sessions/second.session\", и войдите ещё раз.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Exists { .. } | Self::WrongWorld { .. } => Exit::Usage,
            Self::Io { .. } | Self::Database { .. } | Self::DiskFull { .. } => Exit::Failed,
            _ => Exit::ActionRequired,
        }
    }
}

impl SessionError {
    fn what_in_english(&self) -> String {
        match self {
            Self::Missing { path } => {
                format!("There is no session: {} does not exist.", path.display())
            }
            Self::NoFolder { folder } => format!("There is no folder {}.", folder.display()),
            Self::Exists { path } => format!("{} exists already.", path.display()),
            Self::NotASession { path, .. } => {
                format!("{} is no session of this program.", path.display())
            }
            Self::Newer { path, found, known } => format!(
                "{} was written by a newer version (schema {found}; this one knows up to {known}).",
                path.display()
            ),
            Self::Corrupt { path, detail } => {
                format!("The session {} is damaged: {detail}", path.display())
            }
            Self::DiskFull { path } => {
                format!("The disk is full: {} can't be written.", path.display())
            }
            Self::Io { path, source } => {
                format!("The session {} can't be used: {source}", path.display())
            }
            Self::Database { path, source } => {
                format!("The session {} can't be used: {source}", path.display())
            }
            Self::Locked(error) => error.what(Language::English),
            Self::WrongWorld {
                address,
                live: true,
            } => {
                format!("{address} is on this machine; that is not Telegram.")
            }
            Self::WrongWorld { address, .. } => {
                format!("{address} is not on this machine; that is no sandbox.")
            }
            Self::KeyForgotten => "Telegram does not know this session any more.".to_owned(),
            Self::OtherAccount { known, found } => format!(
                "The session was made for account {known}, but account {found} is logged in with it."
            ),
        }
    }

    fn what_in_russian(&self) -> String {
        match self {
            Self::Missing { path } => format!("Сессии нет: файл {} не существует.", path.display()),
            Self::NoFolder { folder } => format!("Папки {} нет.", folder.display()),
            Self::Exists { path } => format!("Файл {} уже существует.", path.display()),
            Self::NotASession { path, .. } => {
                format!("{} — не сессия этой программы.", path.display())
            }
            Self::Newer { path, found, known } => format!(
                "{} записан более новой версией (схема {found}; эта версия знает до {known}).",
                path.display()
            ),
            Self::Corrupt { path, detail } => {
                format!("Сессия {} повреждена: {detail}", path.display())
            }
            Self::DiskFull { path } => {
                format!("На диске нет места: {} не записать.", path.display())
            }
            Self::Io { path, source } => {
                format!(
                    "Сессия {} недоступна: {}",
                    path.display(),
                    in_russian(source)
                )
            }
            Self::Database { path, source } => {
                let why = sqlite::WORDS.say(&source.to_string(), Language::Russian);
                format!("Сессия {} недоступна: {why}", path.display())
            }
            Self::Locked(error) => error.what(Language::Russian),
            Self::WrongWorld {
                address,
                live: true,
            } => {
                format!("{address} — это эта машина, а не Telegram.")
            }
            Self::WrongWorld { address, .. } => {
                format!("{address} — не эта машина, значит, не песочница.")
            }
            Self::KeyForgotten => "Telegram больше не знает эту сессию.".to_owned(),
            Self::OtherAccount { known, found } => {
                format!("Сессия сделана для аккаунта {known}, а вошёл в неё аккаунт {found}.")
            }
        }
    }
}
