//! A look whether Telegram can be reached from here at all, before anybody is logged in.
//!
//! What listens is asked for the first step towards a key, as any client asks (`req_pq_multi`): it needs
//! no session and takes none away, and nobody but Telegram knows the answer. A port that is open proves
//! nothing, where providers answer for addresses that they block.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use grammers_client::session::SessionData;
use grammers_client::tl::{Deserializable as _, Serializable as _, enums, functions};
use grammers_crypto::DequeBuffer;
use grammers_mtproto::authentication;
use grammers_mtproto::mtp::{Deserialization, Mtp as _, Plain};
use grammers_mtproto::transport::{Error, Full, Transport as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::ConnectError;
use super::proxy::{self, Proxy, ProxyError};
use crate::i18n::t;
use crate::machine::HostInfo;

/// More addresses than this are not tried.
const ADDRESSES_MAX: usize = 5;
/// The answer has about a hundred bytes.
const ANSWER_BYTES_MAX: usize = 1024;

/// The addresses of Telegram's data centres, as every client knows them.
pub fn addresses(host: &HostInfo) -> Vec<SocketAddr> {
    host.telegram_elsewhere().unwrap_or_else(known_addresses)
}

fn known_addresses() -> Vec<SocketAddr> {
    let known = SessionData::default().dc_options;
    let mut options: Vec<_> = known.into_values().collect();
    options.sort_by_key(|option| option.id);
    let addresses = options.into_iter().map(|option| option.ipv4.into());
    addresses.collect()
}

/// Asks at all of them at once, without any proxy. Good when Telegram answers at one within `limit`; else
/// what went wrong last.
pub async fn directly(addresses: &[SocketAddr], limit: Duration) -> Result<(), ConnectError> {
    let mut tries = JoinSet::new();
    for address in addresses.iter().copied().take(ADDRESSES_MAX) {
        let asked = async move { ask(&mut TcpStream::connect(address).await?).await };
        tries.spawn(within(limit, asked));
    }
    let mut why = io::ErrorKind::NotFound.into();
    while let Some(tried) = tries.join_next().await {
        match tried.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(()) => return Ok(()),
            Err(error) => why = error,
        }
    }
    Err(unreachable(why))
}

/// Asks through the proxy, at the first of them that it connects to.
pub async fn through(
    proxy: &Proxy,
    addresses: &[SocketAddr],
    limit: Duration,
) -> Result<(), ConnectError> {
    let mut refusal = ProxyError::Silent;
    for address in addresses.iter().take(ADDRESSES_MAX) {
        match proxy::dial(proxy, *address, limit).await {
            Ok(mut stream) => {
                let asked = within(limit, ask(&mut stream)).await;
                return asked.map_err(unreachable);
            }
            // Only an address that is closed is no reason to leave the others untried.
            Err(refused @ ProxyError::DestinationRefused(_)) => refusal = refused,
            Err(trouble) => return Err(trouble.into()),
        }
    }
    Err(refusal.into())
}

async fn within(limit: Duration, asked: impl Future<Output = io::Result<()>>) -> io::Result<()> {
    let asked = timeout(limit, asked).await;
    asked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreachable(error: io::Error) -> ConnectError {
    ConnectError::Unreachable(match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => t!("telegram-not-telegram"),
        _ => error.to_string(),
    })
}

/// Asks for the first step towards a key; good when the answer is Telegram's.
async fn ask(stream: &mut TcpStream) -> io::Result<()> {
    let (request, _) = authentication::step1().map_err(io::Error::other)?;
    let (mut transport, mut packet) = (Full::new(), DequeBuffer::with_capacity(64, 64));
    Plain::new().push(&mut packet, &request.to_bytes());
    transport.pack(&mut packet);
    stream.write_all(&packet[..]).await?;
    let mut answer = Vec::new();
    loop {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match transport.unpack(&mut answer) {
            Ok(offset) if is_answer(&mut answer[offset.data_range.clone()], &request) => {
                return Ok(());
            }
            Err(Error::MissingBytes) if answer.len() <= ANSWER_BYTES_MAX => {}
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

fn is_answer(packet: &mut [u8], request: &functions::ReqPqMulti) -> bool {
    let opened = Plain::new().deserialize(packet).unwrap_or_default();
    let Some(Deserialization::RpcResult(result)) = opened.into_iter().next() else {
        return false;
    };
    let answer = enums::ResPq::from_bytes(&result.body);
    answer.is_ok_and(|enums::ResPq::Pq(answer)| answer.nonce == request.nonce)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

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
            assert_eq!(
                why(directly(&other, LIMIT).await),
                "what answers there is not Telegram"
            );
        }
        let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let silent = [silent.local_addr().unwrap()];
        let why = why(directly(&silent, Duration::from_millis(10)).await);
        assert_eq!(why, "timed out");
    }
}
