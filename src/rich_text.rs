//! Text that we send, with its formatting.

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};

use crate::order::UserId;
use crate::order::entity::utf16_len;
use crate::order::untrusted::is_invisible;

/// How a stretch of an outgoing text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Monospace: a tap copies it.
    Code,
    /// Bold.
    Bold,
    /// A customer's words: quoted, and monospace.
    Quote,
    /// The same, of which a few lines are shown until somebody wants to read them all.
    CollapsedQuote,
    /// A person's name, which leads to them.
    Profile(UserId),
}

/// A text with what is to be shown how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RichText {
    /// At most 4096 UTF-16 code units.
    pub text: String,
    /// Stretches that are shown differently.
    pub stretches: Vec<Stretch>,
}

/// A stretch of a text, in UTF-16 code units as Telegram counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// How it is shown.
    pub style: Style,
    /// Where it begins.
    pub offset_utf16: usize,
    /// How long it is.
    pub length_utf16: usize,
}

impl RichText {
    /// A text without any style.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), stretches: Vec::new() }
    }
}

/// A text that comes back from a chat as it was sent: composed (NFC), without what is not seen, and
/// without white space around it. In this form texts are sent and compared.
pub fn clean(text: &str) -> String {
    let seen = |character: &char| *character == '\n' || !is_invisible(*character);
    let text: String = text.replace('\t', " ").chars().filter(seen).collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(&text).trim().to_owned()
}

/// At most `units_max` UTF-16 code units of a text, the last of them `…` where it was cut.
pub fn cut_to_utf16(text: &str, units_max: usize) -> String {
    if utf16_len(text) <= units_max {
        return text.to_owned();
    }
    let mut units_left = units_max.saturating_sub(1);
    let kept = text.chars().take_while(|character| {
        let fits = character.len_utf16() <= units_left;
        units_left = units_left.saturating_sub(character.len_utf16());
        fits
    });
    let mark = (units_max > 0).then_some('…');
    kept.chain(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chat_would_change_is_not_sent() {
        for (text, cleaned) in [
            ("Done\r\nfor 12345\r\n", "Done\nfor 12345"),
            ("\u{202E}12345\u{202C} \u{2066}ok\u{2069}", "12345 ok"),
            ("И\u{306}од\u{200B}\u{AD}", "Йод"),
            (" \u{A0}✅️ 1\tdiamond\n", "✅️ 1 diamond"),
            ("\u{FEFF}\u{7}", ""),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
            assert_eq!(clean(cleaned), cleaned);
        }
    }
}
