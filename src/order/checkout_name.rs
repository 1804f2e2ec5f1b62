//! Names of checkouts and charges.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A checkout's name, `chk_…`: at its provider, too, so that a lost answer can be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CheckoutId(String);

/// A charge's name, `chg_…`: at its provider, too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChargeId(String);

/// A text that names no checkout, or no charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name such as {0}0123456789abcdef0123456789abcdef")]
pub struct NotAName(&'static str);

macro_rules! name {
    ($name:ident, $prefix:literal) => {
        impl $name {
            /// A new name of 128 random bits.
            pub fn new(random: [u64; 2]) -> Self {
                Self(format!(concat!($prefix, "{:016x}{:016x}"), random[0], random[1]))
            }

            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAName;

            fn from_str(text: &str) -> Result<Self, NotAName> {
                let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                let digits = text.strip_prefix($prefix);
                let is_name = digits.is_some_and(|it| it.len() == 32 && it.bytes().all(is_digit));
                is_name.then(|| Self(text.to_owned())).ok_or(NotAName($prefix))
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAName;

            fn try_from(text: String) -> Result<Self, NotAName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

name!(CheckoutId, "chk_");
name!(ChargeId, "chg_");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let checkout = CheckoutId::new([1, u64::MAX]);
        assert_eq!(checkout.as_str(), "chk_0000000000000001ffffffffffffffff");
        assert_eq!(checkout.as_str().parse(), Ok(checkout.clone()));
        assert_eq!(ChargeId::new([0, 0]).as_str().len(), 36);
        let number = &checkout.as_str()[4..];
        for text in [
            "",
            "chk_",
            number,
            &format!("chg_{number}"),
            &format!("chk_{}", number.to_uppercase()),
            &format!("chk_{number}0"),
            &format!(" chk_{number}"),
        ] {
            assert!(text.parse::<CheckoutId>().is_err(), "{text:?}");
        }
    }
}
