//! Tribute's bot: by its pinned id.

use grammers_client::Client;
use grammers_session::types::{PeerId, PeerKind, PeerRef};

use super::Place;
use crate::order::UserId;
use crate::telegram::CallError;
use crate::telegram::ConnectError;
use crate::telegram::connection::Connection;
use crate::telegram::session::{Pin, Role};

/// Finds the bot. The network is asked once in the session's life: looking up names is limited.
pub async fn find(
    connection: &Connection,
    username: &str,
    bot: UserId,
) -> Result<Place, ConnectError> {
    let pinned = connection.store().pin(Role::Tribute, username);
    if let Some(pin) = pinned.filter(|pin| Some(pin.peer.id) == PeerId::user(bot.0)) {
        return Ok(Place::of(pin.peer));
    }
    let pin = Pin {
        name: username.to_owned(),
        peer: resolve(connection, username, bot).await?,
    };
    connection.store().set_pin(Role::Tribute, &pin)?;
    Ok(Place::of(pin.peer))
}

/// Asks who has the name, and refuses anybody but the bot.
pub async fn resolve(
    connection: &Connection,
    username: &str,
    bot: UserId,
) -> Result<PeerRef, ConnectError> {
    let missing = || ConnectError::TributeMissing {
        username: username.to_owned(),
    };
    let owner = owner_of(connection, username).await?.ok_or_else(missing)?;
    if Some(owner.id) != PeerId::user(bot.0) {
        let is_user = owner.id.kind() == PeerKind::User;
        return Err(ConnectError::TributeIsAnother {
            username: username.to_owned(),
            expected: bot,
            found: owner.id.bare_id().filter(|_| is_user).map(UserId),
        });
    }
    owner.peer.ok_or_else(missing)
}

/// Who has a username.
pub(super) struct Owner {
    pub id: PeerId,
    /// How to address them, as far as Telegram says it.
    pub peer: Option<PeerRef>,
}

/// Asks who has a username; `None`: nobody.
pub(super) async fn owner_of(
    connection: &Connection,
    username: &str,
) -> Result<Option<Owner>, CallError> {
    let username = username.to_owned();
    let resolve = |client: Client| async move {
        let Some(peer) = client.resolve_username(&username).await? else {
            return Ok(None);
        };
        Ok(Some(Owner {
            id: peer.id(),
            peer: peer.to_ref().await?,
        }))
    };
    match connection.call(resolve).await {
        Err(CallError::Refused(name)) if name.starts_with("USERNAME_") => Ok(None),
        found => found,
    }
}
