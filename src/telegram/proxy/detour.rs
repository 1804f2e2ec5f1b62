//! The session as grammers sees it when a relay stands in between.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use grammers_session::types::{DcOption, PeerId, PeerInfo, UpdateState, UpdatesState};
use grammers_session::{BoxFuture, Session};

use crate::telegram::session::{SessionError, SessionStore};

/// Where nobody can be: no connection bypasses the proxy, whatever grammers asks for.
const NOWHERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);

/// The session, with the relay in the home data centre's place and no way to any other. What is
/// written to the file are Telegram's own addresses, as ever.
pub(in crate::telegram) struct Detour {
    store: Arc<SessionStore>,
    relay: SocketAddrV4,
}

impl Detour {
    /// The session in `store`, for a pool that connects by IPv4 only.
    pub fn new(store: Arc<SessionStore>, relay: SocketAddrV4) -> Self {
        Self { store, relay }
    }

    /// The option as it stands in the file, but for what has really changed.
    fn undone(&self, option: &DcOption) -> Result<DcOption, SessionError> {
        let mut undone = option.clone();
        if [self.relay, NOWHERE].contains(&option.ipv4)
            && let Some(known) = self.store.dc_option(option.id)?
        {
            undone.ipv4 = known.ipv4;
        }
        Ok(undone)
    }
}

impl Session for Detour {
    type Error = SessionError;

    fn home_dc_id(&self) -> Result<i32, SessionError> {
        self.store.home_dc_id()
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), SessionError>> {
        self.store.set_home_dc_id(dc_id)
    }

    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, SessionError> {
        let is_home = dc_id == self.store.home_dc_id()?;
        let ipv4 = if is_home { self.relay } else { NOWHERE };
        let known = self.store.dc_option(dc_id)?;
        Ok(known.map(|option| DcOption { ipv4, ..option }))
    }

    fn set_dc_option(&self, option: &DcOption) -> BoxFuture<'_, Result<(), SessionError>> {
        let option = option.clone();
        Box::pin(async move { self.store.set_dc_option(&self.undone(&option)?).await })
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, SessionError>> {
        self.store.peer(peer)
    }

    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), SessionError>> {
        self.store.cache_peer(peer)
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, SessionError>> {
        self.store.updates_state()
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), SessionError>> {
        self.store.set_update_state(update)
    }
}
