//! The entities of a Telegram message that matter for reading an order.

use std::ops::Range;

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

impl EntityKind {
    /// The user it names by id.
    pub fn user(&self) -> Option<UserId> {
        let user = match self {
            Self::TextMention { user } => *user,
            Self::TextLink { url } => UserId(decimal(url.strip_prefix("tg://user?id=")?)?),
            Self::Mention | Self::Other => return None,
        };
        (user.0 > 0).then_some(user)
    }
}

impl Entity {
    /// Where it stands in `text`, in bytes. `None` when it is empty, out of range, or begins or ends
    /// inside a character.
    pub fn range_in(&self, text: &str) -> Option<Range<usize>> {
        if self.length_utf16 == 0 {
            return None;
        }
        let start = byte_at(text, self.offset_utf16)?;
        let end = start + byte_at(&text[start..], self.length_utf16)?;
        Some(start..end)
    }
}

/// The length of `text` in UTF-16 code units, as Telegram counts.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The byte at which so many UTF-16 code units of `text` are over.
fn byte_at(text: &str, units: usize) -> Option<usize> {
    let mut passed = 0;
    for (byte, character) in text.char_indices() {
        if passed >= units {
            return (passed == units).then_some(byte);
        }
        passed += character.len_utf16();
    }
    (passed == units).then_some(text.len())
}

/// A number of digits only: no sign, no space.
fn decimal(digits: &str) -> Option<i64> {
    let only_digits = digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| only_digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entity(offset_utf16: usize, length_utf16: usize) -> Entity {
        Entity { kind: EntityKind::Mention, offset_utf16, length_utf16 }
    }

    #[test]
    fn counts_in_utf16() {
        let text = "🆕 Имя 💎x";
        let taken =
            |offset, length| entity(offset, length).range_in(text).map(|range| &text[range]);
        assert_eq!(taken(3, 3), Some("Имя"));
        assert_eq!(taken(0, 2), Some("🆕"));
        assert_eq!(taken(7, 3), Some("💎x"));
        for (offset, length) in [
            (1, 2),
            (0, 1),
            (7, 1),
            (8, 1),
            (9, 2),
            (10, 1),
            (3, 0),
            (100, 1),
            (usize::MAX, 1),
            (1, usize::MAX),
            (usize::MAX, usize::MAX),
            (3, 100),
        ] {
            assert_eq!(taken(offset, length), None, "{offset}+{length}");
        }
        assert_eq!(utf16_len(text), 10);
    }

    #[test]
    fn links_that_name_a_user() {
        let user = |url: &str| EntityKind::TextLink { url: url.to_owned() }.user();
        assert_eq!(user("tg://user?id=111"), Some(UserId(111)));
        for url in [
            "tg://user?id=",
            "tg://user?id=+1",
            "tg://user?id=-1",
            "tg://user?id=0",
            "tg://user?id=1x",
            "tg://user?id= 1",
            "tg://user?id=99999999999999999999",
            "https://t.me/111",
            "https://evil.example/tg://user?id=111",
            "tg://resolve?domain=a",
        ] {
            assert_eq!(user(url), None, "{url}");
        }
        assert_eq!(EntityKind::TextMention { user: UserId(-5) }.user(), None);
    }

    proptest! {
        #[test]
        fn what_is_in_range_has_its_length(text in any::<String>(), offset in 0..40_usize, length in 0..40_usize) {
            if let Some(range) = entity(offset, length).range_in(&text) {
                prop_assert_eq!(utf16_len(&text[..range.start]), offset);
                prop_assert_eq!(utf16_len(&text[range]), length);
            }
        }
    }
}
