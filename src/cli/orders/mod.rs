//! `orders`: what became of the orders.

pub(super) mod adopt;
pub(super) mod backup;
pub mod json;
pub(super) mod show;
pub(super) mod words;

use std::path::Path;

use serde_json::Value;

use super::progress_store::remembered;
use super::{Context, Failure, Outcome};
use crate::config::Telegram;
use crate::journal::{Journal, JournalError};
use crate::order::Record;
use crate::report::{Exit, Severity};
use crate::telegram::session::SessionSnapshot;

/// The journal beside the configuration's session, for reading.
fn journal(context: &mut Context<'_>) -> Result<Journal, Failure> {
    let config = context.config()?;
    let telegram = config.telegram()?;
    Ok(Journal::open_to_read(&telegram.journal()).map_err(|error| missed(error, telegram))?)
}

/// The journal at `path`, for reading; `None` when there is none.
pub(super) fn existing(path: &Path) -> Result<Option<Journal>, JournalError> {
    match Journal::open_to_read(path) {
        Err(JournalError::Missing { .. }) => Ok(None),
        opened => opened.map(Some),
    }
}

/// A journal that is not there has been lost when the session remembers one: `run` says so too, and
/// makes none.
pub(super) fn missed(error: JournalError, telegram: &Telegram) -> JournalError {
    let JournalError::Missing(path) = error else {
        return error;
    };
    let session = SessionSnapshot::read(&telegram.session).ok();
    match session.as_ref().and_then(remembered) {
        Some(progress) => JournalError::Lost { path, remembered: progress.last_number },
        None => JournalError::Missing(path),
    }
}

/// The orders that are open, for whoever takes the login away. `None`: the journal can't be read, which is told,
/// and keeps nobody from it.
pub(super) fn left_open(journal: &Path, context: &mut Context<'_>) -> Option<Vec<Record>> {
    let orders = existing(journal).and_then(|journal| match journal {
        Some(journal) => Ok(journal.open_orders()?.iter().cloned().collect()),
        None => Ok(Vec::new()),
    });
    orders.map_err(|error| context.report(&error, Severity::Warning)).ok()
}

fn tell(context: &mut Context<'_>, as_json: bool, json: &Value, text: &str) -> Outcome {
    let told = if as_json { &json.to_string() } else { text };
    writeln!(context.stdout(), "{told}")?;
    Ok(Exit::Done)
}
