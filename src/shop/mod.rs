//! The shop: signed calls, and what its answers mean. `docs/activation-protocol.md` is for its side.
//!
//! - `body`: what an order asks of the shop becomes a [`Call`], whose bytes never change.
//! - `secret`, `signature`: the call is signed, anew at every try.
//! - `endpoint`, `tls`, `resolver`, `settings`: where calls may go, and whom we believe there.
//! - `client`: [`Client`] makes a call, once, within its limits.
//! - `answer`: what the answer means. Pure; the place to look when the shop was misunderstood.
//!   `trouble`: why there is none, in words.
//! - [`Worker`]: makes the calls that are owed, and judges the shop by its answers.
//! - `probe`: `shop test`.

use std::future::Future;

use jiff::Timestamp;

use crate::order::life::ShopAnswer;

mod answer;
mod body;
mod client;
mod endpoint;
mod json;
mod probe;
#[cfg(any(test, fuzzing))]
#[path = "../../tests/properties/shop.rs"]
pub mod properties;
mod resolver;
mod retry_after;
mod secret;
mod settings;
mod signature;
mod tls;
mod trouble;
mod worker;

pub use body::{encode_activation, encode_revocation};
pub use client::Client;
pub(crate) use endpoint::is_loopback;
pub use probe::{Explanation, Finding, Outcome, ProbeReport, Verdict};
pub use secret::Secret;
pub(crate) use secret::{is_bot_token, is_header};
pub use settings::{Settings, TIMEOUT_DEFAULT, TIMEOUT_MAX};
pub use signature::Keyring;
pub use tls::Roots;
pub use trouble::{Trouble, describe_why};
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
