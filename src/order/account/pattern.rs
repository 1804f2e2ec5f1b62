//! The owner's pattern, and what of a text it matches.

use std::ops::Range;

use regex::{Captures, Regex, RegexBuilder};

use super::certainty::{distinct, examine};
use super::comparable::Comparable;
use super::words::{Labels, account_labels};
use super::{AccountId, CANDIDATES_MAX, Found};
use crate::order::ascii_classes;

/// The owner's `[account_id]`: the pattern, and how strictly what it matches is looked at.
///
/// The syntax is that of the `regex` crate, with `\d`, `\w` and `\b` (and `\D`, `\W`, `\B`) in their
/// ASCII sense: `é1` has a boundary before the `1`, and `١٢٣` are no digits.
#[derive(Clone, Debug)]
pub struct AccountPattern {
    written: String,
    regex: Regex,
    /// The same in any case: for the text as a person reads it.
    any_case: Regex,
    /// What a number that stands alone must match: the pattern, or one of its groups.
    whole: Vec<Regex>,
    labels: Labels,
    is_strict: bool,
}

/// Something that the pattern matched: bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// The number.
    pub number: Range<usize>,
    /// All that the pattern needed to find it.
    pub whole: Range<usize>,
}

/// Why a text can't be a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing was written.
    #[error("the pattern is empty")]
    Empty,
    /// Longer than [`PATTERN_BYTES_MAX`].
    #[error("the pattern is longer than {PATTERN_BYTES_MAX} bytes")]
    TooLong,
    /// It breaks the syntax. Several lines: the pattern, a mark under the place, the reason.
    #[error("{0}")]
    Syntax(String),
    /// It is short but means too much, such as `(\w{1000}){1000}`.
    #[error("the pattern is too complex")]
    TooComplex,
}

/// The longest pattern, in bytes.
pub const PATTERN_BYTES_MAX: usize = 1000;
/// More than a Telegram message holds: 4096 characters of four bytes. Longer texts are not searched,
/// rather than cut: a cut could go through a number. Some patterns take time that grows with the
/// square of the length.
const SEARCHED_BYTES_MAX: usize = 16 * 1024;
const COMPILED_BYTES_MAX: usize = 1024 * 1024;

impl AccountPattern {
    /// The pattern as the owner wrote it, checked. It is strict and knows the usual labels.
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        if pattern.is_empty() {
            return Err(PatternError::Empty);
        }
        if pattern.len() > PATTERN_BYTES_MAX {
            return Err(PatternError::TooLong);
        }
        // What is wrong with it as it was written, before anything is translated.
        regex_syntax::parse(pattern).map_err(|error| PatternError::Syntax(error.to_string()))?;
        let ascii = ascii_classes::translate(pattern).map_err(PatternError::Syntax)?;
        let regex = compile(&ascii.pattern)?;
        let whole = std::iter::once(&ascii.pattern)
            .chain(&ascii.groups)
            // What can't be taken out of its surroundings is only found in them.
            .filter_map(|part| compile(&format!(r"\A(?:{part})\z")).ok())
            .collect();
        Ok(Self {
            written: pattern.to_owned(),
            // In any case it may mean too much.
            any_case: build(RegexBuilder::new(&ascii.pattern).case_insensitive(true))
                .unwrap_or_else(|_| regex.clone()),
            regex,
            whole,
            labels: account_labels(),
            is_strict: true,
        })
    }

    /// Knows the owner's own labels, too.
    #[must_use]
    pub fn with_labels<'l>(mut self, labels: impl IntoIterator<Item = &'l str>) -> Self {
        self.labels.extend(labels);
        self
    }

    /// Takes what the pattern matches without looking at what it is part of.
    #[must_use]
    pub fn lenient(self) -> Self {
        Self { is_strict: false, ..self }
    }

    /// The pattern as the owner wrote it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether what is matched must stand alone and without a rival.
    pub fn is_strict(&self) -> bool {
        self.is_strict
    }

    /// Searches an order's details.
    pub fn find(&self, details: &str) -> Found {
        if details.len() > SEARCHED_BYTES_MAX {
            return Found::Nothing;
        }
        if self.is_strict {
            return examine(self, details);
        }
        let matches = search(&self.regex, details);
        let different = distinct(matches.iter().map(|found| &details[found.number.clone()]));
        match different[..] {
            [] => Found::Nothing,
            [one] => Found::One(AccountId::known(one)),
            _ => Found::Several(different.into_iter().map(AccountId::known).collect()),
        }
    }

    /// The number, when `text` is nothing but one: for what a moderator types.
    ///
    /// A pattern that wants words around the number (`id (\d+)`) takes it with and without them.
    pub fn matches_whole(&self, text: &str) -> Option<AccountId> {
        let text = text.trim();
        if text.len() > SEARCHED_BYTES_MAX {
            return None;
        }
        let captures = self.whole.iter().find_map(|whole| whole.captures(text))?;
        let number = number_in(&captures)?;
        Some(AccountId::known(&text[number]))
    }

    pub(super) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// What the pattern matches, also where a label is glued to it: `\b` sees no boundary in `id12345`.
    pub(super) fn matches(&self, details: &str, comparable: &Comparable) -> Vec<Match> {
        let glued = self.labels.glued_to_digits(comparable.characters());
        let glued = glued.iter().filter_map(|label| comparable.bytes_of(label));
        search_with_blanks(&self.regex, details, glued)
    }

    /// The different numbers that a person may read by this pattern, in any case.
    pub(super) fn matches_as_read(&self, comparable: &Comparable) -> Vec<String> {
        let characters = comparable.characters();
        let text: String = characters.iter().collect();
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        let glued = self.labels.glued_to_digits(characters);
        let glued = glued.iter().map(|label| starts[label.start]..starts[label.end]);
        let matches = search_with_blanks(&self.any_case, &text, glued);
        let numbers = matches.iter().map(|found| &text[found.number.clone()]);
        distinct(numbers).into_iter().map(str::to_owned).collect()
    }

    /// The number with what the pattern spells out around it: all of `acc-5` for `acc-(\d)`, but only the
    /// `5` for `.*(\d)`, which takes whatever stands there.
    pub(super) fn required_around(&self, details: &str, found: &Match) -> Range<usize> {
        let Match { number, whole } = found;
        let required = |part: Range<usize>| {
            let words = words_in(details, &part)?;
            let other = with_other_letters(details, words.clone());
            let captures = self.regex.captures_at(&other, whole.start);
            let is_found = captures.and_then(|it| number_in(&it)).as_ref() == Some(number);
            (!is_found).then_some(words)
        };
        let start = required(whole.start..number.start).map_or(number.start, |words| words.start);
        let end = required(number.end..whole.end).map_or(number.end, |words| words.end);
        start..end
    }
}

/// All matches, until there are more different ones than are told apart.
fn search(regex: &Regex, text: &str) -> Vec<Match> {
    let mut different: Vec<&str> = Vec::new();
    let mut matches = Vec::new();
    for captures in regex.captures_iter(text) {
        let (Some(number), Some(whole)) = (number_in(&captures), captures.get(0)) else {
            continue;
        };
        let written = &text[number.clone()];
        if !different.contains(&written) {
            different.push(written);
        }
        matches.push(Match { number, whole: whole.range() });
        if different.len() == CANDIDATES_MAX {
            break;
        }
    }
    matches
}

/// All matches, and those that are found once these stretches are blank.
fn search_with_blanks(
    regex: &Regex,
    text: &str,
    blanks: impl Iterator<Item = Range<usize>>,
) -> Vec<Match> {
    let mut matches = search(regex, text);
    let mut blanked = text.to_owned();
    for blank in blanks {
        blanked.replace_range(blank.clone(), &" ".repeat(blank.len()));
    }
    if blanked != text {
        let more = search(regex, &blanked).into_iter().filter(|new| {
            let is_beside = |known: &Match| {
                new.whole.end <= known.whole.start || known.whole.end <= new.whole.start
            };
            matches.iter().all(is_beside)
        });
        let more: Vec<Match> = more.collect();
        matches.extend(more);
        matches.sort_by_key(|found| found.number.start);
    }
    matches
}

/// From the first letter or digit of a part to behind the last.
fn words_in(text: &str, part: &Range<usize>) -> Option<Range<usize>> {
    let mut places = text[part.clone()].char_indices().filter(|(_, it)| it.is_alphanumeric());
    let (first, character) = places.next()?;
    let (last, character) = places.next_back().unwrap_or((first, character));
    Some(part.start + first..part.start + last + character.len_utf8())
}

/// The text with other letters and digits in a part, of the same length.
fn with_other_letters(text: &str, part: Range<usize>) -> String {
    let other: String = text[part.clone()].chars().map(other_letter).collect();
    let mut changed = text.to_owned();
    changed.replace_range(part, &other);
    changed
}

fn other_letter(character: char) -> char {
    let (one, another) = match character {
        'a'..='z' => ('q', 'x'),
        'A'..='Z' => ('Q', 'X'),
        '0'..='9' => ('0', '1'),
        _ if !character.is_alphanumeric() => return character,
        _ => match character.len_utf8() {
            2 => ('\u{44A}', '\u{44B}'),
            3 => ('丁', '七'),
            _ => ('𠀀', '𠀁'),
        },
    };
    if character == one { another } else { one }
}

/// The group named `id`, else the first group that took part, else the match; never empty.
fn number_in(captures: &Captures<'_>) -> Option<Range<usize>> {
    captures
        .name("id")
        .or_else(|| captures.iter().skip(1).flatten().next())
        .or_else(|| captures.get(0))
        .map(|number| number.range())
        .filter(|number| !number.is_empty())
}

fn compile(pattern: &str) -> Result<Regex, PatternError> {
    build(&mut RegexBuilder::new(pattern))
}

fn build(builder: &mut RegexBuilder) -> Result<Regex, PatternError> {
    builder.size_limit(COMPILED_BYTES_MAX).build().map_err(|error| match error {
        regex::Error::Syntax(explanation) => PatternError::Syntax(explanation),
        _ => PatternError::TooComplex,
    })
}
