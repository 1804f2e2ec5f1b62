//! The shop: signed calls, and what its answers mean. `docs/activation-protocol.md` is for its side.
//!
//! What an order asks of the shop becomes a [`Call`], whose bytes never change (`body`). [`Client`] signs
//! and makes it, once, within its limits. `answer` says what the answer means, `trouble` why there is
//! none. The [`Worker`] makes the calls that are owed, and judges the shop by its answers; `probe` is
//! `shop test`, `trial` its `--full`.

use std::future::Future;

use jiff::Timestamp;

use crate::order::life::ShopAnswer;

mod answer;
mod body;
mod client;
mod endpoint;
mod health;
mod json;
mod pending;
mod probe;
#[cfg(any(test, fuzzing))]
#[path = "../../tests/properties/shop.rs"]
pub mod properties;
mod secret;
mod signature;
mod tls;
mod trial;
mod trouble;
mod worker;

pub use body::{encode_activation, encode_revocation};
pub use client::{Client, Settings, TIMEOUT_DEFAULT, TIMEOUT_MAX};
pub(crate) use endpoint::is_loopback;
pub use probe::{Finding, ProbeReport, Verdict};
pub use secret::Secret;
pub(crate) use secret::{is_bot_token, is_header};
pub use signature::Keyring;
pub use tls::Roots;
pub use trial::{Check, Goods};
use trouble::Trouble;
pub use trouble::describe_why;
pub use worker::{Pace, Returned, Worker};

/// One activation call, the same bytes at every try.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Call {
    /// `<order_id>:activate:<revision>`
    pub webhook_id: String,
    /// The JSON body, made before the first try.
    pub body: String,
}

/// What the agent needs of the shop.
pub trait Activator: Send + Sync + 'static {
    /// Makes the call once, signed for `at`, and tells what the answer means. Ends within a time
    /// limit of its own.
    fn activate(&self, call: &Call, at: Timestamp) -> impl Future<Output = ShopAnswer> + Send;
}
