//! `logout`: ends the session at Telegram, when nobody minds.
//!
//! Session and journal are one account's. Where there is no journal yet, nothing is lost when the
//! session forgets whose it was: any account may log in then. Else another account needs files of
//! its own, and is told how.

use std::sync::Arc;

use super::arguments::Logout;
use super::confirm::{self, Answer};
use super::interrupt::interrupted;
use super::orders::{list, open::left_open};
use super::witness::SessionWitness;
use super::{Context, Outcome, login};
use crate::journal::Witness as _;
use crate::language::Language;
use crate::report::{Exit, UserError};
use crate::telegram::login::{Leaving, LoggedOut, Stays};
use crate::telegram::session::SessionStore;

/// Carries it out. The session's lock is held meanwhile: `run` is not at work.
pub(in crate::cli) async fn run(arguments: &Logout, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let settings = login::settings(&config)?;
    let telegram = config.telegram()?;
    let store = Arc::new(SessionStore::open(&telegram.session)?);
    let leaving = tokio::select! {
        biased;
        () = interrupted() => return Err(NotLoggedOut::Refused.into()),
        prepared = Leaving::prepare(&settings, &store) => prepared?,
    };
    let language = context.log_language();
    let journal = telegram.journal();
    let orders = left_open(&journal, context).unwrap_or_default();
    if !orders.is_empty() {
        context.tell(&format!(
            "{}\n{}",
            list::table(&orders, language),
            abandoned(orders.len(), language)
        ));
    }
    // A session that is nobody's any more is only cleaned up.
    if let Some(account) = leaving.account().filter(|_| !arguments.yes) {
        confirm(&account.named(), context).await?;
    }
    let has_journal =
        journal.exists() || !matches!(SessionWitness(store.clone()).recall(), Ok(None));
    let stays = if has_journal {
        Stays::Owner
    } else {
        Stays::Nothing
    };
    let ended = tokio::select! {
        biased;
        () = interrupted() => return Err(NotLoggedOut::Interrupted.into()),
        ended = leaving.leave(stays) => ended?,
    };
    context.tell(over(ended, language));
    context.tell(&way_back(&store, stays, context));
    Ok(Exit::Done)
}

fn over(ended: LoggedOut, language: Language) -> &'static str {
    match ended {
        LoggedOut::Now => language.pick(
            "Logged out: Telegram has ended the session.",
            "Выход выполнен: Telegram завершил сессию.",
        ),
        LoggedOut::Before => language.pick(
            "Telegram had ended this session already; its key is deleted here too.",
            "Telegram уже завершил эту сессию раньше; ключ удалён и здесь.",
        ),
    }
}

/// How to log in again, as the same or as another.
fn way_back(store: &SessionStore, stays: Stays, context: &Context<'_>) -> String {
    let language = context.log_language();
    // A sandbox makes no keys: whoever logs in there brings one.
    let back = if store.is_live() {
        "login"
    } else {
        "session import"
    };
    let back = context.command(back);
    match stays {
        Stays::Nothing => language.pick(
            format!("To log in with this account or another one: {back}"),
            format!("Войти снова, этим аккаунтом или другим: {back}"),
        ),
        Stays::Owner => language.pick(
            format!(
                "The journal stays. To come back with the same account: {back}\n\
                 Another account needs files of its own, as session and journal are this one's: name another session in the \
                 configuration, like [telegram] session = \"sessions/second.session\", and log in then. Its journal will lie beside it."
            ),
            format!(
                "Журнал заказов остаётся. Войти снова тем же аккаунтом: {back}\n\
                 Для другого аккаунта нужны свои файлы, эти сессия и журнал — только для прежнего: впишите в настройки другое имя, \
                 например [telegram] session = \"sessions/second.session\", и войдите. Его журнал ляжет рядом."
            ),
        ),
    }
}

fn abandoned(count: usize, language: Language) -> String {
    language.pick(
        format!("Orders that are open: {count}. Nobody goes on with them until you log in again."),
        format!("Открытых заказов: {count}. Пока вы снова не войдёте, их никто не продолжит."),
    )
}

async fn confirm(account: &str, context: &mut Context<'_>) -> Result<(), NotLoggedOut> {
    let question = context.log_language().pick(
        format!("Log out of the Telegram account {account}?"),
        format!("Выйти из Telegram-аккаунта {account}?"),
    );
    match confirm::ask(&question, context).await {
        Answer::Yes => Ok(()),
        Answer::No => Err(NotLoggedOut::Refused),
        Answer::NobodyToAsk => Err(NotLoggedOut::NobodyToAsk),
    }
}

/// Why nothing was done, or nobody knows.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum NotLoggedOut {
    /// The answer was no.
    #[error("not confirmed")]
    Refused,
    /// There is nobody who could be asked.
    #[error("nobody to ask")]
    NobodyToAsk,
    /// It was interrupted while Telegram was asked.
    #[error("interrupted")]
    Interrupted,
}

impl UserError for NotLoggedOut {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused => "logout.refused",
            Self::NobodyToAsk => "logout.unconfirmed",
            Self::Interrupted => "logout.interrupted",
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
            Self::Interrupted => (
                "Interrupted before Telegram answered: the session may be ended already.",
                "Прервано до ответа Телеграма: сессия, возможно, уже завершена.",
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
            Self::Interrupted => (
                "Run `tribute-agent logout` again: it finds out, and ends what is left.",
                "Запустите `tribute-agent logout` ещё раз: он выяснит и доведёт дело до конца.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Refused | Self::Interrupted => Exit::Failed,
            Self::NobodyToAsk => Exit::Usage,
        }
    }
}
