//! What may touch an account number, and what that makes it look like a part of.

use std::ops::Range;

use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

use super::comparable::category;
use super::words::{is_currency, is_unit};

/// Whether a character separates words: white space, brackets, quotation marks, some punctuation,
/// and emoji.
pub(super) fn separates(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            ',' | ';' | ':' | '!' | '"' | '\'' | '`' | '#' | '№' | '|' | '<' | '>'
        )
        || BRACKETS.contains(category(character))
        || is_emoji(character)
}

const BRACKETS: GeneralCategoryGroup = GeneralCategoryGroup::OpenPunctuation
    .union(GeneralCategoryGroup::ClosePunctuation)
    .union(GeneralCategoryGroup::InitialPunctuation)
    .union(GeneralCategoryGroup::FinalPunctuation);

/// Pictures and arrows. Letters and digits in boxes are none, nor is what may hide digits (`●●●5678`).
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{21FF}' | '\u{2600}'..='\u{27BF}' | '\u{1F300}'..='\u{1FAFF}')
        && !matches!(character, '☆' | '★')
        && !character.is_alphanumeric()
}

/// Whether something that stands between these two is a word of its own. Where its label stands before
/// it, that ends at `label_end`: it may be glued to it, as in `id12345` and `id=12345`.
pub(super) fn stands_alone(before: &[char], after: &[char], label_end: Option<usize>) -> bool {
    let (before, after) = without_emphasis(before, after);
    let is_labelled = label_end.and_then(|end| before.get(end..)).is_some_and(joins_label);
    (is_labelled || ends_at_edge(before)) && begins_at_edge(after)
}

/// Whether nothing but one sign stands between a label and what it is glued to.
fn joins_label(between: &[char]) -> bool {
    let signs: Vec<char> = between.iter().copied().filter(|it| *it != ' ').collect();
    matches!(between, [] | ['.']) || matches!(signs[..], ['=' | '-' | '#'])
}

/// Leaves out the asterisks of Markdown. As many stand before as behind: `****5678` hides digits.
fn without_emphasis<'t>(before: &'t [char], after: &'t [char]) -> (&'t [char], &'t [char]) {
    const ASTERISKS_MAX: usize = 3;
    let opening = before.iter().rev().take_while(|it| **it == '*').count();
    let closing = after.iter().take_while(|it| **it == '*').count();
    if opening == closing && opening <= ASTERISKS_MAX {
        (&before[..before.len() - opening], &after[closing..])
    } else {
        (before, after)
    }
}

/// Whether a word may begin behind this. An `@` belongs to a name that it begins, and `player#12345` is one name.
pub(super) fn ends_at_edge(before: &[char]) -> bool {
    match before {
        [] => true,
        [.., last, '#'] => !last.is_alphabetic(),
        [rest @ .., '@'] => rest.last().is_none_or(|last| separates(*last)),
        [.., last] => separates(*last),
    }
}

/// Whether a word may end before this. A full stop ends it where the sentence ends, too.
fn begins_at_edge(after: &[char]) -> bool {
    match after {
        [] => true,
        ['.', rest @ ..] => rest.first().is_none_or(|first| separates(*first)),
        [first, ..] => separates(*first),
    }
}

/// Whether the number stands in an e-mail, an address or a link that it is not the whole of.
pub(super) fn is_in_address(text: &[char], number: &Range<usize>) -> bool {
    let is_space = |it: &char| it.is_whitespace();
    let start = text[..number.start].iter().rposition(is_space);
    let start = start.map_or(0, |space| space + 1);
    let end = text[number.end..].iter().position(is_space);
    let end = end.map_or(text.len(), |length| number.end + length);
    // The number itself may be an address: then the pattern wants addresses.
    let mut word = text[start..number.start].to_vec();
    word.push('0');
    word.extend(&text[number.end..end]);
    is_address(&word)
}

fn is_address(word: &[char]) -> bool {
    let has = |sign: &[char]| word.windows(sign.len()).any(|part| part == sign);
    let mut triples = word.windows(3);
    has(&[':', '/', '/'])
        || triples.any(|part| match *part {
            [before, '@', behind] => before.is_alphanumeric() && behind.is_alphanumeric(),
            [before, '.', behind] => before.is_alphabetic() && behind.is_alphabetic(),
            _ => false,
        })
}

pub(super) fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

/// Whether a plus sign makes a telephone number of it.
pub(super) fn follows_plus(before: &[char]) -> bool {
    let last = before.iter().rev().find(|it| !it.is_whitespace());
    last == Some(&'+')
}

/// Whether a currency or another unit stands beside it.
pub(super) fn is_amount(before: &[char], after: &[char]) -> bool {
    let beside = [
        before.iter().rev().find(|it| !it.is_whitespace()),
        after.iter().find(|it| !it.is_whitespace()),
    ];
    if beside.into_iter().flatten().any(|it| is_unit_sign(*it)) {
        return true;
    }
    let next = after.iter().skip_while(|it| it.is_whitespace());
    let next: String = next.take_while(|it| it.is_alphabetic()).collect();
    let last = before.iter().rev().skip_while(|it| it.is_whitespace());
    let last: Vec<char> = last.copied().take_while(|it| it.is_alphabetic()).collect();
    let last: String = last.iter().rev().collect();
    is_unit(&next) || is_currency(&last)
}

fn is_unit_sign(character: char) -> bool {
    category(character) == GeneralCategory::CurrencySymbol
        || matches!(character, '%' | '⭐' | '★' | '🌟' | '💎' | '🪙' | '💰' | '💵' | '💶')
}

#[cfg(test)]
mod tests {
    use super::super::comparable::Comparable;
    use super::*;

    fn alone(text: &str) -> bool {
        let (before, after) = text.split_once('X').unwrap();
        let characters = |text: &str| text.chars().collect::<Vec<_>>();
        stands_alone(&characters(before), &characters(after), None)
    }

    #[test]
    fn punctuation_that_separates() {
        for text in [
            "X",
            " X ",
            "\nX\n",
            "(X)",
            "[X]",
            "«X»",
            "“X”",
            "\"X\"",
            "'X'",
            "`X`",
            "#X",
            "№X",
            ",X,",
            ";X;",
            ":X:",
            "|X|",
            "X.",
            "X. ",
            "X.)",
            "X!",
            "**X**",
            "*X*",
            "@X",
            " @X",
            "👉X🎁",
            "<X>",
        ] {
            assert!(alone(text), "{text}");
        }
    }

    #[test]
    fn what_makes_it_part_of_something() {
        for text in [
            "aX", "Xa", "жX", "Xж", "1X", "X1", "a@X", "X@", "X@a", ".X", "X.a", "X..", "-X", "X-",
            "/X", "X/", "_X", "X_", "+X", "=X", "X=", "&X", "X&", "%X", "X%", "~X~", "****X",
            "X****", "**X", "●X", "€X", "X€", "\\X", "X?", "?X", "★X", "a#X", "ж#X",
        ] {
            assert!(!alone(text), "{text}");
        }
    }

    #[test]
    fn a_label_may_touch_it() {
        let alone = |before: &str, after: &[char]| {
            let before: Vec<char> = before.chars().collect();
            stands_alone(&before, after, Some(2))
        };
        for before in ["id", "id ", "id=", "id-", "id -", "id = ", "id.", "id. ", "id: "] {
            assert!(alone(before, &[]), "{before}");
        }
        for before in ["id ..", "id ****", "id .", "id +", "id --", "id ~"] {
            assert!(!alone(before, &[]), "{before}");
        }
        assert!(!alone("id", &['a']));
    }

    fn split(text: &str) -> (Vec<char>, Range<usize>) {
        let start = text.chars().position(|it| it == '<').unwrap();
        let end = text.chars().position(|it| it == '>').unwrap() - 1;
        let characters: String = text.chars().filter(|it| !"<>".contains(*it)).collect();
        let comparable = Comparable::of(&characters);
        (comparable.characters().to_vec(), start..end)
    }

    #[test]
    fn addresses() {
        for (text, expected) in [
            ("<5551234>@mail.example", true),
            ("https://a/?id=<12345>", true),
            ("play.server.net:<25565>", true),
            ("see vk.com/x?<12345>, please", true),
            ("<ivan.1985@mail.example>", false),
            ("mailto:<ivan@mail.example>.", false),
            ("Привет. <12345>", false),
            ("@<12345>", false),
        ] {
            let (characters, number) = split(text);
            assert_eq!(is_in_address(&characters, &number), expected, "{text}");
        }
    }

    #[test]
    fn amounts() {
        for (text, expected) in [
            ("<5000> руб", true),
            ("<5000> рублей!", true),
            ("€ <5000>", true),
            ("<5000>₴", true),
            ("<5000> EUR", true),
            ("<5000> звёзд", true),
            ("EUR <5000>", true),
            ("TON <5000>", true),
            ("<5000> USDT", true),
            ("алмазов <12345>", false),
            ("💎 <5000>", true),
            ("<1000> алмазов", true),
            ("<12345> спасибо", false),
            ("<12345> all", false),
            ("<12345>", false),
        ] {
            let (characters, number) = split(text);
            let (before, after) = (&characters[..number.start], &characters[number.end..]);
            assert_eq!(is_amount(before, after), expected, "{text}");
        }
    }
}
