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

use crate::i18n::arguments;
use crate::report::{CodedError, usage};

const VERSION: char = '1';
const PORT_BYTES: usize = 2;
const BYTES_IPV4: usize = 1 + 4 + PORT_BYTES + AUTH_KEY_BYTES;
const BYTES_IPV6: usize = 1 + 16 + PORT_BYTES + AUTH_KEY_BYTES;
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

/// How many bytes an authorisation key has.
pub const AUTH_KEY_BYTES: usize = 256;

/// MTProto's permanent authorisation key: whoever has it is logged in. `Debug` never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthKey([u8; AUTH_KEY_BYTES]);

impl AuthKey {
    /// Takes the bytes as they are.
    pub const fn new(bytes: [u8; AUTH_KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the connection and for storage. Never print them.
    pub const fn expose(&self) -> &[u8; AUTH_KEY_BYTES] {
        &self.0
    }
}

impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthKey(…)")
    }
}

/// A login: which data centre, where it is, and the key that it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringSession {
    /// Telegram's number of the data centre, 1 to 5.
    pub data_centre: u8,
    /// Where the data centre listens.
    pub address: SocketAddr,
    /// The key that is logged in.
    pub auth_key: AuthKey,
}

impl StringSession {
    /// Takes a login that makes sense: a data centre that there is, an address that leads somewhere,
    /// a key that was made.
    pub fn new(
        data_centre: i64,
        address: SocketAddr,
        auth_key: AuthKey,
    ) -> Result<Self, CodedError> {
        let number = u8::try_from(data_centre).unwrap_or_default();
        if !(1..=DATA_CENTRE_MAX).contains(&number) {
            let arguments = arguments!(number = data_centre, max = DATA_CENTRE_MAX);
            return Err(usage("string_session.data_centre", arguments));
        }
        let ip = address.ip();
        if address.port() == 0 || ip.is_unspecified() || ip.is_multicast() {
            return Err(bad_address());
        }
        if auth_key.expose().iter().all(|byte| *byte == 0) {
            return Err(usage("string_session.empty_key", arguments!()));
        }
        Ok(Self { data_centre: number, address, auth_key })
    }

    /// Whether it leads to this machine, as only a sandbox's does.
    pub fn is_sandbox(&self) -> bool {
        self.address.ip().to_canonical().is_loopback()
    }

    /// Reads what Telethon's `StringSession.save()` wrote. Blanks around it don't matter.
    pub fn decode(text: &str) -> Result<Self, CodedError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(usage("string_session.empty", arguments!()));
        }
        if text.len() > CHARACTERS_MAX {
            return Err(too_long());
        }
        let or_foreign = |error| foreign(text).unwrap_or(error);
        let version = || or_foreign(usage("string_session.version", arguments!()));
        let encoded = text.strip_prefix(VERSION).ok_or_else(version)?;
        let decoded = BASE64_LENIENT.decode(encoded);
        let not_base64 = |_| or_foreign(usage("string_session.not_base64", arguments!()));
        Self::from_bytes(&decoded.map_err(not_base64)?)
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

    fn from_bytes(bytes: &[u8]) -> Result<Self, CodedError> {
        let parts = Self::parts(bytes).ok_or_else(|| bad_length(bytes.len()));
        parts.and_then(|(data_centre, address, key)| Self::new(data_centre.into(), address, key))
    }

    fn parts(bytes: &[u8]) -> Option<(u8, SocketAddr, AuthKey)> {
        let (head, key) = bytes.split_last_chunk()?;
        let (&data_centre, head) = head.split_first()?;
        let (address, port) = head.split_last_chunk()?;
        let ip: IpAddr = match address.len() {
            4 => Ipv4Addr::from(*address.first_chunk()?).into(),
            16 => Ipv6Addr::from(*address.first_chunk::<16>()?).into(),
            _ => return None,
        };
        let address = SocketAddr::new(ip, u16::from_be_bytes(*port));
        Some((data_centre, address, AuthKey::new(*key)))
    }
}

/// What else the text could be that people have at hand.
fn foreign(text: &str) -> Option<CodedError> {
    if let Some((id, token)) = text.split_once(':')
        && !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && !token.is_empty()
    {
        return Some(usage("string_session.bot_token", arguments!()));
    }
    let bytes = BASE64_LENIENT.decode(text).ok()?;
    let is_pyrograms = bytes.len() == BYTES_PYROGRAM;
    is_pyrograms.then(|| usage("string_session.pyrogram", arguments!()))
}

pub(super) fn too_long() -> CodedError {
    usage("string_session.too_long", arguments!())
}

/// Port 0, or an address that no host can have.
pub(super) fn bad_address() -> CodedError {
    usage("string_session.address", arguments!())
}

fn bad_length(bytes: usize) -> CodedError {
    let arguments = arguments!(bytes, ipv4 = BYTES_IPV4, ipv6 = BYTES_IPV6);
    usage("string_session.length", arguments)
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
        use crate::report::UserError as _;
        let good = session("127.0.0.1:4430").encode();
        let broken = |change: fn(&mut StringSession)| {
            let mut session = session("127.0.0.1:4430");
            change(&mut session);
            session.encode()
        };
        let pyrogram = general_purpose::URL_SAFE_NO_PAD.encode([2; BYTES_PYROGRAM]);
        for (text, expected) in [
            (" \n".to_owned(), "empty"),
            ("1".repeat(CHARACTERS_MAX + 1), "too_long"),
            ("123456:AAE-abcdef".to_owned(), "bot_token"),
            (pyrogram, "pyrogram"),
            (format!("2{}", &good[1..]), "version"),
            ("1 not base64 at all".to_owned(), "not_base64"),
            (format!("1{}", "A".repeat(352)), "length"),
            ("1".to_owned(), "length"),
            (broken(|s| s.data_centre = 6), "data_centre"),
            (broken(|s| s.address.set_port(0)), "address"),
            (broken(|s| s.address.set_ip(Ipv4Addr::UNSPECIFIED.into())), "address"),
            (broken(|s| s.auth_key = AuthKey::new([0; 256])), "empty_key"),
        ] {
            let error = StringSession::decode(&text).unwrap_err();
            assert_eq!(error.code(), format!("string_session.{expected}"), "{text}");
        }
    }

    #[test]
    fn a_length_is_told() {
        let cut_off = format!("1{}", "A".repeat(352));
        assert_eq!(StringSession::decode(&cut_off), Err(bad_length(264)));
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
