//! `[server]`: where the agent's own server listens, and who may ask it.

use std::fmt::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr};

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Url;
use sha2::{Digest as _, Sha256};

use super::fault::{Fault, fault};
use super::section::Section;
use crate::shop::is_loopback;

/// Where it listens, unless the owner says otherwise.
const LISTEN: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 8787);
/// A shorter token can be guessed.
const TOKEN_CHARACTERS_MIN: usize = 32;
const TOKEN_CHARACTERS_MAX: usize = 512;

/// The agent's own server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it listens.
    pub listen: SocketAddr,
    /// By which address the world reaches it, without a `/` at its end.
    pub public_url: Option<String>,
    /// Who knows it may ask.
    pub token: ServerToken,
}

/// What the shop's programs show the server.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerToken(String);

impl ServerToken {
    /// Whether this is it. Takes the same time for every one that is not.
    pub fn is(&self, shown: &[u8]) -> bool {
        // Of a hash nothing can be guessed byte by byte.
        Sha256::digest(shown) == Sha256::digest(self.0.as_bytes())
    }

    /// What only somebody who knows it can make of a challenge. It says nothing of the token itself.
    pub(crate) fn answer(&self, challenge: &str) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut code =
            Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("a key of any length");
        // Whatever else is ever signed with it, is not this.
        code.update(b"tribute-agent:self:");
        code.update(challenge.as_bytes());
        let bytes = code.finalize().into_bytes();
        bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl fmt::Debug for ServerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerToken(…)")
    }
}

impl Server {
    /// Where a provider sends its webhooks, as far as the world can reach the server.
    pub fn webhook_url(&self, provider: &str) -> Option<String> {
        self.public_url.as_ref().map(|url| format!("{url}/webhooks/{provider}"))
    }

    pub(super) fn read(section: &Section<'_>) -> Option<Self> {
        let listen = section.parsed("listen", listen);
        let public_url = section.parsed("public_url", public_url);
        let token = section.required_secret("token", token);
        let is_whole = !section.has("listen") || listen.is_some();
        let listen = listen.unwrap_or_else(|| LISTEN.into());
        is_whole.then_some(Self { listen, public_url, token: token? })
    }
}

fn listen(text: &str) -> Result<SocketAddr, Fault> {
    text.parse().map_err(|_| fault!("config.bad_listen", text = format!("{text:?}")))
}

/// An address that the world can reach, to which paths are added. Quotes nothing: anything may have been pasted.
pub(crate) fn public_url(text: &str) -> Result<String, Fault> {
    let is_good = Url::parse(text).is_ok_and(|url| {
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        let has_more = url.query().is_some() || url.fragment().is_some();
        let has_user = !url.username().is_empty() || url.password().is_some();
        let is_webhook = url.path().contains("/webhooks");
        is_safe && url.has_host() && !has_more && !has_user && !is_webhook
    });
    let url = is_good.then(|| text.trim_end_matches('/').to_owned());
    url.ok_or_else(|| fault!("config.bad_public_url"))
}

/// Not quoted: it is a secret.
fn token(text: &str) -> Result<ServerToken, Fault> {
    let characters_min = TOKEN_CHARACTERS_MIN;
    let fits = (TOKEN_CHARACTERS_MIN..=TOKEN_CHARACTERS_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    let token = fits.then(|| ServerToken(text.to_owned()));
    token
        .ok_or_else(|| fault!("config.bad_token", characters_min, command = "openssl rand -hex 32"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_can_be_written_in_a_header() {
        let good = "0123456789abcdef0123456789ABCDEF";
        let known = token(good).unwrap();
        assert!(known.is(good.as_bytes()));
        for other in ["", "0123456789abcdef0123456789ABCDEf", "0123456789abcdef0123456789ABCDEF "] {
            assert!(!known.is(other.as_bytes()), "{other:?}");
        }
        for bad in ["", &good[1..], "0123456789abcdef 0123456789ABCDEF", &good.replace('a', "я")] {
            assert!(token(bad).is_err(), "{bad:?}");
        }
        assert!(!format!("{known:?}").contains("0123"));
    }

    #[test]
    fn a_challenge_is_answered_by_who_knows_the_token() {
        let [one, other] = ["0123456789abcdef0123456789ABCDEF", "fedcba9876543210fedcba9876543210"]
            .map(|text| token(text).unwrap());
        assert_eq!(one.answer("x").len(), 64);
        assert_eq!(one.answer("x"), one.clone().answer("x"));
        assert_ne!(one.answer("x"), one.answer("y"));
        assert_ne!(one.answer("x"), other.answer("x"));
    }

    #[test]
    fn the_world_calls_over_https() {
        for (text, taken) in [
            ("https://pay.shop.example", Some("https://pay.shop.example")),
            ("https://shop.example/pay/", Some("https://shop.example/pay")),
            ("http://127.0.0.1:8787", Some("http://127.0.0.1:8787")),
            ("http://pay.shop.example", None),
            ("https://pay.shop.example/?a=b", None),
            ("https://user:word@pay.shop.example", None),
            ("pay.shop.example", None),
            ("https://pay.shop.example/webhooks/tribute", None),
            ("", None),
        ] {
            assert_eq!(public_url(text).ok().as_deref(), taken, "{text}");
        }
    }
}
