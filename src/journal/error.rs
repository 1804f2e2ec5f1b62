//! What can be wrong with a journal.

use std::path::PathBuf;

use super::ProgressStoreError;
use crate::language::Language;
use crate::phrasebook::system::in_russian;
use crate::report::{Exit, UserError};
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
    /// It is gone, although the session remembers one.
    #[error("{} is gone; the session remembers orders up to №{remembered}", path.display())]
    Lost {
        /// Where it was.
        path: PathBuf,
        /// The highest number that the session remembers.
        remembered: u32,
    },
    /// It is not the one that the session remembers.
    #[error("{} is not the journal that the session remembers", path.display())]
    Another {
        /// The file.
        path: PathBuf,
        /// The highest number that the session remembers.
        remembered: u32,
    },
    /// It is older than what the session remembers of it.
    #[error("{} ends at №{found}, the session remembers №{remembered} and more", path.display())]
    Behind {
        /// The file.
        path: PathBuf,
        /// The highest number in it.
        found: u32,
        /// The highest number that the session remembers.
        remembered: u32,
    },
    /// What should be made is there already.
    #[error("{path} exists already")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A folder stands where a file should be made.
    #[error("{path} is a folder")]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is not there: a disk that is not connected, perhaps. None is made in its place.
    #[error("there is no folder {folder}")]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The session can't remember the journal, so nothing may be done.
    #[error("the session can't remember the journal: {0}")]
    Progress(ProgressStoreError),
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

    fn what(&self, language: Language) -> String {
        match language {
            Language::English => self.what_in_english(),
            Language::Russian => self.what_in_russian(),
        }
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Missing { .. } => (
                "Start `tribute-agent run` once: it makes the journal.",
                "Запустите один раз `tribute-agent run`: он создаст журнал.",
            ),
            Self::Damaged { .. } | Self::Unreadable(_) => (
                "Put the file aside and restore the newest copy. If there is none: `tribute-agent orders adopt` hands the orders since to people, so that nothing is given twice.",
                "Отложите файл и восстановите самую свежую копию. Если её нет: `tribute-agent orders adopt` передаст заказы людям, чтобы ничего не выдать дважды.",
            ),
            Self::NotOurs { .. } => (
                "Each account keeps its own journal: log in with the account it belongs to, or name another session file in the configuration.",
                "У каждого аккаунта свой журнал: войдите под тем, чей он, или укажите в настройках другой файл сессии.",
            ),
            Self::Newer { .. } => (
                "Install the newer version of tribute-agent again.",
                "Поставьте снова более новую версию tribute-agent.",
            ),
            Self::Lost { .. } | Self::Another { .. } | Self::Behind { .. } => (
                "Nothing was done. If you have a newer copy of the journal, put it back. If not: `tribute-agent orders adopt` shows the orders that came since and hands them to people; it gives nothing by itself.",
                "Ничего не сделано. Есть более свежая копия журнала — верните её. Если нет: `tribute-agent orders adopt` покажет заказы, пришедшие с тех пор, и передаст их людям; сам ничего не выдаст.",
            ),
            Self::Exists { .. } => (
                "Nothing was overwritten. Give another name, or move that file away first.",
                "Ничего не перезаписано. Укажите другое имя или сначала уберите этот файл.",
            ),
            Self::IsFolder { .. } => ("Name a file in it.", "Укажите файл в этой папке."),
            Self::NoFolder { .. } => (
                "Is the disk connected? If so, check the name or make the folder. Nothing was written.",
                "Подключён ли диск? Если да, проверьте имя или создайте папку. Ничего не записано.",
            ),
            Self::Progress(_) => (
                "Make room on the disk, see that the session file can be written, and start again: nothing is lost, what was not recorded was not done.",
                "Освободите место, проверьте, что файл сессии доступен для записи, и запустите снова: ничего не потеряно, что не записано — не сделано.",
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

impl JournalError {
    fn what_in_english(&self) -> String {
        match self {
            Self::Lost { path, remembered } => format!(
                "The journal {} is gone, and this session has worked with one before: it remembers orders up to №{remembered}. Without it the agent does not know what was given and answered.",
                path.display()
            ),
            Self::Another { path, remembered } => format!(
                "{} is another journal than the one that this session has worked with (it remembers orders up to №{remembered}). With it the agent does not know what was given and answered.",
                path.display()
            ),
            Self::Behind {
                path,
                found,
                remembered,
            } => format!(
                "The journal {} is older than this session remembers, as if restored from a copy: it ends at №{found}, the session remembers №{remembered}{}. What was given and answered since is not in it.",
                path.display(),
                if found == remembered {
                    " and more of what happened to it"
                } else {
                    ""
                }
            ),
            _ => capitalised(&self.to_string()),
        }
    }

    fn what_in_russian(&self) -> String {
        match self {
            Self::Missing { path } => format!("Журнала {} нет.", path.display()),
            Self::Damaged { path, detail } => {
                format!("{} — не журнал или повреждён: {detail}.", path.display())
            }
            Self::NotOurs { theirs, ours } => {
                format!("Журнал принадлежит {theirs}, а не {ours}.")
            }
            Self::Newer { path, found, known } => format!(
                "{} записан более новой программой: версия {found}, эта знает {known}.",
                path.display()
            ),
            Self::Lost { path, remembered } => format!(
                "Журнал {} пропал, а эта сессия уже работала с журналом: помнит заказы до №{remembered}. Без него агент не знает, что выдано и на что отвечено.",
                path.display()
            ),
            Self::Another { path, remembered } => format!(
                "{} — не тот журнал, с которым работала эта сессия (она помнит заказы до №{remembered}). С ним агент не знает, что выдано и на что отвечено.",
                path.display()
            ),
            Self::Behind {
                path,
                found,
                remembered,
            } => format!(
                "Журнал {} старее, чем помнит сессия, — похоже, восстановлен из копии: в нём заказы до №{found}, сессия помнит №{remembered}{}. Что с тех пор выдано и на что отвечено, в нём не записано.",
                path.display(),
                if found == remembered {
                    " и то, что с ним было дальше"
                } else {
                    ""
                }
            ),
            Self::Exists { path } => format!("Файл {} уже существует.", path.display()),
            Self::IsFolder { path } => format!("{} — папка, а нужен файл.", path.display()),
            Self::NoFolder { folder } => format!("Папки {} нет.", folder.display()),
            Self::Progress(why) => {
                let why = sqlite::WORDS.say(&why.to_string(), Language::Russian);
                format!("Сессия не может запомнить журнал: {why}.")
            }
            Self::DiskFull => "На диске нет места для журнала.".to_owned(),
            Self::Unreadable(detail) => format!("Строка журнала не читается: {detail}."),
            Self::File { path, source } => format!("{}: {}.", path.display(), in_russian(source)),
            Self::Sqlite(error) => {
                let why = sqlite::WORDS.say(&error.to_string(), Language::Russian);
                format!("SQLite: {why}.")
            }
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
