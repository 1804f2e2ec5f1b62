//! Whether Telegram can be reached from here at all, before anybody is logged in.
//!
//! A connection is made and hung up: no word is said, so it needs no session and takes none away.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use grammers_session::SessionData;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::proxy::{self, Proxy, ProxyTrouble};
use crate::edge::HostInfo;

/// More doors than this are not tried.
const DOORS_MAX: usize = 5;

/// Where Telegram's data centres listen, as every client knows them.
pub fn doors(host: &HostInfo) -> Vec<SocketAddr> {
    host.telegram_elsewhere().unwrap_or_else(known_doors)
}

fn known_doors() -> Vec<SocketAddr> {
    let known = SessionData::default().dc_options;
    let mut options: Vec<_> = known.into_values().collect();
    options.sort_by_key(|option| option.id);
    options
        .into_iter()
        .map(|option| option.ipv4.into())
        .collect()
}

/// Knocks at all of them at once, without any proxy. Good when one opens within `limit`; else what
/// the last one said.
pub async fn directly(doors: &[SocketAddr], limit: Duration) -> io::Result<()> {
    let mut knocking = JoinSet::new();
    for door in doors.iter().copied().take(DOORS_MAX) {
        knocking.spawn(async move {
            match timeout(limit, TcpStream::connect(door)).await {
                Ok(connected) => connected.map(drop),
                Err(_) => Err(io::ErrorKind::TimedOut.into()),
            }
        });
    }
    let mut why = io::Error::from(io::ErrorKind::NotFound);
    while let Some(knocked) = knocking.join_next().await {
        match knocked {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => why = error,
            Err(error) => why = io::Error::other(error),
        }
    }
    Err(why)
}

/// Has the proxy connect to the first of them that it will.
pub async fn through(
    proxy: &Proxy,
    doors: &[SocketAddr],
    limit: Duration,
) -> Result<(), ProxyTrouble> {
    let mut outcome = Err(ProxyTrouble::Silent);
    for door in doors.iter().take(DOORS_MAX) {
        outcome = proxy::knock(proxy, *door, limit).await;
        // Only a door that is shut is no reason to leave the others untried.
        if !matches!(outcome, Err(ProxyTrouble::DestinationRefused(_))) {
            break;
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    const LIMIT: Duration = Duration::from_mins(1);

    #[test]
    fn telegrams_doors_are_not_on_this_machine() {
        let doors = known_doors();
        assert_eq!(doors.len(), DOORS_MAX);
        assert!(doors.iter().all(|door| !door.ip().is_loopback()));
    }

    #[tokio::test]
    async fn one_open_door_is_enough() {
        let open = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        // Held, so that nobody else begins to listen there.
        let shut = TcpSocket::new_v4().unwrap();
        shut.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let doors = [shut.local_addr().unwrap(), open.local_addr().unwrap()];
        directly(&doors, LIMIT).await.unwrap();
        let refused = directly(&doors[..1], LIMIT).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        assert!(directly(&[], LIMIT).await.is_err());
    }
}
