//! The key to Tribute's API.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

/// Tribute's are UUIDs. Another form may come; a shorter one is cut off.
const CHARACTERS_MIN: usize = 20;
const CHARACTERS_MAX: usize = 128;

/// The key of an account at Tribute, zeroised when dropped and masked in `Debug`.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes a key that may be one, from what it looks like.
    pub fn new(text: &str) -> Option<Self> {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let fits = (CHARACTERS_MIN..=CHARACTERS_MAX).contains(&text.len());
        (fits && text.bytes().all(is_part)).then(|| Self(text.into()))
    }

    /// The key, for the header and nothing else.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The authentication code of a webhook's body.
    pub(super) fn code_of(&self, body: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.expose().as_bytes()).expect("a key of any length");
        mac.update(body);
        mac
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}
