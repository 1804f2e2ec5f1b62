//! `rehearse`: plays orders through in one process.

use super::arguments::Rehearse;
use super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) fn run(_arguments: Rehearse, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("rehearse").into())
}
