//! What can happen to an order.

use serde::{Deserialize, Serialize};

use super::ShopAnswer;
use crate::order::{AccountId, Button, MessageId, Untrusted};

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
        /// A roll of the dice that spreads retries.
        jitter: u16,
    },
    /// Our reply is about to be sent. Recorded before it is.
    ReplyBegun,
    /// Our reply stands in the chat.
    ReplyStands {
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
    BotSpoke {
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
    /// A moderator gave an account number.
    AccountGiven(AccountId),
    /// A moderator said: go on from where it stuck.
    RetrySaid {
        /// The account number that today's configuration finds, when the form was the problem.
        account: Option<AccountId>,
    },
    /// A moderator said: the goods have been given by hand.
    GivenSaid,
    /// A moderator said: touch nothing any more.
    CloseSaid,
    /// A moderator said: press this shown button, once.
    PressSaid(Button),
    /// A moderator said: look at the chat again.
    CheckSaid,
    /// The journal was lost or restored from a backup: what was done for the order since is not
    /// known.
    JournalRestored {
        /// The answer to the order that stands in the chat, ours or the owner's.
        reply: Option<MessageId>,
    },
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
