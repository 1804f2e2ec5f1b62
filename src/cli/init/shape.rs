//! A pattern out of examples: what all of them have in common, piece by piece.

use std::collections::BTreeSet;

/// A stretch of one kind of character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Digits,
    Letters,
    Signs,
}

/// A regular expression that finds each of the examples: digits as digits, letters as they are where
/// all agree. Examples of different build stand side by side in it.
pub(super) fn pattern_for(examples: &[String]) -> String {
    let split: Vec<Vec<(Kind, &str)>> = examples.iter().map(|example| pieces(example)).collect();
    let kinds = |pieces: &[(Kind, &str)]| pieces.iter().map(|(kind, _)| *kind).collect::<Vec<_>>();
    let alike = split
        .windows(2)
        .all(|pair| kinds(&pair[0]) == kinds(&pair[1]));
    let Some(first) = split.first() else {
        return String::new();
    };
    let inner = if alike {
        let columns = (0..first.len()).map(|place| {
            let texts = split.iter().filter_map(|pieces| pieces.get(place));
            let texts: BTreeSet<&str> = texts.map(|(_, text)| *text).collect();
            column(first[place].0, &texts)
        });
        columns.collect()
    } else {
        let escaped: BTreeSet<String> = examples.iter().map(|text| regex::escape(text)).collect();
        let escaped: Vec<String> = escaped.into_iter().collect();
        format!("(?:{})", escaped.join("|"))
    };
    // A boundary is only there between a word's character and another.
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let begins = examples.iter().all(|text| is_word(text.chars().next()));
    let ends = examples
        .iter()
        .all(|text| is_word(text.chars().next_back()));
    let edge = |is_there| if is_there { r"\b" } else { "" };
    format!("{}{inner}{}", edge(begins), edge(ends))
}

fn column(kind: Kind, texts: &BTreeSet<&str>) -> String {
    let lengths = texts.iter().map(|text| text.chars().count());
    let (least, most) = (
        lengths.clone().min().unwrap_or(0),
        lengths.max().unwrap_or(0),
    );
    let times = if least == most {
        format!("{{{least}}}")
    } else {
        format!("{{{least},{most}}}")
    };
    match kind {
        Kind::Digits => format!(r"\d{times}"),
        Kind::Letters if texts.len() > 1 => format!("[A-Za-z]{times}"),
        Kind::Letters | Kind::Signs => {
            let escaped: Vec<String> = texts.iter().map(|text| regex::escape(text)).collect();
            match &escaped[..] {
                [only] => only.clone(),
                several => format!("(?:{})", several.join("|")),
            }
        }
    }
}

fn pieces(text: &str) -> Vec<(Kind, &str)> {
    let mut found: Vec<(Kind, &str)> = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        match found.last_mut() {
            Some((kind, piece)) if *kind == kind_of(character) => *piece = &text[start..end],
            _ => {
                start = at;
                found.push((kind_of(character), &text[at..end]));
            }
        }
    }
    found
}

fn kind_of(character: char) -> Kind {
    if character.is_ascii_digit() {
        Kind::Digits
    } else if character.is_ascii_alphabetic() {
        Kind::Letters
    } else {
        Kind::Signs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::order::account::{AccountPattern, Found};

    fn pattern(examples: &[&str]) -> String {
        let examples: Vec<String> = examples.iter().map(|text| (*text).to_owned()).collect();
        pattern_for(&examples)
    }

    #[test]
    fn what_all_have_in_common_stays() {
        for (examples, expected) in [
            (&["US-12345", "US-678"][..], r"\bUS\-\d{3,5}\b"),
            (&["ab12", "cd34"], r"\b[A-Za-z]{2}\d{2}\b"),
            (&["#123"], r"\#\d{3}\b"),
            (&["A1", "1A"], r"\b(?:1A|A1)\b"),
            (&["игрок7"], r"игрок\d{1}\b"),
        ] {
            assert_eq!(pattern(examples), expected);
        }
    }

    proptest! {
        #[test]
        fn each_example_is_found(examples in prop::collection::vec("[A-Za-z0-9#-]{1,12}", 1..4)) {
            let pattern = AccountPattern::new(&pattern_for(&examples)).unwrap();
            for example in &examples {
                prop_assert!(!matches!(pattern.find(example), Found::Nothing), "{example}");
            }
        }
    }
}
