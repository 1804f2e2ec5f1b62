//! The session: whether it is there, whose it is, and whether `run` is at work with it.

use std::path::Path;
use std::time::Duration;

use super::at_work;
use super::finding::{Check, Finding, Verdict};
use crate::edge::{Clock as _, Machine};
use crate::language::Language;
use crate::telegram::lock::{LockError, SessionLock};
use crate::telegram::session::Look;

/// Looks into the file, whoever is at work with it. `login` is the command that logs in.
pub(super) fn session(path: &Path, login: &str, language: Language) -> (Finding, Option<Look>) {
    let look = match Look::at(path) {
        Ok(look) => look,
        Err(error) => {
            let finding = Finding::explained(Check::Session, Verdict::Failed, &error, language);
            return (finding, None);
        }
    };
    let world = if look.live {
        ""
    } else {
        language.pick(" (of a sandbox)", " (из песочницы)")
    };
    let file = path.display();
    let finding = match look.seller {
        _ if !look.has_key => nobody(&look, path, login, language),
        Some(seller) => Finding::ok(
            Check::Session,
            language.pick(
                format!("{file}: account {seller}{world}."),
                format!("{file}: аккаунт {seller}{world}."),
            ),
        ),
        None => Finding::ok(
            Check::Session,
            language.pick(
                format!("{file}: a login that was not used yet{world}."),
                format!("{file}: вход, которым ещё не пользовались{world}."),
            ),
        ),
    };
    (finding, Some(look))
}

/// Nobody is logged in: not yet, or not any more.
fn nobody(look: &Look, path: &Path, login: &str, language: Language) -> Finding {
    let file = path.display();
    let what = match look.seller {
        Some(seller) => language.pick(
            format!("{file}: nobody is logged in; it was account {seller} that was logged out."),
            format!("{file}: никто не вошёл; из аккаунта {seller} вышли."),
        ),
        None => language.pick(
            format!("{file}: nobody is logged in."),
            format!("{file}: в аккаунт никто не вошёл."),
        ),
    };
    let remedy = if look.live {
        language.pick(format!("Log in: {login}"), format!("Войдите: {login}"))
    } else {
        // A sandbox makes no keys: whoever logs in there brings one.
        language.pick(
            "It is of a sandbox: `session import` brings a login of that sandbox, as it says at its start.".to_owned(),
            "Она из песочницы: вход в неё перенесёт `session import`, как песочница и говорит при запуске.".to_owned(),
        )
    };
    Finding::failed(Check::Session, what).remedy(remedy)
}

/// Whether somebody holds the session, and what the `journal` then tells of them; `true`: it may be
/// used.
pub(super) fn running(
    path: &Path,
    journal: &Path,
    reread_interval: Duration,
    language: Language,
) -> (Finding, bool) {
    match SessionLock::acquire_to_look(path) {
        Ok(_) => {
            let what = language.pick(
                "No: the session is free to be checked.",
                "Нет: сессию можно проверить.",
            );
            (Finding::ok(Check::Running, what), true)
        }
        Err(LockError::Held { .. }) => {
            let finding = at_work::finding(journal, reread_interval, Machine.now(), language);
            (finding, false)
        }
        Err(error) => {
            let finding = Finding::explained(Check::Running, Verdict::Failed, &error, language);
            (finding, false)
        }
    }
}
