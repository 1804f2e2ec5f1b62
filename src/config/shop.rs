//! `[shop]`: who gives the goods; where calls go, and how they are signed.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

use super::fault::{Fault, fault};
use super::fingerprint::{NamedFile, digest_of_file};
use super::section::{Section, Value, path};
use crate::order::code::CODE_UNITS_MAX;
use crate::shop::{
    CodesSettings, CommandSettings, Keyring, Prefix, Roots, SALEBOT_URL, SalebotKey,
    SalebotSettings, Secret, Settings, SupplierSettings, TIMEOUT_DEFAULT, TIMEOUT_MAX, is_loopback,
};

/// A shorter one makes every call a failure.
const TIMEOUT_MIN: Duration = Duration::from_millis(100);
/// No command line is longer.
const COMMAND_WORDS_MAX: usize = 64;
/// No code is longer, unless the owner says otherwise.
const CODE_LENGTH: usize = 100;
const LOW_STOCK_MAX: i64 = 1_000_000;

/// Who gives the goods.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Of real orders.
    pub live: SupplierSettings,
    /// `[shop.test]`: of orders with `livemode: false`.
    pub test: Option<SupplierSettings>,
    /// The list of codes, where codes are the goods.
    pub codes: Option<Codes>,
}

/// The codes, before they are in the journal.
#[derive(Clone, Debug)]
pub struct Codes {
    /// The file that is imported where none is named.
    pub file: Option<PathBuf>,
    /// So many UTF-16 code units a code may have.
    pub length_max: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    Http,
    Command,
    Codes,
    Salebot,
}

impl Shop {
    /// Reads `[shop]`, by the kind that it names.
    pub(super) fn read(section: &Section<'_>) -> Option<Self> {
        match section.parsed("kind", kind) {
            Some(Kind::Command) => Self::read_command(section),
            Some(Kind::Codes) => Some(Self::read_codes(section)),
            Some(Kind::Salebot) => Self::read_salebot(section),
            // A kind that there is not was told; what follows from it need not be.
            None if section.has("kind") => {
                section.take_as_known();
                None
            }
            Some(Kind::Http) | None => Self::read_http(section),
        }
    }

    /// The live server, if there is one.
    pub fn server(&self) -> Option<&Settings> {
        match &self.live {
            SupplierSettings::Http(settings) => Some(settings),
            SupplierSettings::Command(_)
            | SupplierSettings::Codes(_)
            | SupplierSettings::Salebot(_) => None,
        }
    }

    fn read_salebot(section: &Section<'_>) -> Option<Self> {
        let timeout = timeout(section);
        let address = section.parsed("url", |text| url(text, false));
        let api_key = section.required_secret("api_key", salebot_key);
        let prefix = section.required_secret("prefix", prefix);
        let settings = SalebotSettings {
            url: address.unwrap_or_else(|| SALEBOT_URL.to_owned()),
            api_key: api_key?,
            prefix: prefix?,
            timeout,
        };
        Some(Self { live: SupplierSettings::Salebot(settings), test: None, codes: None })
    }

    fn read_codes(section: &Section<'_>) -> Self {
        let file = section.parsed("codes", path).map(|path| section.reader.path(&path));
        let low_stock = section.optional("low_stock", |it| it.integer(0..=LOW_STOCK_MAX));
        let length = section.optional("code_length", |it| it.integer(1..=CODE_UNITS_MAX));
        let low_stock = low_stock.and_then(|it| u32::try_from(it).ok());
        let length_max = length.and_then(|it| usize::try_from(it).ok()).unwrap_or(CODE_LENGTH);
        Self {
            live: SupplierSettings::Codes(CodesSettings { low_stock }),
            test: None,
            codes: Some(Codes { file, length_max }),
        }
    }

    fn read_command(section: &Section<'_>) -> Option<Self> {
        let timeout = timeout(section);
        let program = |section: &Section<'_>| {
            let argv = section.required("command", "[\"/home/me/give.sh\"]", command)?;
            let folder = section.reader.folder();
            Some(SupplierSettings::Command(CommandSettings { argv, folder, timeout }))
        };
        let live = program(section);
        let test = section.section("test", program);
        Some(Self { live: live?, test, codes: None })
    }

    /// All but address and secrets counts for the test server, too.
    fn read_http(section: &Section<'_>) -> Option<Self> {
        let flag = |key| section.optional(key, Value::boolean).unwrap_or(false);
        let allow_insecure = flag("allow_insecure");
        let timeout = timeout(section);
        let ca_file = section.parsed("ca_file", path).map(|path| {
            let path = section.reader.path(&path);
            // Before it is used: what is changed in between is a change.
            let digest = digest_of_file(&path);
            let named = NamedFile { key: section.name("ca_file"), path: path.clone(), digest };
            section.reader.notes.borrow_mut().files.push(named);
            path
        });
        let roots = section.parsed("roots", roots).unwrap_or_default();
        let require_signed_response = flag("require_signed_response");
        let server = |section: &Section<'_>| {
            let url = section.required("url", "\"https://shop.example/tribute\"", |value| {
                value.parsed(|text| url(text, allow_insecure))
            });
            let current = section.required_secret("secret", signing_secret);
            let previous = section.secret("previous_secret", signing_secret);
            let (url, current) = (url?, current?);
            Some(SupplierSettings::Http(Settings {
                keys: Keyring { current: current.clone(), previous },
                timeout,
                ca_file: ca_file.clone(),
                roots,
                allow_insecure,
                require_signed_response,
                ..Settings::new(url, current)
            }))
        };
        let live = server(section);
        let test = section.section("test", server);
        Some(Self { live: live?, test, codes: None })
    }
}

fn kind(text: &str) -> Result<Kind, Fault> {
    match text {
        "http" => Ok(Kind::Http),
        "command" => Ok(Kind::Command),
        "codes" => Ok(Kind::Codes),
        "salebot" => Ok(Kind::Salebot),
        _ => Err(fault!("config.bad_shop_kind", text = format!("{text:?}"))),
    }
}

fn timeout(section: &Section<'_>) -> Duration {
    let timeout = section.optional("timeout", |it| it.duration(TIMEOUT_MIN..=TIMEOUT_MAX));
    timeout.unwrap_or(TIMEOUT_DEFAULT)
}

/// A program and its arguments; one that is named by a path stands there, seen from the file.
fn command(value: &Value<'_>) -> Option<Vec<String>> {
    let word = |item: &Value<'_>| item.text().map(str::to_owned);
    let argv = value.list("texts", COMMAND_WORDS_MAX, word)?;
    let is_one = argv.first().is_some_and(|program| !program.trim().is_empty())
        && !argv.iter().any(|word| word.contains('\0'));
    if is_one { Some(argv) } else { value.refuse(fault!("config.bad_command")) }
}

fn roots(text: &str) -> Result<Roots, Fault> {
    match text {
        "bundled" => Ok(Roots::Bundled),
        "system" => Ok(Roots::System),
        _ => Err(fault!("config.bad_roots", text = format!("{text:?}"))),
    }
}

/// Not quoted: it is a secret.
pub(crate) fn salebot_key(text: &str) -> Result<SalebotKey, Fault> {
    SalebotKey::new(text).ok_or_else(|| fault!("config.bad_salebot_key"))
}

/// Not quoted: it is one, too.
pub(crate) fn prefix(text: &str) -> Result<Prefix, Fault> {
    Prefix::new(text).ok_or_else(|| fault!("config.bad_salebot_prefix"))
}

fn signing_secret(text: &str) -> Result<Secret, Fault> {
    Secret::parse(text).map_err(|error| Fault::of(&error))
}

/// An address that may be called: https, or plain http on this machine.
pub(crate) fn url(text: &str, allow_insecure: bool) -> Result<String, Fault> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.fragment().is_none()
    });
    // Not quoted: somebody may have pasted a secret here.
    let url = url.ok_or_else(|| fault!("config.bad_url"))?;
    if !(url.username().is_empty() && url.password().is_none()) {
        return Err(fault!("shop.credentials_in_url"));
    }
    if url.scheme() == "http" && !allow_insecure && !is_loopback(&url) {
        return Err(fault!("config.insecure_url"));
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
