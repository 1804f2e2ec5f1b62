//! The session: whether it is there, whose it is, and whether `run` is at work with it.

use std::path::Path;

use super::finding::{Check, Finding, Verdict};
use crate::language::Language;
use crate::telegram::lock::{LockError, SessionLock};
use crate::telegram::session::Look;

/// Looks into the file, whoever is at work with it.
pub(super) fn session(path: &Path, language: Language) -> (Finding, Option<Look>) {
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
        _ if !look.has_key => Finding::failed(
            Check::Session,
            language.pick(
                format!("{file}: nobody has logged in yet."),
                format!("{file}: в аккаунт ещё не входили."),
            ),
        )
        .remedy(language.pick(
            "Log in: tribute-agent login",
            "Войдите: tribute-agent login",
        )),
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

/// Whether somebody holds the session; `true`: it may be used.
pub(super) fn running(path: &Path, language: Language) -> (Finding, bool) {
    match SessionLock::acquire_to_look(path) {
        Ok(_) => {
            let what = language.pick(
                "No: the session is free to be checked.",
                "Нет: сессию можно проверить.",
            );
            (Finding::ok(Check::Running, what), true)
        }
        Err(LockError::Held { .. }) => {
            let what = language.pick(
                "Yes: `run` (or another command) is at work with this session.",
                "Да: с этой сессией работает `run` (или другая команда).",
            );
            (Finding::ok(Check::Running, what), false)
        }
        Err(error) => {
            let finding = Finding::explained(Check::Running, Verdict::Failed, &error, language);
            (finding, false)
        }
    }
}
