//! What goes wrong between here and the proxy's other side.

use std::io;

use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};

/// Why there is no way through the proxy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum ProxyError {
    /// Its name is not known, or nobody listens there; what the system said.
    Unreachable(String),
    /// It does not answer in time.
    Silent,
    /// It hung up before the connection stood; what the system said.
    HungUp(String),
    /// What answers there is something else.
    NotSocks5,
    /// It lets nobody in without a user and a password.
    PasswordNeeded,
    /// It does not know this user, or the password is another.
    PasswordRefused,
    /// It does not connect us to Telegram.
    DestinationRefused(Refusal),
    /// A sandbox is on this machine, and the proxy is not.
    LeadsAway,
}

/// The code of a SOCKS5 reply, other than 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal(pub u8);

impl ProxyError {
    /// Whether it will stay so until somebody changes the configuration.
    pub fn needs_a_person(&self) -> bool {
        match self {
            Self::NotSocks5 | Self::PasswordNeeded | Self::PasswordRefused | Self::LeadsAway => {
                true
            }
            Self::Unreachable(_) | Self::Silent | Self::HungUp(_) | Self::DestinationRefused(_) => {
                false
            }
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(super) fn unreachable(error: io::Error) -> Self {
        Self::Unreachable(error.to_string())
    }

    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(super) fn cut(error: io::Error) -> Self {
        Self::HungUp(error.to_string())
    }
}

impl UserError for ProxyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "proxy.unreachable",
            Self::Silent => "proxy.silent",
            Self::HungUp(_) => "proxy.hung_up",
            Self::NotSocks5 => "proxy.not_socks5",
            Self::PasswordNeeded => "proxy.password_needed",
            Self::PasswordRefused => "proxy.password_refused",
            Self::DestinationRefused(_) => "proxy.destination_refused",
            Self::LeadsAway => "proxy.leads_away",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Unreachable(why) | Self::HungUp(why) => arguments!(why = why),
            Self::DestinationRefused(refusal) => arguments!(code = refusal.0),
            _ => Arguments::new(),
        }
    }

    fn exit(&self) -> Exit {
        if self.needs_a_person() {
            Exit::ActionRequired
        } else {
            Exit::Failed
        }
    }
}
