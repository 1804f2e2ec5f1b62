//! How the conversation can end without a configuration. Nothing has been written then.

use std::io;
use std::path::PathBuf;

use super::super::terminal::Gone;
use crate::config::{ConfigError, LOCAL_FILE, SAMPLE_COMMAND};
use crate::language::Language;
use crate::phrasebook::system;
use crate::report::{Exit, UserError};

/// Why there is no new configuration.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is nobody to ask.
    #[error("no terminal to ask at")]
    NoTerminal,
    /// A configuration lies there already, and lacks nothing.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// Somebody has changed it while its gaps were asked about.
    #[error("{} was changed meanwhile", .0.display())]
    Changed(PathBuf),
    /// Ctrl-C, or they said so.
    #[error("stopped")]
    Stopped,
    /// The input ended.
    #[error("the input ended")]
    Left,
    /// Nobody answered.
    #[error("nobody answered")]
    Silent,
    /// What lies there can't be read; or what was made of the answers: something in the environment,
    /// most likely.
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

impl UserError for InitError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoTerminal => "init.no_terminal",
            Self::Exists(_) => "init.exists",
            Self::Changed(_) => "init.changed",
            Self::Stopped => "init.stopped",
            Self::Left => "init.left",
            Self::Silent => "init.silent",
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
                    format!("{path} is there already, and nothing that `init` asks about is missing in it."),
                    format!("{path} уже есть, и всё, о чём спрашивает `init`, в нём указано."),
                );
            }
            Self::Changed(path) => {
                let path = path.display();
                return language.pick(
                    format!("{path} was changed by somebody while you were answering. Nothing has been added to it."),
                    format!("Пока вы отвечали, {path} кто-то изменил. Ничего не дописано."),
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
                    format!("Run it in a terminal; or take the sample and put in your own: {SAMPLE_COMMAND} > {LOCAL_FILE} && chmod 600 {LOCAL_FILE}"),
                    format!("Запустите его в терминале — или возьмите образец и впишите своё: {SAMPLE_COMMAND} > {LOCAL_FILE} && chmod 600 {LOCAL_FILE}"),
                );
            }
            Self::Exists(path) => {
                let path = path.display();
                return language.pick(
                    format!("Change it in a text editor, every line is explained there. To begin anew, put it aside first: mv {path} {path}.old; or write elsewhere: tribute-agent init --config FILE"),
                    format!("Поправьте его в текстовом редакторе: там объяснена каждая строка. Чтобы начать заново, сначала отложите его: mv {path} {path}.old — или запишите в другой файл: tribute-agent init --config ФАЙЛ"),
                );
            }
            Self::Stopped | Self::Left | Self::Silent | Self::Changed(_) => (
                "Begin again whenever you like: tribute-agent init",
                "Начать заново можно когда угодно: tribute-agent init",
            ),
            Self::Unreadable(error) => return error.remedy(language),
            Self::Unwritable { .. } => (
                "Look whether the disk is full and whether you may write into this folder.",
                "Посмотрите, не полон ли диск и можно ли писать в эту папку.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn parts(&self) -> Vec<&dyn UserError> {
        match self {
            Self::Unreadable(error) => error.parts(),
            _ => Vec::new(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoTerminal | Self::Exists(_) => Exit::Usage,
            Self::Unreadable(error) => error.exit(),
            _ => Exit::Failed,
        }
    }
}
