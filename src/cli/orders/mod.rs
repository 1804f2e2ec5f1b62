//! `orders`: what became of the orders.

pub(super) mod adopt;
mod adoption;
pub(super) mod backup;
pub mod json;
pub(super) mod list;
pub(super) mod open;
pub(super) mod show;
pub(super) mod words;

use super::{Context, Failure};
use crate::journal::Journal;

/// The journal beside the configuration's session, for reading.
fn journal(context: &mut Context<'_>) -> Result<Journal, Failure> {
    let config = context.config()?;
    Ok(Journal::open_to_read(&config.telegram()?.journal())?)
}
