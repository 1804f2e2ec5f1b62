//! What can happen to an order.
//!
//! The names in a journal are older than some of those in the code: they stay as they are.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{ChatEvent, DeliveryEvent, MessageEvent, Refund, ShopAnswer};
use crate::order::{AccountId, MessageId, Untrusted};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// At the shop.
    Activation(ActivationEvent),
    /// To the order's delivery.
    Delivery(DeliveryEvent),
    /// A moderator said something.
    Moderator(ModeratorEvent),
    /// The money went back.
    Refund(RefundEvent),
    /// The journal was lost or restored from a backup.
    Recovered(RecoveryEvent),
}

/// Something that happened to an order's activation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActivationEvent {
    /// A call to the shop is about to be made. Recorded before it is.
    #[serde(rename = "activation_begun")]
    Begun,
    /// The shop answered, or did not.
    #[serde(rename = "shop_answered")]
    Answered {
        /// What it means.
        answer: ShopAnswer,
        /// A random number that spreads retries.
        jitter: u16,
    },
}

/// Something that a moderator said of an order, whatever its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ModeratorEvent {
    /// This is the account number.
    #[serde(rename = "account_given")]
    AccountGiven(AccountId),
    /// Go on from where it stuck.
    #[serde(rename = "retry_said")]
    RetryRequested {
        /// The account number that today's configuration finds, when the form was the problem.
        account: Option<AccountId>,
    },
    /// The goods have been given by hand.
    #[serde(rename = "given_said")]
    GoodsGiven,
    /// Touch nothing any more.
    #[serde(rename = "close_said")]
    CloseRequested,
    /// Look again at what stands outside.
    #[serde(rename = "check_said")]
    CheckRequested,
}

/// Something about money that went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundEvent {
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

/// Something that is found when a journal is taken up again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryEvent {
    /// The journal was lost or restored from a backup: what was done for the order since is not
    /// known.
    JournalRestored {
        /// The answer to the customer that stands outside, ours or the owner's.
        #[serde(rename = "reply")]
        answer: Option<MessageId>,
    },
}

macro_rules! into_event {
    ($($kind:ident from $event:ty),*) => {
        $(impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::$kind(event)
            }
        })*
    };
}

into_event!(
    Activation from ActivationEvent,
    Delivery from DeliveryEvent,
    Moderator from ModeratorEvent,
    Refund from RefundEvent,
    Recovered from RecoveryEvent
);

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
