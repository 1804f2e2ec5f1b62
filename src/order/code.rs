//! A code that is goods: a key, a link, a voucher.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::untrusted::is_invisible;

/// A longer one would fill the reply alone.
pub const CODE_UNITS_MAX: i64 = 1_000;
/// Of a shorter one, its ends would say too much.
const SHOWN_FROM: usize = 8;

/// A code as the customer gets it. Whoever reads it has the goods: printed in any way, it is masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Code(String);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCode {
    /// Nothing is left of it.
    Empty,
    /// It has something in it that nobody sees or can type, or that a chat would change.
    Unseen,
    /// More than so many UTF-16 code units.
    TooLong(usize),
}

impl Code {
    /// Takes what is between the white space around it, at most `units_max` UTF-16 code units.
    pub fn parse(text: &str, units_max: usize) -> Result<Self, NoCode> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NoCode::Empty);
        }
        // A chat would send it composed.
        let is_as_sent = ComposingNormalizerBorrowed::new_nfc().is_normalized(text);
        if text.chars().any(is_invisible) || !is_as_sent {
            return Err(NoCode::Unseen);
        }
        let units = text.encode_utf16().count();
        if units > units_max { Err(NoCode::TooLong(units)) } else { Ok(Self(text.to_owned())) }
    }

    /// A code that was taken before.
    pub fn known(text: String) -> Self {
        Self(text)
    }

    /// The whole of it: for the customer, the journal, and an owner who asks.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `AB…9Z`
    pub fn masked(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        match &characters[..] {
            [first, second, .., before, last] if characters.len() >= SHOWN_FROM => {
                format!("{first}{second}…{before}{last}")
            }
            _ => "…".to_owned(),
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_a_chat_leaves_as_it_is() {
        let parse = |text| Code::parse(text, 10).map(|code| code.expose().to_owned());
        assert_eq!(parse(" AB-12 9Z\r"), Ok("AB-12 9Z".to_owned()));
        assert_eq!(parse("ключ-1"), Ok("ключ-1".to_owned()));
        assert_eq!(parse("12345678901"), Err(NoCode::TooLong(11)));
        for text in ["", "  ", "\t\n"] {
            assert_eq!(parse(text), Err(NoCode::Empty));
        }
        for text in ["a\0b", "a\u{200B}b", "a\tb", "a\nb", "\u{FEFF}ab", "И\u{306}"] {
            assert_eq!(parse(text), Err(NoCode::Unseen), "{text:?}");
        }
    }

    #[test]
    fn it_is_never_printed_whole() {
        let masked = |text: &str| Code::known(text.to_owned()).masked();
        assert_eq!(masked("AB12-XY34-9Z"), "AB…9Z");
        assert_eq!(masked("ключ-от-всего"), "кл…го");
        assert_eq!((masked("1234567"), masked("12345678")), ("…".to_owned(), "12…78".to_owned()));
        assert_eq!(format!("{:?}", Code::known("AB12-XY34-9Z".to_owned())), "Code(AB…9Z)");
    }
}
