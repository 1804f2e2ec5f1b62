//! `orders list`: all orders, newest last.

use super::super::arguments::OrdersList;
use super::super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) fn run(_arguments: OrdersList, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("orders list").into())
}
