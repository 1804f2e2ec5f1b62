//! `shop test`: tries address and signature.

use super::super::arguments::ShopTest;
use super::super::{Context, NotYet, Outcome};

/// Carries it out.
pub(in crate::cli) async fn run(_arguments: ShopTest, _context: &mut Context<'_>) -> Outcome {
    Err(NotYet("shop test").into())
}
