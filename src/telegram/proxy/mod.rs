//! The way to Telegram through a SOCKS5 proxy, where there is no direct one.
//!
//! - `address`: [`Proxy`], what the configuration says.
//! - `socks5`: dials the proxy and has it connect us (RFC 1928, RFC 1929).
//! - `open_relay`: lets grammers use such a connection: it takes no stream of ours, and its own proxy
//!   support brings a resolver that fails on Android. So it is sent to a port of this machine,
//!   behind which the proxy is. To grammers every data centre is then at that port, or nowhere.
//!
//! The proxy's name is resolved here, by the system; Telegram's addresses are never names. Calls to
//! the shop don't come this way.

mod address;
mod socks5;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::i18n::arguments;
use crate::report::{Coded, CodedError, action_required, english, failed};

pub use address::{BadProxy, Credentials, Proxy};

/// grammers has one connection, and a second one while it replaces the first.
const CONNECTIONS_MAX: usize = 4;

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

/// Begins to listen; tells where, and returns what is to be run: it carries what connects there through
/// the proxy, to one destination and nowhere else. Getting through may take as long as `limit`.
///
/// Other programs of this machine may connect too. That gives them no more than a way to
/// Telegram's door: what is said there is encrypted between it and grammers.
pub(super) async fn open_relay(
    proxy: Proxy,
    destination: SocketAddr,
    limit: Duration,
) -> io::Result<(SocketAddrV4, impl Future<Output = ProxyError>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, listener.local_addr()?.port());
    Ok((address, run(listener, proxy, destination, limit)))
}

/// Relays until there is no way through the proxy any more; dropping it hangs up.
///
/// A connection that ends on the way just ends: that is grammers' to notice, as without a proxy.
async fn run(
    listener: TcpListener,
    proxy: Proxy,
    destination: SocketAddr,
    limit: Duration,
) -> ProxyError {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(ended) = connections.join_next() => {
                // The client is still held: grammers is not to see its end before we have told why.
                if let Ok(Err((_client, error))) = ended {
                    return error;
                }
            }
            accepted = listener.accept(), if connections.len() < CONNECTIONS_MAX => {
                let client = match accepted {
                    Ok((client, _)) => client,
                    Err(error) => return ProxyError::Unreachable(error.to_string()),
                };
                connections.spawn(carry(client, proxy.clone(), destination, limit));
            }
        }
    }
}

async fn carry(
    mut client: TcpStream,
    proxy: Proxy,
    destination: SocketAddr,
    limit: Duration,
) -> Result<(), (TcpStream, ProxyError)> {
    let mut server = match socks5::dial(&proxy, destination, limit).await {
        Ok(server) => server,
        Err(error) => return Err((client, error)),
    };
    // Without it packets would wait for each other; nothing else is lost.
    let _ = client.set_nodelay(true);
    // However it ends, both sides are closed then, and grammers sees it.
    let _ = copy_bidirectional(&mut client, &mut server).await;
    Ok(())
}
