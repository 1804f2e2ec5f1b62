//! What can be wrong with a journal.

use std::path::PathBuf;

use crate::language::Language;
use crate::report::{Exit, Explain};
use crate::sqlite;

/// Why the journal can't be used. Whatever it is, the file is left as it was.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// There is no such file.
    #[error("no journal at {path}")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It is no SQLite file, or a damaged one, or of another program.
    #[error("{path} is no journal or is damaged: {detail}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Another account, another bot, or a rehearsal's.
    #[error("the journal belongs to {theirs}, not to {ours}")]
    NotOurs {
        /// Whose it is.
        theirs: String,
        /// Who asked.
        ours: String,
    },
    /// A newer version of this program made it.
    #[error("{path} has version {found}, this program knows {known}")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// No space left.
    #[error("no space left for the journal")]
    DiskFull,
    /// A row can't be read back: a mistake of this program, or a damaged file.
    #[error("a row of the journal can't be read: {0}")]
    Unreadable(String),
    /// The file can't be made or opened.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Anything else that SQLite says.
    #[error("SQLite: {0}")]
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

impl Explain for JournalError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "journal.missing",
            Self::Damaged { .. } => "journal.damaged",
            Self::NotOurs { .. } => "journal.not_ours",
            Self::Newer { .. } => "journal.newer",
            Self::DiskFull => "journal.disk_full",
            Self::Unreadable(_) => "journal.unreadable",
            Self::File { .. } => "journal.file",
            Self::Sqlite(_) => "journal.sqlite",
        }
    }

    fn what(&self, language: Language) -> String {
        match (self, language) {
            (_, Language::English) => capitalised(&self.to_string()),
            (Self::Missing { path }, Language::Russian) => {
                format!("Журнала {} нет.", path.display())
            }
            (Self::Damaged { path, detail }, Language::Russian) => {
                format!("{} — не журнал или повреждён: {detail}.", path.display())
            }
            (Self::NotOurs { theirs, ours }, Language::Russian) => {
                format!("Журнал принадлежит {theirs}, а не {ours}.")
            }
            (Self::Newer { path, found, known }, Language::Russian) => format!(
                "{} записан более новой программой: версия {found}, эта знает {known}.",
                path.display()
            ),
            (Self::DiskFull, Language::Russian) => "На диске нет места для журнала.".to_owned(),
            (Self::Unreadable(detail), Language::Russian) => {
                format!("Строка журнала не читается: {detail}.")
            }
            (Self::File { path, source }, Language::Russian) => {
                format!("{}: {source}.", path.display())
            }
            (Self::Sqlite(error), Language::Russian) => format!("SQLite: {error}."),
        }
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Missing { .. } => (
                "Start `tribute-agent run` once: it makes the journal.",
                "Запустите один раз `tribute-agent run`: он создаст журнал.",
            ),
            Self::Damaged { .. } | Self::Unreadable(_) => (
                "Put the file aside and restore it from a backup. Do not start with an empty one: orders could be fulfilled twice.",
                "Отложите файл и восстановите его из копии. Не начинайте с пустого: заказы могут быть выданы дважды.",
            ),
            Self::NotOurs { .. } => (
                "Each account keeps its own journal: log in with the account it belongs to, or name another session file in config.toml.",
                "У каждого аккаунта свой журнал: войдите под тем, чей он, или укажите в config.toml другой файл сессии.",
            ),
            Self::Newer { .. } => (
                "Install the newer version of tribute-agent again.",
                "Поставьте снова более новую версию tribute-agent.",
            ),
            Self::DiskFull => (
                "Free some space and start again: nothing is lost, what was not recorded was not done.",
                "Освободите место и запустите снова: ничего не потеряно, что не записано — не сделано.",
            ),
            Self::File { .. } | Self::Sqlite(_) => (
                "Check that the folder exists, is writable by this user, and lies on a healthy disk.",
                "Проверьте, что папка есть, что в неё можно писать и что диск исправен.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NotOurs { .. } | Self::Newer { .. } => Exit::SomeoneMustAct,
            _ => Exit::Failed,
        }
    }
}

fn capitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}
