//! `logout`: ends the session at Telegram, when nobody minds.

use std::sync::Arc;

use super::arguments::Logout;
use super::confirm::{self, Answer};
use super::interrupt::interrupted;
use super::orders::{list, open::left_open};
use super::{Context, Outcome, login};
use crate::language::Language;
use crate::report::{Exit, Explain};
use crate::telegram::login::{LoggedOut, log_out};
use crate::telegram::session::SessionStore;

/// Carries it out. The session's lock is held meanwhile: `run` is not at work.
pub(in crate::cli) async fn run(arguments: &Logout, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let settings = login::settings(&config)?;
    let telegram = config.telegram()?;
    let store = Arc::new(SessionStore::open(&telegram.session)?);
    let language = context.language;
    let orders = left_open(&telegram.journal(), context).unwrap_or_default();
    if !orders.is_empty() {
        context.tell(&format!(
            "{}\n{}",
            list::table(&orders, language),
            abandoned(orders.len(), language)
        ));
    }
    if !arguments.yes {
        confirm(context)?;
    }
    let ended = tokio::select! {
        biased;
        () = interrupted() => return Err(NotLoggedOut::Refused.into()),
        ended = log_out(&settings, &store) => ended?,
    };
    context.tell(match ended {
        LoggedOut::Now => language.pick(
            "Logged out: Telegram has ended the session. The journal stays. To come back: `tribute-agent login`.",
            "Выход выполнен: Telegram завершил сессию. Журнал остаётся. Войти снова: `tribute-agent login`.",
        ),
        LoggedOut::Before => language.pick(
            "Telegram had ended this session already; its key is deleted here too. The journal stays. To come back: `tribute-agent login`.",
            "Telegram уже завершил эту сессию раньше; ключ удалён и здесь. Журнал остаётся. Войти снова: `tribute-agent login`.",
        ),
    });
    Ok(Exit::Done)
}

fn abandoned(count: usize, language: Language) -> String {
    language.pick(
        format!("Orders that are open: {count}. Nobody goes on with them until you log in again."),
        format!("Открытых заказов: {count}. Пока вы снова не войдёте, их никто не продолжит."),
    )
}

fn confirm(context: &mut Context<'_>) -> Result<(), NotLoggedOut> {
    let question = context.language.pick(
        "Log out of the Telegram account?",
        "Выйти из аккаунта Telegram?",
    );
    match confirm::ask(question, context) {
        Answer::Yes => Ok(()),
        Answer::No => Err(NotLoggedOut::Refused),
        Answer::NobodyToAsk => Err(NotLoggedOut::NobodyToAsk),
    }
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum NotLoggedOut {
    /// The answer was no.
    #[error("not confirmed")]
    Refused,
    /// There is nobody who could be asked.
    #[error("nobody to ask")]
    NobodyToAsk,
}

impl Explain for NotLoggedOut {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused => "logout.refused",
            Self::NobodyToAsk => "logout.unconfirmed",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Refused => (
                "You are still logged in: nothing was done.",
                "Вы не вышли: ничего не сделано.",
            ),
            Self::NobodyToAsk => (
                "This needs a person's yes, and there is no terminal to ask at. Nothing was done.",
                "Нужно согласие человека, а спросить не в чем: это не терминал. Ничего не сделано.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Refused => ("", ""),
            Self::NobodyToAsk => (
                "If you mean it, add --yes.",
                "Если это всерьёз, добавьте --yes.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Refused => Exit::Failed,
            Self::NobodyToAsk => Exit::Usage,
        }
    }
}
