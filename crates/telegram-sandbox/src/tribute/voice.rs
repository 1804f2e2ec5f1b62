//! What the bot says and what its buttons are called. But for the order message and the label that
//! sends, nobody has published Tribute's wording: these are plausible ones.

use crate::language::Language;
use crate::world::{InlineAction, InlineButton, Key, Markup};

use super::mode::{self, Buttons, Modes};

/// The bot's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// In which language it speaks.
    pub language: Language,
    /// What stands on the button that sends.
    pub send_label: String,
}

/// A button of the bot's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Button {
    /// Sends the goods to the customer.
    Send,
    /// Does not.
    Cancel,
    /// Leads elsewhere.
    Link,
}

impl Voice {
    /// The label that is known for this language.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            send_label: language.pick("Send", "Отправить").to_owned(),
        }
    }

    pub(super) fn confirm(&self) -> &'static str {
        self.language.pick(
            "Your reply will be sent to the customer. Send it?",
            "Ваш ответ будет отправлен покупателю. Отправить?",
        )
    }

    pub(super) fn received(&self) -> &'static str {
        self.language
            .pick("Your reply has been received.", "Ваш ответ получен.")
    }

    pub(super) fn sent(&self) -> &'static str {
        self.language.pick(
            "✅ Sent to the customer. The order is now being reviewed.",
            "✅ Отправлено покупателю. Заказ передан на модерацию.",
        )
    }

    pub(super) fn sent_before(&self) -> &'static str {
        self.language.pick(
            "This order is completed already.",
            "Этот заказ уже выполнен.",
        )
    }

    pub(super) fn not_now(&self) -> &'static str {
        self.language.pick(
            "This order can't be sent now.",
            "Сейчас этот заказ отправить нельзя.",
        )
    }

    pub(super) fn cancelled(&self) -> &'static str {
        self.language.pick("Cancelled.", "Отменено.")
    }

    pub(super) fn how_to_reply(&self) -> &'static str {
        self.language.pick(
            "To complete an order, reply to the message with the order.",
            "Чтобы выполнить заказ, ответьте на сообщение с заказом.",
        )
    }

    pub(super) fn declined(&self) -> &'static str {
        self.language.pick(
            "❌ The order has been declined by moderation.",
            "❌ Заказ отклонён модерацией.",
        )
    }

    pub(super) fn label(&self, button: Button, buttons: Buttons) -> String {
        let foreign = buttons == Buttons::Foreign;
        match button {
            Button::Send if foreign => self
                .language
                .pick("Send to customer", "Отправить клиенту")
                .to_owned(),
            Button::Send => self.send_label.clone(),
            Button::Cancel if foreign => self.language.pick("Abort", "Отмена").to_owned(),
            Button::Cancel => self.language.pick("Cancel", "Отменить").to_owned(),
            Button::Link => self.language.pick("Help", "Помощь").to_owned(),
        }
    }

    /// What hangs under a confirmation.
    pub(super) fn markup(&self, order: u32, modes: Modes) -> Option<Markup> {
        let shown: &[Button] = match modes.buttons {
            Buttons::None => return None,
            Buttons::Send => &[Button::Send],
            Buttons::Extra => &[Button::Cancel, Button::Send, Button::Link],
            Buttons::Foreign => &[Button::Send, Button::Cancel],
        };
        let label = |button: &Button| self.label(*button, modes.buttons);
        Some(match modes.markup {
            mode::Markup::Inline => Markup::Inline(
                shown
                    .iter()
                    .map(|button| vec![inline(*button, label(button), order)])
                    .collect(),
            ),
            mode::Markup::Keyboard => Markup::Keyboard {
                // A keyboard has no links.
                rows: shown
                    .iter()
                    .filter(|button| **button != Button::Link)
                    .map(|button| vec![Key::text(label(button))])
                    .collect(),
                once: false,
            },
        })
    }
}

impl Button {
    /// What a press of an inline button sends.
    pub(super) fn data(self, order: u32) -> Vec<u8> {
        let action = match self {
            Self::Send => "send",
            Self::Cancel => "cancel",
            Self::Link => "link",
        };
        format!("product_order:{action}:{order}").into_bytes()
    }
}

fn inline(button: Button, label: String, order: u32) -> InlineButton {
    match button {
        Button::Send | Button::Cancel => InlineButton::callback(label, button.data(order)),
        Button::Link => InlineButton {
            label,
            action: InlineAction::Url("https://tribute.example/help".to_owned()),
        },
    }
}
