//! `orders`: what became of the orders.

pub(super) mod adopt;
mod adoption;
pub(super) mod backup;
pub mod json;
pub(super) mod list;
pub(super) mod open;
pub(super) mod show;
pub(super) mod words;

use super::progress_store::remembered;
use super::{Context, Failure};
use crate::config::Telegram;
use crate::journal::{Journal, JournalError};
use crate::telegram::session::SessionSnapshot;

/// The journal beside the configuration's session, for reading.
fn journal(context: &mut Context<'_>) -> Result<Journal, Failure> {
    let config = context.config()?;
    let telegram = config.telegram()?;
    Ok(Journal::open_to_read(&telegram.journal()).map_err(|error| missed(error, telegram))?)
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
