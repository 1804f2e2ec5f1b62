//! `parse`: says what an order message means.

use super::arguments::Parse;
use super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) fn run(_arguments: Parse, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("parse").into())
}
