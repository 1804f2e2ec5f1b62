//! A phone number as people write it, and as Telegram takes it.
//!
//! Whoever mistypes their number has a code sent to a stranger: what can't be a number is not sent
//! at all, and what was guessed is asked about.

use std::fmt;

/// The country's digits and all behind them, without `+`: 7 to 15 digits by E.164.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PhoneNumber(String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Number(PhoneNumber),
    /// A number as it is dialled within Russia, most likely.
    Guess(PhoneNumber),
    Nothing,
}

/// No number is shorter; the shortest with its country's digits have seven.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// What Russia's numbers have behind the country's 7.
const RUSSIAN_DIGITS: usize = 10;

impl Typed {
    /// Reads it. In Russia a number begins with 8 instead of +7, and people write it so, even with a
    /// `+`: no country begins with +89. Or they leave it out before a mobile's 9.
    pub(super) fn read(text: &str) -> Self {
        let is_filler =
            |c: char| c.is_whitespace() || "-‐‑–().\u{2060}\u{200e}\u{202a}\u{202c}".contains(c);
        let bare: String = text.chars().filter(|c| !is_filler(*c)).collect();
        let international = bare.strip_prefix('+').or(bare.strip_prefix("00"));
        let digits = international.unwrap_or(&bare);
        let is_number = DIGITS.contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if !is_number {
            return Self::Nothing;
        }
        let within_russia = match digits.strip_prefix('8') {
            Some(rest) if international.is_none() || rest.starts_with('9') => Some(rest),
            None if international.is_none() && digits.starts_with('9') => Some(digits),
            _ => None,
        };
        match within_russia.filter(|rest| rest.len() == RUSSIAN_DIGITS) {
            Some(rest) => Self::Guess(PhoneNumber(format!("7{rest}"))),
            None => Self::Number(PhoneNumber(digits.to_owned())),
        }
    }
}

impl PhoneNumber {
    pub(super) fn digits(&self) -> &str {
        &self.0
    }
}

/// As people read it: `+7 916 123-45-67`, and others in one piece.
impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.0.strip_prefix('7');
        match rest.filter(|rest| rest.len() == RUSSIAN_DIGITS) {
            Some(rest) => {
                let (code, a, b, c) = (&rest[..3], &rest[3..6], &rest[6..8], &rest[8..]);
                write!(f, "+7 {code} {a}-{b}-{c}")
            }
            None => write!(f, "+{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> Typed {
        Typed::Number(PhoneNumber(digits.to_owned()))
    }

    fn guess(digits: &str) -> Typed {
        Typed::Guess(PhoneNumber(digits.to_owned()))
    }

    #[test]
    fn numbers_are_understood_as_people_write_them() {
        for (text, expected) in [
            ("+7 916 123-45-67", number("79161234567")),
            ("+7 (916) 123‑45‑67", number("79161234567")),
            ("79161234567", number("79161234567")),
            ("0044 7700 900123", number("447700900123")),
            ("+9996621111", number("9996621111")),
            ("8 916 123 45 67", guess("79161234567")),
            ("8(495)123-45-67", guess("74951234567")),
            ("+8 999 123-45-67", guess("79991234567")),
            ("916 123-45-67", guess("79161234567")),
            // Vietnam, Hong Kong.
            ("+84 91 234 56 78", number("84912345678")),
            ("+852 5123 4567", number("85251234567")),
        ] {
            assert_eq!(Typed::read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_taken_for_one() {
        for text in [
            "",
            "abc",
            "112",
            "+",
            "++79161234567",
            "+7916123456a",
            "1234567890123456",
            "@name",
            "0916 123 45 67",
            "٧٩١٦١٢٣٤٥٦٧",
            "123456:AAE-token",
        ] {
            assert_eq!(Typed::read(text), Typed::Nothing, "{text}");
        }
    }

    #[test]
    fn a_number_is_shown_as_it_is_read() {
        for (digits, shown) in [
            ("79161234567", "+7 916 123-45-67"),
            ("447700900123", "+447700900123"),
            ("7123456789012", "+7123456789012"),
        ] {
            assert_eq!(PhoneNumber(digits.to_owned()).to_string(), shown);
        }
    }
}
