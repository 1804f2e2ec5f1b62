//! A port of this machine, behind which the proxy is.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::{Proxy, ProxyError, socks5};

/// grammers has one connection, and a second one while it replaces the first.
const CONNECTIONS_MAX: usize = 4;

/// Begins to listen; tells where, and returns what is to be run: it carries what connects there through
/// the proxy, to one destination and nowhere else. Getting through may take as long as `limit`.
///
/// Other programs of this machine may connect too. That gives them no more than a way to
/// Telegram's door: what is said there is encrypted between it and grammers.
pub(in crate::telegram) async fn open(
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
