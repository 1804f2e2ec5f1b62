//! One file per command.

pub mod sandbox;
pub mod shop_test;
