//! What another test's program may stand in the way of: a session that is let go of, and a port
//! where nobody listens.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::thread;
use std::time::Duration;

use tokio::net::TcpSocket;
use tribute_agent::telegram::session::{SessionError, SessionStore};

/// How often, and how long, a lock is waited for.
const TRIES: u32 = 3_000;
const A_MOMENT: Duration = Duration::from_millis(10);

/// Opens a session that nobody holds any more. A program that another test is just starting has
/// this one's files open for a moment, locks included.
pub fn open_when_free(session: &Path) -> SessionStore {
    for _ in 0..TRIES {
        match SessionStore::open(session) {
            Err(SessionError::Locked(_)) => thread::sleep(A_MOMENT),
            opened => return opened.unwrap(),
        }
    }
    panic!("it stays locked");
}

/// A place where nobody listens, nor begins to while this is held.
pub struct ShutDoor {
    pub address: SocketAddr,
    _socket: TcpSocket,
}

impl ShutDoor {
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self { address: socket.local_addr().unwrap(), _socket: socket }
    }
}
