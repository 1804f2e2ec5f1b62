//! The session as grammers sees it.

use grammers_session::types::{
    ChannelState, DcOption, PeerId, PeerInfo, UpdateState, UpdatesState,
};
use grammers_session::{BoxFuture, Session};
use rusqlite::{Connection, params};
use tracing::warn;

use super::SessionError;
use super::contents::is_loopback;
use super::store::{SessionStore, put_data_centre};

/// Peers are remembered up to here; those that matter are pinned.
const PEERS_MAX: usize = 10_000;

impl Session for SessionStore {
    type Error = SessionError;

    fn home_dc_id(&self) -> Result<i32, SessionError> {
        Ok(self.inner().contents.home_data_centre)
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move {
            self.write(
                |database| {
                    let sql = "UPDATE session SET home_data_centre = ?1";
                    database.execute(sql, [dc_id]).map(drop)
                },
                |contents| contents.home_data_centre = dc_id,
            )
        })
    }

    /// Only what the file says; unlike grammers' own sessions, never an address of Telegram's that
    /// nobody put there.
    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, SessionError> {
        Ok(self.inner().contents.data_centres.get(&dc_id).cloned())
    }

    /// A key that is there is never replaced: grammers makes a new one on its own when the data
    /// centre has forgotten the old one, and the login would be gone without a word.
    fn set_dc_option(&self, option: &DcOption) -> BoxFuture<'_, Result<(), SessionError>> {
        let option = option.clone();
        Box::pin(async move { self.put_dc_option(&option) })
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, SessionError>> {
        Box::pin(async move {
            let inner = self.inner();
            if peer != PeerId::self_user() {
                return Ok(inner.contents.peers.get(&peer).cloned());
            }
            let is_self = |info: &&PeerInfo| {
                matches!(
                    info,
                    PeerInfo::User {
                        is_self: Some(true),
                        ..
                    }
                )
            };
            Ok(inner.contents.peers.values().find(is_self).cloned())
        })
    }

    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move { self.put_peer(&peer) })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, SessionError>> {
        Box::pin(async move { Ok(self.inner().contents.update_state.clone()) })
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move { self.put_update_state(update) })
    }
}

impl SessionStore {
    fn put_dc_option(&self, option: &DcOption) -> Result<(), SessionError> {
        let (live, known) = {
            let inner = self.inner();
            let known = inner.contents.data_centres.get(&option.id).cloned();
            (inner.contents.live, known)
        };
        if known.as_ref() == Some(option) {
            return Ok(());
        }
        let key_known = known.and_then(|known| known.auth_key);
        if key_known.is_some() && key_known != option.auth_key {
            return Err(SessionError::KeyForgotten);
        }
        if !live && !is_loopback(option) {
            warn!(
                data_centre = option.id,
                "a sandbox named an address outside of this machine; ignored"
            );
            return Ok(());
        }
        self.write(
            |database| put_data_centre(database, option),
            |contents| {
                contents.data_centres.insert(option.id, option.clone());
            },
        )
    }

    fn put_peer(&self, peer: &PeerInfo) -> Result<(), SessionError> {
        let id = peer.id();
        let mut merged = peer.clone();
        {
            let inner = self.inner();
            match inner.contents.peers.get(&id) {
                Some(known) => {
                    merged = known.clone();
                    merged.extend_info(peer);
                    if merged == *known {
                        return Ok(());
                    }
                }
                None if inner.contents.peers.len() >= PEERS_MAX && !is_self(peer) => return Ok(()),
                None => {}
            }
        }
        self.write(
            |database| put_peer(database, &merged),
            |contents| {
                contents.peers.insert(id, merged.clone());
            },
        )
    }

    fn put_update_state(&self, update: UpdateState) -> Result<(), SessionError> {
        let old = self.inner().contents.update_state.clone();
        let mut new = old.clone();
        match update {
            UpdateState::All(state) => new = state,
            UpdateState::Primary { pts, date, seq } => {
                (new.pts, new.date, new.seq) = (pts, date, seq);
            }
            UpdateState::Secondary { qts } => new.qts = qts,
            UpdateState::Channel { id, pts } => {
                new.channels.retain(|channel| channel.id != id);
                new.channels.push(ChannelState { id, pts });
            }
        }
        new.channels.sort_by_key(|channel| channel.id);
        if new == old {
            return Ok(());
        }
        self.write(
            |database| put_update_state(database, &old, &new),
            |contents| contents.update_state = new.clone(),
        )
    }
}

fn is_self(peer: &PeerInfo) -> bool {
    matches!(
        peer,
        PeerInfo::User {
            is_self: Some(true),
            ..
        }
    )
}

fn put_peer(database: &Connection, peer: &PeerInfo) -> rusqlite::Result<()> {
    let (bot, is_self, kind) = match peer {
        PeerInfo::User { bot, is_self, .. } => (*bot, *is_self, None),
        PeerInfo::Chat { .. } => (None, None, None),
        PeerInfo::Channel { kind, .. } => (None, None, kind.map(|kind| kind as i64)),
    };
    database
        .execute(
            "REPLACE INTO peer (id, access_hash, is_bot, is_self, channel_kind)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                peer.id().bot_api_dialog_id(),
                peer.auth().map(grammers_session::types::PeerAuth::hash),
                bot,
                is_self,
                kind
            ],
        )
        .map(drop)
}

fn put_update_state(
    database: &Connection,
    old: &UpdatesState,
    new: &UpdatesState,
) -> rusqlite::Result<()> {
    if (old.pts, old.qts, old.date, old.seq) != (new.pts, new.qts, new.date, new.seq) {
        database.execute(
            "REPLACE INTO update_state (only_row, pts, qts, date, seq) VALUES (1, ?1, ?2, ?3, ?4)",
            params![new.pts, new.qts, new.date, new.seq],
        )?;
    }
    for channel in new
        .channels
        .iter()
        .filter(|channel| !old.channels.contains(channel))
    {
        database.execute(
            "REPLACE INTO channel_state (channel, pts) VALUES (?1, ?2)",
            params![channel.id, channel.pts],
        )?;
    }
    let is_gone = |id: i64| new.channels.iter().all(|channel| channel.id != id);
    for channel in old.channels.iter().filter(|channel| is_gone(channel.id)) {
        let sql = "DELETE FROM channel_state WHERE channel = ?1";
        database.execute(sql, [channel.id])?;
    }
    Ok(())
}
