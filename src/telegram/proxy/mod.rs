//! The way to Telegram through a SOCKS5 proxy, where there is no direct one.
//!
//! - `address`: [`Proxy`], what the configuration says.
//! - `socks5`: dials the proxy and has it connect us (RFC 1928, RFC 1929).
//! - `relay`: lets grammers use such a connection: it takes no stream of ours, and its own proxy
//!   support brings a resolver that fails on Android. So it is sent to a port of this machine,
//!   behind which the proxy is. To grammers every data centre is then at that port, or nowhere.
//! - `error`: what goes wrong on the way, told apart from Telegram's own silence.
//!
//! The proxy's name is resolved here, by the system; Telegram's addresses are never names. Calls to
//! the shop don't come this way.

mod address;
mod error;
mod relay;
mod socks5;

pub use address::{BadProxy, Credentials, Proxy};
pub use error::ProxyError;

pub(super) use relay::Relay;
pub(super) use socks5::dial;
