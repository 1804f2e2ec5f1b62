//! How account numbers are found, and what that finds in a text.

use super::digits::DigitCount;
use crate::config::{Fault, checked_pattern};
use crate::language::Language;
use crate::order::account::{AccountPattern, Found};

/// How an account number is found.
#[derive(Debug)]
pub(super) struct Rule {
    pub pattern: AccountPattern,
    /// `None`: there is more in it than digits.
    digits: Option<DigitCount>,
}

/// Telephone numbers as customers write them; whoever takes one for an account gives goods to nobody.
const TELEPHONES: [&str; 4] = [
    "+79161234567",
    "89161234567",
    "+7 916 123-45-67",
    "+380501234567",
];

impl Rule {
    /// Digits and nothing else.
    pub(super) fn of_digits(digits: DigitCount) -> Result<Self, Fault> {
        Ok(Self {
            pattern: checked_pattern(&digits.pattern())?,
            digits: Some(digits),
        })
    }

    /// A regular expression of the owner's.
    pub(super) fn of_pattern(pattern: &str) -> Result<Self, Fault> {
        Ok(Self {
            pattern: checked_pattern(pattern)?,
            digits: None,
        })
    }

    /// «of 8 digits», «by the pattern …»
    pub(super) fn describe(&self, language: Language) -> String {
        let pattern = self.pattern.as_str();
        match self.digits {
            Some(digits) => digits.describe(language),
            None => language.pick(
                format!("by the pattern {pattern}"),
                format!("по образцу {pattern}"),
            ),
        }
    }

    /// The one number that is found in a text, or why none is.
    pub(super) fn find_one(&self, text: &str, language: Language) -> Result<String, String> {
        let wanted = self.describe(language);
        match self.pattern.find(text) {
            Found::One(number) => Ok(number.to_string()),
            Found::Nothing => Err(language.pick(
                format!("“{text}”: there is no number {wanted} in it."),
                format!("«{text}»: номера {wanted} здесь нет."),
            )),
            Found::Several(_) => Err(language.pick(
                format!("“{text}”: there are several numbers {wanted} in it."),
                format!("«{text}»: здесь несколько номеров {wanted}."),
            )),
        }
    }

    /// A telephone number that would be taken for an account, and for which one.
    pub(super) fn takes_telephone(&self) -> Option<(&'static str, String)> {
        let mut telephones = TELEPHONES.into_iter();
        telephones.find_map(|telephone| match self.pattern.find(telephone) {
            Found::One(number) => Some((telephone, number.to_string())),
            Found::Nothing | Found::Several(_) => None,
        })
    }
}
