//! A message's text: what is marked in it, and what hangs under it.

use serde::Deserialize;

use super::UserId;

/// The kind of a part of a text, by the Bot API's names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "these are the Bot API's kinds")]
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
    /// The kind.
    pub kind: EntityKind,
    /// The beginning.
    pub offset_utf16: i32,
    /// The length.
    pub length_utf16: i32,
}

impl Entity {
    /// Returns the user that it stands for.
    pub fn user(&self) -> Option<UserId> {
        match self.kind {
            EntityKind::TextMention(user) => Some(user),
            _ => None,
        }
    }
}

/// The action of an inline button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineAction {
    Callback(Vec<u8>),
    /// Sends this to the bot, with the account's password.
    CallbackWithPassword(Vec<u8>),
    Url(String),
    WebView(String),
    Copy(String),
    Buy,
    SwitchInline(String),
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineButton {
    /// The label.
    pub label: String,
    /// The action.
    pub action: InlineAction,
}

impl InlineButton {
    /// A button that sends `data` to the bot.
    pub fn callback(label: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self { label: label.into(), action: InlineAction::Callback(data.into()) }
    }
}

/// The action of a key of a bot's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAction {
    Text,
    RequestPhone,
    RequestLocation,
    WebView(String),
}

/// A key of a bot's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The label.
    pub label: String,
    /// The action.
    pub action: KeyAction,
}

impl Key {
    /// A key that sends its label.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), action: KeyAction::Text }
    }
}

/// The buttons of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "these are the Bot API's kinds")]
pub enum Markup {
    /// Buttons under the message, row by row.
    Inline(Vec<Vec<InlineButton>>),
    /// A keyboard in place of the reader's own, row by row.
    Keyboard {
        rows: Vec<Vec<Key>>,
        once: bool,
    },
    HideKeyboard,
    ForceReply,
}

impl Markup {
    pub(super) fn has_callback(&self, data: &[u8]) -> bool {
        let Self::Inline(rows) = self else {
            return false;
        };
        rows.iter().flatten().any(
            |button| matches!(&button.action, InlineAction::Callback(offered) if offered == data),
        )
    }
}
