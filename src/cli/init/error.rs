//! How the conversation can end without a configuration. Nothing has been written then.

use std::io;
use std::path::PathBuf;

use super::super::terminal::Gone;
use crate::config::{ConfigError, LOCAL_FILE, SAMPLE_FILE};
use crate::language::Language;
use crate::phrasebook::system;
use crate::report::{Exit, Explain};

/// Why there is no new configuration.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is nobody to ask.
    #[error("no terminal to ask at")]
    NoTerminal,
    /// A configuration lies there already.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// Ctrl-C, or they said so.
    #[error("stopped")]
    Stopped,
    /// The input ended.
    #[error("the input ended")]
    Left,
    /// Nobody answered.
    #[error("nobody answered")]
    Silent,
    /// One question was answered wrongly too often.
    #[error("too many tries")]
    TooManyTries,
    /// What was made of the answers can't be read back: something in the environment, most likely.
    #[error(transparent)]
    Unreadable(#[from] ConfigError),
    /// The file can't be written.
    #[error("can't write {}: {error}", path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl From<Gone> for InitError {
    fn from(gone: Gone) -> Self {
        match gone {
            Gone::Left => Self::Left,
            Gone::Silent => Self::Silent,
        }
    }
}

impl Explain for InitError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoTerminal => "init.no_terminal",
            Self::Exists(_) => "init.exists",
            Self::Stopped => "init.stopped",
            Self::Left => "init.left",
            Self::Silent => "init.silent",
            Self::TooManyTries => "init.too_many_tries",
            Self::Unreadable(error) => error.code(),
            Self::Unwritable { .. } => "init.unwritable",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::NoTerminal => (
                "`init` asks questions, and there is no terminal to ask at.",
                "`init` задаёт вопросы, а терминала, где на них ответить, нет.",
            ),
            Self::Exists(path) => {
                let path = path.display();
                return language.pick(
                    format!("{path} is there already; it is left as it is."),
                    format!("{path} уже есть, он останется как был."),
                );
            }
            Self::Stopped => (
                "Stopped. Nothing has been written.",
                "Остановлено. Ничего не записано.",
            ),
            Self::Left => (
                "The input has ended. Nothing has been written.",
                "Ввод закончился. Ничего не записано.",
            ),
            Self::Silent => (
                "No answer for a long time. Nothing has been written.",
                "Ответа давно нет. Ничего не записано.",
            ),
            Self::TooManyTries => (
                "This question could not be settled. Nothing has been written.",
                "С этим вопросом так и не вышло. Ничего не записано.",
            ),
            Self::Unreadable(error) => return error.what(language),
            Self::Unwritable { path, error } => {
                let (path, error) = (path.display(), system::describe(error, language));
                return language.pick(
                    format!("{path} can't be written: {error}."),
                    format!("{path} не записать: {error}."),
                );
            }
        };
        language.pick(english, russian).to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::NoTerminal => {
                return language.pick(
                    format!("Run it in a terminal; or copy the sample and edit it: cp {SAMPLE_FILE} {LOCAL_FILE} && chmod 600 {LOCAL_FILE}"),
                    format!("Запустите его в терминале — или скопируйте образец и впишите своё: cp {SAMPLE_FILE} {LOCAL_FILE} && chmod 600 {LOCAL_FILE}"),
                );
            }
            Self::Exists(path) => {
                let path = path.display();
                return language.pick(
                    format!("Change it in a text editor, every line is explained there. To begin anew, put it aside first: mv {path} {path}.old; or write elsewhere: tribute-agent init --config FILE"),
                    format!("Поправьте его в текстовом редакторе: там объяснена каждая строка. Чтобы начать заново, сначала отложите его: mv {path} {path}.old — или запишите в другой файл: tribute-agent init --config ФАЙЛ"),
                );
            }
            Self::Stopped | Self::Left | Self::Silent => (
                "Begin again whenever you like: tribute-agent init",
                "Начать заново можно когда угодно: tribute-agent init",
            ),
            Self::TooManyTries => (
                "Find out what is asked for, and begin again: tribute-agent init. Most questions can be left for later with Enter.",
                "Узнайте, что нужно, и начните заново: tribute-agent init. Почти любой вопрос можно отложить клавишей Enter.",
            ),
            Self::Unreadable(error) => return error.remedy(language),
            Self::Unwritable { .. } => (
                "Look whether the disk is full and whether you may write into this folder.",
                "Посмотрите, не полон ли диск и можно ли писать в эту папку.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoTerminal | Self::Exists(_) => Exit::Usage,
            Self::Unreadable(error) => error.exit(),
            _ => Exit::Failed,
        }
    }
}
