//! How an order is delivered: telling the customer that the goods are given, and the source that
//! the order is done.
//!
//! Plain data: what is known of a delivery, where it stands, what can happen to it. What an event
//! does, the source decides by its [`DeliveryRules`](super::DeliveryRules).

mod tribute_chat;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Reason;
use crate::order::{MessageId, Untrusted};

pub use tribute_chat::{ChatDelivery, ChatEvent, Confirmation, MessageRole, Press, PressOutcome};

/// How an order is delivered, and what is known of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredDelivery", into = "StoredDelivery")]
pub enum Delivery {
    /// By a reply in Tribute's chat, and the press of the button with which the bot answers.
    TributeChat(ChatDelivery),
    /// By a message to the customer.
    Message(MessageDelivery),
    /// By nothing: the source has told the customer itself.
    Nothing,
}

/// A [`Delivery`] as journals keep it: what is known of the first source's lies flat in the order.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredDelivery {
    Other { delivery: OtherDelivery },
    TributeChat(ChatDelivery),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OtherDelivery {
    Message(MessageDelivery),
    Nothing,
}

/// Where a delivery stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum DeliveryStage {
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
    /// Waits for the message to the customer to be sent.
    Sending,
}

/// What is known of the message to the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDelivery {
    /// Whether sending it was begun.
    pub begun: bool,
    /// Whether it was sent.
    pub sent: bool,
}

/// Something that happened to a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DeliveryEvent {
    /// In Tribute's chat.
    Chat(ChatEvent),
    /// To the message to the customer.
    Message(MessageEvent),
}

/// Something that happened to the message to the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageEvent {
    /// It is about to be sent. Recorded before it is.
    #[serde(rename = "message_begun")]
    Begun,
    /// It was sent.
    #[serde(rename = "message_sent")]
    Sent,
    /// It was refused for good.
    #[serde(rename = "message_refused")]
    Refused {
        /// In the refuser's words.
        why: Untrusted,
        /// What a person is to say in our place; of codes nothing is written here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Untrusted>,
    },
}

/// An act by which an order is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeliveryAct {
    /// The reply to the order.
    Reply,
    /// The press of a button.
    Press,
    /// The message to the customer.
    Message,
}

impl Delivery {
    /// A delivery through Tribute's chat that has not begun, of the order that this message is.
    pub fn tribute_chat(order: MessageId) -> Self {
        Self::TributeChat(ChatDelivery::of(order))
    }

    /// What is known of it, if it goes through Tribute's chat.
    #[cfg(test)]
    pub fn chat_mut(&mut self) -> Option<&mut ChatDelivery> {
        match self {
            Self::TributeChat(chat) => Some(chat),
            Self::Message(_) | Self::Nothing => None,
        }
    }

    /// The messages that are the order's, by their roles; the journal finds the order by each.
    pub fn messages(&self) -> Vec<(MessageRole, Option<MessageId>)> {
        match self {
            Self::TributeChat(chat) => chat.messages(),
            Self::Message(_) | Self::Nothing => Vec::new(),
        }
    }

    /// Whether the customer may have been told.
    pub(super) fn has_begun(&self) -> bool {
        match self {
            Self::TributeChat(chat) => chat.reply_begun,
            Self::Message(message) => message.begun,
            Self::Nothing => false,
        }
    }

    /// A person wants it to go on from where it stuck.
    pub(super) fn resume_from(&mut self, reason: &Reason) {
        if let (Self::TributeChat(chat), Reason::ReplyDetached) = (self, reason) {
            chat.reply = None;
        }
    }

    /// What the customer was told stands outside, although the journal does not know of it.
    pub(super) fn note_answer(&mut self, answer: Option<MessageId>) {
        if let Self::TributeChat(chat) = self {
            chat.reply = chat.reply.or(answer);
        }
    }

    /// What was said before the order ended is over with it.
    pub(super) fn forget_words(&mut self) {
        if let Self::TributeChat(chat) = self {
            chat.bot_said = None;
        }
    }
}

impl DeliveryStage {
    /// The act that is owed.
    pub fn owed(&self) -> Option<DeliveryAct> {
        match self {
            Self::Replying => Some(DeliveryAct::Reply),
            Self::Confirming { .. } => Some(DeliveryAct::Press),
            Self::Sending => Some(DeliveryAct::Message),
            Self::AwaitingConfirmation { .. } => None,
        }
    }
}

impl DeliveryAct {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reply, Self::Press, Self::Message];

    /// The name as the journal writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Press => "press",
            Self::Message => "message",
        }
    }
}

impl From<StoredDelivery> for Delivery {
    fn from(stored: StoredDelivery) -> Self {
        match stored {
            StoredDelivery::TributeChat(chat) => Self::TributeChat(chat),
            StoredDelivery::Other { delivery } => match delivery {
                OtherDelivery::Message(message) => Self::Message(message),
                OtherDelivery::Nothing => Self::Nothing,
            },
        }
    }
}

impl From<Delivery> for StoredDelivery {
    fn from(delivery: Delivery) -> Self {
        let delivery = match delivery {
            Delivery::TributeChat(chat) => return Self::TributeChat(chat),
            Delivery::Message(message) => OtherDelivery::Message(message),
            Delivery::Nothing => OtherDelivery::Nothing,
        };
        Self::Other { delivery }
    }
}
