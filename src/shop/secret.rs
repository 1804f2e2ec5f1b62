//! The secret that the agent and the shop share.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretSlice};

use crate::i18n::arguments;
use crate::order::untrusted::is_invisible;
use crate::report::{self, CodedError};

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

impl Secret {
    /// Reads a secret as it was pasted; white space around it does not count. A refusal says what the
    /// pasted text looks like, never what it is.
    pub fn parse(pasted: &str) -> Result<Self, CodedError> {
        let pasted = pasted.trim();
        if let Some((character, _)) = unseen(pasted, |_| false)
            && pasted.trim_start_matches(is_invisible).starts_with(PREFIX)
        {
            let place = if pasted.starts_with(PREFIX) { "inside" } else { "before" };
            return Err(report::usage("shop.secret.invisible", arguments!(character, place)));
        }
        let Some(encoded) = pasted.strip_prefix(PREFIX) else {
            return Err(without_prefix(pasted));
        };
        if encoded.contains("..") || encoded.contains('…') || encoded.contains('*') {
            return Err(usage("shop.secret.shortened"));
        }
        if !encoded.bytes().all(is_base64) {
            return Err(usage("shop.secret.not_base64"));
        }
        if !encoded.len().is_multiple_of(4) {
            return Err(usage("shop.secret.cut_off"));
        }
        let key = STANDARD.decode(encoded);
        let mut key = Zeroizing::new(key.map_err(|_| usage("shop.secret.not_base64"))?);
        let bounds =
            arguments!(bytes = key.len(), bytes_min = KEY_BYTES_MIN, bytes_max = KEY_BYTES_MAX);
        match key.len() {
            ..KEY_BYTES_MIN => Err(report::usage("shop.secret.too_short", bounds)),
            KEY_BYTES_MIN..=KEY_BYTES_MAX => Ok(Self(std::mem::take(&mut *key).into())),
            _ => Err(report::usage("shop.secret.too_long", bounds)),
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

/// The first character that nobody sees, or that may not be there, by its number; and what stands behind it.
pub(super) fn unseen(text: &str, may_not_be: impl Fn(char) -> bool) -> Option<(String, &str)> {
    let mut characters = text.char_indices();
    let (index, character) = characters.find(|&(_, it)| is_invisible(it) || may_not_be(it))?;
    let name = format!("U+{:04X}", u32::from(character));
    Some((name, &text[index + character.len_utf8()..]))
}

/// What something without the prefix looks like.
fn without_prefix(pasted: &str) -> CodedError {
    if pasted.is_empty() {
        usage("shop.secret.empty")
    } else if pasted.contains("://") || pasted.starts_with("t.me/") {
        usage("shop.secret.link")
    } else if is_bot_token(pasted) {
        usage("shop.secret.bot_token")
    } else if is_header(pasted) {
        usage("shop.secret.header")
    } else if pasted.starts_with("whsk_") || pasted.starts_with("whpk_") {
        usage("shop.secret.asymmetric")
    } else {
        usage("shop.secret.no_prefix")
    }
}

fn usage(code: &'static str) -> CodedError {
    report::usage(code, arguments!())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, with_language};
    use crate::report::UserError as _;

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
            ("", "empty"),
            (" \n", "empty"),
            ("https://web.tribute.tg/p/abc", "link"),
            ("t.me/tribute/app?startapp=x", "link"),
            ("123456789:AAH-fake_fake_fake_fake_fake_fake", "bot_token"),
            ("Api-Key: 0b9f3b8a-0000-4000-8000-000000000000", "header"),
            ("Authorization: Bearer abc", "header"),
            ("Bearer abcdef", "header"),
            ("whsk_AAAA", "asymmetric"),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "no_prefix"),
            ("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "no_prefix"),
            ("whsec_MfKQ9r8GKYq…", "shortened"),
            ("whsec_MfKQ9r8GKYq...", "shortened"),
            ("whsec_****************", "shortened"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "cut_off"),
            ("whsec_MfKQ9r8GKYqrTwj-PD8ILPZIo2LaLaSw", "not_base64"),
            ("whsec_MfKQ9r8G KYqrTwjUPD8ILPZIo2LaLaSw", "not_base64"),
            ("whsec_=fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "not_base64"),
            ("whsec_", "too_short"),
            ("\u{200B}whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "invisible"),
            ("whsec_MfKQ9r8GKYqr\u{AD}TwjUPD8ILPZIo2LaLaSw", "invisible"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\u{2060}", "invisible"),
            ("\u{200B}MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "no_prefix"),
        ];
        let refusal = |pasted: &str| Secret::parse(pasted).unwrap_err().code();
        for (pasted, expected) in cases {
            let code = format!("shop.secret.{expected}");
            assert_eq!(refusal(pasted), code, "{pasted:?}");
        }
        let unseen = Secret::parse("\u{200B}whsec_MfKQ9r8G").unwrap_err().what();
        assert!(unseen.contains("(U+200B)") && unseen.contains("before “whsec_”"), "{unseen}");
        assert_eq!(refusal(&encoded(23)), "shop.secret.too_short");
        assert_eq!(refusal(&encoded(65)), "shop.secret.too_long");
    }

    #[test]
    fn neither_debug_nor_an_error_shows_it() {
        let pasted = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let shown = format!("{:?}", Secret::parse(pasted).unwrap());
        assert_eq!(shown, "Secret(whsec_…)");
        let error = Secret::parse(&pasted[..40 - 3]).unwrap_err();
        for language in [Language::English, Language::Russian] {
            assert!(!with_language(language, || error.what()).contains("MfKQ"));
            assert!(!with_language(language, || error.remedy()).contains("MfKQ"));
        }
    }
}
