//! What a pasted text looks like, by its shape alone.
//!
//! People paste what they have at hand: the link to their product, their bot's token, half a key.
//! Whoever asked for something else can then say what it got instead, and need not show the text,
//! which may be a secret.

use crate::i18n::{t, with_language};
use crate::language::Language;
use crate::shop::{is_bot_token, is_header};

/// What a text looks like. Never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// Nothing, or only blanks.
    Empty,
    /// `…` or `<secret>` of some instruction: to be replaced, not copied.
    Placeholder,
    /// A link into Tribute's bot: a product, a subscription.
    ProductLink,
    /// `tg://proxy?…`, `https://t.me/proxy?…`, `…/socks?…`: a proxy for Telegram's own apps.
    ProxyLink,
    /// Another link to Telegram.
    TelegramLink,
    /// Any other address on the web.
    WebLink,
    /// `socks5://…`
    Socks5,
    /// `123456789:AA…`
    BotToken,
    /// `Api-Key: …`, `Bearer …`: an HTTP header with somebody's key.
    Header,
    /// `whsec_…`, whole.
    ShopSecret,
    /// `whsec_…`, but cut off or shortened for display.
    CutShopSecret,
    /// `whsk_…`, `whpk_…`: half of an asymmetric key pair.
    AsymmetricKey,
    /// 32 hexadecimal digits.
    ApiHash,
    /// Hexadecimal digits, but not 32 of them.
    CutApiHash,
    /// Telethon's or Pyrogram's session in one line.
    StringSession,
    /// `+79161234567`, `8 (916) 123-45-67`
    PhoneNumber,
    /// `name@example.org`
    Email,
    /// `@name`
    Username,
    /// `-1001234567890`: a group's id.
    ChatId,
    /// Digits and nothing else.
    Number,
    /// Nothing that is known here.
    Unknown,
}

/// An `api_hash`, in characters.
const API_HASH_CHARACTERS: usize = 32;
/// Fewer hexadecimal digits may as well be a word or a number.
const CUT_HASH_CHARACTERS_MIN: usize = 16;
/// No session of any library is shorter; no other secret here is as long.
const STRING_SESSION_CHARACTERS_MIN: usize = 200;
/// International numbers have up to 15 digits.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 10..=15;

/// Says what a text looks like; blanks and quotes around it don't count.
pub fn recognise(pasted: &str) -> Looks {
    let text = bare(pasted);
    let lower = text.to_ascii_lowercase();
    if text.is_empty() {
        return Looks::Empty;
    }
    if let Some(link) = link(&lower) {
        return link;
    }
    if let Some(encoded) = text.strip_prefix("whsec_") {
        return shop_secret(encoded);
    }
    if lower.starts_with("whsk_") || lower.starts_with("whpk_") {
        return Looks::AsymmetricKey;
    }
    if is_placeholder(text) {
        return Looks::Placeholder;
    }
    if is_bot_token(text) {
        return Looks::BotToken;
    }
    if is_header(text) {
        return Looks::Header;
    }
    if let Some(looks) = digits_and_letters(text) {
        return looks;
    }
    if text.len() >= STRING_SESSION_CHARACTERS_MIN && text.bytes().all(is_url_safe_base64) {
        return Looks::StringSession;
    }
    Looks::Unknown
}

/// Without what copying adds around a text: blanks, and a pair of quotes.
pub fn bare(pasted: &str) -> &str {
    let trimmed = pasted.trim();
    [('"', '"'), ('\'', '\''), ('`', '`'), ('«', '»'), ('“', '”')]
        .into_iter()
        .find_map(|(open, close)| trimmed.strip_prefix(open)?.strip_suffix(close))
        .map_or(trimmed, str::trim)
}

impl Looks {
    /// For people, as the end of «this looks like …»; `None` when there is nothing to say.
    pub fn describe(self, language: Language) -> Option<String> {
        let kind = match self {
            Self::Empty | Self::Unknown => return None,
            Self::Placeholder => "placeholder",
            Self::ProductLink => "product-link",
            Self::ProxyLink => "proxy-link",
            Self::TelegramLink => "telegram-link",
            Self::WebLink => "web-link",
            Self::Socks5 => "socks5",
            Self::BotToken => "bot-token",
            Self::Header => "header",
            Self::ShopSecret => "shop-secret",
            Self::CutShopSecret => "cut-shop-secret",
            Self::AsymmetricKey => "asymmetric-key",
            Self::ApiHash => "api-hash",
            Self::CutApiHash => "cut-api-hash",
            Self::StringSession => "string-session",
            Self::PhoneNumber => "phone-number",
            Self::Email => "email",
            Self::Username => "username",
            Self::ChatId => "chat-id",
            Self::Number => "number",
        };
        Some(with_language(language, || {
            t!("config-looks-like", kind = kind)
        }))
    }
}

fn link(lower: &str) -> Option<Looks> {
    if lower.starts_with("socks5://") {
        return Some(Looks::Socks5);
    }
    let address = lower.split_once("://").map_or(lower, |(_, rest)| rest);
    let is_telegram = ["t.me/", "telegram.me/", "telegram.dog/"]
        .iter()
        .any(|host| address.starts_with(host));
    let is_app_link = lower.starts_with("tg://");
    if (is_telegram || is_app_link) && (address.contains("proxy?") || address.contains("socks?")) {
        return Some(Looks::ProxyLink);
    }
    let is_tribute = address.starts_with("tribute.tg") || address.contains(".tribute.tg");
    if is_tribute || (is_telegram && address.contains("/tribute")) {
        return Some(Looks::ProductLink);
    }
    if is_telegram || is_app_link {
        return Some(Looks::TelegramLink);
    }
    let is_web = ["http://", "https://", "www."]
        .iter()
        .any(|beginning| lower.starts_with(beginning));
    is_web.then_some(Looks::WebLink)
}

fn shop_secret(encoded: &str) -> Looks {
    if matches!(encoded, "" | "…" | "...") {
        return Looks::Placeholder;
    }
    // The padding shows that the end is there.
    let is_whole = encoded.len().is_multiple_of(4) && encoded.bytes().all(is_base64);
    if is_whole {
        Looks::ShopSecret
    } else {
        Looks::CutShopSecret
    }
}

fn is_placeholder(text: &str) -> bool {
    let in_brackets = (text.starts_with('<') && text.ends_with('>'))
        || (text.starts_with('[') && text.ends_with(']'));
    let lower = text.to_ascii_lowercase();
    in_brackets
        || text
            .chars()
            .all(|c| matches!(c, '…' | '.' | '*' | 'x' | 'X' | '0'))
        || ["your_", "your-", "your "]
            .iter()
            .any(|beginning| lower.starts_with(beginning))
}

fn digits_and_letters(text: &str) -> Option<Looks> {
    if is_digits(text) {
        // A Russian mobile number as it is often written; any other may be anything.
        let is_mobile = text.len() == 11 && (text.starts_with("79") || text.starts_with("89"));
        let is_hash = text.len() == API_HASH_CHARACTERS;
        return Some(match (is_mobile, is_hash) {
            (true, _) => Looks::PhoneNumber,
            (_, true) => Looks::ApiHash,
            _ => Looks::Number,
        });
    }
    if is_phone_number(text) {
        return Some(Looks::PhoneNumber);
    }
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        match text.len() {
            API_HASH_CHARACTERS => return Some(Looks::ApiHash),
            CUT_HASH_CHARACTERS_MIN.. => return Some(Looks::CutApiHash),
            _ => {}
        }
    }
    if text.strip_prefix('-').is_some_and(is_digits) {
        return Some(Looks::ChatId);
    }
    let (name, host) = text.split_once('@')?;
    let is_name = |word: &str| {
        word.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if name.is_empty() {
        return (!host.is_empty() && is_name(host)).then_some(Looks::Username);
    }
    (host.contains('.') && !text.contains(char::is_whitespace)).then_some(Looks::Email)
}

/// Digits with a `+` in front, or with what people put between them: at least one such sign.
fn is_phone_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
    begins
        && PHONE_DIGITS.contains(&digits)
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ' | '\u{A0}'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

fn is_url_safe_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_known_by_its_shape() {
        let session = format!("1{}", "BQANOTEuMTA4LjU2LjE2NQ".repeat(16));
        let cases: &[(&str, Looks)] = &[
            ("", Looks::Empty),
            (" \t ", Looks::Empty),
            ("<your api_hash>", Looks::Placeholder),
            ("whsec_…", Looks::Placeholder),
            ("YOUR_API_HASH", Looks::Placeholder),
            ("xxxxxxxx", Looks::Placeholder),
            ("https://t.me/tribute/app?startapp=pQ7", Looks::ProductLink),
            ("t.me/tribute/app?startapp=sAb1", Looks::ProductLink),
            ("https://web.tribute.tg/p/abc", Looks::ProductLink),
            ("tg://proxy?server=a&port=1&secret=ee", Looks::ProxyLink),
            ("https://t.me/socks?server=a&port=1", Looks::ProxyLink),
            ("https://t.me/moderators", Looks::TelegramLink),
            ("https://shop.example/tribute", Looks::WebLink),
            ("www.shop.example", Looks::WebLink),
            ("socks5://10.0.0.1:1080", Looks::Socks5),
            (
                "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
                Looks::BotToken,
            ),
            ("Api-Key: 7b5c3a1f", Looks::Header),
            ("Authorization: Bearer abc", Looks::Header),
            ("Bearer abc.def", Looks::Header),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Looks::ShopSecret),
            (
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                Looks::CutShopSecret,
            ),
            ("whsec_MfKQ…LaSw", Looks::CutShopSecret),
            ("whsk_MfKQ9r8GKYqrTwjUPD8", Looks::AsymmetricKey),
            ("0123456789abcdef0123456789ABCDEF", Looks::ApiHash),
            ("0123456789abcdef0123456789abcde", Looks::CutApiHash),
            (&session, Looks::StringSession),
            ("+7 916 123-45-67", Looks::PhoneNumber),
            ("8 (916) 123-45-67", Looks::PhoneNumber),
            ("79161234567", Looks::PhoneNumber),
            ("me@example.org", Looks::Email),
            ("@moderators", Looks::Username),
            ("-1001234567890", Looks::ChatId),
            ("1234567", Looks::Number),
            ("what is this", Looks::Unknown),
            ("Product: 1 diamond", Looks::Unknown),
        ];
        for (text, expected) in cases {
            assert_eq!(recognise(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_and_blanks_do_not_hide_it() {
        for text in ["\"@name\"", " '@name' ", "«@name»", "“@name”", "`@name`"] {
            assert_eq!(recognise(text), Looks::Username, "{text}");
            assert_eq!(bare(text), "@name");
        }
        assert_eq!(bare("\"@name"), "\"@name");
    }

    #[test]
    fn it_is_said_in_both_languages() {
        for looks in [Looks::BotToken, Looks::ProductLink, Looks::CutShopSecret] {
            let english = looks.describe(Language::English).unwrap();
            assert!(english.is_ascii() || english.contains('…'), "{english}");
            assert_ne!(Some(english), looks.describe(Language::Russian));
        }
        assert_eq!(Looks::Unknown.describe(Language::English), None);
    }
}
