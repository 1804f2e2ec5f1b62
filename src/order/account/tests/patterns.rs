//! Patterns as owners write them, and all that they match.

use proptest::prelude::*;
use regex::Regex;

use super::super::*;

/// More than is searched.
const TOO_MANY_BYTES: usize = 16 * 1024;

fn find(pattern: &str, details: &str) -> Vec<String> {
    let pattern = AccountPattern::new(pattern).unwrap().lenient();
    let numbers = match pattern.find(details) {
        Found::Nothing => Vec::new(),
        Found::One(number) => vec![number],
        Found::Several(numbers) => numbers,
        Found::Doubtful(numbers) => panic!("a doubt where none is asked for: {numbers:?}"),
    };
    numbers.iter().map(|number| number.as_str().to_owned()).collect()
}

#[test]
fn digits_words_and_boundaries_are_ascii() {
    assert_eq!(find(r"\b\d{4,12}\b", "мой айди12345привет"), ["12345"]);
    assert_eq!(find(r"\b\d{4,12}\b", "id12345"), [""; 0]);
    assert_eq!(find(r"\d+", "١٢٣٤٥ ５５５５ ४५"), [""; 0]);
    assert_eq!(find(r"\w+", "имя_ёж"), ["_"]);
    assert_eq!(find(r"[\w-]+", "ник: ab-1я"), ["ab-1"]);
    assert_eq!(find(r"[^\d]+", "12ж34"), ["ж"]);
    assert_eq!(find(r"\D+", "12ж٣34"), ["ж٣"]);
    assert_eq!(find(r"\W+", "a жé b"), [" жé "]);
    assert_eq!(find(r"[\W\d]+", "aж1b"), ["ж1"]);
    assert_eq!(find(r"(?i)\w+", "\u{212A}\u{17F}"), [""; 0]);
    assert_eq!(find(r"\b{start}\d+\b{end}", "ж123ж"), ["123"]);
    assert_eq!(find(r"1\B.\B2", "1a2 1ж2"), ["1a2"]);
}

#[test]
fn letters_of_any_language_and_escapes_stay_what_they_are() {
    assert_eq!(find(r"(?i)АЙДИ\s*(\d+)", "мой айди:\u{A0}5, Айди\u{A0}77"), ["77"]);
    assert_eq!(find(r"\\d(\d)", r"\d7 88"), ["7"]);
    assert_eq!(find(r"\[\d\]", "[7] 8"), ["[7]"]);
    assert_eq!(find(r"[]\d]+", "a]7]b"), ["]7]"]);
    assert_eq!(find(r"[^]\d]+", "7]ж]"), ["ж"]);
    assert_eq!(find(r"[[:alpha:]\d]+", "ж a1 ж"), ["a1"]);
    assert_eq!(find(r"\p{Nd}+", "١٢"), ["١٢"]);
    assert_eq!(find(r"(?x) \d+  # the number", "no 42"), ["42"]);
    assert_eq!(find(r"[\d&&[^5]]+", "4554"), ["4"]);
}

#[test]
fn the_named_group_then_the_first_that_took_part_then_the_match() {
    assert_eq!(find(r"(x)(?P<id>\d+)", "x12"), ["12"]);
    assert_eq!(find(r"(x)(?<id>\d+)", "x12"), ["12"]);
    assert_eq!(find(r"id (\d+)|#(\d+)", "#34"), ["34"]);
    assert_eq!(find(r"(?:id )?\d+", "id 34"), ["id 34"]);
    assert_eq!(find(r"(?P<id>\d{5})|(\w+)", "abc"), ["abc"]);
}

#[test]
fn empty_matches_never_count() {
    assert_eq!(find(r"\d*", "ab 12 cd"), ["12"]);
    assert_eq!(find(r"\d*", "ab"), [""; 0]);
    assert_eq!(find(r"id(\d*)", "id id id5"), ["5"]);
}

#[test]
fn several_different_ones_once_each_in_order_and_capped() {
    assert_eq!(find(r"\d+", "22 11 22 33"), ["22", "11", "33"]);
    assert_eq!(find(r"\d+", "11, да, 11"), ["11"]);
    let many = (0..100).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(find(r"\d+", &many).len(), CANDIDATES_MAX);
}

#[test]
fn a_text_that_no_message_can_hold_is_not_searched() {
    let long = format!("12345 {}", "x".repeat(TOO_MANY_BYTES));
    assert_eq!(find(r"\d+", &long), [""; 0]);
}

#[test]
fn what_a_moderator_types() {
    let whole = |pattern, text| {
        AccountPattern::new(pattern).unwrap().matches_whole(text).map(|number| number.to_string())
    };
    assert_eq!(whole(r"\b\d{4,12}\b", " 12345 "), Some("12345".to_owned()));
    assert_eq!(whole(r"\b\d{4,12}\b", "12345 67890"), None);
    assert_eq!(whole(r"\b\d{4,12}\b", "no 12345"), None);
    assert_eq!(whole(r"\b\d{4,12}\b", ""), None);
    assert_eq!(whole(r"\d{4}|\d{8}", "12345678"), Some("12345678".to_owned()));
    assert_eq!(whole(r"айди\s*(\d+)", "12345"), Some("12345".to_owned()));
    assert_eq!(whole(r"айди\s*(\d+)", "айди 12345"), Some("12345".to_owned()));
    assert_eq!(whole(r"(u)(?P<id>\d+)", "u"), None);
    assert_eq!(whole(r"(?i:acc)-(?<id>[A-Z]\d)", "B7"), Some("B7".to_owned()));
    assert_eq!(whole(r"\d*", ""), None);
    assert_eq!(whole(r"(?x) (\d+) # it", "42"), Some("42".to_owned()));
}

#[test]
fn patterns_that_can_not_be() {
    let error = |pattern: &str| AccountPattern::new(pattern).unwrap_err();
    assert_eq!(error(""), PatternError::Empty);
    assert_eq!(error(&"a".repeat(PATTERN_BYTES_MAX + 1)), PatternError::TooLong);
    assert_eq!(error(r"(\w{1000}){1000}"), PatternError::TooComplex);
    for broken in
        [r"(\d+", r"[", r"\d{4,", r"(?=x)", r"[a-\d]", r"[!-\d]", r"*", r"(?-u:\xFF)", "\\"]
    {
        let PatternError::Syntax(explanation) = error(broken) else {
            panic!("{broken} gave no explanation");
        };
        assert!(explanation.contains(broken), "the place is shown: {explanation}");
    }
}

proptest! {
    // Compiling a pattern is slow in an unoptimised build.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_number_found_stands_in_the_details(details in "(.|\n|[0-9]{1,9}|[a-zж ]){0,40}") {
        for pattern in [r"\b\d{4,12}\b", r"\w*", r"ж(\d+)|(\D)", r"(?i)[^\d\s]+"] {
            for number in find(pattern, &details) {
                prop_assert!(!number.is_empty() && details.contains(&number));
            }
        }
    }

    #[test]
    fn any_pattern_is_refused_or_works(
        pattern in r"([\\\[\](){}^$|?*+<>:&~P-]|\\[dwbDWBsp]|[a-cж0-9]|\(\?P?<id>){0,12}",
        details in ".{0,30}",
    ) {
        if let Ok(pattern) = AccountPattern::new(&pattern) {
            pattern.find(&details);
            pattern.matches_whole(&details);
        }
    }

    #[test]
    fn a_well_formed_pattern_stays_well_formed(
        pattern in r"([\\\[\](){}^$|?*+<>:&~P-]|\\[dwbDWBsp]|[a-cж0-9]|\(\?P?<id>){0,12}",
    ) {
        if !pattern.is_empty() && Regex::new(&pattern).is_ok() {
            prop_assert_eq!(AccountPattern::new(&pattern).err(), None);
        }
    }
}
