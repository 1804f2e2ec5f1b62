//! What is known of an order's delivery: telling the customer that the goods are given, and the
//! source that the order is done.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::{Button, MessageId, Untrusted};

/// So much of what the bot says about an order is kept for the moderators, when it speaks often.
const SAID_CHARACTERS_MAX: usize = 4_096;

/// How an order is delivered, by its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// By a reply in Tribute's chat, and the press of the button with which the bot answers.
    TributeChat(ChatDelivery),
    /// By nothing: the source has told the customer itself.
    Nothing,
}

/// Where a delivery stands.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// What is known of a delivery through Tribute's chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatDelivery {
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

impl Delivery {
    /// A delivery through Tribute's chat that has not begun.
    pub fn tribute_chat() -> Self {
        Self::TributeChat(ChatDelivery::default())
    }

    /// What is known of it, if it goes through Tribute's chat.
    pub fn chat(&self) -> Option<&ChatDelivery> {
        match self {
            Self::TributeChat(chat) => Some(chat),
            Self::Nothing => None,
        }
    }

    /// The same, to be changed.
    pub fn chat_mut(&mut self) -> Option<&mut ChatDelivery> {
        match self {
            Self::TributeChat(chat) => Some(chat),
            Self::Nothing => None,
        }
    }

    /// What was said before the order ended is over with it.
    pub(super) fn forget_words(&mut self) {
        if let Self::TributeChat(chat) = self {
            chat.bot_said = None;
        }
    }
}

impl ChatDelivery {
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
