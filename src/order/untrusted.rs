//! Text from outside.

use std::fmt::{self, Write as _};

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};

/// Text that somebody outside wrote: a buyer, the bot, the shop.
///
/// `Display` makes control, bidi and zero-width characters visible, so that it is safe in a
/// terminal, a log and a moderators' message. [`Untrusted::as_str`] gives the text as it was
/// written, for comparing, for the shop and for storage; never print that.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// Wraps what came from outside, unchanged.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The visible form, in the lines that were written.
    pub fn in_lines(&self) -> String {
        let lines = self.0.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        lines.map(|line| Self::new(line).to_string()).collect::<Vec<_>>().join("\n")
    }

    /// At most `characters_max` characters of the visible form, with `…` where it was cut.
    pub fn excerpt(&self, characters_max: usize) -> String {
        let visible = self.to_string();
        match visible.char_indices().nth(characters_max) {
            Some((cut, _)) => format!("{}…", &visible[..cut]),
            None => visible,
        }
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '\n' => f.write_char('⏎')?,
                '\t' => f.write_char('⇥')?,
                _ if is_invisible(character) => write!(f, "⟨{:04X}⟩", u32::from(character))?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

/// Whether a character is shown by its number: controls, bidi marks and overrides, zero-width
/// characters, separators that end a line for some programs, tags and variation selectors that can hide text.
///
/// By Unicode's lists: the categories Cc, Cf, Zl and Zp, and what is `Default_Ignorable_Code_Point`, but
/// for U+FE00 to U+FE0F, which every other emoji carries; and the Braille blank, which is no space.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character),
            0x00AD | 0x034F | 0x0600..=0x0605 | 0x061C | 0x06DD | 0x070F | 0x0890 | 0x0891 | 0x08E2
            | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x2028..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164 | 0xFEFF | 0xFFA0
            | 0xFFF0..=0xFFFB | 0x1_10BD | 0x1_10CD | 0x1_3430..=0x1_343F | 0x1_BCA0..=0x1_BCA3
            | 0x1_D173..=0x1_D17A | 0xE_0000..=0xE_0FFF)
}

/// A text as an eye compares it: in NFC, without invisible characters and variation selectors, white space folded.
/// The tags stay that make flags of a black one: those differ to the eye.
pub fn comparable(text: &str) -> String {
    let is_seen = |character: &char| match character {
        '\u{FE00}'..='\u{FE0F}' => false,
        '\u{E0020}'..='\u{E007F}' => true,
        _ => character.is_whitespace() || !is_invisible(*character),
    };
    let seen = text.chars().filter(is_seen);
    let composed: String = ComposingNormalizerBorrowed::new_nfc().normalize_iter(seen).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_deceive_is_shown() {
        for (text, shown) in [
            ("Иван 💎️", "Иван 💎️"),
            ("a\nb\tc", "a⏎b⇥c"),
            ("\u{1B}[31m", "⟨001B⟩[31m"),
            ("\u{9B}2J", "⟨009B⟩2J"),
            ("abc\u{202E}fed", "abc⟨202E⟩fed"),
            ("1\u{200B}2", "1⟨200B⟩2"),
            ("\u{E0041}", "⟨E0041⟩"),
            ("a\r", "a⟨000D⟩"),
            ("1\u{34F}2\u{2800}", "1⟨034F⟩2⟨2800⟩"),
            ("\u{1D173}", "⟨1D173⟩"),
        ] {
            assert_eq!(Untrusted::new(text).to_string(), shown);
            assert_eq!(Untrusted::new(text).as_str(), text);
        }
    }

    #[test]
    fn what_looks_equal_is_equal() {
        for (text, other) in [
            ("❤️ 1", "❤ 1"),
            ("Йод", "И\u{306}од"),
            ("Й", "И\u{200B}\u{306}"),
            ("алмаз", "ал\u{AD}м\u{200B}аз"),
            ("1 алмаз", "\u{200F}1\u{A0}\u{2009} алмаз\u{200E}"),
            ("1 алмаз", " 1\t\u{200B} алмаз\u{2028}"),
            ("ｲ\u{3164}", "ｲ"),
        ] {
            assert_eq!(comparable(text), comparable(other), "{text:?} {other:?}");
        }
        let flag = |country: &str| {
            let tags = country.bytes().filter_map(|it| char::from_u32(0xE_0000 + u32::from(it)));
            format!("🏴{}\u{E007F}", tags.collect::<String>())
        };
        let (england, scotland) = (flag("gbeng"), flag("gbsct"));
        for (text, other) in [
            ("1 алмаз", "1алмаз"),
            ("алмаз", "Алмаз"),
            ("e", "е"),
            ("1", "１"),
            ("и", "й"),
            (&england, &scotland),
        ] {
            assert_ne!(comparable(text), comparable(other), "{text:?} {other:?}");
        }
        assert_eq!(comparable("\u{200B} \u{FE0F}\n"), "");
    }

    #[test]
    fn an_excerpt_is_cut_between_characters() {
        let text = Untrusted::new("при💎вет");
        assert_eq!(text.excerpt(4), "при💎…");
        assert_eq!(text.excerpt(7), "при💎вет");
        assert_eq!(text.excerpt(0), "…");
    }

    proptest! {
        #[test]
        fn nothing_shown_steers_a_terminal(text in any::<String>()) {
            let shown = Untrusted::new(text).to_string();
            prop_assert!(!shown.chars().any(is_invisible));
        }
    }
}
