//! The customer's account number at the shop, as the owner's pattern cuts it out of the details.
//!
//! A number is taken only if it stands alone and nothing rivals it; anything else is a doubt, for
//! people to settle.
//!
//! - [`AccountPattern`]: the owner's pattern, and everything in a text that it matches.
//! - `comparable`: the text as a person reads it. Only ever used to find doubt.
//! - `boundary`: which characters may touch a number, and what looks like a year, an amount, a
//!   telephone number, an address. `words`: what may stand before it.
//! - `written_number`: groups of digits that read as one number.
//! - `certainty`: all of that together, and the decision.

mod boundary;
mod certainty;
mod comparable;
mod pattern;
mod words;
mod written_number;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use pattern::{AccountPattern, PATTERN_BYTES_MAX, PatternError};

use super::Untrusted;

/// At most so many different numbers are told apart.
pub const CANDIDATES_MAX: usize = 10;

/// An account number: something that the owner's pattern matched.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

/// What was found in an order's details. Candidates stand in the order of the text, each once, at
/// most [`CANDIDATES_MAX`] of them; how a person reads the text comes before how the pattern does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// One number, perhaps several times, beyond doubt.
    One(AccountId),
    /// Several different ones.
    Several(Vec<AccountId>),
    /// One that may be part of something else, or that another one rivals.
    Doubtful(Vec<AccountId>),
}

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

impl Found {
    /// The number that is beyond doubt.
    pub fn certain(self) -> Option<AccountId> {
        match self {
            Self::One(account) => Some(account),
            Self::Nothing | Self::Several(_) | Self::Doubtful(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
