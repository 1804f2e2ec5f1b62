//! Numbers as a person reads them: groups of digits and the signs between them.

use std::ops::Range;

use super::words::Labels;

/// A number that may be written in several groups.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrittenNumber {
    /// From its first digit to behind its last.
    pub range: Range<usize>,
    /// Its digits.
    pub digits: String,
}

/// Longer signs between two groups are words of their own, unless they are dots, dashes and the like.
const GAP_CHARACTERS_MAX: usize = 3;
/// Shorter groups count something.
const LONG_GROUP: usize = 3;

pub(super) fn written_numbers(text: &[char], labels: &Labels) -> Vec<WrittenNumber> {
    let mut numbers: Vec<WrittenNumber> = Vec::new();
    let mut last = 0..0;
    for group in groups(text) {
        let digits = &text[group.clone()];
        match numbers.last_mut() {
            Some(number) if reads_on(text, labels, &last, &group) => {
                number.range.end = group.end;
                number.digits.extend(digits);
            }
            _ => numbers
                .push(WrittenNumber { range: group.clone(), digits: digits.iter().collect() }),
        }
        last = group;
    }
    numbers
}

/// Whether a number reads on what ends with a digit, such as `AB1234 56`, though that is a word.
pub(super) fn follows_closely(
    text: &[char],
    word: &Range<usize>,
    numbers: &[WrittenNumber],
) -> bool {
    let next = numbers.iter().find(|it| it.range.start >= word.end);
    let ends_with_digit = text[..word.end].last().is_some_and(|last| last.is_numeric());
    ends_with_digit
        && next.is_some_and(|next| {
            let gap = &text[word.end..next.range.start];
            gap.iter().all(|it| *it == ' ') && !begins_word(text, &next.range)
        })
}

/// Runs of characters that mean numbers, in whatever script.
fn groups(text: &[char]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (place, character) in text.iter().enumerate() {
        if !character.is_numeric() {
            continue;
        }
        match groups.last_mut() {
            Some(group) if group.end == place => group.end += 1,
            _ => groups.push(place..place + 1),
        }
    }
    groups
}

/// Whether a person may read two groups as one number.
fn reads_on(text: &[char], labels: &Labels, first: &Range<usize>, second: &Range<usize>) -> bool {
    let gap = &text[first.end..second.start];
    if gap.iter().any(|it| it.is_alphanumeric()) || separates_numbers(gap) {
        return false;
    }
    let breaks = gap.iter().filter(|it| **it == '\n').count();
    if breaks > 0 {
        let is_repeated = text[first.clone()] == text[second.clone()];
        return breaks == 1 && !is_repeated && reads_on_over_line(text, first, second);
    }
    let is_apart = gap.contains(&' ');
    let is_in_word = ends_word(text, labels, first) || begins_word(text, second);
    !(is_apart && is_in_word)
}

/// `12345, 678` and `12345: 678` are two numbers, `12,345` and `12:345` may be one.
fn separates_numbers(gap: &[char]) -> bool {
    let is_list = gap.windows(2).any(|pair| ",;:|".contains(pair[0]) && pair[1].is_whitespace());
    let is_joint = |it: &char| it.is_whitespace() || ".-_/+*#".contains(*it);
    let is_long = gap.len() > GAP_CHARACTERS_MAX && !gap.iter().all(is_joint);
    // A plus sign begins a telephone number.
    is_list || is_long || gap.ends_with(&[' ', '+'])
}

/// A number is broken over a line's end where nothing but it stands on the next line.
fn reads_on_over_line(text: &[char], first: &Range<usize>, second: &Range<usize>) -> bool {
    let is_end = |it: &char| *it == '\n';
    let line_start = text[..first.start].iter().rposition(is_end);
    let line_end = text[second.end..].iter().position(is_end);
    let line_end = line_end.map_or(text.len(), |length| second.end + length);
    let has_letters = |part: &[char]| part.iter().any(|it| it.is_alphabetic());
    let line_before = &text[line_start.unwrap_or(0)..first.end];
    let line_behind = &text[second.start..line_end];
    !has_letters(line_behind) && (!has_letters(line_before) || first.len() >= LONG_GROUP)
}

/// Whether a group ends a word, such as a nick. One letter may be a misread digit.
fn ends_word(text: &[char], labels: &Labels, group: &Range<usize>) -> bool {
    let before = &text[..group.start];
    let letters = before.iter().rev().take_while(|it| it.is_alphabetic());
    letters.count() > 1 && labels.at_end_of(before).is_none()
}

fn begins_word(text: &[char], group: &Range<usize>) -> bool {
    let letters = text[group.end..].iter().take_while(|it| it.is_alphabetic());
    letters.count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let text: Vec<char> = text.chars().collect();
        let numbers = written_numbers(&text, &Labels::from(vec!["id".to_owned()]));
        numbers.into_iter().map(|number| number.digits).collect()
    }

    #[test]
    fn groups_that_read_as_one_number() {
        for text in [
            "1234567",
            "123 4567",
            "123  4567",
            "123-4567",
            "123 - 4567",
            "123.4567",
            "123,4567",
            "123/4567",
            "123_4567",
            "123:4567",
            "(123)4567",
            "(123) 4567",
            "123 (4567)",
            "123+4567",
            "123'4567",
            "123|4567",
            "123 --- 4567",
            "123 **** 4567",
            "123\n4567",
            "a 123\n4567",
            "id123 4567",
            "О123 4567",
            "123 4567О",
        ] {
            assert_eq!(numbers(text), ["1234567"], "{text:?}");
        }
        assert_eq!(numbers("+7 (916) 123-45-67"), ["79161234567"]);
    }

    #[test]
    fn groups_that_read_as_two() {
        for text in [
            "123, 4567",
            "123 +4567",
            "123; 4567",
            "123: 4567",
            "123 | 4567",
            "123 или 4567",
            "Vasya123 4567",
            "123 4567шт",
            "123\n\n4567",
            "123\n4567 спасибо",
            "123,\n4567",
            "123` {{ 4567",
        ] {
            assert_eq!(numbers(text), ["123", "4567"], "{text:?}");
        }
        assert_eq!(numbers("сервер 5\n12345"), ["5", "12345"]);
    }
}
