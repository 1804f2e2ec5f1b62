//! `orders`: what became of the orders.

pub(super) mod list;
pub(super) mod show;
