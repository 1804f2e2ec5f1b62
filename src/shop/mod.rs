//! The shop: signed activation calls, and what its answers mean. `docs/activation-protocol.md` is
//! the same for the shop's side.
//!
//! A call, from the inside out:
//!
//! - `body`: an order becomes an [`Activation`], and that a [`Call`] whose bytes never change.
//! - `refund`: the call that asks the shop to take goods back.
//! - `secret`, `signature`: the call is signed, anew at every try.
//! - `endpoint`, `tls`, `resolver`, `settings`: where calls may go, and whom we believe there.
//! - `client`: [`Client`] makes the call, once, within its limits.
//! - `trouble`: why there is no answer, in words. `answer`: what the answer means. The latter is
//!   pure, and the place to look when the shop was misunderstood.
//! - [`Worker`]: makes the calls that are owed, `health` is how it judges the shop by its answers.
//! - `probe`: `shop test`.

use std::future::Future;

use jiff::Timestamp;

use crate::order::life::ShopAnswer;

mod answer;
mod body;
mod client;
mod endpoint;
mod health;
mod json;
mod probe;
#[cfg(any(test, fuzzing))]
#[path = "../../tests/properties/shop.rs"]
pub mod properties;
mod refund;
mod resolver;
mod retry_after;
mod secret;
mod settings;
mod signature;
mod tls;
mod trouble;
mod worker;

pub use body::{Activation, webhook_id};
pub use client::Client;
pub use probe::{Explanation, Finding, ProbeReport, Verdict};
pub use refund::encode_revocation;
pub use secret::{Secret, SecretError};
pub use settings::{Settings, SettingsError, TIMEOUT_DEFAULT, TIMEOUT_MAX};
pub use signature::{Keyring, SignatureError, SignedHeaders};
pub use tls::Roots;
pub use trouble::{Trouble, describe_why};
pub use worker::{Pace, Returned, Worker, encode_activation};

/// One activation call, the same bytes at every try.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Call {
    /// `<order_id>:activate:<revision>`
    pub webhook_id: String,
    /// The JSON body, frozen before the first try.
    pub body: String,
}

/// What the agent needs of the shop.
pub trait Activator: Send + Sync + 'static {
    /// Makes the call once, signed for `at`, and tells what the answer means. Ends within a time
    /// limit of its own.
    fn activate(&self, call: &Call, at: Timestamp) -> impl Future<Output = ShopAnswer> + Send;
}
