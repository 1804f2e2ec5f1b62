//! A message's text: what is marked in it, and what hangs under it.

use super::UserId;

/// The kind of a part of a text, by the Bot API's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// `@username`
    Mention,
    /// A name that stands for a user.
    TextMention(UserId),
    /// Text that leads somewhere.
    TextLink(String),
    /// An address that is its own link.
    Url,
    /// `name@example.org`
    Email,
    /// A telephone number.
    PhoneNumber,
    /// `#hashtag`
    Hashtag,
    /// `$USD`
    Cashtag,
    /// `/start`
    BotCommand,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Underlined.
    Underline,
    /// Struck through.
    Strikethrough,
    /// Hidden until touched.
    Spoiler,
    /// Monospace, in a line.
    Code,
    /// Monospace, a block; with its language, possibly empty.
    Pre(String),
    /// A quotation.
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
    /// Sends this to the bot.
    Callback(Vec<u8>),
    /// Sends this to the bot, with the account's password.
    CallbackWithPassword(Vec<u8>),
    /// Opens an address.
    Url(String),
    /// Opens a web app.
    WebView(String),
    /// Copies a text.
    Copy(String),
    /// Opens a payment.
    Buy,
    /// Starts an inline query somewhere.
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
        Self {
            label: label.into(),
            action: InlineAction::Callback(data.into()),
        }
    }
}

/// The action of a key of a bot's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAction {
    /// Sends the label as a message.
    Text,
    /// Sends the telephone number.
    RequestPhone,
    /// Sends the location.
    RequestLocation,
    /// Opens a web app.
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
        Self {
            label: label.into(),
            action: KeyAction::Text,
        }
    }
}

/// The buttons of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Buttons under the message, row by row.
    Inline(Vec<Vec<InlineButton>>),
    /// A keyboard in place of the reader's own, row by row.
    Keyboard {
        /// The keys.
        rows: Vec<Vec<Key>>,
        /// True if it goes away after one use.
        once: bool,
    },
    /// Takes a keyboard away.
    HideKeyboard,
    /// Opens the reader's reply field.
    ForceReply,
}

impl Markup {
    /// Returns true if an inline button sends exactly `data`.
    pub(super) fn has_callback(&self, data: &[u8]) -> bool {
        let Self::Inline(rows) = self else {
            return false;
        };
        rows.iter().flatten().any(
            |button| matches!(&button.action, InlineAction::Callback(offered) if offered == data),
        )
    }
}
