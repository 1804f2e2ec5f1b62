//! The shop: signed calls, and what its answers mean. `docs/activation-protocol.md` is for its side.
//!
//! What an order asks of the shop becomes a [`Call`], whose bytes never change (`body`). Who gives the goods
//! is an [`Activator`], of which there are several kinds (`supplier`): a server, to which [`Client`] makes a
//! signed call, a [`Program`] of the owner's, a [`Stock`] of codes in the journal, and a project at [`Salebot`].
//! `answer` says what the answer means, `trouble` why there is none. The [`Worker`] makes the calls that are owed, and judges the shop by its answers; `probe` is
//! `shop test`, `trial` its `--full`.

use std::future::Future;

use jiff::Timestamp;

use crate::order::life::ShopAnswer;

mod answer;
mod body;
mod client;
mod codes;
mod command;
mod endpoint;
mod events;
mod health;
pub(crate) mod json;
mod line;
mod pending;
mod probe;
#[cfg(any(test, fuzzing))]
#[path = "../../tests/properties/shop.rs"]
pub mod properties;
mod salebot;
mod secret;
mod signature;
mod supplier;
mod tls;
mod trial;
mod trouble;
mod worker;

pub(crate) use answer::Answer;
pub use body::{encode_activation, encode_check, encode_event, encode_revocation};
pub use client::{Client, Settings, TIMEOUT_DEFAULT, TIMEOUT_MAX};
pub(crate) use client::{exchange, plain_client};
pub use codes::{CodesSettings, NO_REPLY, Stock};
pub use command::{CommandSettings, Program};
pub(crate) use endpoint::is_loopback;
pub use events::EVENTS;
pub use line::{Line, LocalAnswer, LocalServer};
pub use probe::{Finding, ProbeReport, Verdict};
pub use salebot::{
    ApiKey as SalebotKey, Prefix, Salebot, SalebotSettings, URL as SALEBOT_URL, encode_lost_payment,
};
pub use secret::Secret;
pub(crate) use secret::{is_bot_token, is_header};
pub use signature::Keyring;
pub use supplier::{Supplier, SupplierSettings};
pub use tls::Roots;
pub use trial::{Check, Goods};
pub(crate) use trouble::Trouble;
pub use trouble::describe_why;
pub use worker::{Pace, Returned, Worker};

/// One call, the same bytes at every try.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Call {
    /// `<order_id>:activate:<revision>`, `<order_id>:refund:<n>`
    pub webhook_id: String,
    /// The JSON body, made before the first try.
    pub body: String,
}

/// What a call asks of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// To give an order's goods.
    Activate,
    /// To take them back.
    Revoke,
    /// To take note of an event of the source's.
    TakeNote,
    /// To say whether a buyer may pay.
    Check,
}

/// What the agent needs of whoever gives the goods.
pub trait Activator: Send + Sync + 'static {
    /// Makes the call once, signed for `at` where it is signed, and tells what the answer means: `Activated` when what
    /// was asked for is done. Ends within a time limit of its own.
    fn call(
        &self,
        verb: Verb,
        call: &Call,
        at: Timestamp,
    ) -> impl Future<Output = ShopAnswer> + Send;

    /// The same of an activation.
    fn activate(&self, call: &Call, at: Timestamp) -> impl Future<Output = ShopAnswer> + Send {
        self.call(Verb::Activate, call, at)
    }

    /// Whether a call may be made again of which nobody knows whether it was heard.
    fn may_be_repeated(&self) -> bool {
        true
    }

    /// Whether it hears, beside the calls that orders owe, of payments that failed or were of another amount.
    fn hears_of_payments(&self) -> bool {
        false
    }

    /// The journal's own stock, where the goods lie in it: then nobody is called.
    fn stock(&self) -> Option<Stock> {
        None
    }
}
