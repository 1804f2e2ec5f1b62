//! Listens on loopback, and starts a task for each client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::sandbox::world::{AuthKey, ConnectionId, World};

use super::connection;
use super::faults::{Faults, LinkFault};
use super::string_session;

/// The number of the only data centre there is.
pub(super) const DC_ID: u8 = 2;
/// The most clients at a time; more wait.
const CONNECTIONS_MAX: usize = 256;

/// How long to wait after a client could not be taken in.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// What all connections share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) world: World,
    pub(super) faults: Faults,
    pub(super) address: SocketAddr,
    /// Counts the times at which all connections were cut.
    pub(super) cuts: watch::Receiver<u64>,
}

/// A running data centre. Dropping it ends it, and every connection.
pub struct DataCentre {
    shared: Shared,
    cuts: watch::Sender<u64>,
    listening: JoinHandle<()>,
}

impl DataCentre {
    /// Starts to listen on a free port of 127.0.0.1. Call it within a Tokio runtime.
    pub async fn start(world: World) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let (cuts, receiver) = watch::channel(0);
        let shared = Shared {
            world,
            faults: Faults::default(),
            address: listener.local_addr()?,
            cuts: receiver,
        };
        let listening = tokio::spawn(listen(listener, shared.clone()));
        Ok(Self {
            shared,
            cuts,
            listening,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// Its number, as clients have to know it.
    pub fn dc_id(&self) -> i32 {
        i32::from(DC_ID)
    }

    /// What goes wrong in it.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The world it serves.
    pub fn world(&self) -> &World {
        &self.shared.world
    }

    /// A key and the way here, as Telethon's `StringSession`.
    pub fn string_session(&self, key: &AuthKey) -> String {
        string_session::encode(DC_ID, self.shared.address, key)
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
        let birth = shared.faults.birth();
        tokio::spawn(async move {
            let reason = connection::serve(socket, (id, birth), shared).await;
            tracing::debug!(%client, connection = id.0, %reason, "a client is gone");
            drop(place);
        });
    }
}
