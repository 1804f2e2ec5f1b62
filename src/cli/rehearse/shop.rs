//! The owner's test server, which is never the live one.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use regex::{Captures, Regex};
use reqwest::Url;
use tokio::net::lookup_host;

use crate::config::Shop;
use crate::i18n::arguments;
use crate::report::{CodedError, usage};
use crate::shop::{Client, Settings};

/// The test server at `url`, never the live one; called as the live one is, or as `[shop.test]` says.
pub(super) async fn test_shop(url: &str, shop: &Shop) -> Result<Client, CodedError> {
    let settings = shop.test.as_ref().unwrap_or(&shop.live).clone();
    let urls = [&shop.live.url, &settings.url, url.trim()].map(Url::parse);
    if let [Ok(live), Ok(named), Ok(url)] = urls
        && is_same_place(&live, &url, named.host() == url.host(), addresses).await
    {
        return Err(usage("rehearse.live_shop", arguments!()));
    }
    Client::new(Settings { url: url.to_owned(), ..settings })
}

/// Whether both may lead to the same code, by the path as servers read it and the host's addresses. A test
/// server that the owner names as such may stand on the live one's machine, but for this one.
async fn is_same_place(
    one: &Url,
    other: &Url,
    is_named: bool,
    addresses: impl AsyncFn(&Url) -> Vec<IpAddr>,
) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
    let port = |url: &Url| url.port().filter(|port| ![80, 443].contains(port));
    if port(one) != port(other) || path(one) != path(other) {
        return false;
    }
    if host(one) == host(other) {
        return true;
    }
    let (ours, theirs) = (addresses(one).await, addresses(other).await);
    ours.iter().any(|it| theirs.contains(it) && (!is_named || it.is_loopback()))
}

fn path(url: &Url) -> Option<String> {
    let byte =
        |hex: &str| u8::from_str_radix(hex, 16).map_or(hex.to_owned(), |it| char::from(it).into());
    let encoded = Regex::new("%([0-9A-Fa-f]{2})").ok()?;
    let decoded = encoded.replace_all(url.path(), |found: &Captures<'_>| byte(&found[1]));
    let segments = decoded.split('/').filter(|segment| !["", "."].contains(segment));
    Some(segments.collect::<Vec<_>>().join("/").to_lowercase())
}

/// The addresses of a host; any of this machine's own is 127.0.0.1.
async fn addresses(url: &Url) -> Vec<IpAddr> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let found = lookup_host((host, 0)).await.into_iter().flatten();
    let is_ours = |ip: IpAddr| ip.is_loopback() || UdpSocket::bind((ip, 0)).is_ok();
    let found = found.map(|address| address.ip().to_canonical());
    found.map(|ip| if is_ours(ip) { Ipv4Addr::LOCALHOST.into() } else { ip }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name server that nobody has to ask.
    async fn known(url: &Url) -> Vec<IpAddr> {
        match url.host_str() {
            Some("shop.example") => vec![[192, 0, 2, 1].into(), [192, 0, 2, 2].into()],
            Some("www.shop.example" | "test.shop.example") => vec![[192, 0, 2, 2].into()],
            Some("other.example") => vec![[192, 0, 2, 3].into()],
            _ => addresses(url).await,
        }
    }

    async fn is_same(one: &str, other: &str, is_named: bool) -> bool {
        let [one, other] = [one, other].map(|url| Url::parse(url).unwrap());
        is_same_place(&one, &other, is_named, known).await
    }

    #[tokio::test]
    async fn the_live_shop_is_known_however_it_is_written() {
        let live = "https://shop.example/tribute";
        for same in [
            live,
            "https://SHOP.example/tribute",
            "https://shop.example:443/tribute/",
            "http://shop.example/tribute",
            "https://shop.example./tribute",
            "https://shop.example/a/../tribute?x=1#y",
            "https://shop.example//tribute",
            "https://shop.example/./%74ribute",
            "https://shop.example/%2Ftribute",
            "https://shop.example/Tribute",
            "https://www.shop.example/tribute",
        ] {
            assert!(is_same(live, same, false).await, "{same}");
        }
        for other in [
            "https://shop.example/tribute-test",
            "https://shop.example/test/tribute",
            "https://shop.example/%2574ribute",
            "https://shop.example:8443/tribute",
            "https://test.shop.example/tribute-test",
            "https://other.example/tribute",
            "http://127.0.0.1:8000/tribute",
        ] {
            assert!(!is_same(live, other, false).await, "{other}");
        }
    }

    #[tokio::test]
    async fn this_machine_has_many_names() {
        let names = ["127.0.0.1", "localhost", "127.1", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"];
        for (one, other) in names.iter().flat_map(|one| names.map(|other| (*one, other))) {
            let [one, other] = [one, other].map(|host| format!("http://{host}:8000/tribute"));
            assert!(is_same(&one, &other, false).await, "{one} {other}");
            assert!(is_same(&one, &other, true).await, "{one} {other}");
            assert!(!is_same(&one, &other.replace(":8000", ":8001"), false).await, "{one} {other}");
        }
    }

    #[tokio::test]
    async fn a_test_server_that_is_named_as_such_may_share_an_address() {
        let (live, test) = ("https://shop.example/tribute", "https://test.shop.example/tribute");
        assert!(is_same(live, test, false).await);
        assert!(!is_same(live, test, true).await);
        assert!(is_same(live, live, true).await);
    }
}
