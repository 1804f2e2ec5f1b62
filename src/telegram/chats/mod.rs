//! The two chats that matter: found once, pinned in the session, addressed from there. Tribute's by its pinned
//! id, as a name alone is no trust; the [`moderators`]' by id, name, or "me", if we may write there.

pub(super) mod audience;
pub(super) mod moderators;

use grammers_client::Client;
use grammers_client::session::types::{PeerId, PeerKind, PeerRef};

use super::connection::Connection;
use super::session::{Pin, SessionStore};
use super::{CallError, Chat, ConnectError};
use crate::i18n::arguments;
use crate::order::{MessageId, Untrusted, UserId};
use crate::report::action_required;

/// How the configuration names the moderators' chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModeratorsAddress {
    /// Saved Messages.
    Me,
    /// A username, without `@`.
    Username(String),
    /// An id as bots see it: `-100…` for a supergroup or channel, `-…` for a basic group, else a user.
    Id(PeerId),
}

impl ModeratorsAddress {
    /// Who it is, for a chat with one person that is named by number.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Id(id) if id.kind() == PeerKind::User => id.bare_id().map(UserId),
            Self::Me | Self::Username(_) | Self::Id(_) => None,
        }
    }

    /// The chat that bots know by this id; `None` for a number that no chat has.
    pub fn of_id(id: i64) -> Option<Self> {
        PeerId::from_bot_api_dialog_id(id).map(Self::Id)
    }
}

/// The moderators' chat as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeratorsChat {
    /// Its id as bots see it; "me" is the seller's own.
    pub id: i64,
    /// What it is called; empty for a person's chat.
    pub title: Untrusted,
    /// Whether anybody can find it and join.
    pub public: bool,
}

/// Where calls about a chat go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub peer: PeerRef,
    /// Which peer its messages carry: "me" is addressed by no id, but has one.
    pub id: PeerId,
    /// The topic of a forum; `None`: General, or no forum.
    pub topic: Option<MessageId>,
}

impl Place {
    pub fn of(peer: PeerRef) -> Self {
        Self { peer, id: peer.id, topic: None }
    }

    /// Saved Messages.
    pub fn saved_messages(seller: UserId) -> Option<Self> {
        let (peer, id) = (PeerId::self_user().to_ambient_ref(), PeerId::user(seller.0)?);
        Some(Self { peer, id, topic: None })
    }
}

impl std::fmt::Display for ModeratorsAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::Username(name) => write!(f, "@{name}"),
            Self::Id(id) => id.fmt(f),
        }
    }
}

/// Where the bot was found before.
pub(super) fn known_tribute(store: &SessionStore, username: &str, bot: UserId) -> Option<Place> {
    let pinned = store.pin(Chat::Tribute, username);
    let pinned = pinned.filter(|pin| Some(pin.peer.id) == PeerId::user(bot.0));
    pinned.map(|pin| Place::of(pin.peer))
}

/// Where the moderators' chat was found before.
pub(super) fn known_moderators(store: &SessionStore, address: &ModeratorsAddress) -> Option<Place> {
    match address {
        ModeratorsAddress::Me => store.seller().and_then(Place::saved_messages),
        named => store.pin(Chat::Moderators, &named.to_string()).map(|pin| Place::of(pin.peer)),
    }
}

/// Finds the bot. The network is asked once in the session's life: looking up names is limited.
pub(super) async fn find_tribute(
    connection: &Connection,
    username: &str,
    bot: UserId,
) -> Result<Place, ConnectError> {
    if let Some(place) = known_tribute(connection.store(), username, bot) {
        return Ok(place);
    }
    let pin =
        Pin { name: username.to_owned(), peer: resolve_tribute(connection, username, bot).await? };
    connection.store().set_pin(Chat::Tribute, &pin)?;
    Ok(Place::of(pin.peer))
}

/// Asks who has the name, and refuses anybody but the bot.
pub(super) async fn resolve_tribute(
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
async fn owner_of(
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
    match connection.call("contacts.resolveUsername", resolve).await {
        Err(CallError::Refused(name)) if name.starts_with("USERNAME_") => Ok(None),
        found => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_as_they_are_written() {
        for id in [-1_001_234_567_890, -7, 111] {
            let address = ModeratorsAddress::of_id(id).unwrap();
            assert_eq!(address.to_string(), id.to_string());
        }
        let named = ModeratorsAddress::Username("moderators_1".to_owned());
        assert_eq!(named.to_string(), "@moderators_1");
        assert_eq!(ModeratorsAddress::Me.to_string(), "me");
    }

    #[test]
    fn not_every_number_is_a_chats() {
        for id in [0, -999_999_999_999_999, i64::MIN] {
            assert_eq!(ModeratorsAddress::of_id(id), None, "{id}");
        }
    }
}
