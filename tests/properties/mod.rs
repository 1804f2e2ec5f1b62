//! What must hold whatever comes in from outside, a function for each kind of input; it panics when
//! something does not.
//!
//! Property tests call these functions with inputs built for the purpose (`tests`), and the targets
//! in `fuzz/` with what a fuzzer finds. They are compiled for these two only. What they compare a
//! result with is found another way than the program finds it: by construction, or by simpler means.
//!
//! - [`order`]: an order message whose truth is known, and any text at all.
//! - [`price`], [`pattern`]: the parts of it that are read most strictly.
//! - [`shop`]: an answer of the shop.
//! - [`journal`]: a file that is, or once was, a journal.
//! - [`config`], [`string_session`]: what an owner may have pasted.
//! - [`card`], [`terminal`]: what people are shown of all that.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "to panic is what these functions are for"
)]

mod card;
mod config;
mod journal;
mod order;
mod pattern;
mod price;
mod string_session;
mod terminal;
#[cfg(test)]
mod tests;

pub use card::card;
pub use config::config;
pub use journal::{Patch, any_journal, journal, real_journal};
pub use order::{Message, Name, any_text, order};
pub use pattern::pattern;
pub use price::price;
pub use string_session::string_session;
pub use terminal::{is_safe, parse};

pub use crate::shop::properties as shop;
