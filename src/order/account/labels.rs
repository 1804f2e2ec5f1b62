//! Words that stand before a number and say what it is.

use std::ops::Range;

use super::boundary::{ends_at_edge, separates};
use super::comparable::key;

/// Words, of which the longest counts that a text ends with.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels(Vec<Vec<char>>);

impl Labels {
    /// These words, in any case.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let words = words.into_iter().map(|word| key(word.trim()).chars().collect());
        Self(words.filter(|word: &Vec<char>| !word.is_empty()).collect())
    }

    /// More words.
    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Where the longest label begins that `text` ends with, as words of their own.
    pub fn at_end_of(&self, text: &[char]) -> Option<usize> {
        let starts = self.0.iter().filter_map(|label| {
            let start = text.len().checked_sub(label.len())?;
            let is_label = label
                .iter()
                .zip(&text[start..])
                .all(|(label, written)| label == written || written.to_lowercase().eq([*label]));
            let begins_a_word = !label[0].is_alphanumeric() || ends_at_edge(&text[..start]);
            (is_label && begins_a_word).then_some(start)
        });
        starts.min()
    }

    /// The labels that are glued to a digit: `id12345`.
    pub fn glued_to_digits(&self, text: &[char]) -> Vec<Range<usize>> {
        let is_glued =
            |place: &usize| text[*place].is_ascii_digit() && text[*place - 1].is_alphabetic();
        let places = (1..text.len()).filter(is_glued);
        let labels = places.filter_map(|place| Some(self.at_end_of(&text[..place])?..place));
        labels.collect()
    }
}

/// The text without what may stand between a label and its number.
pub(super) fn trim_separators(text: &[char]) -> &[char] {
    let may_stand_between = |it: &char| *it != '№' && (separates(*it) || "=-.*".contains(*it));
    let trimmed = text.iter().rposition(|it| !may_stand_between(it));
    trimmed.map_or(&[], |last| &text[..=last])
}

#[cfg(test)]
mod tests {
    use super::super::comparable::Comparable;
    use super::*;

    fn labelled(text: &str) -> Option<usize> {
        let text = Comparable::of(text);
        Labels::new(["id", "game id", "№"]).at_end_of(trim_separators(text.characters()))
    }

    #[test]
    fn the_longest_label_counts_and_must_be_a_word() {
        for (text, start) in [
            ("id", Some(0)),
            ("my Id: ", Some(3)),
            ("ID — «", Some(0)),
            ("id=", Some(0)),
            ("Game ID #", Some(0)),
            ("№", Some(0)),
            ("x№ ", Some(1)),
            ("valid", None),
            ("/id", None),
            ("?id=", None),
            ("id x", None),
            ("", None),
        ] {
            assert_eq!(labelled(text), start, "{text}");
        }
    }

    #[test]
    fn glued_labels_are_found_where_they_stand() {
        let glued = |text: &str| {
            let text = Comparable::of(text);
            Labels::new(["id", "айди"]).glued_to_digits(text.characters())
        };
        assert_eq!(glued("id12 айди3"), [0..2, 5..9]);
        assert_eq!(glued("valid12 id 12 /id12"), [0..0; 0]);
    }
}
