//! `logout`: ends the session at Telegram, when nobody minds.
//!
//! Session and journal are one account's: only where there is no journal yet may another one log in afterwards.

use std::sync::Arc;

use super::interrupt::unless_interrupted;
use super::orders::{left_open, list};
use super::{Context, Outcome, SessionProgressStore, confirm, interrupted, login};
use crate::i18n::{arguments, t};
use crate::journal::ProgressStore as _;
use crate::report::{Exit, failed};
use crate::telegram::login::{LoggedOut, LogoutScope, PendingLogout};
use crate::telegram::session::SessionStore;

/// Nobody wanted it. Nothing was done.
const REFUSED: &str = "logout.refused";

/// The session's lock is held meanwhile: `run` is not at work.
pub(in crate::cli) async fn run(yes: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let settings = login::settings(&config)?;
    let telegram = config.telegram()?;
    let store = Arc::new(SessionStore::open(&telegram.session)?);
    let preparing = PendingLogout::prepare(&settings, &store);
    let logout = unless_interrupted(interrupted(), preparing).await;
    let logout = logout.map_err(|_| failed(REFUSED, arguments!()))??;
    let journal = telegram.journal();
    let orders = left_open(&journal, context).unwrap_or_default();
    if !orders.is_empty() {
        let style = context.stdio.errors_style();
        context.say(|| {
            let table = list::rows(&orders, style);
            format!("{table}\n{}", t!("logout-open-orders", count = orders.len()))
        });
    }
    // A session that is nobody's any more is only cleaned up.
    if let Some(account) = logout.account.as_ref().filter(|_| !yes) {
        let question = t!("logout-question", account = account.named());
        confirm::ask(&question, [REFUSED, "logout.unconfirmed"], context).await?;
    }
    let has_journal =
        journal.exists() || !matches!(SessionProgressStore(store.clone()).load(), Ok(None));
    let scope = if has_journal { LogoutScope::Keys } else { LogoutScope::Everything };
    // Stopped while Telegram is asked: nobody knows.
    let ended = unless_interrupted(interrupted(), logout.finish(scope)).await;
    let ended = ended.map_err(|_| failed("logout.interrupted", arguments!()))??;
    context.say(|| match ended {
        LoggedOut::Now => t!("logout-done"),
        LoggedOut::Before => t!("logout-done-before"),
    });
    // A sandbox makes no keys: whoever logs in there brings one.
    let back = if store.is_live() { "login" } else { "session import" };
    let command = context.command(back);
    context.say(|| match scope {
        LogoutScope::Everything => t!("logout-back", command = command),
        LogoutScope::Keys => t!("logout-back-same", command = command),
    });
    Ok(Exit::Done)
}
