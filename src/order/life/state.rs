//! What is known of an order at a moment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Delivery, DeliveryStage, Receipt, Schedule};
use crate::order::purchase::Problem;
use crate::order::{AccountId, Money, Untrusted};

/// All that [`step`](super::step) knows of an order. What was bought is in the order's form, which
/// never changes what happens next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Where it stands.
    pub state: State,
    /// The account to be credited, as far as one is known.
    pub account: Option<AccountId>,
    /// Whether the shop knows the customer without one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_no_account: bool,
    /// Counts the bodies of the activation call, from 1: a new one only when a person changes it.
    pub revision: u32,
    /// What the shop is known to have done.
    pub activation: Activation,
    /// Whether a call about another account went out whose outcome nobody knows.
    pub other_account_doubtful: bool,
    /// How many activation calls were begun.
    pub activation_attempts: u32,
    /// When the next call to the shop is due.
    pub schedule: Schedule,
    /// How it is delivered, and what is known of that.
    #[serde(flatten)]
    pub delivery: Delivery,
}

/// Where an order stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum State {
    /// Waits for the shop's answer.
    Activating,
    /// Waits for a moderator, or for the thing that was missing.
    Escalated {
        /// Why.
        reason: Reason,
    },
    /// Done.
    Completed {
        /// Since when, by Telegram's time.
        at: Timestamp,
    },
    /// Ended without us.
    Closed {
        /// Since when, by Telegram's time.
        at: Timestamp,
        /// By whom.
        by: ClosedBy,
        /// Why.
        why: WhyClosed,
    },
    /// The money went back; waits for the shop to take the goods back.
    Revoking {
        /// What the source says of it.
        refund: Refund,
    },
    /// The money went back, and the goods did or were never given.
    Refunded {
        /// Since when, by Telegram's time.
        at: Timestamp,
        /// What the source says of it.
        refund: Refund,
    },
    /// The goods are given; the order is delivered as its source does it. Journals have the
    /// delivery's stages among the states.
    #[serde(untagged)]
    Delivering(DeliveryStage),
}

/// The states by name only, as people and machines know them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// [`State::Activating`]
    Activating,
    /// [`DeliveryStage::Replying`]
    Replying,
    /// [`DeliveryStage::AwaitingConfirmation`]
    AwaitingConfirmation,
    /// [`DeliveryStage::Confirming`]
    Confirming,
    /// [`DeliveryStage::Sending`]
    Sending,
    /// [`State::Escalated`]
    Escalated,
    /// [`State::Completed`]
    Completed,
    /// [`State::Closed`]
    Closed,
    /// [`State::Revoking`]
    Revoking,
    /// [`State::Refunded`]
    Refunded,
}

/// Money that the customer has back, as the source says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// How much; `None` when the source does not say.
    pub amount: Option<Money>,
    /// Whether that is all of it.
    pub full: bool,
    /// Why, in the source's words.
    pub reason: Option<Untrusted>,
    /// When.
    pub at: Timestamp,
}

/// What the shop is known to have done for an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Nothing: no call was begun, or the shop refused.
    None,
    /// A call was begun and nobody knows what came of it.
    Uncertain,
    /// The goods were given.
    Done(Receipt),
    /// A person gave the goods, without us.
    ByHand,
}

/// Why an order was brought to the moderators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The message can't be fulfilled as it stands.
    Form(Problem),
    /// The catalogue has another price for the product.
    PriceMismatch,
    /// The shop itself refused.
    ShopRefused {
        /// Its code.
        code: Untrusted,
        /// Its message for people.
        message: Option<Untrusted>,
    },
    /// There were fewer codes than it asks for. It goes on by itself once there are enough.
    OutOfStock,
    /// The shop stayed away until the attempts were used up and 72 hours had passed.
    ShopUnavailable {
        /// What went wrong last.
        why: Untrusted,
    },
    /// The shop answered 2xx, but not that it activated.
    ShopUnclear {
        /// What it said.
        excerpt: Untrusted,
    },
    /// The shop activated this order before, for an account that a person has since corrected.
    ActivatedForOtherAccount,
    /// The shop says that it activated this order, but for another account than it was asked for.
    AccountMismatch,
    /// The order was edited before it was activated.
    OrderEdited {
        /// How it reads now.
        text: Untrusted,
    },
    /// The order was deleted before it was activated.
    OrderDeleted,
    /// Telegram refused our reply for good.
    ReplyRefused {
        /// Telegram's name for it.
        why: Untrusted,
        /// What a person is to say in our place; of codes nothing is written here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Untrusted>,
    },
    /// Our reply stands in the chat, but not as a reply to the order.
    ReplyDetached,
    /// While it was not known whether our reply stands, one like it appeared: ours or the owner's.
    ReplyInDoubt,
    /// The bot did not answer our reply in time.
    NoConfirmation,
    /// The bot's answer shows no button that we may press.
    UnknownButton,
    /// The bot's conversation has gone on since it showed the button on a reply keyboard.
    KeyboardReplaced,
    /// The bot answered the press with an alert, or Telegram refused it.
    PressRefused {
        /// What was said.
        text: Untrusted,
    },
    /// Nobody knows whether the press took effect.
    PressUnknown,
    /// One of the first orders: people say yes to our reply before it is sent.
    ApproveReply,
    /// One of the first orders: people say yes to the press before it is made.
    ApprovePress,
    /// People said no to our reply, or to the press.
    NotApproved,
    /// Found in the chat after the journal was lost or restored from a backup.
    FoundAfterRestore,
    /// The money went back, and the shop does not take the goods back.
    NotRevoked {
        /// What went wrong last.
        why: Untrusted,
        /// What the source says of the money.
        refund: Refund,
    },
}

/// Who closed an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// The owner, from the owner's own Telegram.
    Owner,
    /// A moderator.
    Moderator,
}

/// Why an order was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyClosed {
    /// The owner replied to the order.
    AnsweredByHand,
    /// The owner pressed the button.
    PressedByHand,
    /// A moderator said so.
    Said,
}

impl State {
    /// The state's name.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Activating => Stage::Activating,
            Self::Delivering(DeliveryStage::Replying) => Stage::Replying,
            Self::Delivering(DeliveryStage::AwaitingConfirmation { .. }) => {
                Stage::AwaitingConfirmation
            }
            Self::Delivering(DeliveryStage::Confirming { .. }) => Stage::Confirming,
            Self::Delivering(DeliveryStage::Sending) => Stage::Sending,
            Self::Escalated { .. } => Stage::Escalated,
            Self::Completed { .. } => Stage::Completed,
            Self::Closed { .. } => Stage::Closed,
            Self::Revoking { .. } => Stage::Revoking,
            Self::Refunded { .. } => Stage::Refunded,
        }
    }

    /// Whether anything may still become of the order by itself.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Completed { .. } | Self::Closed { .. } | Self::Refunded { .. })
    }
}

impl Stage {
    /// The name as the journal, `orders list --json` and the documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Activating => "activating",
            Self::Replying => "replying",
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Confirming => "confirming",
            Self::Sending => "sending",
            Self::Escalated => "escalated",
            Self::Completed => "completed",
            Self::Closed => "closed",
            Self::Revoking => "revoking",
            Self::Refunded => "refunded",
        }
    }
}

impl Reason {
    /// The name as `orders list --json` and the documents write it: a closed list.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Form(problem) => problem.name(),
            Self::PriceMismatch => "price_mismatch",
            Self::ShopRefused { .. } => "shop_refused",
            Self::OutOfStock => "out_of_stock",
            Self::ShopUnavailable { .. } => "shop_unavailable",
            Self::ShopUnclear { .. } => "shop_unclear",
            Self::ActivatedForOtherAccount => "activated_for_other_account",
            Self::AccountMismatch => "account_mismatch",
            Self::OrderEdited { .. } => "order_edited",
            Self::OrderDeleted => "order_deleted",
            Self::ReplyRefused { .. } => "reply_refused",
            Self::ReplyDetached => "reply_detached",
            Self::ReplyInDoubt => "reply_in_doubt",
            Self::NoConfirmation => "no_confirmation",
            Self::UnknownButton => "unknown_button",
            Self::KeyboardReplaced => "keyboard_replaced",
            Self::PressRefused { .. } => "press_refused",
            Self::PressUnknown => "press_unknown",
            Self::ApproveReply => "approve_reply",
            Self::ApprovePress => "approve_press",
            Self::NotApproved => "not_approved",
            Self::FoundAfterRestore => "found_after_restore",
            Self::NotRevoked { .. } => "not_revoked",
        }
    }
}

impl WhyClosed {
    /// The name as `orders list --json` and the documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AnsweredByHand => "answered_by_hand",
            Self::PressedByHand => "pressed_by_hand",
            Self::Said => "closed_by_moderator",
        }
    }
}

impl Order {
    /// The name of the reason it is escalated or closed for.
    pub fn reason_name(&self) -> Option<&'static str> {
        match &self.state {
            State::Escalated { reason } => Some(reason.name()),
            State::Closed { why, .. } => Some(why.name()),
            _ => None,
        }
    }

    /// Whether the shop is known to have given the goods, or may have.
    pub fn may_be_activated(&self) -> bool {
        !matches!(self.activation, Activation::None)
    }

    /// Whether the shop names another account for the goods than it was asked for.
    pub fn is_given_to_another(&self) -> bool {
        match (&self.activation, &self.account) {
            (Activation::Done(receipt), Some(asked)) => {
                receipt.account.as_ref().is_some_and(|given| given != asked)
            }
            _ => false,
        }
    }

    /// The money that the customer has back.
    pub fn refund(&self) -> Option<&Refund> {
        match &self.state {
            State::Revoking { refund }
            | State::Refunded { refund, .. }
            | State::Escalated { reason: Reason::NotRevoked { refund, .. } } => Some(refund),
            _ => None,
        }
    }

    /// Whether the customer has the money back.
    pub fn is_refunded(&self) -> bool {
        self.refund().is_some()
    }

    /// Whether it is known for whom the goods are.
    pub fn knows_customer(&self) -> bool {
        self.account.is_some() || self.needs_no_account
    }

    /// Whether the goods are known to be given, by the shop or by a person.
    pub fn goods_given(&self) -> bool {
        matches!(self.activation, Activation::Done(_) | Activation::ByHand)
    }
}
