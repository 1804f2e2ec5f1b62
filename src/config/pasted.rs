//! What a pasted text looks like, by its shape alone: whoever asked for something else can say what it got
//! instead, and need not show the text, which may be a secret.

use regex::RegexSet;

use crate::i18n::t;
use crate::shop::{is_bot_token, is_header};

/// The kind of a text. Never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PastedKind {
    Empty,
    /// `…` or `<secret>` of some instruction: to be replaced, not copied.
    Placeholder,
    /// A link into Tribute's bot: a product, a subscription.
    ProductLink,
    /// A proxy for Telegram's own apps.
    ProxyLink,
    TelegramLink,
    WebLink,
    Socks5,
    BotToken,
    /// A payment provider's, which `@BotFather` gives out, too.
    ProviderToken,
    /// An HTTP header with somebody's key.
    Header,
    ShopSecret,
    CutShopSecret,
    /// Half of an asymmetric key pair.
    AsymmetricKey,
    ApiHash,
    CutApiHash,
    /// The key to Tribute's API: a UUID.
    TributeKey,
    CutTributeKey,
    /// The name of a terminal at T-Bank that takes no real money.
    TerminalKey,
    /// Telethon's or Pyrogram's session in one line.
    StringSession,
    PhoneNumber,
    Email,
    Username,
    /// A group's id.
    ChatId,
    Number,
    Unknown,
}

use PastedKind::{
    ApiHash, AsymmetricKey, ChatId, CutApiHash, CutShopSecret, CutTributeKey, Email, Empty, Number,
    PhoneNumber, Placeholder, ProductLink, ProviderToken, ProxyLink, ShopSecret, Socks5,
    StringSession, TelegramLink, TerminalKey, TributeKey, Username, WebLink,
};

/// The shapes of each kind, `TELEGRAM` standing for Telegram's hosts; the first that fits counts.
const SHAPES: [(&str, PastedKind); 25] = [
    ("^$", Empty),
    ("(?i)^socks5://", Socks5),
    (r"(?i)^(?:tg://|TELEGRAM/).*(?:proxy|socks)\?", ProxyLink),
    (r"(?i)^([^/]*://)?(.*\.)?tribute\.tg", ProductLink),
    (r"(?i)^TELEGRAM/(.*/)?tribute", ProductLink),
    (r"(?i)^(tg://|TELEGRAM/)", TelegramLink),
    (r"(?i)^(https?://|www\.)", WebLink),
    (r"^whsec_(…|\.\.\.)?$", Placeholder),
    // The padding shows that the end is there.
    ("^whsec_([A-Za-z0-9+/=]{4})+$", ShopSecret),
    ("^whsec_", CutShopSecret),
    ("(?i)^wh[sp]k_", AsymmetricKey),
    ("^[0-9]+:(TEST|LIVE):.", ProviderToken),
    (r"^(<.*>|\[.*\]|[….*xX0]+|(?i:your)[_ -].*)$", Placeholder),
    ("(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", TributeKey),
    (
        "(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){1,3}(-[0-9a-f]*)?$|^([0-9a-f]*-)?[0-9a-f]{4}-[0-9a-f]{12}$",
        CutTributeKey,
    ),
    ("^[0-9]{10,16}DEMO$", TerminalKey),
    // A Russian mobile number as it is often written; any other may be anything.
    ("^[78]9[0-9]{9}$", PhoneNumber),
    ("^[0-9A-Fa-f]{32}$", ApiHash),
    ("^[0-9]+$", Number),
    // With a sign in front, or with what people put between the digits.
    (r"^([+(][+() \xA0-]*)?([0-9][+() \xA0-]*){10,15}$", PhoneNumber),
    // Fewer may as well be a word or a number.
    ("^[0-9A-Fa-f]{16,}$", CutApiHash),
    ("^-[0-9]+$", ChatId),
    ("^@[A-Za-z0-9_]+$", Username),
    (r"^[^@\s]+@\S*\.\S*$", Email),
    // No session of any library is shorter; no other secret here is as long.
    ("^[A-Za-z0-9_=-]{200,}$", StringSession),
];
const TELEGRAM: &str = r"([^/]*://)?(t\.me|telegram\.(me|dog))";

impl PastedKind {
    /// The kind of a text; blanks and quotes around it don't count.
    pub(crate) fn of(pasted: &str) -> Self {
        let text = bare(pasted);
        let shapes = SHAPES.map(|(shape, _)| shape.replace("TELEGRAM", TELEGRAM));
        let found = RegexSet::new(shapes).map(|shapes| shapes.matches(text));
        match found.ok().and_then(|found| found.iter().next()) {
            Some(place) => SHAPES[place].1,
            None if is_bot_token(text) => Self::BotToken,
            None if is_header(text) => Self::Header,
            None => Self::Unknown,
        }
    }

    /// For people, as the end of «this looks like …»; `None` when there is nothing to say.
    pub(crate) fn describe(self) -> Option<String> {
        let is_known = !matches!(self, Self::Empty | Self::Unknown);
        is_known.then(|| t!("config-looks-like", kind = format!("{self:?}")))
    }
}

/// A text without what copying adds around it: blanks, and a pair of quotes.
pub(crate) fn bare(pasted: &str) -> &str {
    let trimmed = pasted.trim();
    [('"', '"'), ('\'', '\''), ('`', '`'), ('«', '»'), ('“', '”')]
        .into_iter()
        .find_map(|(open, close)| trimmed.strip_prefix(open)?.strip_suffix(close))
        .map_or(trimmed, str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::i18n::with_language;

    #[test]
    fn what_people_paste_is_known_by_its_shape() {
        let session = format!("1{}", "BQANOTEuMTA4LjU2LjE2NQ".repeat(16));
        let cases: &[(&str, PastedKind)] = &[
            ("", PastedKind::Empty),
            (" \t ", PastedKind::Empty),
            ("<your api_hash>", PastedKind::Placeholder),
            ("whsec_…", PastedKind::Placeholder),
            ("YOUR_API_HASH", PastedKind::Placeholder),
            ("xxxxxxxx", PastedKind::Placeholder),
            ("https://t.me/tribute/app?startapp=pQ7", PastedKind::ProductLink),
            ("t.me/tribute/app?startapp=sAb1", PastedKind::ProductLink),
            ("https://web.tribute.tg/p/abc", PastedKind::ProductLink),
            ("tg://proxy?server=a&port=1&secret=ee", PastedKind::ProxyLink),
            ("https://t.me/socks?server=a&port=1", PastedKind::ProxyLink),
            ("https://t.me/moderators", PastedKind::TelegramLink),
            ("https://shop.example/tribute", PastedKind::WebLink),
            ("www.shop.example", PastedKind::WebLink),
            ("socks5://10.0.0.1:1080", PastedKind::Socks5),
            ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", PastedKind::BotToken),
            ("284685063:TEST:NjZlZjU0MzIxYWJj", PastedKind::ProviderToken),
            ("390540012:LIVE:12345", PastedKind::ProviderToken),
            ("Api-Key: 7b5c3a1f", PastedKind::Header),
            ("Authorization: Bearer abc", PastedKind::Header),
            ("Bearer abc.def", PastedKind::Header),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", PastedKind::ShopSecret),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", PastedKind::CutShopSecret),
            ("whsec_MfKQ…LaSw", PastedKind::CutShopSecret),
            ("whsk_MfKQ9r8GKYqrTwjUPD8", PastedKind::AsymmetricKey),
            ("0123456789abcdef0123456789ABCDEF", PastedKind::ApiHash),
            ("0123456789abcdef0123456789abcde", PastedKind::CutApiHash),
            ("f138f7b4-0000-4c5c-97a6-46f8870dc0de", PastedKind::TributeKey),
            ("F138F7B4-0000-4C5C-97A6-46F8870DC0DE", PastedKind::TributeKey),
            ("f138f7b4-0000-4c5c-97a6", PastedKind::CutTributeKey),
            ("f138f7b4-0000-4c5c-97a6-46f887", PastedKind::CutTributeKey),
            ("97a6-46f8870dc0de", PastedKind::CutTributeKey),
            ("1700000000000DEMO", PastedKind::TerminalKey),
            (&session, PastedKind::StringSession),
            ("+7 916 123-45-67", PastedKind::PhoneNumber),
            ("8 (916) 123-45-67", PastedKind::PhoneNumber),
            ("79161234567", PastedKind::PhoneNumber),
            ("me@example.org", PastedKind::Email),
            ("@moderators", PastedKind::Username),
            ("-1001234567890", PastedKind::ChatId),
            ("1234567", PastedKind::Number),
            ("what is this", PastedKind::Unknown),
            ("Product: 1 diamond", PastedKind::Unknown),
        ];
        for (text, expected) in cases {
            assert_eq!(PastedKind::of(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_and_blanks_do_not_hide_it() {
        for text in ["\"@name\"", " '@name' ", "«@name»", "“@name”", "`@name`"] {
            assert_eq!(PastedKind::of(text), PastedKind::Username, "{text}");
            assert_eq!(bare(text), "@name");
        }
        assert_eq!(bare("\"@name"), "\"@name");
    }

    #[test]
    fn it_is_said_in_both_languages() {
        for kind in [PastedKind::BotToken, PastedKind::ProductLink, PastedKind::CutShopSecret] {
            let [english, russian] = [Language::English, Language::Russian]
                .map(|language| with_language(language, || kind.describe()).unwrap());
            assert!(english.is_ascii() || english.contains('…'), "{english}");
            assert_ne!(english, russian);
        }
        assert_eq!(PastedKind::Unknown.describe(), None);
    }
}
