//! The names by which the bank knows a shop.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

const KEY_CHARACTERS_MAX: usize = 20;
/// A terminal whose payments are not real.
const DEMO_SUFFIX: &str = "DEMO";
/// The bank's have 16. A shorter one is cut off.
const PASSWORD_CHARACTERS_MIN: usize = 8;
const PASSWORD_CHARACTERS_MAX: usize = 64;

/// A terminal: a shop at the bank.
#[derive(Clone, Debug)]
pub struct Terminal {
    /// Its name.
    pub key: TerminalKey,
    /// What signs its calls and notifications.
    pub password: Password,
}

/// The name of a terminal: `1700000000000DEMO`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalKey(String);

impl TerminalKey {
    /// Takes a name that may be one, from what it looks like.
    pub fn new(text: &str) -> Option<Self> {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let fits = (1..=KEY_CHARACTERS_MAX).contains(&text.len());
        (fits && text.bytes().all(is_part)).then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its payments are not real.
    pub fn is_demo(&self) -> bool {
        self.0.ends_with(DEMO_SUFFIX)
    }
}

/// The password of a terminal, zeroised when dropped and masked in `Debug`.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Takes a password that may be one, from what it looks like.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (PASSWORD_CHARACTERS_MIN..=PASSWORD_CHARACTERS_MAX).contains(&text.len());
        (fits && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| Self(text.into()))
    }

    /// The password, for tokens and nothing else.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_terminal() {
        for (key, is_demo) in [
            ("1321054611234DEMO", true),
            ("1726675329428DEMO", true),
            ("MerchantTerminalKey", false),
            ("15180119216597", false),
        ] {
            assert_eq!(TerminalKey::new(key).map(|key| key.is_demo()), Some(is_demo), "{key}");
        }
        for key in ["", "123456789012345678901", "1700000000000 DEMO", "ключ", "1700000000000\n"]
        {
            assert_eq!(TerminalKey::new(key), None, "{key:?}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        for password in ["usaf8fw8fsw21g", "Password", "Ge%$kd&_zw1!xxxx"] {
            assert_eq!(format!("{:?}", Password::new(password).unwrap()), "Password(…)");
        }
        for password in ["", "usaf8fw", "usaf8fw8 fsw21g", "пароль-пароль", &"x".repeat(65)]
        {
            assert!(Password::new(password).is_none(), "{password:?}");
        }
    }
}
