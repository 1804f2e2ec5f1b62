//! What is known of an order at a moment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Receipt, Schedule};
use crate::order::reading::Problem;
use crate::order::{AccountId, Button, MessageId, Untrusted};

/// All that [`step`](super::step) knows of an order. What was bought is in the order's form, which
/// never changes what happens next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Where it stands.
    pub state: State,
    /// The account to be credited, as far as one is known.
    pub account: Option<AccountId>,
    /// Counts the bodies of the activation call, from 1: a new one only when a person changes it.
    pub revision: u32,
    /// What the shop is known to have done.
    pub activation: Activation,
    /// Whether a call about another account went out whose outcome nobody knows.
    pub other_account_doubtful: bool,
    /// How many activation calls were begun.
    pub activation_attempts: u32,
    /// When the next one is due.
    pub schedule: Schedule,
    /// Whether sending our reply was begun.
    pub reply_begun: bool,
    /// Our reply, once it stands in the chat.
    pub reply: Option<MessageId>,
    /// The owner's reply, when the owner answered by hand.
    pub reply_by_hand: Option<MessageId>,
    /// The bot's message with the button.
    pub confirmation: Option<Confirmation>,
    /// How many presses were begun that may have left.
    pub presses_begun: u32,
    /// Whether the press was repeated already, or must not be.
    pub press_repeated: bool,
    /// What the bot said about this order that was no confirmation, newest first; once the order has
    /// ended, since then.
    pub bot_said: Option<Untrusted>,
}

/// Where an order stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum State {
    /// Waits for the shop's answer.
    Activating,
    /// Waits for our reply to stand in the chat, attached to the order.
    Replying,
    /// Waits for the bot's message with the button.
    AwaitingConfirmation {
        /// Since when, by Telegram's time.
        since: Timestamp,
    },
    /// Waits for the press to have taken effect.
    Confirming {
        /// How far the press has come.
        press: Press,
    },
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
}

/// The states by name only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// [`State::Activating`]
    Activating,
    /// [`State::Replying`]
    Replying,
    /// [`State::AwaitingConfirmation`]
    AwaitingConfirmation,
    /// [`State::Confirming`]
    Confirming,
    /// [`State::Escalated`]
    Escalated,
    /// [`State::Completed`]
    Completed,
    /// [`State::Closed`]
    Closed,
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

/// The bot's message with buttons that answers our reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The message.
    pub message: MessageId,
    /// The button to press; `None` while none of those shown is known.
    pub button: Option<Button>,
    /// All that it shows.
    pub shown: Vec<Button>,
}

/// How far the press of a button has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Press {
    /// Not begun.
    Owed,
    /// Begun; no answer yet.
    Begun,
    /// The answer was lost or meant nothing: waiting for evidence in the chat.
    Unproven {
        /// Since when, by wall time.
        since: Timestamp,
    },
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
    },
    /// Our reply stands in the chat, but not as a reply to the order.
    ReplyDetached,
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
    /// Found in the chat after the journal was lost or restored from a backup.
    FoundAfterRestore,
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
            Self::Replying => Stage::Replying,
            Self::AwaitingConfirmation { .. } => Stage::AwaitingConfirmation,
            Self::Confirming { .. } => Stage::Confirming,
            Self::Escalated { .. } => Stage::Escalated,
            Self::Completed { .. } => Stage::Completed,
            Self::Closed { .. } => Stage::Closed,
        }
    }

    /// Whether a press was begun and nobody knows what came of it.
    pub fn is_press_in_doubt(&self) -> bool {
        matches!(
            self,
            Self::Confirming {
                press: Press::Begun | Press::Unproven { .. }
            } | Self::Escalated {
                reason: Reason::PressUnknown
            }
        )
    }

    /// Whether a message of the bot with buttons is what it waits for, or better than what it has.
    pub fn takes_a_confirmation(&self) -> bool {
        matches!(
            self,
            Self::AwaitingConfirmation { .. }
                | Self::Escalated {
                    reason: Reason::NoConfirmation | Reason::UnknownButton
                }
        )
    }

    /// Whether anything may still become of the order.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Completed { .. } | Self::Closed { .. })
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
            Self::Escalated => "escalated",
            Self::Completed => "completed",
            Self::Closed => "closed",
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
            Self::ShopUnavailable { .. } => "shop_unavailable",
            Self::ShopUnclear { .. } => "shop_unclear",
            Self::ActivatedForOtherAccount => "activated_for_other_account",
            Self::AccountMismatch => "account_mismatch",
            Self::OrderEdited { .. } => "order_edited",
            Self::OrderDeleted => "order_deleted",
            Self::ReplyRefused { .. } => "reply_refused",
            Self::ReplyDetached => "reply_detached",
            Self::NoConfirmation => "no_confirmation",
            Self::UnknownButton => "unknown_button",
            Self::KeyboardReplaced => "keyboard_replaced",
            Self::PressRefused { .. } => "press_refused",
            Self::PressUnknown => "press_unknown",
            Self::FoundAfterRestore => "found_after_restore",
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

    /// Whether our reply stands and the bot has not yet answered it: the one place that an unlinked
    /// confirmation can belong to. A time-out does not free it.
    pub fn holds_the_place(&self) -> bool {
        matches!(
            &self.state,
            State::AwaitingConfirmation { .. }
                | State::Escalated {
                    reason: Reason::NoConfirmation
                }
        )
    }
}
