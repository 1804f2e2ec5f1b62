//! Which account a text names, and whether that is beyond doubt.

use std::ops::Range;

use super::boundary::{follows_plus, is_amount, is_in_address, is_year, stands_alone};
use super::comparable::{Comparable, key};
use super::pattern::Match;
use super::words::{Introduction, introduction, trim_separators};
use super::written_number::{WrittenNumber, follows_closely, written_numbers};
use super::{AccountId, AccountPattern, CANDIDATES_MAX, Found};

/// A labelled number that is shorter counts something.
const LABELLED_DIGITS_MIN: usize = 3;

/// Turns what is behind it around: `54321` is seen as `12345`.
const RIGHT_TO_LEFT_OVERRIDE: char = '\u{202E}';
/// Nobody writes a number more often than that.
const OCCURRENCES_MAX: usize = 100;

/// How sure one occurrence of a number is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It stands alone, with an account's label in front: what else is in the text does not matter.
    Labelled,
    /// It stands alone.
    Alone,
    /// It may be part of something else.
    Doubtful,
}

struct Examination<'a> {
    pattern: &'a AccountPattern,
    details: &'a str,
    comparable: &'a Comparable,
    numbers: Vec<WrittenNumber>,
}

pub(super) fn examine(pattern: &AccountPattern, details: &str) -> Found {
    let comparable = Comparable::of(details);
    let matches = pattern.matches(details, &comparable);
    let taken = distinct(matches.iter().map(|found| &details[found.number.clone()]));
    let read = pattern.matches_as_read(&comparable);
    let examination = Examination {
        pattern,
        details,
        comparable: &comparable,
        numbers: written_numbers(comparable.characters(), pattern.labels()),
    };
    match &taken[..] {
        [] if read.is_empty() => Found::Nothing,
        [one] if examination.is_certain(one, &matches, &read) => Found::One(AccountId::known(*one)),
        [] | [_] => Found::Doubtful(examination.candidates(&taken, &matches, &read)),
        _ => Found::Several(examination.candidates(&taken, &[], &read)),
    }
}

impl Examination<'_> {
    fn is_certain(&self, number: &str, matches: &[Match], read: &[String]) -> bool {
        let number_key = key(number);
        let is_number = number.bytes().all(|it| it.is_ascii_digit());
        let is_read_otherwise = read.iter().any(|read| key(read) != number_key);
        if matches.len() > OCCURRENCES_MAX
            || self.is_reordered(matches)
            || is_read_otherwise
            || (is_number && self.another_is_labelled(matches))
            || matches.iter().any(|found| self.is_denied(found))
        {
            return false;
        }
        let standings = || matches.iter().map(|found| self.standing(found));
        standings().any(|it| it == Standing::Labelled)
            || (standings().all(|it| it == Standing::Alone)
                && !(is_number && self.another_is_as_long(number, matches))
                && !(is_year(number) && self.has_words()))
    }

    fn standing(&self, found: &Match) -> Standing {
        let text = self.comparable.characters();
        let reach = self.pattern.required_around(self.details, found);
        let is_spelt_out = reach.start < found.number.start;
        let reach = self.comparable.range_of(&reach);
        let (before, after) = (&text[..reach.start], &text[reach.end..]);
        let introduction = introduction(self.pattern.labels(), before);
        let is_labelled = introduction == Introduction::Label;
        let label_end = is_labelled.then(|| trim_separators(before).len());
        let is_whole = self.numbers.iter().all(|it| {
            let overlaps = it.range.start < reach.end && reach.start < it.range.end;
            !overlaps || contains(&reach, &it.range)
        });
        if reach.is_empty()
            || !is_whole
            || follows_closely(text, &reach, &self.numbers)
            || !stands_alone(before, after, label_end)
            || is_in_address(text, &reach)
            || follows_plus(before)
        {
            return Standing::Doubtful;
        }
        if is_labelled || is_spelt_out {
            return Standing::Labelled;
        }
        let is_number = text[reach].iter().all(char::is_ascii_digit);
        let is_another = introduction == Introduction::OtherNumber || is_amount(before, after);
        if is_number && is_another { Standing::Doubtful } else { Standing::Alone }
    }

    /// Whether digits may be seen in another order than they were written.
    fn is_reordered(&self, matches: &[Match]) -> bool {
        let mut overrides = self.details.match_indices(RIGHT_TO_LEFT_OVERRIDE);
        overrides.any(|(place, _)| !matches.iter().any(|found| found.number.contains(&place)))
    }

    fn is_denied(&self, found: &Match) -> bool {
        let start = self.comparable.range_of(&found.number).start;
        let before = &self.comparable.characters()[..start];
        introduction(self.pattern.labels(), before) == Introduction::Denial
    }

    /// Whether a number that the pattern does not take has an account's label.
    fn another_is_labelled(&self, matches: &[Match]) -> bool {
        self.others(matches).any(|other| {
            let before = &self.comparable.characters()[..other.range.start];
            other.digits.len() >= LABELLED_DIGITS_MIN
                && introduction(self.pattern.labels(), before) == Introduction::Label
        })
    }

    /// Whether the text holds a number that the pattern does not take and that is no shorter.
    fn another_is_as_long(&self, number: &str, matches: &[Match]) -> bool {
        let mut others = self.others(matches);
        others.any(|other| other.digits.len() >= number.len() && other.digits != number)
    }

    /// The numbers of the text that are no part of what the pattern took.
    fn others(&self, matches: &[Match]) -> impl Iterator<Item = &WrittenNumber> {
        let taken: Vec<Range<usize>> =
            matches.iter().map(|found| self.comparable.range_of(&found.whole)).collect();
        let numbers = self.numbers.iter();
        numbers.filter(move |it| !taken.iter().any(|taken| contains(taken, &it.range)))
    }

    fn has_words(&self) -> bool {
        let mut characters = self.comparable.characters().iter();
        characters.any(|it| it.is_alphabetic())
    }

    /// What people can choose from. What was `taken` in pieces (`doubtful`) is put together.
    fn candidates(&self, taken: &[&str], doubtful: &[Match], read: &[String]) -> Vec<AccountId> {
        let whole = doubtful.iter().filter_map(|found| {
            let range = self.comparable.range_of(&found.number);
            let mut numbers = self.numbers.iter();
            let number = numbers.find(|it| it.range != range && contains(&it.range, &range))?;
            self.pattern.matches_whole(&number.digits)
        });
        let whole: Vec<AccountId> = whole.collect();
        let taken_keys: Vec<String> = taken.iter().map(|taken| key(taken)).collect();
        let read = read.iter().map(String::as_str);
        let read = read.filter(|read| !taken_keys.contains(&key(read)));
        let all = whole.iter().map(AccountId::as_str).chain(read).chain(taken.iter().copied());
        distinct(all).into_iter().map(AccountId::known).collect()
    }
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Each once, in their order, at most [`CANDIDATES_MAX`].
pub(super) fn distinct<'t>(numbers: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut different: Vec<&str> = Vec::new();
    for number in numbers {
        if different.len() == CANDIDATES_MAX {
            break;
        }
        if !different.contains(&number) {
            different.push(number);
        }
    }
    different
}
