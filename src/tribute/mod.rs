//! Tribute's HTTP side: what its webhooks say, and the calls that it answers.
//!
//! Nothing here knows an order: `sources` makes orders of it.
//!
//! - [`ApiKey`]: signs the webhooks, and is sent with each call.
//! - [`webhook`]: whose a request is, what it says, and by what it is known when it comes again.
//! - [`client`]: products, purchases and shop orders, read and made.

pub mod client;
mod fields;
mod key;
pub mod webhook;

pub use client::{ApiError, Client};
pub use key::ApiKey;
