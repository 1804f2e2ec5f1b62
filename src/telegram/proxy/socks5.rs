//! SOCKS5, the client's side: RFC 1928, and RFC 1929 for user and password.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::{Credentials, Proxy, ProxyError};

const VERSION: u8 = 5;
const WITHOUT_PASSWORD: u8 = 0;
const WITH_PASSWORD: u8 = 2;
const NO_METHOD: u8 = 0xff;
/// The version of the exchange of user and password.
const PASSWORD_VERSION: u8 = 1;
const CONNECT: u8 = 1;
const RESERVED: u8 = 0;
const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;

/// A connection to `destination` through the proxy, within `limit`.
pub(super) async fn dial(
    proxy: &Proxy,
    destination: SocketAddr,
    limit: Duration,
) -> Result<TcpStream, ProxyError> {
    let dialled = async {
        let mut stream = reach(proxy, destination).await?;
        // Telegram's packets are small, and somebody waits for each.
        stream.set_nodelay(true)?;
        shake_hands(&mut stream, proxy.credentials.as_ref()).await?;
        connect(&mut stream, destination).await?;
        Ok(stream)
    };
    timeout(limit, dialled).await.unwrap_or(Err(ProxyError::Silent))
}

/// A connection to the proxy. What is to stay on this machine takes no proxy elsewhere.
async fn reach(proxy: &Proxy, destination: SocketAddr) -> Result<TcpStream, ProxyError> {
    let unreachable = |error: io::Error| ProxyError::Unreachable(error.to_string());
    let found = lookup_host((&*proxy.host, proxy.port)).await.map_err(unreachable)?;
    let stays_here = destination.ip().is_loopback();
    let is_allowed = |at: &SocketAddr| !stays_here || at.ip().to_canonical().is_loopback();
    let allowed: Vec<_> = found.filter(is_allowed).collect();
    if allowed.is_empty() && stays_here {
        return Err(ProxyError::LeadsAway);
    }
    TcpStream::connect(&*allowed).await.map_err(unreachable)
}

async fn shake_hands(
    stream: &mut TcpStream,
    credentials: Option<&Credentials>,
) -> Result<(), ProxyError> {
    let greeting: &[u8] = match credentials {
        None => &[VERSION, 1, WITHOUT_PASSWORD],
        Some(_) => &[VERSION, 2, WITHOUT_PASSWORD, WITH_PASSWORD],
    };
    stream.write_all(greeting).await?;
    match (read(stream).await?, credentials) {
        ([VERSION, WITHOUT_PASSWORD], _) => Ok(()),
        ([VERSION, WITH_PASSWORD], Some(credentials)) => log_in(stream, credentials).await,
        ([VERSION, NO_METHOD], None) => Err(ProxyError::PasswordNeeded),
        ([VERSION, NO_METHOD], Some(_)) => Err(ProxyError::PasswordRefused),
        _ => Err(ProxyError::NotSocks5),
    }
}

async fn log_in(stream: &mut TcpStream, credentials: &Credentials) -> Result<(), ProxyError> {
    let mut request = vec![PASSWORD_VERSION];
    for field in [&credentials.user, &credentials.password] {
        let field = field.expose_secret().as_bytes();
        // `Proxy::parse` lets nothing longer pass.
        let length = u8::try_from(field.len()).map_err(|_| ProxyError::PasswordRefused)?;
        request.push(length);
        request.extend_from_slice(field);
    }
    stream.write_all(&request).await?;
    // Some answer with SOCKS's version in place of this exchange's: only the status counts.
    match read(stream).await? {
        [_, 0] => Ok(()),
        [_, _] => Err(ProxyError::PasswordRefused),
    }
}

async fn connect(stream: &mut TcpStream, destination: SocketAddr) -> Result<(), ProxyError> {
    let mut request = vec![VERSION, CONNECT, RESERVED];
    match destination.ip() {
        IpAddr::V4(ip) => {
            request.push(IPV4);
            request.extend(ip.octets());
        }
        IpAddr::V6(ip) => {
            request.push(IPV6);
            request.extend(ip.octets());
        }
    }
    request.extend(destination.port().to_be_bytes());
    stream.write_all(&request).await?;
    let kind = match read(stream).await? {
        [VERSION, 0, _, kind] => kind,
        [VERSION, code, ..] => return Err(ProxyError::DestinationRefused(code)),
        _ => return Err(ProxyError::NotSocks5),
    };
    // Where the proxy connects from is of no use to us, but stands before Telegram's first byte.
    let length = match kind {
        IPV4 => 4,
        IPV6 => 16,
        NAME => stream.read_u8().await?.into(),
        _ => return Err(ProxyError::NotSocks5),
    };
    let mut address_and_port = vec![0; length + size_of::<u16>()];
    stream.read_exact(&mut address_and_port).await?;
    Ok(())
}

/// Exactly so many bytes: one more would be Telegram's.
async fn read<const LENGTH: usize>(stream: &mut TcpStream) -> Result<[u8; LENGTH], ProxyError> {
    let mut bytes = [0; LENGTH];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::net::TcpListener;

    use super::*;

    const TELEGRAM: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 443);

    /// What comes of a proxy that says all this, whatever it hears, and hangs up; and, if it let
    /// us through, what Telegram's side then reads.
    async fn told(answers: &[u8]) -> Result<Vec<u8>, ProxyError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let proxy = Proxy::parse(&format!("socks5://{address}")).unwrap();
        let answer = async {
            let (mut client, _) = listener.accept().await.unwrap();
            client.write_all(answers).await.unwrap();
            client.shutdown().await.unwrap();
            client
        };
        let dialled = dial(&proxy, TELEGRAM, Duration::from_secs(20));
        let (dialled, _client) = tokio::join!(dialled, answer);
        let mut rest = Vec::new();
        dialled?.read_to_end(&mut rest).await.unwrap();
        Ok(rest)
    }

    #[tokio::test]
    async fn nothing_of_telegrams_is_taken_for_the_proxys() {
        for bound in [
            &[1, 1, 2, 3, 4, 0, 1][..],
            &[3, 0, 0, 1],
            &[3, 2, b'n', b'o', 0, 1],
            &[4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1],
        ] {
            let answers = [&[5, 0, 5, 0, 0], bound, b"Telegram"].concat();
            assert_eq!(told(&answers).await, Ok(b"Telegram".to_vec()), "{bound:?}");
        }
    }

    #[tokio::test]
    async fn what_is_no_answer_is_told_for_what_it_is() {
        for (answers, trouble) in [
            (&[4, 0][..], ProxyError::NotSocks5),
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", ProxyError::NotSocks5),
            (&[5, 1], ProxyError::NotSocks5),
            (&[5, 2], ProxyError::NotSocks5),
            (&[5, 0xff], ProxyError::PasswordNeeded),
            (&[5, 0, 4, 0, 0, 1], ProxyError::NotSocks5),
            (&[5, 0, 5, 0, 0, 9], ProxyError::NotSocks5),
            (&[5, 0, 5, 2, 0, 1], ProxyError::DestinationRefused(2)),
            (&[5, 0, 5, 99, 0, 0], ProxyError::DestinationRefused(99)),
        ] {
            assert_eq!(told(answers).await, Err(trouble), "{answers:?}");
        }
        for cut_short in [&[][..], &[5], &[5, 0], &[5, 0, 5, 0], &[5, 0, 5, 0, 0, 3, 9]] {
            let told = told(cut_short).await;
            assert!(matches!(told, Err(ProxyError::HungUp(_))), "{told:?}");
        }
    }
}
