//! The way to Telegram through a SOCKS5 proxy, where there is no direct one.
//!
//! - `address`: [`Proxy`], what the configuration says.
//! - `socks5`: dials the proxy and has it connect us (RFC 1928, RFC 1929).
//! - `relay`: lets grammers use such a connection: it takes no stream of ours, and its own proxy
//!   support brings a resolver that fails on Android. So it is sent to a port of this machine,
//!   behind which the proxy is. To grammers every data centre is then at that port, or nowhere.
//!
//! The proxy's name is resolved here, by the system; Telegram's addresses are never names. Calls to
//! the shop don't come this way.

mod address;
mod relay;
mod socks5;

use std::io;

use crate::i18n::arguments;
use crate::report::{Coded, CodedError, action_required, english, failed};

pub use address::{BadProxy, Credentials, Proxy};

pub(super) use relay::open as open_relay;

/// Why there is no way through the proxy, told apart from Telegram's own silence.
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
    /// It does not connect us to Telegram; the code of its reply.
    DestinationRefused(u8),
    /// A sandbox is on this machine, and the proxy is not.
    LeadsAway,
}

/// Once it stands.
impl From<io::Error> for ProxyError {
    fn from(error: io::Error) -> Self {
        Self::HungUp(error.to_string())
    }
}

impl Coded for ProxyError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Unreachable(why) => failed("proxy.unreachable", arguments!(why = why)),
            Self::Silent => failed("proxy.silent", arguments!()),
            Self::HungUp(why) => failed("proxy.hung_up", arguments!(why = why)),
            Self::NotSocks5 => action_required("proxy.not_socks5", arguments!()),
            Self::PasswordNeeded => action_required("proxy.password_needed", arguments!()),
            Self::PasswordRefused => action_required("proxy.password_refused", arguments!()),
            Self::DestinationRefused(code) => {
                failed("proxy.destination_refused", arguments!(code = *code))
            }
            Self::LeadsAway => action_required("proxy.leads_away", arguments!()),
        }
    }
}
