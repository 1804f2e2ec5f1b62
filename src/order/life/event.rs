//! What can happen to an order.
//!
//! The names in a journal are older than some of those in the code: they stay as they are.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Refund, ShopAnswer};
use crate::order::{AccountId, Button, MessageId, Untrusted};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// At the shop.
    Activation(ActivationEvent),
    /// To the order's delivery through Tribute's chat.
    Delivery(ChatEvent),
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

/// Something that happened in Tribute's chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatEvent {
    /// Our reply is about to be sent. Recorded before it is.
    ReplyBegun,
    /// Our reply stands in the chat.
    #[serde(rename = "reply_stands")]
    ReplySent {
        /// Under this id.
        message: MessageId,
        /// Whether it is attached to the order.
        attached: bool,
    },
    /// Telegram refused our reply for good.
    ReplyRefused {
        /// Telegram's name for it.
        why: Untrusted,
    },
    /// The owner replied to the order.
    AnsweredByHand {
        /// The owner's message.
        message: MessageId,
    },
    /// The bot answered our reply with buttons.
    ConfirmationSeen {
        /// The bot's message.
        message: MessageId,
        /// What it shows.
        shown: Vec<Button>,
        /// The one of them that is on the owner's list and may be pressed.
        wanted: Option<Button>,
    },
    /// The bot did not answer in time, and the history shows no answer either.
    ConfirmationOverdue,
    /// The button is about to be pressed. Recorded before it is.
    PressBegun,
    /// What came of the press.
    PressAnswered(PressOutcome),
    /// The press was begun, but surely did not leave: it is owed as before.
    PressPutOff,
    /// The chat shows that the button was pressed: it is gone, the message is gone, or the bot wrote
    /// something about it.
    PressEvidence,
    /// The settle time has passed without evidence.
    PressUnproven {
        /// Whether a press was once seen to change such a message: then no change means no press.
        may_repeat: bool,
    },
    /// The bot has shown another button in its place since; or, of a reply keyboard's, another
    /// keyboard, or the owner has written to it: the press would be taken for something else.
    KeyboardReplaced,
    /// The bot said something about the order that is no confirmation.
    #[serde(rename = "bot_spoke")]
    BotMessage {
        /// What it said.
        text: Untrusted,
    },
    /// The order message was edited.
    OrderEdited {
        /// How it reads now.
        text: Untrusted,
    },
    /// The order message was deleted.
    OrderDeleted,
    /// A moderator asks for the press of this shown button, once.
    #[serde(rename = "press_said")]
    PressRequested(Button),
}

/// What came of a press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PressOutcome {
    /// The bot accepted it.
    Accepted,
    /// The bot answered with an alert, or Telegram refused the press: it had no effect.
    Refused(Untrusted),
    /// Nobody knows: a time-out, a cut, a crash.
    Unknown,
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
        /// The answer to the order that stands in the chat, ours or the owner's.
        reply: Option<MessageId>,
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
    Delivery from ChatEvent,
    Moderator from ModeratorEvent,
    Refund from RefundEvent,
    Recovered from RecoveryEvent
);
