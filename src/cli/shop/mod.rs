//! `shop`: the shop's server.

pub mod test;
