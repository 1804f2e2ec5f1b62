//! Telethon's `StringSession`: a login as one line of text.
//!
//! `"1"` + URL-safe base64 of `dc_id: u8, address: [u8; 4 | 16], port: u16 BE, auth_key: [u8; 256]`.
//! The text is a secret: errors say what is wrong with it, never what it says.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};

use super::auth_key::{AUTH_KEY_BYTES, AuthKey};
use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};

const VERSION: char = '1';
const HEAD_BYTES: usize = 1;
const PORT_BYTES: usize = 2;
const BYTES_IPV4: usize = HEAD_BYTES + 4 + PORT_BYTES + AUTH_KEY_BYTES;
const BYTES_IPV6: usize = HEAD_BYTES + 16 + PORT_BYTES + AUTH_KEY_BYTES;
/// Pyrogram's string sessions: data centre, app id, test mode, key, user id, whether a bot.
const BYTES_PYROGRAM: usize = 271;
/// More than any string session of any library has.
const CHARACTERS_MAX: usize = 1024;
/// Telegram's data centres are numbered from 1 to this.
const DATA_CENTRE_MAX: u8 = 5;

/// Takes text with and without the `=` at its end: they get lost in copying.
const BASE64_LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A login: which data centre, where it is, and the key that it knows.
#[derive(Clone, PartialEq, Eq)]
pub struct StringSession {
    /// Telegram's number of the data centre, 1 to 5.
    pub data_centre: u8,
    /// Where the data centre listens.
    pub address: SocketAddr,
    /// The key that is logged in.
    pub auth_key: AuthKey,
}

/// Why a text is no `StringSession`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum StringSessionError {
    /// Nothing but blanks.
    Empty,
    /// Longer than any session of any library.
    TooLong,
    /// `123456:ABC…`
    BotToken,
    /// Another library's format.
    Pyrogram,
    /// It does not begin with the version that is known here.
    Version,
    /// Something in it is not base64.
    NotBase64,
    /// Cut off, or something was added.
    Length {
        /// How many bytes it decodes to.
        bytes: usize,
    },
    /// A data centre that Telegram does not have.
    DataCentre(i64),
    /// Port 0, or an address that no host can have.
    Address,
    /// A key of zeros: made before anybody logged in.
    EmptyKey,
}

impl StringSession {
    /// Takes a login that makes sense: a data centre that there is, an address that leads somewhere,
    /// a key that was made.
    pub fn new(
        data_centre: i64,
        address: SocketAddr,
        auth_key: AuthKey,
    ) -> Result<Self, StringSessionError> {
        let number = u8::try_from(data_centre)
            .ok()
            .filter(|number| (1..=DATA_CENTRE_MAX).contains(number))
            .ok_or(StringSessionError::DataCentre(data_centre))?;
        let ip = address.ip();
        if address.port() == 0 || ip.is_unspecified() || ip.is_multicast() {
            return Err(StringSessionError::Address);
        }
        if auth_key.expose().iter().all(|byte| *byte == 0) {
            return Err(StringSessionError::EmptyKey);
        }
        Ok(Self {
            data_centre: number,
            address,
            auth_key,
        })
    }

    /// Whether it leads to this machine, as only a sandbox's does.
    pub fn is_sandbox(&self) -> bool {
        self.address.ip().to_canonical().is_loopback()
    }

    /// Reads what Telethon's `StringSession.save()` wrote. Blanks around it don't matter.
    pub fn decode(text: &str) -> Result<Self, StringSessionError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(StringSessionError::Empty);
        }
        if text.len() > CHARACTERS_MAX {
            return Err(StringSessionError::TooLong);
        }
        let encoded = text
            .strip_prefix(VERSION)
            .ok_or_else(|| foreign(text).unwrap_or(StringSessionError::Version))?;
        let bytes = BASE64_LENIENT
            .decode(encoded)
            .map_err(|_| foreign(text).unwrap_or(StringSessionError::NotBase64))?;
        Self::from_bytes(&bytes)
    }

    /// The text that [`StringSession::decode`] and Telethon read. A secret.
    pub fn encode(&self) -> String {
        let mut bytes = vec![self.data_centre];
        match self.address.ip() {
            IpAddr::V4(ip) => bytes.extend(ip.octets()),
            IpAddr::V6(ip) => bytes.extend(ip.octets()),
        }
        bytes.extend(self.address.port().to_be_bytes());
        bytes.extend(self.auth_key.expose());
        format!("{VERSION}{}", general_purpose::URL_SAFE.encode(bytes))
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, StringSessionError> {
        let length = StringSessionError::Length { bytes: bytes.len() };
        let (head, key) = bytes.split_last_chunk::<AUTH_KEY_BYTES>().ok_or(length)?;
        let (&data_centre, head) = head.split_first().ok_or(length)?;
        let (address, port) = head.split_last_chunk::<PORT_BYTES>().ok_or(length)?;
        let ip: IpAddr = if let Ok(octets) = <[u8; 4]>::try_from(address) {
            Ipv4Addr::from(octets).into()
        } else if let Ok(octets) = <[u8; 16]>::try_from(address) {
            Ipv6Addr::from(octets).into()
        } else {
            return Err(length);
        };
        let address = SocketAddr::new(ip, u16::from_be_bytes(*port));
        Self::new(data_centre.into(), address, AuthKey::new(*key))
    }
}

/// What else the text could be that people have at hand.
fn foreign(text: &str) -> Option<StringSessionError> {
    if let Some((id, token)) = text.split_once(':')
        && !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && !token.is_empty()
    {
        return Some(StringSessionError::BotToken);
    }
    let bytes = BASE64_LENIENT.decode(text).ok()?;
    (bytes.len() == BYTES_PYROGRAM).then_some(StringSessionError::Pyrogram)
}

impl fmt::Debug for StringSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StringSession")
            .field("data_centre", &self.data_centre)
            .field("address", &self.address)
            .field("auth_key", &self.auth_key)
            .finish()
    }
}

impl UserError for StringSessionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "string_session.empty",
            Self::TooLong => "string_session.too_long",
            Self::BotToken => "string_session.bot_token",
            Self::Pyrogram => "string_session.pyrogram",
            Self::Version => "string_session.version",
            Self::NotBase64 => "string_session.not_base64",
            Self::Length { .. } => "string_session.length",
            Self::DataCentre(_) => "string_session.data_centre",
            Self::Address => "string_session.address",
            Self::EmptyKey => "string_session.empty_key",
        }
    }

    fn arguments(&self) -> Arguments {
        match *self {
            Self::Length { bytes } => {
                arguments!(bytes = bytes, ipv4 = BYTES_IPV4, ipv6 = BYTES_IPV6)
            }
            Self::DataCentre(number) => arguments!(number = number, max = DATA_CENTRE_MAX),
            _ => Arguments::new(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn session(address: &str) -> StringSession {
        StringSession {
            data_centre: 2,
            address: address.parse().unwrap(),
            auth_key: AuthKey::new(std::array::from_fn(|index| u8::try_from(index).unwrap())),
        }
    }

    /// What Telethon 1.45 writes, made of its own format string by hand.
    #[test]
    fn reads_what_telethon_writes() {
        let mut bytes = vec![4, 149, 154, 167, 91, 0x01, 0xBB];
        bytes.extend([0xFB; 256]);
        let text = format!("1{}", general_purpose::URL_SAFE.encode(bytes));
        assert!(text.contains('-') && text.ends_with('='), "{text}");
        let read = StringSession::decode(&text).unwrap();
        assert_eq!(read.data_centre, 4);
        assert_eq!(read.address, "149.154.167.91:443".parse().unwrap());
        assert_eq!(read.auth_key, AuthKey::new([0xFB; 256]));
    }

    #[test]
    fn survives_the_round_trip_in_both_families() {
        for address in ["127.0.0.1:4430", "[::1]:65535"] {
            let written = session(address);
            let text = written.encode();
            assert_eq!(StringSession::decode(&text).unwrap(), written);
            let copied_badly = format!("  {}\n", text.trim_end_matches('='));
            assert_eq!(StringSession::decode(&copied_badly).unwrap(), written);
        }
    }

    #[test]
    fn says_what_is_wrong() {
        use StringSessionError as E;
        let good = session("127.0.0.1:4430").encode();
        let broken = |change: fn(&mut StringSession)| {
            let mut session = session("127.0.0.1:4430");
            change(&mut session);
            session.encode()
        };
        let pyrogram = general_purpose::URL_SAFE_NO_PAD.encode([2; BYTES_PYROGRAM]);
        for (text, expected) in [
            (" \n".to_owned(), E::Empty),
            ("1".repeat(CHARACTERS_MAX + 1), E::TooLong),
            ("123456:AAE-abcdef".to_owned(), E::BotToken),
            (pyrogram, E::Pyrogram),
            (format!("2{}", &good[1..]), E::Version),
            ("1 not base64 at all".to_owned(), E::NotBase64),
            (format!("1{}", "A".repeat(352)), E::Length { bytes: 264 }),
            ("1".to_owned(), E::Length { bytes: 0 }),
            (broken(|s| s.data_centre = 6), E::DataCentre(6)),
            (broken(|s| s.address.set_port(0)), E::Address),
            (
                broken(|s| s.address.set_ip(Ipv4Addr::UNSPECIFIED.into())),
                E::Address,
            ),
            (broken(|s| s.auth_key = AuthKey::new([0; 256])), E::EmptyKey),
        ] {
            assert_eq!(StringSession::decode(&text), Err(expected), "{text}");
        }
    }

    #[test]
    fn debug_keeps_the_key() {
        let shown = format!("{:?}", session("127.0.0.1:4430"));
        assert!(shown.contains("AuthKey(…)"), "{shown}");
    }

    proptest! {
        #[test]
        fn never_panics(text in "1?[A-Za-z0-9_=:-]{0,400}") {
            let _ = StringSession::decode(&text);
        }

        #[test]
        fn decodes_only_what_it_would_encode(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(session) = StringSession::from_bytes(&bytes) {
                let again = StringSession::decode(&session.encode()).unwrap();
                prop_assert_eq!(again, session);
            }
        }
    }
}
