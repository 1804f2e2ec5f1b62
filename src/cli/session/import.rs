//! `session import`: takes in a Telethon `StringSession`.

use super::super::arguments::SessionImport;
use super::super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) fn run(_arguments: SessionImport, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("session import").into())
}
