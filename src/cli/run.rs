//! `run`: fulfils orders until told to stop.

use super::arguments::Run;
use super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) fn run(_arguments: Run, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("run").into())
}
