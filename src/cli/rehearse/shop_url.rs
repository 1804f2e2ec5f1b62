//! `--shop URL`: the owner's test server, and never the live one.

use reqwest::Url;

use crate::cli::sandbox::SandboxError;
use crate::config::Shop;
use crate::shop::Settings;

/// How calls to the test server at `url` are made: as to the live one, or as `[shop.test]` says.
pub(super) fn settings(url: &str, shop: &Shop) -> Result<Settings, SandboxError> {
    if is_same_place(url, &shop.live.url) {
        return Err(SandboxError::usage("rehearse.live_shop"));
    }
    let configured = shop.test.as_ref().unwrap_or(&shop.live);
    Ok(Settings {
        url: url.to_owned(),
        ..configured.clone()
    })
}

/// Whether two addresses lead to the same handler, however they are written.
fn is_same_place(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => place(&one) == place(&other),
        _ => one == other,
    }
}

fn place(url: &Url) -> (Option<String>, Option<u16>, String) {
    let host = url
        .host_str()
        .map(|host| host.trim_end_matches('.').to_owned());
    let path = url.path().trim_end_matches('/').to_owned();
    (host, url.port_or_known_default(), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_shop_is_known_however_it_is_written() {
        let live = "https://shop.example/tribute";
        for same in [
            live,
            "https://SHOP.example/tribute",
            "https://shop.example:443/tribute/",
            "https://shop.example./tribute",
            "https://shop.example/a/../tribute?x=1#y",
        ] {
            assert!(is_same_place(same, live), "{same}");
        }
        for other in [
            "https://test.shop.example/tribute",
            "https://shop.example/tribute-test",
            "https://shop.example:8443/tribute",
            "http://127.0.0.1:8000/tribute",
        ] {
            assert!(!is_same_place(other, live), "{other}");
        }
    }
}
