//! A message's text: what is marked in it, and what hangs under it.
#![expect(missing_docs, reason = "these are the Bot API's kinds")]

use serde::Deserialize;

use super::UserId;

/// The kind of a part of a text, by the Bot API's names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    Mention,
    /// A name that stands for a user.
    #[serde(skip)]
    TextMention(UserId),
    #[serde(skip)]
    TextLink(String),
    Url,
    Email,
    PhoneNumber,
    Hashtag,
    Cashtag,
    BotCommand,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    /// Monospace, a block; with its language, possibly empty.
    #[serde(skip)]
    Pre(String),
    Blockquote,
}

/// A stretch of a text, in UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub kind: EntityKind,
    pub offset_utf16: i32,
    pub length_utf16: i32,
}

/// The action of an inline button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineAction {
    /// Sends this to the bot.
    Callback(Vec<u8>),
    Url(String),
    /// Pays the invoice that the message is.
    Buy,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineButton {
    pub label: String,
    pub action: InlineAction,
}

impl InlineButton {
    /// A button that sends `data` to the bot.
    pub fn callback(label: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self { label: label.into(), action: InlineAction::Callback(data.into()) }
    }
}

/// A key of a bot's keyboard, which sends its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub label: String,
}

impl Key {
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into() }
    }
}

/// The buttons of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Buttons under the message, row by row.
    Inline(Vec<Vec<InlineButton>>),
    /// A keyboard in place of the reader's own, row by row.
    Keyboard {
        rows: Vec<Vec<Key>>,
        once: bool,
    },
    HideKeyboard,
}

impl Markup {
    pub(super) fn has_callback(&self, data: &[u8]) -> bool {
        let sends = |button: &InlineButton| match &button.action {
            InlineAction::Callback(offered) => offered == data,
            InlineAction::Url(_) | InlineAction::Buy => false,
        };
        matches!(self, Self::Inline(rows) if rows.iter().flatten().any(sends))
    }
}
