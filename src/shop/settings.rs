//! What the owner decides about calls to the shop.

use std::path::PathBuf;
use std::time::Duration;

use super::endpoint;
use super::tls::Roots;
use super::{Keyring, Secret};

/// How long a whole call may take, unless the owner says otherwise.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);
/// The longest time limit that is taken: an order waits, and others behind it.
pub const TIMEOUT_MAX: Duration = Duration::from_mins(2);

/// `[shop]` of the configuration, and what the program adds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where calls go: https, or http to this machine.
    pub url: String,
    /// Signs the calls; while rotating, the one before it too.
    pub keys: Keyring,
    /// For a whole call, from looking up the name to the answer's last byte.
    pub timeout: Duration,
    /// A PEM file of more certificate authorities to trust.
    pub ca_file: Option<PathBuf>,
    /// Which authorities are trusted beside those.
    pub roots: Roots,
    /// Allows plain http to other machines.
    pub allow_insecure: bool,
    /// Takes only answers that the shop has signed.
    pub require_signed_response: bool,
    /// `tribute-agent/<version>`
    pub user_agent: String,
}

impl Settings {
    /// Whether calls stay on this machine.
    pub fn is_loopback(&self) -> bool {
        reqwest::Url::parse(&self.url).is_ok_and(|url| endpoint::is_loopback(&url))
    }

    /// The defaults around a url and a secret.
    pub fn new(url: impl Into<String>, secret: Secret) -> Self {
        Self {
            url: url.into(),
            keys: Keyring { current: secret, previous: None },
            timeout: TIMEOUT_DEFAULT,
            ca_file: None,
            roots: Roots::default(),
            allow_insecure: false,
            require_signed_response: false,
            user_agent: concat!("tribute-agent/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
