//! Listens on loopback, and starts a task for each client.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::world::{AuthKey, ConnectionId, HOME_DATA_CENTRE, World};

use super::connection;
use super::faults::{Faults, LinkFault};

/// The most clients at a time; more wait.
const CONNECTIONS_MAX: usize = 256;

/// The wait after a client could not be accepted.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// The state that all connections share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) world: World,
    pub(super) faults: Faults,
    pub(super) number: u8,
    /// The addresses of the data centres of one Telegram, by number.
    pub(super) directory: Arc<Mutex<BTreeMap<u8, SocketAddr>>>,
    /// Counts the times at which all connections were cut.
    pub(super) cuts: watch::Receiver<u64>,
}

/// A running data centre. Dropping it ends it, and every connection.
pub struct DataCentre {
    shared: Shared,
    address: SocketAddr,
    cuts: watch::Sender<u64>,
    listening: JoinHandle<()>,
}

impl DataCentre {
    /// Starts to listen on a free port of 127.0.0.1. Call it within a Tokio runtime.
    pub async fn start(world: World) -> std::io::Result<Self> {
        let shared = Shared {
            world,
            faults: Faults::default(),
            number: HOME_DATA_CENTRE,
            directory: Arc::default(),
            cuts: watch::channel(0).1,
        };
        Self::open(shared).await
    }

    /// Starts another data centre of the same Telegram: the same world and faults, but other keys.
    pub async fn neighbour(&self, number: u8) -> std::io::Result<Self> {
        Self::open(Shared { number, ..self.shared.clone() }).await
    }

    async fn open(mut shared: Shared) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut known = shared.directory.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(shared.number, address);
        drop(known);
        let (cuts, receiver) = watch::channel(0);
        shared.cuts = receiver;
        let listening = tokio::spawn(listen(listener, shared.clone()));
        Ok(Self { shared, address, cuts, listening })
    }

    /// Returns its address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its number, as clients have to know it.
    pub fn dc_id(&self) -> i32 {
        i32::from(self.shared.number)
    }

    /// Returns its faults.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The world it serves.
    pub fn world(&self) -> &World {
        &self.shared.world
    }

    /// A key and the way here, as Telethon's `StringSession`.
    pub fn string_session(&self, key: &AuthKey) -> String {
        let mut bytes = vec![self.shared.number];
        match self.address.ip() {
            IpAddr::V4(ip) => bytes.extend(ip.octets()),
            IpAddr::V6(ip) => bytes.extend(ip.octets()),
        }
        bytes.extend(self.address.port().to_be_bytes());
        bytes.extend(key.bytes());
        // Its version, the only one there is, comes first.
        format!("1{}", URL_SAFE.encode(bytes))
    }

    /// Cuts every connection that stands. New ones are welcome.
    pub fn cut_all(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }
}

impl Drop for DataCentre {
    fn drop(&mut self) {
        // The connections end with `cuts`, whose other end they watch.
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, shared: Shared) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let last_id = AtomicU64::new(0);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((socket, client)) = listener.accept().await else {
            // Out of file descriptors, most likely: others have to end first.
            tokio::time::sleep(ACCEPT_AGAIN).await;
            continue;
        };
        if shared.faults.link() == LinkFault::Refuse {
            continue;
        }
        drop(socket.set_nodelay(true));
        let id = ConnectionId(last_id.fetch_add(1, Ordering::Relaxed) + 1);
        let shared = shared.clone();
        let epoch = shared.faults.epoch();
        tokio::spawn(async move {
            let reason = connection::serve(socket, (id, epoch), shared).await;
            tracing::debug!(%client, connection = id.0, %reason, "a client is gone");
            drop(place);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_string_session_holds_what_telethon_reads_from_it() {
        let datacentre = DataCentre::start(World::new()).await.unwrap();
        let key = datacentre.world().unbound_key();
        let text = datacentre.string_session(&key);
        let bytes = URL_SAFE.decode(text.strip_prefix('1').unwrap()).unwrap();
        assert_eq!(bytes[..5], [2, 127, 0, 0, 1]);
        assert_eq!(bytes[5..7], datacentre.address().port().to_be_bytes());
        assert_eq!(bytes[7..], key.bytes()[..]);
    }
}
