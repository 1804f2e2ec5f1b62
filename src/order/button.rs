//! The buttons under a bot's message, by what pressing them would do.

use serde::{Deserialize, Serialize};

use super::Untrusted;
use super::untrusted::comparable;

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

/// A button as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What stands on it.
    pub label: Untrusted,
    /// What a press does.
    pub kind: ButtonKind,
}

impl Button {
    /// Whether a press does no more than tell the bot.
    pub fn may_be_pressed(&self) -> bool {
        !matches!(self.kind, ButtonKind::NeverPressed { .. })
    }

    /// Whether one of these labels stands on it, as an eye compares them.
    pub fn is_labelled<S: AsRef<str>>(&self, labels: &[S]) -> bool {
        let label = comparable(self.label.as_str());
        !label.is_empty() && labels.iter().any(|allowed| comparable(allowed.as_ref()) == label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_as_an_eye_does() {
        let labelled = |label: &str| {
            let button = Button { label: Untrusted::new(label), kind: ButtonKind::KeyboardText };
            button.is_labelled(&["Отправить", "Send", "✅ Готово", "\u{200B}"])
        };
        for label in ["Отправить", " Send ", "Se\u{AD}nd\u{200B}", "✅\u{FE0F}\u{A0}Готово"]
        {
            assert!(labelled(label), "{label:?}");
        }
        for other in ["отправить", "Отправить клиенту", "Ѕend", "Готово", "", "\u{200B}", "Отмена"]
        {
            assert!(!labelled(other), "{other:?}");
        }
    }
}
