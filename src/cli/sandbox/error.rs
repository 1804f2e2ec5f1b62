//! The errors of `rehearse` and `sandbox`.

use std::io;
use std::path::PathBuf;

use telegram_sandbox::orders::file::{LineError, ORDERS_MAX};

use crate::config::ConfigError;
use crate::i18n::{Arguments, arguments, with_language};
use crate::journal::JournalError;
use crate::language::Language;
use crate::report::{self, CodedError, Exit, UserError};
use crate::shop::{SecretError, SettingsError};
use crate::telegram::ConnectError;
use crate::telegram::session::SessionError;

/// A command that runs on a sandbox. Both have codes of their own for the same errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SandboxCommand {
    /// `rehearse`
    Rehearse,
    /// `sandbox`
    Sandbox,
}

/// An error of a file of orders.
#[derive(Debug)]
pub enum OrdersError {
    /// It can't be read.
    Unreadable(io::Error),
    /// A line of it is no order.
    Line(LineError),
    /// It has no order in it.
    Empty,
}

/// An error of `rehearse` or `sandbox`.
#[derive(Debug, thiserror::Error)]
#[error("{}", report::english(self))]
pub enum SandboxError {
    /// The file of orders can't be used.
    Orders(SandboxCommand, PathBuf, OrdersError),
    /// More orders than can be settled in a sensible time.
    ManyOrders(SandboxCommand, usize),
    /// There is no listening on 127.0.0.1.
    Listen(SandboxCommand, io::Error),
    /// A fixture can't be played.
    Fixture {
        /// The file.
        name: String,
        /// The problem.
        problem: String,
    },
    /// `--shop` is the address where real orders are activated.
    LiveShop,
    /// The configuration has no account number to make orders with.
    NoExamples,
    /// The temporary folder can't be made or written.
    Folder(io::Error),
    /// Ctrl-C was pressed.
    Interrupted,
    /// A part of this program broke.
    Broken(String),
    /// A file that `--write-config` did not write itself.
    ConfigNotOurs(PathBuf),
    /// The configuration can't be written.
    ConfigUnwritable(PathBuf, io::Error),
    /// Standard output can't be written.
    Output(io::Error),
    /// An error of the owner's configuration or shop.
    Owner(Box<dyn UserError>),
    /// The session for the configuration can't be made.
    Session(CodedError),
    /// The rehearsal's own Telegram did not answer.
    Connect(#[from] ConnectError),
    /// An error of the rehearsal's own session or journal, on which nobody has to act.
    Own(Box<dyn UserError>),
}

macro_rules! boxed {
    ($($error:ty => $variant:ident),*) => {
        $(impl From<$error> for SandboxError {
            fn from(error: $error) -> Self {
                Self::$variant(Box::new(error))
            }
        })*
    };
}

boxed!(
    ConfigError => Owner, SettingsError => Owner, SecretError => Owner,
    CodedError => Own, SessionError => Own, JournalError => Own
);

impl UserError for SandboxError {
    fn code(&self) -> &'static str {
        use OrdersError::{Empty, Line, Unreadable};
        use SandboxCommand::{Rehearse, Sandbox};
        match self {
            Self::Orders(Rehearse, _, Unreadable(_)) => "rehearse.orders_unreadable",
            Self::Orders(Rehearse, _, Line(_)) => "rehearse.bad_order",
            Self::Orders(Rehearse, _, Empty) => "rehearse.no_orders",
            Self::ManyOrders(Rehearse, _) => "rehearse.too_many_orders",
            Self::Listen(Rehearse, _) => "rehearse.cannot_listen",
            Self::Orders(Sandbox, _, Unreadable(_)) => "sandbox.orders_unreadable",
            Self::Orders(Sandbox, _, Line(_)) => "sandbox.bad_order",
            Self::Orders(Sandbox, _, Empty) => "sandbox.no_orders",
            Self::ManyOrders(Sandbox, _) => "sandbox.too_many_orders",
            Self::Listen(Sandbox, _) => "sandbox.cannot_listen",
            Self::Fixture { .. } => "rehearse.bad_fixture",
            Self::LiveShop => "rehearse.live_shop",
            Self::NoExamples => "rehearse.no_examples",
            Self::Folder(_) => "rehearse.no_folder",
            Self::Interrupted => "rehearse.interrupted",
            Self::Broken(_) => "rehearse.broken",
            Self::ConfigNotOurs(_) => "sandbox.config_not_ours",
            Self::ConfigUnwritable(..) => "sandbox.config_unwritable",
            Self::Output(_) => "sandbox.output",
            Self::Owner(error) | Self::Own(error) => error.code(),
            Self::Session(error) => error.code(),
            Self::Connect(error) => error.code(),
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Orders(_, path, error) => {
                let mut arguments = arguments!(path = path.display().to_string());
                match error {
                    OrdersError::Unreadable(error) => arguments.set("problem", error.to_string()),
                    OrdersError::Line(error) => {
                        arguments.set("line", error.line);
                        arguments.set("problem", error.problem.to_string());
                    }
                    OrdersError::Empty => {}
                }
                arguments
            }
            Self::ManyOrders(_, count) => arguments!(count = *count, count_max = ORDERS_MAX),
            Self::Fixture { name, problem } => arguments!(name = name, problem = problem),
            Self::ConfigNotOurs(path) => arguments!(path = path.display().to_string()),
            Self::ConfigUnwritable(path, error) => arguments!(
                path = path.display().to_string(),
                problem = error.to_string()
            ),
            Self::Listen(_, error) | Self::Folder(error) | Self::Output(error) => {
                arguments!(problem = error.to_string())
            }
            Self::Broken(problem) => arguments!(problem = problem),
            Self::LiveShop | Self::NoExamples | Self::Interrupted => Arguments::new(),
            Self::Owner(error) | Self::Own(error) => error.arguments(),
            Self::Session(error) => error.arguments(),
            Self::Connect(error) => error.arguments(),
        }
    }

    fn what(&self, language: Language) -> String {
        match self.inner() {
            Some(error) => error.what(language),
            None => with_language(language, || report::what(self.code(), &self.arguments())),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match self.inner() {
            Some(error) => error.remedy(language),
            None => with_language(language, || report::remedy(self.code(), &self.arguments())),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Orders(..)
            | Self::ManyOrders(..)
            | Self::LiveShop
            | Self::NoExamples
            | Self::ConfigNotOurs(_) => Exit::Usage,
            Self::Owner(error) => error.exit(),
            Self::Session(error) => error.exit(),
            _ => Exit::Failed,
        }
    }

    fn parts(&self) -> Vec<&dyn UserError> {
        self.inner().map(UserError::parts).unwrap_or_default()
    }
}

impl SandboxError {
    fn inner(&self) -> Option<&dyn UserError> {
        match self {
            Self::Owner(error) | Self::Own(error) => Some(error.as_ref()),
            Self::Session(error) => Some(error),
            Self::Connect(error) => Some(error),
            _ => None,
        }
    }
}
