//! The words that people write around numbers (`words.toml`), and those before one that say what it is.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::boundary::{ends_at_edge, separates};
use super::comparable::key;
use crate::order::Currency;

/// Words, of which the longest counts that a text ends with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Labels(Vec<Vec<char>>);

impl From<Vec<String>> for Labels {
    fn from(words: Vec<String>) -> Self {
        let mut labels = Self::default();
        labels.extend(words.iter().map(String::as_str));
        labels
    }
}

impl Labels {
    /// These words too, in any case.
    pub fn extend<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        let words = words.into_iter().map(|word| key(word.trim()).chars().collect());
        self.0.extend(words.filter(|word: &Vec<char>| !word.is_empty()));
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Introduction {
    /// The label of an account.
    Label,
    /// Something that says what else it is: `server 2001`.
    OtherNumber,
    /// Something that says that it is not the one: `without 12345`, `my old id 12345`.
    Denial,
    /// Nothing that is known.
    None,
}

/// `words.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    labels: Labels,
    other_numbers: Labels,
    denials: Labels,
    /// What is counted or paid: behind such a number, an amount and no account.
    units: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "compiled in, and every test reads it")]
    let words: Words = toml::from_str(include_str!("words.toml")).expect("well formed");
    Words { units: words.units.iter().map(|word| key(word)).collect(), ..words }
});

/// The labels of account numbers; an owner adds others.
pub(super) fn account_labels() -> Labels {
    WORDS.labels.clone()
}

/// What introduces the number before which this text stands.
pub(super) fn introduction(labels: &Labels, before: &[char]) -> Introduction {
    let before = trim_separators(before);
    let label = labels.at_end_of(before);
    let other = WORDS.other_numbers.at_end_of(before);
    let (introduction, start) = match (label, other) {
        (Some(label), Some(other)) if other < label => (Introduction::OtherNumber, other),
        (Some(label), _) => (Introduction::Label, label),
        (None, Some(other)) => (Introduction::OtherNumber, other),
        (None, None) => (Introduction::None, before.len()),
    };
    let earlier = &before[..start];
    if WORDS.denials.at_end_of(trim_separators(earlier)).is_some() {
        Introduction::Denial
    } else if introduction == Introduction::Label && names_another(earlier) {
        Introduction::OtherNumber
    } else {
        introduction
    }
}

/// Whether the label behind this is that of something else: `server №`, `order id`.
fn names_another(before: &[char]) -> bool {
    let word = before.iter().rposition(|it| !" .".contains(*it));
    word.is_some_and(|last| WORDS.other_numbers.at_end_of(&before[..=last]).is_some())
}

/// Whether a word is a currency as it stands before an amount: `EUR 5000`.
pub(super) fn is_currency(word: &str) -> bool {
    word.chars().all(char::is_uppercase) && is_unit(word)
}

/// Whether a word is something that is counted or paid.
pub(super) fn is_unit(word: &str) -> bool {
    WORDS.units.contains(&key(word)) || Currency::from_code(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::comparable::Comparable;
    use super::*;

    fn labels(words: &[&str]) -> Labels {
        let mut labels = Labels::default();
        labels.extend(words.iter().copied());
        labels
    }

    fn labelled(text: &str) -> Option<usize> {
        let text = Comparable::of(text);
        labels(&["id", "game id", "№"]).at_end_of(trim_separators(text.characters()))
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
            labels(&["id", "айди"]).glued_to_digits(text.characters())
        };
        assert_eq!(glued("id12 айди3"), [0..2, 5..9]);
        assert_eq!(glued("valid12 id 12 /id12"), [0..0; 0]);
    }

    fn introduced(before: &str) -> Introduction {
        let before = Comparable::of(before);
        introduction(&account_labels(), before.characters())
    }

    #[test]
    fn what_a_number_is_called() {
        for (before, expected) in [
            ("ID: ", Introduction::Label),
            ("мой аккаунт — ", Introduction::Label),
            ("player id ", Introduction::Label),
            ("№", Introduction::Label),
            ("server id ", Introduction::OtherNumber),
            ("заказ №", Introduction::OtherNumber),
            ("карта № ", Introduction::OtherNumber),
            ("сервер EU, id ", Introduction::Label),
            ("сервер: id ", Introduction::Label),
            ("номер телефона: ", Introduction::OtherNumber),
            ("номер заказа ", Introduction::OtherNumber),
            ("Сервер ", Introduction::OtherNumber),
            ("не ", Introduction::Denial),
            ("мой старый id ", Introduction::Denial),
            ("Без ", Introduction::Denial),
            ("здравствуйте, ", Introduction::None),
            ("", Introduction::None),
        ] {
            assert_eq!(introduced(before), expected, "{before}");
        }
    }

    #[test]
    fn an_owners_label_comes_before_what_else_it_may_mean() {
        let labels = Labels::from(vec!["телефон".to_owned()]);
        let before = Comparable::of("мой телефон ");
        let introduction = introduction(&labels, before.characters());
        assert_eq!(introduction, Introduction::Label);
    }

    #[test]
    fn units_in_any_case() {
        assert!(is_unit("рублей"));
        assert!(is_unit("РУБ") && is_unit("EUR") && is_unit("звёзд") && !is_unit("спасибо"));
    }
}
