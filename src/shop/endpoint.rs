//! Where activation calls may go.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use super::secret::unseen;
use crate::i18n::arguments;
use crate::report::{CodedError, usage};

/// How much is shown of what stands behind a character that nobody sees.
const BEFORE_CHARACTERS_MAX: usize = 20;

/// The shop's url: https, or http where nobody can listen in.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Endpoint(Url);

impl Endpoint {
    /// Reads the owner's `url`. Plain http is taken for a loopback address only, unless the owner
    /// says `allow_insecure`: an activation tells who bought what, and its answer gives away goods.
    pub(super) fn parse(url: &str, allow_insecure: bool) -> Result<Self, CodedError> {
        let bad_url = |problem: String| usage("shop.url", arguments!(problem));
        if let Some((character, behind)) = unseen(url.trim(), char::is_whitespace) {
            let before = behind.chars().take(BEFORE_CHARACTERS_MAX).collect::<String>();
            return Err(usage("shop.invisible_in_url", arguments!(character, before)));
        }
        let url = Url::parse(url.trim()).map_err(|error| bad_url(error.to_string()))?;
        match url.scheme() {
            "https" => {}
            "http" if allow_insecure || is_loopback(&url) => {}
            "http" => return Err(usage("shop.plain_http", arguments!())),
            _ => return Err(bad_url("it begins with neither https:// nor http://".to_owned())),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(usage("shop.credentials_in_url", arguments!()));
        }
        Ok(Self(url))
    }

    pub(super) fn url(&self) -> &Url {
        &self.0
    }
}

/// Without the query, in which some shops keep a token.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        shown.set_query(None);
        shown.set_fragment(None);
        shown.fmt(f)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

/// Whether calls to `url` stay on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::UserError as _;

    fn refusal(url: &str, allow_insecure: bool) -> &'static str {
        Endpoint::parse(url, allow_insecure).unwrap_err().code()
    }

    #[test]
    fn where_calls_may_go() {
        for url in [
            "https://shop.example/tribute",
            " https://shop.example:8443/a?token=x ",
            "http://127.0.0.1:8080/activate",
            "http://127.8.9.1/",
            "http://[::1]:3000/",
            "http://localhost:3000/",
            "http://LOCALHOST/",
        ] {
            assert!(Endpoint::parse(url, false).is_ok(), "{url}");
        }
        for url in [
            "http://shop.example/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://localhost.shop.example/",
            "http://127.0.0.1.shop.example/",
            "http://[::2]/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            assert_eq!(refusal(url, false), "shop.plain_http", "{url}");
            assert!(Endpoint::parse(url, true).is_ok(), "{url}");
        }
        for url in
            ["", "shop.example", "/activate", "ftp://shop.example/", "file:///etc", "https://"]
        {
            assert_eq!(refusal(url, true), "shop.url", "{url}");
        }
        for url in [
            "\u{FEFF}https://shop.example/",
            "https://shop.example/\u{200B}tribute",
            "https://shop.example/tri bute",
            "https://shop.\u{AD}example/tribute",
            "https://shop.example/tribute\u{2060}",
        ] {
            assert_eq!(refusal(url, true), "shop.invisible_in_url", "{url:?}");
        }
        let wrong = Endpoint::parse("https://shop.example/\u{200B}tribute", true).unwrap_err();
        assert!(wrong.what().contains("(U+200B) before “tribute”"), "{}", wrong.what());
        for url in ["https://user@shop.example/", "https://:word@shop.example/"] {
            assert_eq!(refusal(url, true), "shop.credentials_in_url", "{url}");
        }
    }

    #[test]
    fn a_token_in_the_query_is_not_shown() {
        let endpoint = Endpoint::parse("https://shop.example/a?token=x#y", false).unwrap();
        assert_eq!(endpoint.to_string(), "https://shop.example/a");
        assert!(!format!("{endpoint:?}").contains("token"));
    }
}
