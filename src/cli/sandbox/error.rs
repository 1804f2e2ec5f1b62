//! What can go wrong before a sandbox stands, and with telling about it.

use std::io;
use std::path::PathBuf;

use crate::language::Language;
use crate::phrasebook::system::in_russian;
use crate::report::{Exit, UserError};
use crate::telegram::import::ImportError;
use telegram_sandbox::orders::file::{LineError, ORDERS_MAX};

/// Why `sandbox` ended early.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The file of orders can't be read.
    #[error("{path}: {error}", path = path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line of it is no order.
    #[error("{path}, {error}", path = path.display())]
    Orders {
        /// Which file.
        path: PathBuf,
        /// Which line, and why.
        error: LineError,
    },
    /// It has no order in it.
    #[error("{path} has no order in it", path = path.display())]
    NoOrders {
        /// Which file.
        path: PathBuf,
    },
    /// More than a sandbox can settle in a sensible time.
    #[error("{count} orders are more than {ORDERS_MAX}")]
    ManyOrders {
        /// So many were asked for.
        count: usize,
    },
    /// There is no listening on 127.0.0.1.
    #[error("can't listen on 127.0.0.1: {0}")]
    Listen(io::Error),
    /// A file that `--write-config` did not write itself.
    #[error("{path} exists and was not written by `sandbox`", path = path.display())]
    NotOurs {
        /// Which file.
        path: PathBuf,
    },
    /// The configuration can't be written.
    #[error("{path}: {error}", path = path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The session for the configuration can't be made.
    #[error(transparent)]
    Session(#[from] ImportError),
    /// Standard output can't be written.
    #[error("standard output: {0}")]
    Output(io::Error),
}

impl UserError for SandboxError {
    fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "sandbox.orders_unreadable",
            Self::Orders { .. } => "sandbox.bad_order",
            Self::NoOrders { .. } => "sandbox.no_orders",
            Self::ManyOrders { .. } => "sandbox.too_many_orders",
            Self::Listen(_) => "sandbox.cannot_listen",
            Self::NotOurs { .. } => "sandbox.config_not_ours",
            Self::Write { .. } => "sandbox.config_unwritable",
            Self::Session(error) => error.code(),
            Self::Output(_) => "sandbox.output",
        }
    }

    fn what(&self, language: Language) -> String {
        match self {
            Self::Read { path, error } => language.pick(
                format!(
                    "The file of orders {} can't be read: {error}.",
                    path.display()
                ),
                format!(
                    "Файл заказов {} не читается: {}.",
                    path.display(),
                    in_russian(error)
                ),
            ),
            Self::Orders { path, error } => {
                let LineError { line, problem } = error;
                let path = path.display();
                language.pick(
                    format!("{path}, line {line}: {problem}."),
                    format!("{path}, строка {line}: {problem}."),
                )
            }
            Self::NoOrders { path } => language.pick(
                format!("There is no order in {}.", path.display()),
                format!("В файле {} нет ни одного заказа.", path.display()),
            ),
            Self::ManyOrders { count } => language.pick(
                format!("{count} orders are too many."),
                format!("{count} заказов — слишком много."),
            ),
            Self::Listen(error) => language.pick(
                format!("The sandbox can't listen on 127.0.0.1: {error}."),
                format!(
                    "Песочница не может открыть порт на 127.0.0.1: {}.",
                    in_russian(error)
                ),
            ),
            Self::NotOurs { path } => language.pick(
                format!(
                    "{} was not written by `sandbox --write-config`.",
                    path.display()
                ),
                format!(
                    "{} записан не командой `sandbox --write-config`.",
                    path.display()
                ),
            ),
            Self::Write { path, error } => language.pick(
                format!(
                    "The configuration {} can't be written: {error}.",
                    path.display()
                ),
                format!(
                    "Настройки {} не записываются: {}.",
                    path.display(),
                    in_russian(error)
                ),
            ),
            Self::Session(error) => error.what(language),
            Self::Output(error) => language.pick(
                format!("Standard output can't be written: {error}."),
                format!(
                    "Не удаётся писать в стандартный вывод: {}.",
                    in_russian(error)
                ),
            ),
        }
    }

    fn remedy(&self, language: Language) -> String {
        let pick = |english: &str, russian: &str| language.pick(english, russian).to_owned();
        match self {
            Self::Read { .. } | Self::NoOrders { .. } => pick(
                "Name a file of JSON Lines with orders in it, or a number of orders.",
                "Укажите файл JSON Lines с заказами или количество заказов.",
            ),
            Self::Orders { .. } => pick(
                "Mend that line: one JSON object with `text` and `entities`, and optionally \
                 `expect`, `shop`, `bot`, `owner`, `forwarded`.",
                "Исправьте эту строку: объект JSON с `text` и `entities` и, по желанию, `expect`, \
                 `shop`, `bot`, `owner`, `forwarded`.",
            ),
            Self::ManyOrders { .. } => language.pick(
                format!("Ask for at most {ORDERS_MAX}."),
                format!("Закажите не больше {ORDERS_MAX}."),
            ),
            Self::Listen(_) => pick(
                "See what keeps programs from using loopback here: a firewall, a sandbox, a limit.",
                "Проверьте, что мешает программам открывать порты: файрвол, изоляция, лимиты.",
            ),
            Self::NotOurs { .. } => pick(
                "Name another file: one that people write is never overwritten.",
                "Укажите другой файл: написанное человеком не перезаписывается.",
            ),
            Self::Write { .. } => pick(
                "Name a file in a folder that can be written.",
                "Укажите файл в папке, доступной для записи.",
            ),
            Self::Session(error) => error.remedy(language),
            Self::Output(_) => String::new(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Read { .. }
            | Self::Orders { .. }
            | Self::NoOrders { .. }
            | Self::ManyOrders { .. }
            | Self::NotOurs { .. } => Exit::Usage,
            Self::Session(error) => error.exit(),
            Self::Listen(_) | Self::Write { .. } | Self::Output(_) => Exit::Failed,
        }
    }
}
