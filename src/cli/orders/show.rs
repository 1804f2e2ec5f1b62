//! `orders show`: one order and its story.

use super::super::arguments::OrdersShow;
use super::super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) fn run(_arguments: OrdersShow, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("orders show").into())
}
