//! What a rehearsal calls things, in both languages.

use crate::language::Language;

/// The words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    language: Language,
}

impl Words {
    /// In this language.
    pub(super) fn new(language: Language) -> Self {
        Self { language }
    }

    /// The one of two texts that is in this language.
    pub(super) fn pick<T>(self, english: T, russian: T) -> T {
        self.language.pick(english, russian)
    }

    /// A state by its name in `orders list --json`, or `other`.
    pub(super) fn state(self, name: &str) -> &'static str {
        let (english, russian) = match name {
            "activating" => ("asking the shop", "спрашиваю магазин"),
            "replying" => ("replying", "отвечаю"),
            "awaiting_confirmation" => ("waiting for the button", "жду кнопку"),
            "confirming" => ("pressing", "нажимаю"),
            "escalated" => ("with the moderators", "у модераторов"),
            "completed" => ("completed", "выполнен"),
            "closed" => ("closed", "закрыт"),
            _ => ("no order", "не заказ"),
        };
        self.pick(english, russian)
    }

    /// Whether it is as expected, as a mark.
    pub(super) fn mark(as_expected: bool) -> &'static str {
        if as_expected { "✓" } else { "✗" }
    }
}
