//! Tribute's bot: by its pinned id.

use grammers_client::Client;
use grammers_session::types::{PeerAuth, PeerId, PeerKind, PeerRef};

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
    let owner = owner_of(connection, username).await?.ok_or_else(missing)?;
    if Some(owner.id) != PeerId::user(bot.0) {
        let is_user = owner.id.kind() == PeerKind::User;
        let found = owner.id.bare_id().filter(|_| is_user).map(UserId);
        return Err(another(username, bot, found));
    }
    owner.auth.ok_or_else(missing)
}

/// Who has a username.
pub(super) struct Owner {
    pub id: PeerId,
    /// What this account must show to address them, as far as Telegram says it.
    pub auth: Option<PeerAuth>,
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
        let address = peer.to_ref().await?;
        Ok(Some(Owner {
            id: peer.id(),
            auth: address.map(|address| address.auth),
        }))
    };
    match connection.call(resolve).await {
        Err(CallError::Refused(name)) if name.starts_with("USERNAME_") => Ok(None),
        found => found,
    }
}

fn another(username: &str, expected: UserId, found: Option<UserId>) -> ConnectError {
    ConnectError::TributeIsAnother {
        username: username.to_owned(),
        expected,
        found,
    }
}
