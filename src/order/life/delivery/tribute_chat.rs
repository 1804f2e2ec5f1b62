//! A delivery through Tribute's chat: our reply, the bot's question, the press of its button.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Delivery;
use crate::order::life::{Order, Reason, State};
use crate::order::{Button, MessageId, Untrusted};

/// So much of what the bot says about an order is kept for the moderators, when it speaks often.
const SAID_CHARACTERS_MAX: usize = 4_096;

/// What is known of a delivery through Tribute's chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatDelivery {
    /// The order's message.
    #[serde(rename = "order_message")]
    pub order: MessageId,
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
    /// Whether people say yes before anything is said or pressed: it is one of the journal's first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub asks_first: bool,
    /// Our reply, as people were shown it and as it is sent then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Untrusted>,
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
    /// A reply to the order stands in the chat, ours or the owner's: nobody can tell.
    ReplyInDoubt {
        /// That message.
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
    /// This is the reply that people are asked about.
    ReplyDrafted {
        /// Word for word.
        text: Untrusted,
    },
    /// A moderator said yes to the reply, or to the press, that was asked about.
    Approved,
    /// A moderator said no to it.
    Declined,
}

/// What came of a press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PressOutcome {
    /// The bot accepted it.
    Accepted,
    /// The bot accepted it, as far as its words say so: they are shown for a moment.
    AcceptedSaying(Untrusted),
    /// The bot answered with an alert or with words that the owner takes for a refusal, or Telegram
    /// refused the press: it had no effect.
    Refused(Untrusted),
    /// Nobody knows: a time-out, a cut, a crash.
    Unknown,
}

/// What a message is to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageRole {
    /// The order itself.
    Order,
    /// Our reply to it.
    Reply,
    /// The owner's.
    ReplyByHand,
    /// The bot's message with the button.
    Confirmation,
    /// The press of a reply keyboard's button.
    KeyboardPress,
}

impl ChatDelivery {
    /// A delivery that has not begun, of the order that this message is.
    pub fn of(order: MessageId) -> Self {
        Self {
            order,
            reply_begun: false,
            reply: None,
            reply_by_hand: None,
            confirmation: None,
            presses_begun: 0,
            press_repeated: false,
            bot_said: None,
            asks_first: false,
            draft: None,
        }
    }

    pub(super) fn messages(&self) -> Vec<(MessageRole, Option<MessageId>)> {
        let confirmation = self.confirmation.as_ref();
        vec![
            (MessageRole::Order, Some(self.order)),
            (MessageRole::Reply, self.reply),
            (MessageRole::ReplyByHand, self.reply_by_hand),
            (MessageRole::Confirmation, confirmation.map(|seen| seen.message)),
        ]
    }

    /// The button to press, once it is known.
    pub fn button(&self) -> Option<&Button> {
        self.confirmation.as_ref()?.button.as_ref()
    }

    /// Keeps what the bot said. The newest words come first; those before may not have been read yet.
    pub fn keep_words(&mut self, text: Untrusted) {
        let said = match self.bot_said.take() {
            Some(earlier) if earlier.as_str().contains(text.as_str()) => earlier,
            Some(earlier) => {
                let both = format!("{}\n{}", text.as_str(), earlier.as_str());
                Untrusted::new(both.chars().take(SAID_CHARACTERS_MAX).collect::<String>())
            }
            None => text,
        };
        self.bot_said = Some(said);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_false(is: &bool) -> bool {
    !is
}

impl MessageRole {
    /// The name as the journal writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Reply => "reply",
            Self::ReplyByHand => "reply_by_hand",
            Self::Confirmation => "confirmation",
            Self::KeyboardPress => "keyboard_press",
        }
    }
}

/// What is known of the delivery, if it goes through Tribute's chat.
impl Order {
    /// All of it.
    pub fn chat(&self) -> Option<&ChatDelivery> {
        match &self.delivery {
            Delivery::TributeChat(chat) => Some(chat),
            Delivery::Message(_) | Delivery::Nothing => None,
        }
    }

    /// The order's message.
    pub fn message(&self) -> Option<MessageId> {
        Some(self.chat()?.order)
    }

    /// Our reply to the order, once it stands in the chat.
    pub fn reply(&self) -> Option<MessageId> {
        self.chat()?.reply
    }

    /// The bot's message with the button.
    pub fn confirmation(&self) -> Option<&Confirmation> {
        self.chat()?.confirmation.as_ref()
    }

    /// What the bot said about the order that was no confirmation.
    pub fn bot_said(&self) -> Option<&Untrusted> {
        self.chat()?.bot_said.as_ref()
    }

    /// Has people say yes before anything is said or pressed. Returns whether there is anything to be asked.
    pub fn ask_first(&mut self) -> bool {
        match &mut self.delivery {
            Delivery::TributeChat(chat) => chat.asks_first = true,
            Delivery::Message(_) | Delivery::Nothing => return false,
        }
        true
    }

    /// What people are asked to say yes to: our reply, or the label of the button.
    pub fn asked(&self) -> Option<&Untrusted> {
        let chat = self.chat()?;
        match &self.state {
            State::Escalated { reason: Reason::ApproveReply } => chat.draft.as_ref(),
            State::Escalated { reason: Reason::ApprovePress } => Some(&chat.button()?.label),
            _ => None,
        }
    }

    /// Whether people say yes before anything is said or pressed.
    pub fn asks_first(&self) -> bool {
        self.chat().is_some_and(|chat| chat.asks_first)
    }
}
