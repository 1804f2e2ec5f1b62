//! The buttons under a bot's message, by what pressing them would do.

use serde::{Deserialize, Serialize};

use super::Untrusted;

/// What a press of a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonKind {
    /// Inline: sends `data` to the bot (`getBotCallbackAnswer`).
    Callback {
        /// What the bot gets, as it wrote it.
        data: Vec<u8>,
    },
    /// A reply keyboard's: sends its label as a message.
    KeyboardText,
    /// Opens a link, a web view, a payment, asks for a password, a phone number, …: never pressed.
    NeverPressed {
        /// Telegram's name for the kind, for the moderators.
        kind: String,
    },
}

impl Button {
    /// Whether a press does no more than tell the bot.
    pub fn may_be_pressed(&self) -> bool {
        !matches!(self.kind, ButtonKind::NeverPressed { .. })
    }
}

/// A button as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What stands on it.
    pub label: Untrusted,
    /// What a press does.
    pub kind: ButtonKind,
}
