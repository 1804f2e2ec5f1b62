//! The customer's account number at the shop, as the owner's pattern cuts it out of the details.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An account number: something that the owner's pattern matched.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

/// The owner's `[account_id] pattern`.
#[derive(Clone, Debug)]
pub struct AccountPattern {
    regex: regex::Regex,
}

impl AccountId {
    /// An account as the shop's answer names it: to be compared with the one that was asked for.
    pub fn from_shop(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl AccountPattern {
    /// The pattern as the owner wrote it.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }
}
