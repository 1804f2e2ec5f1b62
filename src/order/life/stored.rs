//! Orders as journals keep them: flat, with the stages of a delivery through Tribute's chat among
//! the states. Journals outlive the types in the code.

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Activation, ChatDelivery, ClosedBy, Delivery, DeliveryStage, Order, Press, Reason, Refund,
    Schedule, State, WhyClosed,
};
use crate::order::AccountId;

/// An [`Order`], as it is written.
#[derive(Serialize, Deserialize)]
struct StoredOrder {
    state: State,
    account: Option<AccountId>,
    revision: u32,
    activation: Activation,
    other_account_doubtful: bool,
    activation_attempts: u32,
    schedule: Schedule,
    /// Left out for Tribute's chat, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery: Option<OtherDelivery>,
    #[serde(flatten)]
    chat: Option<ChatDelivery>,
}

/// A [`Delivery`] other than through Tribute's chat, as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OtherDelivery {
    Nothing,
}

/// An order that says nothing of its delivery.
#[derive(Debug, thiserror::Error)]
#[error("an order without what is known of its delivery")]
struct NoDelivery;

/// A [`State`], as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
enum StoredState {
    Activating,
    Replying,
    AwaitingConfirmation {
        since: Timestamp,
    },
    Confirming {
        press: Press,
    },
    Escalated {
        reason: Reason,
    },
    Completed {
        at: Timestamp,
    },
    Closed {
        at: Timestamp,
        by: ClosedBy,
        why: WhyClosed,
    },
    Revoking {
        refund: Refund,
    },
    Refunded {
        at: Timestamp,
        refund: Refund,
    },
}

impl Serialize for Order {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredOrder::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredOrder::deserialize(deserializer)?;
        Self::try_from(stored).map_err(D::Error::custom)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredState::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StoredState::deserialize(deserializer).map(Self::from)
    }
}

impl From<Order> for StoredOrder {
    fn from(order: Order) -> Self {
        let (delivery, chat) = match order.delivery {
            Delivery::TributeChat(chat) => (None, Some(chat)),
            Delivery::Nothing => (Some(OtherDelivery::Nothing), None),
        };
        Self {
            state: order.state,
            account: order.account,
            revision: order.revision,
            activation: order.activation,
            other_account_doubtful: order.other_account_doubtful,
            activation_attempts: order.activation_attempts,
            schedule: order.schedule,
            delivery,
            chat,
        }
    }
}

impl TryFrom<StoredOrder> for Order {
    type Error = NoDelivery;

    fn try_from(stored: StoredOrder) -> Result<Self, NoDelivery> {
        let delivery = match (stored.delivery, stored.chat) {
            (None, Some(chat)) => Delivery::TributeChat(chat),
            (Some(OtherDelivery::Nothing), _) => Delivery::Nothing,
            (None, None) => return Err(NoDelivery),
        };
        Ok(Self {
            state: stored.state,
            account: stored.account,
            revision: stored.revision,
            activation: stored.activation,
            other_account_doubtful: stored.other_account_doubtful,
            activation_attempts: stored.activation_attempts,
            schedule: stored.schedule,
            delivery,
        })
    }
}

impl From<State> for StoredState {
    fn from(state: State) -> Self {
        match state {
            State::Activating => Self::Activating,
            State::Delivering(DeliveryStage::Replying) => Self::Replying,
            State::Delivering(DeliveryStage::AwaitingConfirmation { since }) => {
                Self::AwaitingConfirmation { since }
            }
            State::Delivering(DeliveryStage::Confirming { press }) => Self::Confirming { press },
            State::Escalated { reason } => Self::Escalated { reason },
            State::Completed { at } => Self::Completed { at },
            State::Closed { at, by, why } => Self::Closed { at, by, why },
            State::Revoking { refund } => Self::Revoking { refund },
            State::Refunded { at, refund } => Self::Refunded { at, refund },
        }
    }
}

impl From<StoredState> for State {
    fn from(stored: StoredState) -> Self {
        match stored {
            StoredState::Activating => Self::Activating,
            StoredState::Replying => Self::Delivering(DeliveryStage::Replying),
            StoredState::AwaitingConfirmation { since } => {
                Self::Delivering(DeliveryStage::AwaitingConfirmation { since })
            }
            StoredState::Confirming { press } => {
                Self::Delivering(DeliveryStage::Confirming { press })
            }
            StoredState::Escalated { reason } => Self::Escalated { reason },
            StoredState::Completed { at } => Self::Completed { at },
            StoredState::Closed { at, by, why } => Self::Closed { at, by, why },
            StoredState::Revoking { refund } => Self::Revoking { refund },
            StoredState::Refunded { at, refund } => Self::Refunded { at, refund },
        }
    }
}
