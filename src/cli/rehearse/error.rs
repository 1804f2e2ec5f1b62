//! Why a rehearsal can't begin, or breaks off.

use std::io;
use std::path::PathBuf;

use crate::config::ConfigError;
use crate::journal::JournalError;
use crate::language::Language;
use crate::phrasebook::system::in_russian;
use crate::report::{Exit, UserError};
use crate::shop::{SecretError, SettingsError};
use crate::telegram::ConnectError;
use crate::telegram::import::ImportError;
use crate::telegram::session::SessionError;
use telegram_sandbox::orders::file::{LineError, ORDERS_MAX};

/// Why a rehearsal can't begin, or breaks off.
#[derive(Debug, thiserror::Error)]
pub enum RehearseError {
    /// A fixture can't be read.
    #[error("{name}: {problem}")]
    Fixture {
        /// The file.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
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
    /// The file has no orders in it.
    #[error("{path} has no orders in it", path = path.display())]
    NoOrders {
        /// Which file.
        path: PathBuf,
    },
    /// More than can be played in a sensible time.
    #[error("{0} orders are more than {ORDERS_MAX}")]
    ManyOrders(usize),
    /// `--shop` is the address where real orders are activated.
    #[error("--shop is the live shop")]
    LiveShop,
    /// No account number to make orders with.
    #[error("no [account_id] examples")]
    NoExamples,
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The shop's address or secret can't be used.
    #[error(transparent)]
    Shop(#[from] SettingsError),
    /// The shop's secret can't be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// There is no listening on 127.0.0.1.
    #[error("can't listen on 127.0.0.1: {0}")]
    Listen(io::Error),
    /// The temporary folder can't be made or written.
    #[error("the temporary folder: {0}")]
    Folder(io::Error),
    /// The rehearsal's own session.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The same.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The rehearsal's own Telegram did not answer.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The rehearsal's own journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Somebody pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// A part of this program broke.
    #[error("a rehearsal broke: {0}")]
    Broken(String),
}

impl UserError for RehearseError {
    fn code(&self) -> &'static str {
        match self {
            Self::Fixture { .. } => "rehearse.bad_fixture",
            Self::Read { .. } => "rehearse.orders_unreadable",
            Self::Orders { .. } => "rehearse.bad_order",
            Self::NoOrders { .. } => "rehearse.no_orders",
            Self::ManyOrders(_) => "rehearse.too_many_orders",
            Self::LiveShop => "rehearse.live_shop",
            Self::NoExamples => "rehearse.no_examples",
            Self::Listen(_) => "rehearse.cannot_listen",
            Self::Folder(_) => "rehearse.no_folder",
            Self::Interrupted => "rehearse.interrupted",
            Self::Broken(_) => "rehearse.broken",
            _ => self.inner().map_or("rehearse", UserError::code),
        }
    }

    fn what(&self, language: Language) -> String {
        match self.inner() {
            Some(inner) => inner.what(language),
            None => language.pick(self.what_english(), self.what_russian()),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match self.inner() {
            Some(inner) => inner.remedy(language),
            None => language.pick(self.remedy_english(), self.remedy_russian()),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Read { .. }
            | Self::Orders { .. }
            | Self::NoOrders { .. }
            | Self::ManyOrders(_)
            | Self::LiveShop
            | Self::NoExamples => Exit::Usage,
            // Whatever becomes of the rehearsal's own session, nobody has to act on it.
            Self::Import(_) | Self::Session(_) | Self::Connect(_) | Self::Journal(_) => {
                Exit::Failed
            }
            _ => self.inner().map_or(Exit::Failed, UserError::exit),
        }
    }
}

impl RehearseError {
    fn inner(&self) -> Option<&dyn UserError> {
        match self {
            Self::Config(error) => Some(error),
            Self::Shop(error) => Some(error),
            Self::Secret(error) => Some(error),
            Self::Import(error) => Some(error),
            Self::Session(error) => Some(error),
            Self::Connect(error) => Some(error),
            Self::Journal(error) => Some(error),
            _ => None,
        }
    }

    fn what_english(&self) -> String {
        match self {
            Self::Fixture { name, problem } => {
                format!("The fixture {name} can't be played: {problem}")
            }
            Self::Read { path, error } => {
                format!(
                    "The file of orders {} can't be read: {error}.",
                    path.display()
                )
            }
            Self::Orders { path, error } => {
                format!(
                    "{}, line {}: {}.",
                    path.display(),
                    error.line,
                    error.problem
                )
            }
            Self::NoOrders { path } => format!("There are no orders in {}.", path.display()),
            Self::ManyOrders(count) => format!("{count} orders are too many."),
            Self::LiveShop => {
                "`--shop` is the address of the live shop: a rehearsal never calls it.".to_owned()
            }
            Self::NoExamples => {
                "The configuration has no `examples` in [account_id] to make orders with."
                    .to_owned()
            }
            Self::Listen(error) => format!("The rehearsal can't listen on 127.0.0.1: {error}."),
            Self::Folder(error) => format!("The rehearsal's temporary folder: {error}."),
            Self::Interrupted => "The rehearsal was interrupted.".to_owned(),
            other => format!("{other}."),
        }
    }

    fn what_russian(&self) -> String {
        match self {
            Self::Fixture { name, problem } => format!("Пример {name} не сыграть: {problem}"),
            Self::Read { path, error } => {
                format!(
                    "Файл заказов {} не читается: {}.",
                    path.display(),
                    in_russian(error)
                )
            }
            Self::Orders { path, error } => {
                format!(
                    "{}, строка {}: {}.",
                    path.display(),
                    error.line,
                    error.problem
                )
            }
            Self::NoOrders { path } => format!("В {} нет заказов.", path.display()),
            Self::ManyOrders(count) => format!("{count} заказов — слишком много."),
            Self::LiveShop => {
                "`--shop` — адрес настоящего магазина: репетиция его не вызывает.".to_owned()
            }
            Self::NoExamples => {
                "В настройках, в [account_id], нет `examples`: не из чего составить заказы."
                    .to_owned()
            }
            Self::Listen(error) => {
                format!(
                    "Репетиция не может открыть порт на 127.0.0.1: {}.",
                    in_russian(error)
                )
            }
            Self::Folder(error) => format!("Временная папка репетиции: {}.", in_russian(error)),
            Self::Interrupted => "Репетиция прервана.".to_owned(),
            Self::Broken(why) => format!("Репетиция сломалась: {why}."),
            other => format!("{other}."),
        }
    }

    fn remedy_english(&self) -> String {
        let text = match self {
            Self::Fixture { .. } => "Mend the file in fixtures/orders and build again.",
            Self::Read { .. } => "Name a readable file of JSON Lines, or a number of orders.",
            Self::Orders { .. } => {
                "Mend that line: one JSON object with `text` and `entities`, and optionally \
                 `expect`, `shop`, `bot`, `owner`, `forwarded`."
            }
            Self::NoOrders { .. } => "Write one JSON object a line.",
            Self::ManyOrders(_) => return format!("Ask for at most {ORDERS_MAX}."),
            Self::LiveShop => "Name a test server, such as http://127.0.0.1:8000/tribute.",
            Self::NoExamples => "Add a line such as: examples = [\"12345\"]",
            Self::Listen(_) => {
                "See what keeps programs from using loopback here: a firewall, a sandbox, a limit."
            }
            Self::Folder(_) => {
                "See whether the folder for temporary files (TMPDIR) can be written."
            }
            Self::Interrupted => "Nothing is left behind; start again when you like.",
            _ => "Please report this, with the text above.",
        };
        text.to_owned()
    }

    fn remedy_russian(&self) -> String {
        let text = match self {
            Self::Fixture { .. } => "Исправьте файл в fixtures/orders и соберите заново.",
            Self::Read { .. } => "Укажите читаемый файл JSON Lines или количество заказов.",
            Self::Orders { .. } => {
                "Исправьте эту строку: объект JSON с `text` и `entities` и, по желанию, `expect`, \
                 `shop`, `bot`, `owner`, `forwarded`."
            }
            Self::NoOrders { .. } => "Напишите по объекту JSON в строке.",
            Self::ManyOrders(_) => return format!("Закажите не больше {ORDERS_MAX}."),
            Self::LiveShop => "Укажите тестовый сервер, например http://127.0.0.1:8000/tribute.",
            Self::NoExamples => "Добавьте строку, например: examples = [\"12345\"]",
            Self::Listen(_) => {
                "Проверьте, что мешает программам открывать порты: файрвол, изоляция, лимиты."
            }
            Self::Folder(_) => "Проверьте, можно ли писать в папку временных файлов (TMPDIR).",
            Self::Interrupted => "После неё ничего не осталось; запускайте снова, когда хотите.",
            _ => "Пожалуйста, сообщите об этом, приложив текст выше.",
        };
        text.to_owned()
    }
}
