//! What ends the agent.

use crate::journal::JournalError;
use crate::language::Language;
use crate::report::{Exit, Explain};
use crate::telegram::{CallError, Fatal};

/// Why the agent stopped although nobody asked it to.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// The journal can't be written or read: without it nothing may be done.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Telegram will answer no call until a person acts.
    #[error("telegram: {0:?}")]
    Telegram(Fatal),
}

/// What can go wrong while the chat is read: the call, which is tried again, or worse.
#[derive(Debug)]
pub(super) enum Trouble {
    Call(CallError),
    Agent(AgentError),
}

impl From<CallError> for Trouble {
    fn from(failure: CallError) -> Self {
        Self::Call(failure)
    }
}

impl From<AgentError> for Trouble {
    fn from(error: AgentError) -> Self {
        Self::Agent(error)
    }
}

impl From<JournalError> for Trouble {
    fn from(error: JournalError) -> Self {
        Self::Agent(error.into())
    }
}

impl Explain for AgentError {
    fn code(&self) -> &'static str {
        match self {
            Self::Journal(error) => error.code(),
            Self::Telegram(Fatal::NotLoggedIn) => "telegram.not_logged_in",
            Self::Telegram(Fatal::SessionRevoked) => "telegram.session_revoked",
            Self::Telegram(Fatal::SessionDuplicated) => "telegram.session_duplicated",
            Self::Telegram(Fatal::AccountGone) => "telegram.account_gone",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Journal(error) => return error.what(language),
            Self::Telegram(Fatal::NotLoggedIn) => (
                "Nobody is logged in to Telegram with this session.",
                "В этой сессии никто не вошёл в Telegram.",
            ),
            Self::Telegram(Fatal::SessionRevoked) => (
                "Telegram ended this session: it was closed in Settings → Devices, or expired.",
                "Telegram завершил эту сессию: её закрыли в «Настройки → Устройства», или она истекла.",
            ),
            Self::Telegram(Fatal::SessionDuplicated) => (
                "The same session was used in two places at once, so Telegram has ended it for good.",
                "Одну сессию использовали в двух местах сразу, и Telegram завершил её навсегда.",
            ),
            Self::Telegram(Fatal::AccountGone) => (
                "Telegram has banned, frozen or deleted the account.",
                "Telegram заблокировал, заморозил или удалил аккаунт.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Journal(error) => return error.remedy(language),
            Self::Telegram(Fatal::AccountGone) => (
                "Log in with the official app to see why. The journal is kept; open orders: `tribute-agent orders list`.",
                "Войдите в официальном приложении и узнайте причину. Журнал цел; открытые заказы: `tribute-agent orders list`.",
            ),
            Self::Telegram(_) => (
                "Stop any other program that uses this session, log in anew and start again. The journal is kept: nothing is lost, nothing will be done twice.",
                "Остановите другие программы с этой сессией, войдите заново и запустите снова. Журнал цел: ничего не потеряно и ничего не повторится.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Journal(error) => error.exit(),
            Self::Telegram(_) => Exit::SomeoneMustAct,
        }
    }
}
