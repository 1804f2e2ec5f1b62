//! What the shop's answer to an activation call means for the order.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::order::{AccountId, Untrusted};

/// Why a shop counts as unavailable that said to the end that it was not done yet.
pub const STILL_PENDING: &str = "pending";

/// The shop's answer, told apart as `docs/activation-protocol.md` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShopAnswer {
    /// Done now.
    Activated(Receipt),
    /// This `order_id` was activated before.
    AlreadyActivated(Receipt),
    /// Accepted, not done yet: ask again.
    Pending {
        /// The shop's `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// 2xx, but the shop did not say that it activated. It may or may not have.
    Unclear {
        /// The body's first 200 characters.
        excerpt: Untrusted,
    },
    /// The shop itself refused.
    Refused {
        /// Its code, such as `order_not_found`.
        code: Untrusted,
        /// Its message for people.
        message: Option<Untrusted>,
    },
    /// The shop says that our key or clock is wrong: nothing will work until somebody mends it.
    Misconfigured {
        /// `bad_signature` or `clock`.
        code: Untrusted,
        /// Its message for people.
        message: Option<Untrusted>,
    },
    /// Not the shop's word: a proxy, a CDN, a deployment in progress stands in between.
    Intercepted {
        /// The HTTP status.
        status: u16,
        /// The body's first 200 characters.
        excerpt: Untrusted,
    },
    /// Not now. The call may have had its effect.
    Unavailable {
        /// What went wrong, in English words: `HTTP 503`, `connection refused`, `timed out after
        /// 10 s`, … `shop::describe_why` says it in a person's language.
        why: Untrusted,
        /// The shop's `Retry-After`.
        retry_after: Option<Duration>,
    },
}

/// What the shop says of an activation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The account that the goods went to, when the shop's answer names it.
    pub account: Option<AccountId>,
    /// The shop's number for it; at most 64 characters.
    pub payment_id: Option<Untrusted>,
    /// The product as the shop calls it; at most 256 characters.
    pub product: Option<Untrusted>,
    /// At most 1,000 characters, for the reply.
    pub customer_message: Option<Untrusted>,
}

impl ShopAnswer {
    /// The receipt, when the goods were given.
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Activated(receipt) | Self::AlreadyActivated(receipt) => Some(receipt),
            _ => None,
        }
    }
}
