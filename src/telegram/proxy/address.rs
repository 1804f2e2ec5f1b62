//! What the configuration says of a proxy.

use std::fmt;
use std::net::Ipv6Addr;

use reqwest::Url;
use secrecy::SecretString;

/// RFC 1929 has one byte for a length.
const CREDENTIAL_BYTES_MAX: usize = 255;

/// A SOCKS5 proxy. Shown as `host:port`, without the credentials.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// A name, or an address (IPv6 without brackets).
    pub host: String,
    /// Where it listens.
    pub port: u16,
    /// What it asks for, if it does.
    pub credentials: Option<Credentials>,
}

/// What a proxy knows us by: 1 to 255 bytes of user, 0 to 255 of password.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Often an account's number, so it is hidden too.
    pub user: SecretString,
    /// Empty when only a user was given.
    pub password: SecretString,
}

/// Why a text names no proxy. Says nothing of the text: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadProxy {
    /// Not `socks5://…`.
    Scheme,
    /// No host, or none that can be one.
    Host,
    /// No port, or port 0.
    Port,
    /// A password without a user, more than 255 bytes, or a wrong `%`.
    Credentials,
    /// Something after the port.
    Rest,
}

impl Proxy {
    /// Reads `socks5://user:password@host:port`; the user and the password may be missing, and are
    /// percent-encoded where they hold `@`, `:`, `/`, `%` and the like.
    pub fn parse(text: &str) -> Result<Self, BadProxy> {
        let url = Url::parse(text).map_err(|_| malformed(text))?;
        if url.scheme() != "socks5" {
            return Err(BadProxy::Scheme);
        }
        let is_bare = matches!(url.path(), "" | "/");
        if !is_bare || url.query().is_some() || url.fragment().is_some() {
            return Err(BadProxy::Rest);
        }
        Ok(Self {
            host: url.host_str().and_then(host).ok_or(BadProxy::Host)?,
            port: url.port().filter(|port| *port > 0).ok_or(BadProxy::Port)?,
            credentials: credentials(&url)?,
        })
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, .. } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// What is most likely wrong with what is no URL at all.
fn malformed(text: &str) -> BadProxy {
    let Some(place) = text.strip_prefix("socks5://") else {
        return BadProxy::Scheme;
    };
    match place.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_err() => BadProxy::Port,
        _ => BadProxy::Host,
    }
}

/// The URL standard takes nearly anything for a host after a scheme that it does not know.
fn host(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return inner.parse::<Ipv6Addr>().ok().map(|ip| ip.to_string());
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    ((1..=253).contains(&text.len()) && text.bytes().all(fits)).then(|| text.to_owned())
}

fn credentials(url: &Url) -> Result<Option<Credentials>, BadProxy> {
    let user = decoded(url.username()).ok_or(BadProxy::Credentials)?;
    let password = decoded(url.password().unwrap_or_default()).ok_or(BadProxy::Credentials)?;
    match (user.len(), password.len()) {
        (0, 0) => Ok(None),
        (1..=CREDENTIAL_BYTES_MAX, 0..=CREDENTIAL_BYTES_MAX) => {
            Ok(Some(Credentials { user: user.into(), password: password.into() }))
        }
        _ => Err(BadProxy::Credentials),
    }
}

/// `%41` → `A`. `None` for a `%` without two hexadecimal digits, or what is no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.bytes());
    while let Some(mut byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            byte = u8::try_from(digit()? << 4 | digit()?).ok()?;
        }
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn credentials_of(text: &str) -> Option<(String, String)> {
        let credentials = Proxy::parse(text).unwrap().credentials?;
        let Credentials { user, password } = credentials;
        let exposed = |secret: SecretString| secret.expose_secret().to_owned();
        Some((exposed(user), exposed(password)))
    }

    #[test]
    fn the_place_is_read_and_shown_without_the_password() {
        for (text, shown) in [
            ("socks5://host:1080", "host:1080"),
            ("socks5://host:1080/", "host:1080"),
            ("socks5://me:hunter2@10.0.0.1:9", "10.0.0.1:9"),
            ("socks5://me:hunter2@[::1]:65535", "[::1]:65535"),
        ] {
            let proxy = Proxy::parse(text).unwrap();
            assert_eq!(proxy.to_string(), shown);
            assert!(!format!("{proxy:?}").contains("hunter2"));
        }
    }

    #[test]
    fn credentials_are_decoded_and_may_be_missing() {
        let pair = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        for (text, expected) in [
            ("socks5://host:1", None),
            ("socks5://@host:1", None),
            ("socks5://me@host:1", pair("me", "")),
            ("socks5://me:a:b@host:1", pair("me", "a:b")),
            ("socks5://m%40x:p%2F%25%3a@host:1", pair("m@x", "p/%:")),
            ("socks5://%D1%8F:%D1%8F@host:1", pair("я", "я")),
        ] {
            assert_eq!(credentials_of(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_for_what_is_wrong() {
        let long = format!("socks5://me:{}@host:1", "x".repeat(256));
        for (text, why) in [
            ("", BadProxy::Scheme),
            ("host:1080", BadProxy::Scheme),
            ("http://host:1080", BadProxy::Scheme),
            ("tg://proxy?server=host&port=1", BadProxy::Scheme),
            ("socks5://:1080", BadProxy::Host),
            ("socks5://ho st:1080", BadProxy::Host),
            ("socks5://хост:1080", BadProxy::Host),
            ("socks5://[::1:1080", BadProxy::Host),
            ("socks5://host", BadProxy::Port),
            ("socks5://host:0", BadProxy::Port),
            ("socks5://host:65536", BadProxy::Port),
            ("socks5://host:port", BadProxy::Port),
            ("socks5://:secret@host:1", BadProxy::Credentials),
            ("socks5://me:100%@host:1", BadProxy::Credentials),
            ("socks5://me:%ff@host:1", BadProxy::Credentials),
            (&long, BadProxy::Credentials),
            ("socks5://host:1/path", BadProxy::Rest),
            ("socks5://host:1?x", BadProxy::Rest),
        ] {
            assert_eq!(Proxy::parse(text).map(drop), Err(why), "{text}");
        }
    }
}
