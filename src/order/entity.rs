//! The entities of a Telegram message that matter for reading an order.

use serde::{Deserialize, Serialize};

use super::UserId;

/// What a stretch of a message's text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntityKind {
    /// `@username`
    Mention,
    /// A name that stands for a user without a username.
    TextMention {
        /// Whom it names.
        user: UserId,
    },
    /// Text that is a link; `tg://user?id=…` names a user.
    TextLink {
        /// Where it leads.
        url: String,
    },
    /// Any other kind: formatting, which says nothing about an order.
    Other,
}

/// A stretch of a message's text, in UTF-16 code units as Telegram counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Where it begins, in UTF-16 code units.
    pub offset_utf16: usize,
    /// How long it is, in UTF-16 code units.
    pub length_utf16: usize,
}
