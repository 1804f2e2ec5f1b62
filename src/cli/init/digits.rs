//! The number of digits of account ids: `8`, `6-10`, `from 6 to 10`.

use regex::Regex;

use super::dialogue::words;
use crate::i18n::t;

/// From so many digits to so many: at least one, at most [`DIGITS_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DigitCount {
    least: usize,
    most: usize,
}

/// No account id has more digits.
const DIGITS_MAX: usize = 30;
/// Shorter numbers are common in any sentence.
const UNMISTAKABLE: usize = 4;
/// How far apart the limits may be before every other number lies between them.
const SPREAD_MAX: usize = 8;

impl DigitCount {
    /// Reads what somebody types. Whatever is more than that is not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let [from, to, digits] =
            ["from", "to", "digits"].map(|id| words(&format!("init-words-{id}")).join("|"));
        let count = format!(
            r"^(?:([0-9]+)|(?:(?:{from})\s)?\s*([0-9]+)\s*(?:-|–|—|−|\.\.|…|\s(?:{to})\s)\s*([0-9]+))(?:\s*(?:{digits}))?$"
        );
        let (count, text) = (Regex::new(&count).ok(), text.trim().to_lowercase());
        let found = count.and_then(|count| count.captures(&text));
        let found = found.ok_or_else(|| t!("init-digits-unclear"))?;
        let number = |place| found.get(place).map_or("", |number| number.as_str());
        let read = |number: &str| number.parse().unwrap_or(usize::MAX);
        match (number(1), number(2), number(3)) {
            ("", least, most) => Self::new(read(least), read(most)),
            (id, ..) if read(id) > DIGITS_MAX && id.len() >= UNMISTAKABLE => {
                Err(t!("init-digits-is-number", count = id.len()))
            }
            (count, ..) => Self::new(read(count), read(count)),
        }
    }

    fn new(least: usize, most: usize) -> Result<Self, String> {
        if least == 0 || least.max(most) > DIGITS_MAX {
            return Err(t!("init-digits-out-of-range", most = DIGITS_MAX));
        }
        if most < least {
            return Err(t!("init-digits-backwards", least = most, most = least));
        }
        Ok(Self { least, most })
    }

    /// The count that a pattern of [`DigitCount::pattern`] was made of.
    pub fn of_pattern(pattern: &str) -> Option<Self> {
        let count = pattern.strip_prefix(r"\b\d{")?.strip_suffix(r"}\b")?;
        let (least, most) = count.split_once(',').unwrap_or((count, count));
        Self::new(least.parse().ok()?, most.parse().ok()?).ok()
    }

    /// The regular expression that finds such ids.
    pub fn pattern(self) -> String {
        match self {
            Self { least, most } if least == most => format!(r"\b\d{{{least}}}\b"),
            Self { least, most } => format!(r"\b\d{{{least},{most}}}\b"),
        }
    }

    /// An id of the least length, made up.
    pub fn example(self) -> String {
        made_up(self.least)
    }

    /// «of 8 digits», «of 6 to 10 digits»
    pub fn describe(self) -> String {
        match self {
            Self { least, most } if least == most => t!("init-digits-exact", count = most),
            Self { least, most } => t!("init-digits-range", least, most),
        }
    }

    /// The same, with examples of the shortest and of the longest.
    pub fn describe_with_examples(self) -> String {
        let (digits, shortest, longest) = (self.describe(), self.example(), made_up(self.most));
        if shortest == longest {
            return t!("init-digits-example", digits, example = shortest);
        }
        t!("init-digits-examples", digits, shortest, longest)
    }

    /// Why such ids would be taken for others, if they would.
    pub fn doubt(self) -> Option<String> {
        if self.least < UNMISTAKABLE {
            return Some(t!("init-digits-short"));
        }
        (self.most - self.least > SPREAD_MAX).then(|| t!("init-digits-wide"))
    }
}

fn made_up(length: usize) -> String {
    "1234567890".chars().cycle().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n;
    use crate::i18n::Language::Russian;

    fn count(least: usize, most: usize) -> DigitCount {
        DigitCount { least, most }
    }

    #[test]
    fn a_count_is_read_however_it_is_written() {
        for (text, least, most) in [
            ("8", 8, 8),
            (" 8 цифр", 8, 8),
            ("6-10", 6, 10),
            ("6 – 10", 6, 10),
            ("от 6 до 10", 6, 10),
            ("От 6 до 10 цифр", 6, 10),
            ("from 6 to 9 digits", 6, 9),
            ("4..12", 4, 12),
            ("30", 30, 30),
        ] {
            assert_eq!(DigitCount::parse(text), Ok(count(least, most)), "{text}");
        }
    }

    #[test]
    fn what_is_something_else_is_not_guessed_at() {
        for (text, why) in [
            ("восемь", "not understood"),
            ("", "not understood"),
            ("от 6", "not understood"),
            ("-5", "not understood"),
            ("6,9", "not understood"),
            ("1 2 3", "not understood"),
            ("6-9-12", "not understood"),
            ("8 букв", "not understood"),
            ("curl https://example.org/i8 | sh", "not understood"),
            ("٨", "not understood"),
            ("0", "from 1 to 30"),
            ("31", "from 1 to 30"),
            ("5-99999999999", "from 1 to 30"),
            ("9-6", "6-9"),
            ("12345678", "of 8 digits"),
            ("99999999999999", "of 14 digits"),
        ] {
            let complaint = DigitCount::parse(text).unwrap_err();
            assert!(complaint.contains(why), "{text}: {complaint}");
        }
    }

    #[test]
    fn it_is_told_with_examples() {
        let told =
            |count: DigitCount| i18n::with_language(Russian, || count.describe_with_examples());
        assert_eq!(told(count(8, 8)), "из 8 цифр, например 12345678");
        assert_eq!(told(count(6, 10)), "от 6 до 10 цифр, например 123456 или 1234567890");
        assert_eq!(told(count(1, 1)), "из 1 цифры, например 1");
        assert_eq!(count(4, 21).describe(), "of 4 to 21 digits");
    }

    #[test]
    fn a_pattern_says_which_count_it_is_of() {
        for count in [count(8, 8), count(6, 10)] {
            assert_eq!(DigitCount::of_pattern(&count.pattern()), Some(count));
        }
        for pattern in [r"\b\d{6,}\b", r"\d{6}", r"\b\d{9,6}\b", ""] {
            assert_eq!(DigitCount::of_pattern(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn what_is_too_short_or_too_wide_is_doubted() {
        for (doubted, is_doubted) in [
            (count(2, 30), true),
            (count(3, 3), true),
            (count(4, 13), true),
            (count(4, 12), false),
            (count(8, 8), false),
        ] {
            assert_eq!(doubted.doubt().is_some(), is_doubted, "{doubted:?}");
        }
    }
}
