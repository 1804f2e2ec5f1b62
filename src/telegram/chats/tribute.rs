//! Tribute's bot: by its pinned id.

use grammers_session::types::{PeerAuth, PeerId, PeerRef};
use grammers_tl_types::{enums, functions};

use super::Place;
use crate::order::UserId;
use crate::telegram::CallError;
use crate::telegram::connect_error::ConnectError;
use crate::telegram::connection::Connection;
use crate::telegram::session::{Pin, Role};

/// Finds the bot. The network is asked once in the session's life: looking up names is limited.
pub async fn find(
    connection: &Connection,
    username: &str,
    bot: UserId,
) -> Result<Place, ConnectError> {
    let pinned = connection.store().pin(Role::Tribute, username);
    if let Some(pin) = pinned.filter(|pin| Some(pin.peer) == PeerId::user(bot.0)) {
        return Ok(Place::of(PeerRef {
            id: pin.peer,
            auth: pin.auth,
        }));
    }
    let auth = resolve(connection, username, bot).await?;
    let peer = PeerId::user(bot.0).ok_or_else(|| another(username, bot, None))?;
    let pin = Pin {
        name: username.to_owned(),
        peer,
        auth,
    };
    connection.store().set_pin(Role::Tribute, &pin)?;
    Ok(Place::of(PeerRef { id: peer, auth }))
}

/// Asks who has the name, and refuses anybody but the bot.
pub async fn resolve(
    connection: &Connection,
    username: &str,
    bot: UserId,
) -> Result<PeerAuth, ConnectError> {
    let missing = || ConnectError::TributeMissing {
        username: username.to_owned(),
    };
    let enums::contacts::ResolvedPeer::Peer(answer) = match ask(connection, username).await {
        Err(CallError::Refused(name)) if name.starts_with("USERNAME_") => return Err(missing()),
        answer => answer?,
    };
    let found = match &answer.peer {
        enums::Peer::User(user) => Some(UserId(user.user_id)),
        enums::Peer::Chat(_) | enums::Peer::Channel(_) => None,
    };
    if found != Some(bot) {
        return Err(another(username, bot, found));
    }
    answer
        .users
        .into_iter()
        .find_map(|user| match user {
            enums::User::User(user) if user.id == bot.0 => user.access_hash,
            _ => None,
        })
        .map(PeerAuth::from_hash)
        .ok_or_else(missing)
}

/// Asks who has a username.
pub(super) async fn ask(
    connection: &Connection,
    username: &str,
) -> Result<enums::contacts::ResolvedPeer, CallError> {
    let request = functions::contacts::ResolveUsername {
        username: username.to_owned(),
        referer: None,
    };
    connection.invoke(&request, connection.limits().call).await
}

fn another(username: &str, expected: UserId, found: Option<UserId>) -> ConnectError {
    ConnectError::TributeIsAnother {
        username: username.to_owned(),
        expected,
        found,
    }
}
