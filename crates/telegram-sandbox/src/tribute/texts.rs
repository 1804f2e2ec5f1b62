//! The texts of the bot and its buttons. But for the order message and the label that
//! sends, nobody has published Tribute's wording: these are plausible ones.

use crate::language::{BotLines, Language, ModeratorWords};
use crate::world::{InlineAction, InlineButton, Key, Markup};

use super::mode::{Buttons, Modes};

/// The bot's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotTexts {
    pub(super) lines: &'static BotLines,
    pub(super) owner_reply: &'static str,
    pub(crate) moderator_words: &'static ModeratorWords,
    /// The label of the button that sends.
    pub send_label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Button {
    /// Sends the goods to the customer.
    Send,
    Cancel,
    Link,
    /// Gives the customer the money back.
    Refund,
}

impl BotTexts {
    /// Returns the texts in a language, with the label that is known for it.
    pub fn new(language: Language) -> Self {
        let texts = language.texts();
        Self {
            lines: &texts.bot,
            owner_reply: &texts.owner_reply,
            moderator_words: language.moderator_words(),
            send_label: texts.bot.buttons.send.clone(),
        }
    }

    pub(super) fn label(&self, button: Button, buttons: Buttons) -> &str {
        let labels = &self.lines.buttons;
        match button {
            Button::Send if buttons == Buttons::Foreign => &labels.foreign_send,
            Button::Send => &self.send_label,
            Button::Cancel if buttons == Buttons::Foreign => &labels.foreign_cancel,
            Button::Cancel => &labels.cancel,
            Button::Link => &labels.help,
            Button::Refund => &labels.refund,
        }
    }

    /// The button that takes the place of the one that sends once the seller has read it.
    pub(super) fn refund_button(&self, order: u32) -> Markup {
        let label = self.label(Button::Refund, Buttons::Refund);
        Markup::Inline(vec![vec![inline(Button::Refund, label, order)]])
    }

    /// A link, and nothing to press.
    pub(super) fn link(&self, order: u32) -> Markup {
        let label = self.label(Button::Link, Buttons::Send);
        Markup::Inline(vec![vec![inline(Button::Link, label, order)]])
    }

    pub(super) fn markup(&self, order: u32, modes: Modes) -> Option<Markup> {
        let shown: &[Button] = match modes.buttons {
            Buttons::None => return None,
            Buttons::Send | Buttons::Refund => &[Button::Send],
            Buttons::Extra => &[Button::Cancel, Button::Send, Button::Link],
            Buttons::Foreign => &[Button::Send, Button::Cancel],
        };
        let label = |button: &Button| self.label(*button, modes.buttons);
        Some(if modes.keyboard {
            // A keyboard has no links.
            let keys = shown.iter().filter(|button| **button != Button::Link);
            let rows = keys.map(|button| vec![Key::text(label(button))]).collect();
            Markup::Keyboard { rows, once: false }
        } else {
            let row = |button: &Button| vec![inline(*button, label(button), order)];
            Markup::Inline(shown.iter().map(row).collect())
        })
    }
}

impl Button {
    pub(super) fn data(self, order: u32) -> Vec<u8> {
        let action = match self {
            Self::Send => "send",
            Self::Cancel => "cancel",
            Self::Link => "link",
            Self::Refund => "refund",
        };
        format!("product_order:{action}:{order}").into_bytes()
    }
}

fn inline(button: Button, label: &str, order: u32) -> InlineButton {
    let action = match button {
        Button::Link => InlineAction::Url("https://tribute.example/help".to_owned()),
        _ => InlineAction::Callback(button.data(order)),
    };
    InlineButton { label: label.to_owned(), action }
}
