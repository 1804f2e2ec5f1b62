//! One file per command.

pub mod shop_test;
