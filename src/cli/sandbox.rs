//! `sandbox`: a Telegram, a bot and a shop that stay up.

use super::arguments::Sandbox;
use super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) async fn run(_arguments: Sandbox, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("sandbox").into())
}
