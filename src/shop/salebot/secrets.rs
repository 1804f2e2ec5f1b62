//! What lets a caller into a project at Salebot, and what makes a message one of a payment. Neither is ever shown.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

/// Salebot's own have 32.
const KEY_CHARACTERS_MIN: usize = 16;
const KEY_CHARACTERS_MAX: usize = 128;
/// So many characters a prefix has.
pub const PREFIX_CHARACTERS: usize = 10;
/// What stands in the place of either.
const MASK: &str = "…";

/// A project's API key, zeroised when dropped and masked in `Debug`.
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// What a project's messages about payments begin with: whoever knows it can say that something was paid.
#[derive(Clone)]
pub struct Prefix(SecretString);

impl ApiKey {
    /// Takes a key that may be one, from what it looks like: it can stand in an address as it is.
    pub fn new(text: &str) -> Option<Self> {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let fits = (KEY_CHARACTERS_MIN..=KEY_CHARACTERS_MAX).contains(&text.len());
        (fits && text.bytes().all(is_part)).then(|| Self(text.into()))
    }

    /// The key, for the address and nothing else.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl Prefix {
    /// Takes a prefix that may be one, from what it looks like. Upper and lower case differ.
    pub fn new(text: &str) -> Option<Self> {
        let fits = text.len() == PREFIX_CHARACTERS;
        (fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| Self(text.into()))
    }

    /// The prefix, for messages and nothing else.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// What somebody said to whom both were told, without them.
pub(super) fn redacted(said: &str, key: &ApiKey, prefix: &Prefix) -> String {
    said.replace(key.expose(), MASK).replace(prefix.expose(), MASK)
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prefix(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_key_or_a_prefix() {
        for (key, is_one) in [
            ("0123456789abcdef0123456789abcdef", true),
            ("0123456789abcdef", true),
            ("0123456789", false),
            ("https://chatter.salebot.pro/api/0123456789abcdef/callback", false),
            ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", false),
            ("0123456789 abcdef", false),
            ("", false),
        ] {
            assert_eq!(ApiKey::new(key).is_some(), is_one, "{key}");
        }
        for (prefix, is_one) in [
            ("ovg58keefc", true),
            ("Ovg58keefc", true),
            ("ovg58keef", false),
            ("ovg58keefcc", false),
            ("ovg58keefc_success", false),
            ("ovg58 eefc", false),
            ("овг58кееф", false),
        ] {
            assert_eq!(Prefix::new(prefix).is_some(), is_one, "{prefix}");
        }
    }

    #[test]
    fn neither_is_shown() {
        let key = ApiKey::new("0123456789abcdef0123456789abcdef").unwrap();
        let prefix = Prefix::new("ovg58keefc").unwrap();
        assert_eq!(format!("{key:?} {prefix:?}"), "ApiKey(…) Prefix(…)");
        let said = "Cannot POST /api/0123456789abcdef0123456789abcdef/callback: ovg58keefc_fail 44";
        assert_eq!(redacted(said, &key, &prefix), "Cannot POST /api/…/callback: …_fail 44");
    }
}
