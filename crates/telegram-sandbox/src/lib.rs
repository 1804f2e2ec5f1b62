#![doc = include_str!("../README.md")]
//! # Modules
//!
//! - [`world`]: the state of the Telegram, and everything that can be done in it. Knows no wire format.
//! - [`datacentre`]: serves it to clients over MTProto. Translates, keeps nothing.
//! - [`faults`]: named kinds of trouble.
//! - [`Sandbox`]: a world with [accounts], [orders] that [Tribute's bot](tribute) sells, and a
//!   [shop]; [Tribute's HTTP API](tribute_api) and [T-Bank's](tbank), with buyers who pay there; a project at [Salebot](salebot); [events](event)
//!   tell what happens in it, and [moderators] may answer by script.
//!
//! Nothing here knows of the client under test: it is judged by what it does, not by what it believes.

pub mod accounts;
pub mod datacentre;
pub mod event;
pub mod faults;
mod http;
mod language;
pub mod ledger;
pub mod moderators;
pub mod orders;
mod payments;
mod running;
pub mod salebot;
pub mod shop;
mod system;
pub mod tbank;
pub mod telegram_buyers;
pub mod tribute;
pub mod tribute_api;
pub mod world;

pub use http::{LoopbackUrl, NotLoopback};
pub use language::Language;
pub use running::{Options, Running, Sandbox};
pub use system::{Clock, Randomness, SeededRng};
