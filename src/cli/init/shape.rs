//! The general shape of account ids, out of a few examples, and the pattern that finds such ids.

use std::collections::BTreeSet;

use regex::{Regex, escape};

use super::dialogue::words;

/// A shape of account ids that are more than digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Its name in the texts: `uuid`, `email`; `code`, such as `US-12345`; `name` for a name, or letters and
    /// digits in any order.
    pub id: &'static str,
    /// The regular expression that finds such ids.
    pub pattern: String,
}

const UUID: &str = r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b";
const EMAIL: &str = r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b";
/// What surrounds the number of a code: few letters, and signs.
const CODE: &str = r"^([A-Za-z]{0,3}[^\p{L}\d\s]{0,3})(\d+)([^\p{L}\d\s]?[A-Za-z]{0,3})$";
/// The lengths of names of which a few are known.
const NAME_CHARACTERS: (usize, usize) = (3, 32);

impl Shape {
    /// The shape that all examples have.
    pub fn of(examples: &[String]) -> Self {
        let are_all = |pattern: &&str| {
            let whole = Regex::new(&format!("^(?:{pattern})$"));
            whole.is_ok_and(|whole| examples.iter().all(|text| whole.is_match(text)))
        };
        let known = |id, pattern| Some(pattern).filter(are_all).map(|it| (id, it.to_owned()));
        let (id, pattern) = known("uuid", UUID)
            .or_else(|| known("email", EMAIL))
            .or_else(|| Some(("code", code(examples)?)))
            .unwrap_or_else(|| ("name", labelled(&name(examples))));
        Self { id, pattern }
    }
}

/// The pattern of a code: a number, and what stands around it in all examples.
fn code(examples: &[String]) -> Option<String> {
    let code = Regex::new(CODE).ok()?;
    let captures: Option<Vec<_>> = examples.iter().map(|text| code.captures(text)).collect();
    let parts: Vec<[&str; 3]> = captures?.iter().map(|found| found.extract().1).collect();
    let ends: BTreeSet<(&str, &str)> = parts.iter().map(|part| (part[0], part[2])).collect();
    let lengths: BTreeSet<usize> = parts.iter().map(|part| part[1].len()).collect();
    let (least, most) = (lengths.first()?, lengths.last()?);
    let &(before, after) = ends.first().filter(|_| ends.len() == 1)?;
    // A boundary is only there between a word's character and another.
    let edge = |end: Option<char>| end.is_none_or(char::is_alphanumeric).then_some(r"\b");
    let start = edge(before.chars().next()).unwrap_or_default();
    let end = edge(after.chars().next_back()).unwrap_or_default();
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
    let labels = words("init-words-labels");
    let labels: Vec<String> = labels.iter().map(|word| escape(word)).collect();
    let labels = labels.join("|");
    format!(r"^\s*({name})\s*$|(?:^|[\s,;(])(?i:{labels})[\s:=]+({name})")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::order::account::{AccountPattern, Found};

    fn shape(examples: &[&str]) -> Shape {
        let examples: Vec<String> = examples.iter().map(|text| (*text).to_owned()).collect();
        Shape::of(&examples)
    }

    #[test]
    fn a_code_is_what_all_have_in_common() {
        for (examples, expected) in [
            (&["US-12345", "US-678"][..], r"\bUS\-\d{3,5}\b"),
            (&["12-AB", "345-AB"], r"\b\d{2,3}\-AB\b"),
            (&["#123"], r"\#\d{3,3}\b"),
        ] {
            let pattern = expected.to_owned();
            assert_eq!(shape(examples), Shape { id: "code", pattern });
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
            let shape = shape(examples);
            assert_eq!(shape.id, id, "{examples:?}");
            let pattern = AccountPattern::new(&shape.pattern).unwrap();
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
        let pattern = AccountPattern::new(&shape(&["Player_One", "ivan1985"]).pattern).unwrap();
        for text in ["thanks a lot", "Player_One пожалуйста", "buy: now please"] {
            assert_eq!(pattern.find(text), Found::Nothing, "{text}");
        }
        let found = pattern.find("ник Player_One. Спасибо!");
        assert!(matches!(&found, Found::One(id) if id.as_str() == "Player_One"), "{found:?}");
    }

    proptest! {
        #[test]
        fn each_example_is_found(examples in prop::collection::vec("[A-Za-z0-9#-]{1,12}", 1..4)) {
            let pattern = AccountPattern::new(&Shape::of(&examples).pattern).unwrap();
            for example in &examples {
                prop_assert!(!matches!(pattern.find(example), Found::Nothing), "{example}");
            }
        }
    }
}
