//! The words that people write around numbers: `words.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::comparable::key;
use super::labels::{Labels, trim_separators};
use crate::order::Currency;

/// What introduces a number.
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
struct File {
    labels: Vec<String>,
    other_numbers: Vec<String>,
    denials: Vec<String>,
    units: Vec<String>,
}

struct Words {
    account_labels: Labels,
    other_numbers: Labels,
    denials: Labels,
    /// What is counted or paid: behind such a number, an amount and no account.
    units: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "compiled in, and every test reads it")]
    let file: File = toml::from_str(include_str!("words.toml")).expect("words.toml is well formed");
    let labels = |words: &[String]| Labels::new(words.iter().map(String::as_str));
    Words {
        account_labels: labels(&file.labels),
        other_numbers: labels(&file.other_numbers),
        denials: labels(&file.denials),
        units: file.units.iter().map(|word| key(word)).collect(),
    }
});

/// The labels of account numbers; an owner adds others.
pub(super) fn account_labels() -> Labels {
    WORDS.account_labels.clone()
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
        let labels = Labels::new(["телефон"]);
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
