//! The moderators' chat.

use grammers_client::session::types::{PeerAuth, PeerId, PeerKind, PeerRef};
use grammers_client::tl::{RemoteCall, enums, functions, types};

use super::{ModeratorsAddress, ModeratorsChat, Place, dialogs, rights, tribute};
use crate::i18n::arguments;
use crate::order::{Untrusted, UserId};
use crate::report::{CodedError, action_required};
use crate::telegram::connection::Connection;
use crate::telegram::session::{Pin, Role};
use crate::telegram::{CallError, ConnectError};

/// Finds the chat, sees that it is not the chat with `tribute` and that we may write there, and pins
/// it.
pub async fn find(
    connection: &Connection,
    address: &ModeratorsAddress,
    tribute: UserId,
) -> Result<(Place, ModeratorsChat), ConnectError> {
    let search = Search {
        connection,
        wanted: address.to_string(),
    };
    let place = search.locate(address).await?;
    // A name says nothing of that, nor does a pin of an earlier start.
    if Some(place.id) == PeerId::user(tribute.0) {
        let arguments = arguments!(wanted = search.wanted);
        return Err(action_required("telegram.moderators_are_tribute", arguments).into());
    }
    let (place, chat) = search.examine(place).await?;
    if *address != ModeratorsAddress::Me {
        pin(connection, address, place)?;
    }
    Ok((place, chat))
}

/// Keeps where the chat is, so that it need not be searched again.
pub fn pin(
    connection: &Connection,
    address: &ModeratorsAddress,
    place: Place,
) -> Result<(), ConnectError> {
    let pin = Pin {
        name: address.to_string(),
        peer: place.peer,
    };
    Ok(connection.store().set_pin(Role::Moderators, &pin)?)
}

/// Asks what these chats are now: a basic group by its own number, or a supergroup.
pub async fn chats(
    connection: &Connection,
    request: &impl RemoteCall<Return = enums::messages::Chats>,
) -> Result<Vec<enums::Chat>, CallError> {
    Ok(match connection.invoke(request).await? {
        enums::messages::Chats::Chats(chats) => chats.chats,
        enums::messages::Chats::Slice(slice) => slice.chats,
    })
}

/// What a basic group is now.
pub fn of_group(group: PeerRef) -> functions::messages::GetChats {
    functions::messages::GetChats {
        id: vec![i64::from(group)],
    }
}

/// Where a basic group went that became a supergroup, if one of these chats is that group.
pub fn moved_to(group: PeerId, chats: &[enums::Chat]) -> Option<Place> {
    chats.iter().find_map(|chat| match chat {
        enums::Chat::Chat(chat) if PeerId::chat(chat.id) == Some(group) => successor(chat),
        _ => None,
    })
}

fn successor(chat: &types::Chat) -> Option<Place> {
    match &chat.migrated_to {
        Some(enums::InputChannel::Channel(channel)) => Some(Place::of(PeerRef {
            id: PeerId::channel(channel.channel_id)?,
            auth: PeerAuth::from_hash(channel.access_hash),
        })),
        _ => None,
    }
}

struct Search<'a> {
    connection: &'a Connection,
    wanted: String,
}

impl Search<'_> {
    async fn locate(&self, address: &ModeratorsAddress) -> Result<Place, ConnectError> {
        let store = self.connection.store();
        if let Some(pin) = store.pin(Role::Moderators, &self.wanted) {
            return Ok(Place::of(pin.peer));
        }
        let found = match address {
            ModeratorsAddress::Me => store.seller().and_then(Place::saved_messages),
            ModeratorsAddress::Username(name) => {
                let owner = tribute::owner_of(self.connection, name).await?;
                owner.and_then(|(_, peer)| peer).map(Place::of)
            }
            // Basic groups need no access hash.
            ModeratorsAddress::Id(id) if id.kind() == PeerKind::Chat => {
                Some(Place::of(id.to_ambient_ref()))
            }
            ModeratorsAddress::Id(id) => dialogs::find(self.connection, *id).await?.map(Place::of),
        };
        Ok(found.ok_or_else(|| self.missing())?)
    }

    /// Asks what the chat is now: it may have become a supergroup, or closed to us.
    async fn examine(&self, place: Place) -> Result<(Place, ModeratorsChat), ConnectError> {
        match place.peer.id.kind() {
            PeerKind::User => Ok((place, found(place, "", false))),
            PeerKind::Channel => self.examine_channel(place).await,
            PeerKind::Chat => {
                let chats = self.ask(&of_group(place.peer)).await?;
                if let Some(supergroup) = moved_to(place.peer.id, &chats) {
                    return self.examine_channel(supergroup).await;
                }
                match chats.first() {
                    Some(enums::Chat::Chat(chat)) if rights::in_group(chat) => {
                        Ok((place, found(place, &chat.title, false)))
                    }
                    Some(enums::Chat::Chat(chat)) => Err(self.mute(&chat.title).into()),
                    _ => Err(self.missing().into()),
                }
            }
        }
    }

    async fn examine_channel(&self, place: Place) -> Result<(Place, ModeratorsChat), ConnectError> {
        let id = vec![place.peer.into()];
        let chats = self.ask(&functions::channels::GetChannels { id }).await?;
        match chats.first() {
            Some(enums::Chat::Channel(chat)) if rights::in_channel(chat) => {
                let public = chat.username.is_some() || chat.usernames.is_some();
                Ok((place, found(place, &chat.title, public)))
            }
            Some(enums::Chat::Channel(chat)) => Err(self.mute(&chat.title).into()),
            _ => Err(self.missing().into()),
        }
    }

    async fn ask(
        &self,
        request: &impl RemoteCall<Return = enums::messages::Chats>,
    ) -> Result<Vec<enums::Chat>, ConnectError> {
        match chats(self.connection, request).await {
            Err(CallError::Refused(_)) => Err(self.missing().into()),
            answer => Ok(answer?),
        }
    }

    /// The account does not see the chat.
    fn missing(&self) -> CodedError {
        let arguments = arguments!(wanted = &self.wanted);
        action_required("telegram.moderators_missing", arguments)
    }

    /// The account may not write there.
    fn mute(&self, title: &str) -> CodedError {
        let title = Untrusted::new(title).to_string();
        let arguments = arguments!(wanted = &self.wanted, title = title);
        action_required("telegram.moderators_mute", arguments)
    }
}

fn found(place: Place, title: &str, public: bool) -> ModeratorsChat {
    ModeratorsChat {
        id: place.id.bot_api_dialog_id().unwrap_or_default(),
        title: Untrusted::new(title),
        public,
    }
}

#[cfg(test)]
mod tests {
    use grammers_client::tl::{Deserializable as _, Serializable as _};

    use super::*;

    /// A basic group with no flag set: flags, id, title, photo, members, date, version.
    fn group(id: i64) -> types::Chat {
        let mut bytes = vec![0; 4];
        bytes.extend(id.to_le_bytes());
        bytes.extend("moderators".to_owned().to_bytes());
        bytes.extend(enums::ChatPhoto::Empty.to_bytes());
        bytes.extend([0; 12]);
        types::Chat::from_bytes(&bytes).unwrap()
    }

    #[test]
    fn a_group_that_became_a_supergroup_is_followed() {
        let mut moved = group(7);
        let channel = types::InputChannel {
            channel_id: 8,
            access_hash: 9,
        };
        moved.migrated_to = Some(channel.into());
        let chats = [group(6).into(), moved.into()];
        let place = moved_to(PeerId::chat(7).unwrap(), &chats).unwrap();
        assert_eq!(place.id, PeerId::channel(8).unwrap());
        assert_eq!(place.peer.auth, PeerAuth::from_hash(9));
        assert_eq!(moved_to(PeerId::chat(6).unwrap(), &chats), None);
        assert_eq!(moved_to(PeerId::chat(5).unwrap(), &chats), None);
    }
}
