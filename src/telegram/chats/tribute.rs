//! Tribute's bot: by its pinned id.

use grammers_client::Client;
use grammers_client::session::types::{PeerId, PeerKind, PeerRef};

use super::Place;
use crate::i18n::arguments;
use crate::order::UserId;
use crate::report::action_required;
use crate::telegram::connection::Connection;
use crate::telegram::session::{Pin, Role};
use crate::telegram::{CallError, ConnectError};

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
    let pin = Pin { name: username.to_owned(), peer: resolve(connection, username, bot).await? };
    connection.store().set_pin(Role::Tribute, &pin)?;
    Ok(Place::of(pin.peer))
}

/// Asks who has the name, and refuses anybody but the bot.
pub async fn resolve(
    connection: &Connection,
    username: &str,
    bot: UserId,
) -> Result<PeerRef, ConnectError> {
    let missing = || action_required("telegram.tribute_missing", arguments!(username));
    let (id, peer) = owner_of(connection, username).await?.ok_or_else(missing)?;
    if Some(id) != PeerId::user(bot.0) {
        let user = id.bare_id().filter(|_| id.kind() == PeerKind::User);
        let arguments = arguments!(
            username = username,
            expected = bot.to_string(),
            found = user.map_or("—".to_owned(), |user| user.to_string())
        );
        return Err(action_required("telegram.tribute_is_another", arguments).into());
    }
    Ok(peer.ok_or_else(missing)?)
}

/// Asks who has a username, and how to address them, as far as Telegram says it; `None`: nobody.
pub(super) async fn owner_of(
    connection: &Connection,
    username: &str,
) -> Result<Option<(PeerId, Option<PeerRef>)>, CallError> {
    let username = username.to_owned();
    let resolve = |client: Client| async move {
        match client.resolve_username(&username).await? {
            Some(peer) => Ok(Some((peer.id(), peer.to_ref().await?))),
            None => Ok(None),
        }
    };
    match connection.call(resolve).await {
        Err(CallError::Refused(name)) if name.starts_with("USERNAME_") => Ok(None),
        found => found,
    }
}
