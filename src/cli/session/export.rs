//! `session export`: the agent's login for another program.
//!
//! What is printed is the account itself: it goes to a pipe or a file, to a terminal only when a
//! person there agrees. Everything that is said about it goes to stderr.

use serde_json::json;

use super::super::arguments::SessionExport;
use super::super::confirm;
use super::super::orders::left_open;
use super::super::{Context, Outcome};
use super::NOT_MOVED;
use crate::i18n::{Arguments, t};
use crate::report::{Exit, action_required};
use crate::telegram::session::SessionStore;
use crate::telegram::telethon_file;

/// So many open orders are named; the rest is counted.
const NAMED_MAX: usize = 20;

/// Carries it out. The session's lock is held meanwhile: `run` is not at work.
pub(in crate::cli) async fn run(arguments: &SessionExport, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let telegram = config.telegram()?;
    let store = SessionStore::open(&telegram.session)?;
    let no_key = || action_required("session.no_key", Arguments::new());
    let login = store.string_session().ok_or_else(no_key)?;
    let journal = telegram.journal();
    let open_orders = left_open(&journal, context);
    let open_orders: Option<Vec<u32>> =
        open_orders.map(|orders| orders.iter().map(|order| order.number).collect());
    if let Some(numbers) = &open_orders {
        context.say(|| open_orders_left(numbers));
    }
    if journal.exists() {
        context.say(|| t!("session-export-journal", journal = journal.display().to_string()));
    }
    context.say(|| t!("session-export-warning"));
    let mut told = json!({
        "live": store.is_live(),
        "data_centre": login.data_centre,
        "journal": journal.exists().then(|| journal.display().to_string()),
        "open_orders": open_orders,
    });
    let file = arguments.telethon.as_ref();
    let file = file.map(|file| context.stdio.directory.join(file));
    let text = login.encode();
    if let Some(file) = &file {
        telethon_file::write(file, &login)?;
        told["file"] = file.display().to_string().into();
    } else {
        if context.stdio.stdout_is_terminal && !arguments.yes {
            confirm::ask(&t!("session-export-question"), NOT_MOVED, context).await?;
        }
        told["string_session"] = text.as_str().into();
    }
    if arguments.json {
        writeln!(context.stdout(), "{told}")?;
    } else if file.is_none() {
        writeln!(context.stdout(), "{text}")?;
    }
    if let Some(path) = &file {
        context.say(|| t!("session-export-file", path));
    }
    Ok(Exit::Done)
}

fn open_orders_left(numbers: &[u32]) -> String {
    let named = numbers.iter().take(NAMED_MAX);
    let mut named: Vec<String> = named.map(|number| format!("№{number}")).collect();
    if numbers.len() > NAMED_MAX {
        named.push("…".to_owned());
    }
    t!("session-export-orders", count = numbers.len(), numbers = named.join(", "))
}
