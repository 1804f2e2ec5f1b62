//! `[shop]`: where activation calls go, and how they are signed.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

use super::fault::Fault;
use super::section::Section;

use crate::i18n::arguments;
use crate::shop::{Keyring, Roots, Secret, Settings, TIMEOUT_DEFAULT, TIMEOUT_MAX, is_loopback};

/// A shorter one makes every call a failure.
const TIMEOUT_MIN: Duration = Duration::from_millis(100);

/// The shop's server.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Where real orders are activated.
    pub live: Settings,
    /// `[shop.test]`: where calls with `livemode: false` go.
    pub test: Option<Settings>,
}

/// What counts for the live and the test url alike.
struct Common {
    timeout: Duration,
    ca_file: Option<PathBuf>,
    roots: Roots,
    allow_insecure: bool,
    require_signed_response: bool,
}

impl Shop {
    /// Reads `[shop]`.
    pub(super) fn read(section: Section<'_>) -> Option<Self> {
        let common = Common::read(&section);
        let live = common.endpoint(&section);
        let test = section.section("test").map(|test| {
            let settings = common.endpoint(&test);
            test.finish();
            settings
        });
        section.finish();
        let test = match test {
            Some(settings) => Some(settings?),
            None => None,
        };
        Some(Self { live: live?, test })
    }
}

impl Common {
    fn read(section: &Section<'_>) -> Self {
        let flag = |key| section.boolean(key).unwrap_or(false);
        let timeout = section.duration("timeout", TIMEOUT_MIN, TIMEOUT_MAX);
        Self {
            timeout: timeout.unwrap_or(TIMEOUT_DEFAULT),
            ca_file: section.file("ca_file"),
            roots: section.parsed("roots", roots).unwrap_or_default(),
            allow_insecure: flag("allow_insecure"),
            require_signed_response: flag("require_signed_response"),
        }
    }

    /// Reads an address and the secret shared with who answers there.
    fn endpoint(&self, section: &Section<'_>) -> Option<Settings> {
        let url = section.parsed("url", |text| url(text, self.allow_insecure));
        let url = section.require("url", "\"https://shop.example/tribute\"", url);
        let secret = section.secret("secret", "secret_file", signing_secret);
        let current = section.require_secret("secret", "secret_file", secret);
        let previous = section.secret("previous_secret", "previous_secret_file", signing_secret);
        let (url, current) = (url?, current?);
        Some(Settings {
            keys: Keyring {
                current: current.clone(),
                previous,
            },
            timeout: self.timeout,
            ca_file: self.ca_file.clone(),
            roots: self.roots,
            allow_insecure: self.allow_insecure,
            require_signed_response: self.require_signed_response,
            ..Settings::new(url, current)
        })
    }
}

fn roots(text: &str) -> Result<Roots, Fault> {
    match text {
        "bundled" => Ok(Roots::Bundled),
        "system" => Ok(Roots::System),
        _ => Err(Fault::with(
            "config.bad_roots",
            arguments!(text = format!("{text:?}")),
        )),
    }
}

fn signing_secret(text: &str) -> Result<Secret, Fault> {
    Secret::parse(text).map_err(|error| Fault::of(&error))
}

/// An address that may be called: https, or plain http on this machine.
pub(crate) fn url(text: &str, allow_insecure: bool) -> Result<String, Fault> {
    let whole = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.fragment().is_none()
    });
    if let Some(url) = &whole
        && !(url.username().is_empty() && url.password().is_none())
    {
        return Err(Fault::new("shop.credentials_in_url"));
    }
    let Some(url) = whole else {
        // Not quoted: somebody may have pasted a secret here.
        return Err(Fault::new("config.bad_url"));
    };
    if url.scheme() == "http" && !allow_insecure && !is_loopback(&url) {
        return Err(Fault::new("config.insecure_url"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for (text, allow_insecure, taken) in [
            ("https://shop.example/tribute", false, true),
            ("http://127.0.0.1:8080/x", false, true),
            ("http://[::1]:8080/x", false, true),
            ("http://localhost/x", false, true),
            ("http://shop.example/x", false, false),
            ("http://127.0.0.1.shop.example/x", false, false),
            ("http://shop.example/x", true, true),
            ("ftp://shop.example/x", true, false),
            ("https://user:word@shop.example/", false, false),
            ("https://shop.example/#part", false, false),
            ("shop.example/tribute", false, false),
            ("", false, false),
        ] {
            assert_eq!(url(text, allow_insecure).is_ok(), taken, "{text}");
        }
    }
}
