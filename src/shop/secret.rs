//! The secret that the agent and the shop share.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretSlice};

use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};

/// What every secret of the Standard Webhooks scheme begins with.
const PREFIX: &str = "whsec_";
/// The scheme's bounds on the key, in bytes.
const KEY_BYTES_MIN: usize = 24;
const KEY_BYTES_MAX: usize = 64;
/// What a Telegram bot's token has behind its colon, at least.
const TOKEN_CHARACTERS_MIN: usize = 20;

/// The key of the signatures, zeroised when dropped and masked in `Debug`.
///
/// Parsed from `whsec_` and the base64 of 24 to 64 bytes, which is how the Standard Webhooks
/// libraries take it.
#[derive(Clone)]
pub struct Secret(SecretSlice<u8>);

/// Why what was pasted is no secret. Says what it looks like, never what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum SecretError {
    /// Nothing, or only white space.
    Empty,
    /// `https://…`
    Link,
    /// `123456789:AA…`
    BotToken,
    /// `Api-Key: …`, `Bearer …` and the like.
    Header,
    /// `whsk_…` or `whpk_…`: the scheme's asymmetric keys.
    Asymmetric,
    /// It ends in, or contains, dots: shortened by whatever displayed it.
    Shortened,
    /// No `whsec_` in front, and it looks like nothing else that is known.
    NoPrefix,
    /// Its last characters are missing: base64 comes in fours.
    CutOff,
    /// Characters that base64 does not have.
    NotBase64,
    /// Fewer than 24 bytes: so many.
    TooShort(usize),
    /// More than 64 bytes: so many.
    TooLong(usize),
}

impl Secret {
    /// Reads a secret as it was pasted; white space around it does not count.
    pub fn parse(pasted: &str) -> Result<Self, SecretError> {
        let pasted = pasted.trim();
        let Some(encoded) = pasted.strip_prefix(PREFIX) else {
            return Err(without_prefix(pasted));
        };
        if encoded.contains("..") || encoded.contains('…') || encoded.contains('*') {
            return Err(SecretError::Shortened);
        }
        if !encoded.bytes().all(is_base64) {
            return Err(SecretError::NotBase64);
        }
        if !encoded.len().is_multiple_of(4) {
            return Err(SecretError::CutOff);
        }
        let key = STANDARD.decode(encoded);
        let mut key = Zeroizing::new(key.map_err(|_| SecretError::NotBase64)?);
        match key.len() {
            bytes @ ..KEY_BYTES_MIN => Err(SecretError::TooShort(bytes)),
            KEY_BYTES_MIN..=KEY_BYTES_MAX => Ok(Self(std::mem::take(&mut *key).into())),
            bytes => Err(SecretError::TooLong(bytes)),
        }
    }

    /// Another secret of the same form, which nobody has been given.
    pub(super) fn inverted(&self) -> Self {
        let key: Vec<u8> = self.key().iter().map(|byte| !byte).collect();
        Self(key.into())
    }

    /// The key's bytes, for the signature and nothing else.
    pub(super) fn key(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(whsec_…)")
    }
}

/// Whether base64 has this character; where the padding may stand is the decoder's business.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// What something without the prefix looks like.
fn without_prefix(pasted: &str) -> SecretError {
    if pasted.is_empty() {
        SecretError::Empty
    } else if pasted.contains("://") || pasted.starts_with("t.me/") {
        SecretError::Link
    } else if is_bot_token(pasted) {
        SecretError::BotToken
    } else if is_header(pasted) {
        SecretError::Header
    } else if pasted.starts_with("whsk_") || pasted.starts_with("whpk_") {
        SecretError::Asymmetric
    } else {
        SecretError::NoPrefix
    }
}

/// Whether a pasted text looks like a Telegram bot's token: `<digits>:<letters>`.
pub(crate) fn is_bot_token(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    text.split_once(':').is_some_and(|(id, token)| {
        !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && token.len() >= TOKEN_CHARACTERS_MIN
            && token.bytes().all(is_token)
    })
}

/// Whether a pasted text looks like an HTTP header (`Name: value`), or like what stands in an
/// `Authorization` header. A name of one word is a label.
pub(crate) fn is_header(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("bearer ")
        || lower.starts_with("basic ")
        || lower.split_once(": ").is_some_and(|(name, _)| {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !name.is_empty()
                && name.bytes().all(is_name)
                && (name.contains('-')
                    || ["authorization", "cookie", "apikey", "token"].contains(&name))
        })
}

impl UserError for SecretError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "shop.secret.empty",
            Self::Link => "shop.secret.link",
            Self::BotToken => "shop.secret.bot_token",
            Self::Header => "shop.secret.header",
            Self::Asymmetric => "shop.secret.asymmetric",
            Self::Shortened => "shop.secret.shortened",
            Self::NoPrefix => "shop.secret.no_prefix",
            Self::CutOff => "shop.secret.cut_off",
            Self::NotBase64 => "shop.secret.not_base64",
            Self::TooShort(_) => "shop.secret.too_short",
            Self::TooLong(_) => "shop.secret.too_long",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::TooShort(bytes) | Self::TooLong(bytes) => arguments!(
                bytes = *bytes,
                bytes_min = KEY_BYTES_MIN,
                bytes_max = KEY_BYTES_MAX
            ),
            _ => Arguments::new(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn encoded(bytes: usize) -> String {
        format!("{PREFIX}{}", STANDARD.encode(vec![7_u8; bytes]))
    }

    #[test]
    fn keys_of_24_to_64_bytes_are_taken() {
        for bytes in [24, 25, 26, 32, 64] {
            let secret = Secret::parse(&encoded(bytes)).unwrap();
            assert_eq!(secret.key(), vec![7_u8; bytes]);
        }
        assert!(Secret::parse(&format!("  {}\n", encoded(32))).is_ok());
    }

    #[test]
    fn what_a_wrong_paste_looks_like_is_named() {
        let cases = [
            ("", SecretError::Empty),
            (" \n", SecretError::Empty),
            ("https://web.tribute.tg/p/abc", SecretError::Link),
            ("t.me/tribute/app?startapp=x", SecretError::Link),
            (
                "123456789:AAH-fake_fake_fake_fake_fake_fake",
                SecretError::BotToken,
            ),
            (
                "Api-Key: 0b9f3b8a-0000-4000-8000-000000000000",
                SecretError::Header,
            ),
            ("Authorization: Bearer abc", SecretError::Header),
            ("Bearer abcdef", SecretError::Header),
            ("whsk_AAAA", SecretError::Asymmetric),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretError::NoPrefix),
            (
                "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                SecretError::NoPrefix,
            ),
            ("whsec_MfKQ9r8GKYq…", SecretError::Shortened),
            ("whsec_MfKQ9r8GKYq...", SecretError::Shortened),
            ("whsec_****************", SecretError::Shortened),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", SecretError::CutOff),
            (
                "whsec_MfKQ9r8GKYqrTwj-PD8ILPZIo2LaLaSw",
                SecretError::NotBase64,
            ),
            (
                "whsec_MfKQ9r8G KYqrTwjUPD8ILPZIo2LaLaSw",
                SecretError::NotBase64,
            ),
            (
                "whsec_=fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                SecretError::NotBase64,
            ),
            ("whsec_", SecretError::TooShort(0)),
        ];
        for (pasted, expected) in cases {
            assert_eq!(Secret::parse(pasted).unwrap_err(), expected, "{pasted:?}");
        }
        assert_eq!(
            Secret::parse(&encoded(23)).unwrap_err(),
            SecretError::TooShort(23)
        );
        assert_eq!(
            Secret::parse(&encoded(65)).unwrap_err(),
            SecretError::TooLong(65)
        );
    }

    #[test]
    fn neither_debug_nor_an_error_shows_it() {
        let pasted = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let shown = format!("{:?}", Secret::parse(pasted).unwrap());
        assert_eq!(shown, "Secret(whsec_…)");
        let error = Secret::parse(&pasted[..40 - 3]).unwrap_err();
        for language in [Language::English, Language::Russian] {
            assert!(!error.what(language).contains("MfKQ"));
            assert!(!error.remedy(language).contains("MfKQ"));
        }
    }
}
