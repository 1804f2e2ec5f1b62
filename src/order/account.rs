//! The customer's account number at the shop, as the owner's pattern cuts it out of the details.

use std::fmt;

use regex::{Captures, Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::{Untrusted, ascii_classes};

/// An account number: something that the owner's pattern matched.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

/// The owner's `[account_id] pattern`.
///
/// The syntax is that of the `regex` crate, with `\d`, `\w` and `\b` (and `\D`, `\W`, `\B`) in their
/// ASCII sense: `айди12345` has a boundary before the `1`, and `١٢٣` are no digits.
#[derive(Clone, Debug)]
pub struct AccountPattern {
    written: String,
    regex: Regex,
    /// What a number that stands alone must match: the pattern, or one of its groups.
    whole: Vec<Regex>,
}

/// What the pattern found in an order's details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// One number, perhaps several times.
    One(AccountId),
    /// Several different ones, in the order of the text; at most [`CANDIDATES_MAX`].
    Several(Vec<AccountId>),
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
/// At most so many different numbers are told apart.
pub const CANDIDATES_MAX: usize = 10;
/// More than a Telegram message holds: 4096 characters of four bytes. Longer texts are not searched,
/// rather than cut: a cut could go through a number. Some patterns take time that grows with the
/// square of the length.
const SEARCHED_BYTES_MAX: usize = 16 * 1024;
const COMPILED_BYTES_MAX: usize = 1024 * 1024;

impl AccountId {
    /// A number that was found or accepted before, or that a test or rehearsal makes up.
    pub fn known(number: impl Into<String>) -> Self {
        Self(number.into())
    }

    /// The number as it was written; never print that.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// For people: a customer typed it, so what can't be seen is shown, as [`Untrusted`] shows it.
impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Untrusted::new(self.as_str()).fmt(f)
    }
}

impl AccountPattern {
    /// The pattern as the owner wrote it, checked.
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        if pattern.is_empty() {
            return Err(PatternError::Empty);
        }
        if pattern.len() > PATTERN_BYTES_MAX {
            return Err(PatternError::TooLong);
        }
        check_syntax(pattern)?;
        let ascii = ascii_classes::translate(pattern);
        let regex = compile(&ascii.pattern)?;
        let whole = std::iter::once(&ascii.pattern)
            .chain(&ascii.groups)
            // What can't be taken out of its host is only found in them.
            .filter_map(|part| compile(&format!(r"\A(?:{part})\z")).ok())
            .collect();
        Ok(Self {
            written: pattern.to_owned(),
            regex,
            whole,
        })
    }

    /// The pattern as the owner wrote it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Searches an order's details.
    pub fn find(&self, details: &str) -> Found {
        if details.len() > SEARCHED_BYTES_MAX {
            return Found::Nothing;
        }
        let mut different: Vec<AccountId> = Vec::new();
        for captures in self.regex.captures_iter(details) {
            let Some(number) = number_in(&captures) else {
                continue;
            };
            if !different.iter().any(|known| known.as_str() == number) {
                different.push(AccountId::known(number));
            }
            if different.len() == CANDIDATES_MAX {
                break;
            }
        }
        match different.len() {
            0 => Found::Nothing,
            1 => different.pop().map_or(Found::Nothing, Found::One),
            _ => Found::Several(different),
        }
    }

    /// The number, when `text` is nothing but one: for what a moderator types.
    ///
    /// A pattern that wants words around the number (`айди (\d+)`) takes it with and without them.
    pub fn matches_whole(&self, text: &str) -> Option<AccountId> {
        let text = text.trim();
        if text.len() > SEARCHED_BYTES_MAX {
            return None;
        }
        let captures = self.whole.iter().find_map(|whole| whole.captures(text))?;
        number_in(&captures).map(AccountId::known)
    }
}

/// The group named `id`, else the first group that took part, else the match; never empty.
fn number_in<'t>(captures: &Captures<'t>) -> Option<&'t str> {
    captures
        .name("id")
        .or_else(|| captures.iter().skip(1).flatten().next())
        .or_else(|| captures.get(0))
        .map(|number| number.as_str())
        .filter(|number| !number.is_empty())
}

/// Complains about the pattern as it was written, before anything is translated.
fn check_syntax(pattern: &str) -> Result<(), PatternError> {
    // Unicode classes are large, the ASCII ones that it will have are not: it is read, not compiled.
    match RegexBuilder::new(pattern).size_limit(0).build() {
        Err(regex::Error::Syntax(explanation)) => Err(PatternError::Syntax(explanation)),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn compile(pattern: &str) -> Result<Regex, PatternError> {
    RegexBuilder::new(pattern)
        .size_limit(COMPILED_BYTES_MAX)
        .build()
        .map_err(|error| match error {
            regex::Error::Syntax(explanation) => PatternError::Syntax(explanation),
            _ => PatternError::TooComplex,
        })
}

#[cfg(test)]
mod tests;
