//! The session as grammers sees it: data centres and their keys. Of updates and peers nothing is kept:
//! the chats' history is the truth, and the chats that matter are pinned.

use std::net::{Ipv4Addr, SocketAddrV4};

use grammers_client::session::types::{DcOption, PeerId, PeerInfo, UpdateState, UpdatesState};
use grammers_client::session::{BoxFuture, Session};
use tracing::warn;

use super::SessionError;
use super::contents::is_loopback;
use super::store::{SessionStore, put_data_centre};

/// Where nobody can be: no connection bypasses the proxy, whatever grammers asks for.
const NOWHERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);

impl Session for SessionStore {
    type Error = SessionError;

    fn home_dc_id(&self) -> Result<i32, SessionError> {
        Ok(self.inner().contents.home_data_centre)
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), SessionError>> {
        let sql = "UPDATE session SET home_data_centre = ?1";
        Box::pin(async move { self.execute(sql, [dc_id]) })
    }

    /// Only what the file says; unlike grammers' own sessions, never an address of Telegram's that
    /// nobody put there. Where a relay stands in between, the home data centre is there and no way leads
    /// to any other.
    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, SessionError> {
        let inner = self.inner();
        let mut option = inner.contents.data_centres.get(&dc_id).cloned();
        if let (Some(option), Some(relay)) = (&mut option, inner.relay) {
            let is_home = dc_id == inner.contents.home_data_centre;
            option.ipv4 = if is_home { relay } else { NOWHERE };
        }
        Ok(option)
    }

    /// A key that is there is never replaced: grammers makes a new one on its own when the data
    /// centre has forgotten the old one, and the login would be gone without a word.
    fn set_dc_option(&self, option: &DcOption) -> BoxFuture<'_, Result<(), SessionError>> {
        let option = option.clone();
        Box::pin(async move { self.put_dc_option(option) })
    }

    fn peer(&self, _: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, SessionError>> {
        Box::pin(async { Ok(None) })
    }

    fn cache_peer(&self, _: PeerInfo) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async { Ok(()) })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, SessionError>> {
        Box::pin(async { Ok(UpdatesState::default()) })
    }

    fn set_update_state(&self, _: UpdateState) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async { Ok(()) })
    }
}

impl SessionStore {
    fn put_dc_option(&self, mut option: DcOption) -> Result<(), SessionError> {
        let inner = self.inner();
        let known = inner.contents.data_centres.get(&option.id);
        // What is written to the file are Telegram's own addresses, as ever.
        let is_ours = option.ipv4 == NOWHERE || Some(option.ipv4) == inner.relay;
        if let Some(known) = known.filter(|_| inner.relay.is_some() && is_ours) {
            option.ipv4 = known.ipv4;
        }
        if known == Some(&option) {
            return Ok(());
        }
        let key_known = known.and_then(|known| known.auth_key);
        if key_known.is_some() && key_known != option.auth_key {
            return Err(SessionError::KeyForgotten);
        }
        if !inner.contents.live && !is_loopback(&option) {
            let data_centre = option.id;
            warn!(data_centre, "a sandbox named an address outside of this machine; ignored");
            return Ok(());
        }
        drop(inner);
        self.write(|database| put_data_centre(database, &option))
    }
}
