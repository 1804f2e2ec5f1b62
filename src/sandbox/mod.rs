//! Telegram without Telegram: a data centre on loopback, and who lives in it.

pub mod event;
pub mod ledger;
pub mod log;
pub mod orders;
pub mod owner;
pub mod shop;
pub mod tribute;
