//! A look whether Telegram can be reached from here at all, before anybody is logged in.
//!
//! What listens is asked for the first step towards a key, as any client asks (`req_pq_multi`): it needs
//! no session and takes none away, and nobody but Telegram knows the answer. A port that is open proves
//! nothing, where providers answer for addresses that they block.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use grammers_client::InvocationError;
use grammers_client::sender::{Sender, ServerAddr};
use grammers_client::session::SessionData;
use grammers_client::tl::enums::ResPq;
use grammers_mtproto::authentication;
use grammers_mtproto::mtp::Plain;
use grammers_mtproto::transport::Full;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::ConnectError;
use super::connection::isolated;
use super::proxy::{Proxy, ProxyError, open_relay};
use crate::i18n::t;
use crate::machine::HostInfo;

const ADDRESSES_MAX: usize = 5;

/// The addresses of Telegram's data centres, as every client knows them.
pub fn addresses(host: &HostInfo) -> Vec<SocketAddr> {
    host.telegram_elsewhere().unwrap_or_else(known_addresses)
}

fn known_addresses() -> Vec<SocketAddr> {
    let mut options: Vec<_> = SessionData::default().dc_options.into_values().collect();
    options.sort_by_key(|option| option.id);
    options.into_iter().map(|option| option.ipv4.into()).collect()
}

/// Asks at all of them at once, without any proxy. Good when Telegram answers at one within `limit`; else
/// what went wrong last.
pub async fn directly(addresses: &[SocketAddr], limit: Duration) -> Result<(), ConnectError> {
    let mut tries = JoinSet::new();
    for address in addresses.iter().copied().take(ADDRESSES_MAX) {
        tries.spawn(ask(address, limit));
    }
    let mut outcome = Err(ConnectError::unreachable(io::ErrorKind::NotFound));
    while outcome.is_err()
        && let Some(tried) = tries.join_next().await
    {
        outcome = tried.unwrap_or_else(|error| Err(ConnectError::unreachable(error)));
    }
    outcome
}

/// Asks through the proxy, at the first of them that it connects to.
pub async fn through(
    proxy: &Proxy,
    addresses: &[SocketAddr],
    limit: Duration,
) -> Result<(), ConnectError> {
    let mut outcome = Err(ProxyError::Silent.into());
    for address in addresses.iter().take(ADDRESSES_MAX) {
        let opened = open_relay(proxy.clone(), *address, limit).await;
        let (here, relay) = opened.map_err(ConnectError::unreachable)?;
        outcome = tokio::select! {
            biased;
            trouble = relay => Err(trouble.into()),
            // First the proxy may take its time, then Telegram.
            asked = ask(here.into(), limit * 2) => asked,
        };
        // Only an address that is closed is no reason to leave the others untried.
        if !matches!(outcome, Err(ConnectError::Proxy(ProxyError::DestinationRefused(_)))) {
            break;
        }
    }
    outcome
}

/// Asks for the first step towards a key; good when the answer is Telegram's.
async fn ask(address: SocketAddr, limit: Duration) -> Result<(), ConnectError> {
    let (request, _) = authentication::step1().map_err(ConnectError::unreachable)?;
    let nonce = request.nonce;
    // What is no answer may make the library panic.
    let asked = isolated(async move {
        let address = ServerAddr::Tcp { address };
        let mut telegram = Sender::connect(Full::new(), Plain::new(), address).await?;
        telegram.invoke(&request).await
    });
    let why = match timeout(limit, asked).await {
        Ok(Ok(ResPq::Pq(answer))) if answer.nonce == nonce => return Ok(()),
        // The system's errors; the library makes some of its own.
        Ok(Err(InvocationError::Io(error))) if error.raw_os_error().is_some() => error.to_string(),
        Ok(_) => t!("telegram-not-telegram"),
        Err(_) => io::ErrorKind::TimedOut.to_string(),
    };
    Err(ConnectError::Unreachable(why))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;
    use telegram_sandbox::datacentre::DataCentre;
    use telegram_sandbox::world::World;

    const LIMIT: Duration = Duration::from_mins(1);

    /// Something else that listens, and says this to everybody.
    async fn listener(says: &'static [u8]) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                drop(stream.read(&mut [0; 1024]).await);
                drop(stream.write_all(says).await);
            }
        });
        address
    }

    fn why(outcome: Result<(), ConnectError>) -> String {
        match outcome {
            Err(ConnectError::Unreachable(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn telegrams_addresses_are_not_on_this_machine() {
        let addresses = known_addresses();
        assert_eq!(addresses.len(), ADDRESSES_MAX);
        assert!(addresses.iter().all(|it| !it.ip().is_loopback()));
    }

    #[tokio::test]
    async fn one_that_answers_is_enough() {
        let world = World::new();
        let telegram = DataCentre::start(world).await.unwrap();
        // Held, so that nobody else begins to listen there.
        let shut = TcpSocket::new_v4().unwrap();
        shut.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let addresses = [shut.local_addr().unwrap(), telegram.address()];
        directly(&addresses, LIMIT).await.unwrap();
        let refused = why(directly(&addresses[..1], LIMIT).await);
        assert!(refused.contains("refused"), "{refused}");
        assert!(directly(&[], LIMIT).await.is_err());
    }

    #[tokio::test]
    async fn what_only_listens_is_not_telegram() {
        for says in [
            &b""[..],
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            &[0xff; 4096],
            &[16, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],
        ] {
            let other = [listener(says).await];
            assert_eq!(why(directly(&other, LIMIT).await), "what answers there is not Telegram");
        }
        let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let silent = [silent.local_addr().unwrap()];
        let why = why(directly(&silent, Duration::from_millis(10)).await);
        assert_eq!(why, "timed out");
    }
}
