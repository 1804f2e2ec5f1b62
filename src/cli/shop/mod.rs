//! `shop`: the shop's server.

pub(super) mod test;
