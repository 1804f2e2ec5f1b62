//! What can happen to an order.
//!
//! The names in a journal are older than some of those in the code: they stay as they are.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{ChatEvent, DeliveryEvent, MessageEvent, Refund};
use crate::order::{AccountId, MessageId, Untrusted};

/// Why a shop counts as unavailable that said to the end that it was not done yet.
pub const STILL_PENDING: &str = "pending";

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A call to the shop is about to be made. Recorded before it is.
    ActivationBegun,
    /// The shop answered, or did not.
    ShopAnswered {
        /// What it means.
        answer: ShopAnswer,
        /// A random number that spreads retries.
        jitter: u16,
        /// Whether only this order is answered so: the shop is well for others.
        #[serde(default)]
        alone: bool,
    },
    /// A moderator said: this is the account number.
    AccountGiven(AccountId),
    /// A moderator said: go on from where it stuck.
    #[serde(rename = "retry_said")]
    RetryRequested {
        /// The account number that today's configuration finds, when the form was the problem.
        account: Option<AccountId>,
    },
    /// A moderator said: the goods have been given by hand.
    #[serde(rename = "given_said")]
    GoodsGiven,
    /// A moderator said: touch nothing any more.
    #[serde(rename = "close_said")]
    CloseRequested,
    /// A moderator said: look again at what stands outside.
    #[serde(rename = "check_said")]
    CheckRequested,
    /// There are codes again of what the order is about.
    Restocked,
    /// The source says that the customer has the money back.
    Refunded(Refund),
    /// A call that asks the shop to take the goods back is about to be made. Recorded before it is.
    RevocationBegun,
    /// The shop answered that call, or did not.
    RevocationAnswered {
        /// What it means.
        answer: RevocationAnswer,
        /// A random number that spreads retries.
        jitter: u16,
    },
    /// The journal was lost or restored from a backup: what was done for the order since is not
    /// known.
    JournalRestored {
        /// The answer to the customer that stands outside, ours or the owner's.
        #[serde(rename = "reply")]
        answer: Option<MessageId>,
    },
    /// Something happened to the order's delivery.
    #[serde(untagged)]
    Delivery(DeliveryEvent),
}

/// The shop's answer to an activation call, told apart as `docs/activation-protocol.md` says.
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
    /// There are fewer codes than the order asks for: none of them was given.
    OutOfStock,
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

/// The shop's answer to a call that asks it to take the goods back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationAnswer {
    /// It has, now or before.
    Revoked,
    /// Not yet: it is not done, or the shop can't be reached.
    NotYet {
        /// Why.
        why: Untrusted,
        /// The shop's `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// It will not, or did not say.
    NotRevoked {
        /// What it said.
        why: Untrusted,
    },
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

impl From<ChatEvent> for Event {
    fn from(event: ChatEvent) -> Self {
        Self::Delivery(DeliveryEvent::Chat(event))
    }
}

impl From<MessageEvent> for Event {
    fn from(event: MessageEvent) -> Self {
        Self::Delivery(DeliveryEvent::Message(event))
    }
}
