//! The moderators' chat.

use grammers_session::types::{PeerAuth, PeerId, PeerKind, PeerRef};
use grammers_tl_types::{enums, functions, types};

use super::{ModeratorsAddress, ModeratorsChat, Place, dialogs, rights, tribute};
use crate::order::{Untrusted, UserId};
use crate::telegram::CallError;
use crate::telegram::ConnectError;
use crate::telegram::connection::Connection;
use crate::telegram::session::{Pin, Role};

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
        return Err(ConnectError::ModeratorsAreTribute {
            wanted: search.wanted,
        });
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
        if let Some(pin) = self.connection.store().pin(Role::Moderators, &self.wanted) {
            return Ok(Place::of(pin.peer));
        }
        match address {
            ModeratorsAddress::Me => {
                let seller = self.connection.store().seller();
                let place = seller.and_then(Place::saved_messages);
                place.ok_or_else(|| self.missing())
            }
            ModeratorsAddress::Username(name) => self.resolve(name).await,
            // Basic groups need no access hash.
            ModeratorsAddress::Id(id) if id.kind() == PeerKind::Chat => {
                Ok(Place::of(id.to_ambient_ref()))
            }
            ModeratorsAddress::Id(id) => dialogs::find(self.connection, *id)
                .await?
                .map(Place::of)
                .ok_or_else(|| self.missing()),
        }
    }

    async fn resolve(&self, name: &str) -> Result<Place, ConnectError> {
        let owner = tribute::owner_of(self.connection, name).await?;
        let peer = owner.and_then(|owner| owner.peer);
        peer.map(Place::of).ok_or_else(|| self.missing())
    }

    /// Asks what the chat is now: it may have become a supergroup, or closed to us.
    async fn examine(&self, place: Place) -> Result<(Place, ModeratorsChat), ConnectError> {
        let peer = place.peer;
        match peer.id.kind() {
            PeerKind::User => Ok((place, found(place, "", false))),
            PeerKind::Channel => self.examine_channel(place).await,
            PeerKind::Chat => {
                let request = functions::messages::GetChats {
                    id: vec![i64::from(peer)],
                };
                let chats = self.ask(&request).await?;
                if let Some(supergroup) = moved_to(peer.id, &chats) {
                    return self.examine_channel(supergroup).await;
                }
                match chats.first() {
                    Some(enums::Chat::Chat(chat)) if rights::in_group(chat) => {
                        Ok((place, found(place, &chat.title, false)))
                    }
                    Some(enums::Chat::Chat(chat)) => Err(self.mute(&chat.title)),
                    _ => Err(self.missing()),
                }
            }
        }
    }

    async fn examine_channel(&self, place: Place) -> Result<(Place, ModeratorsChat), ConnectError> {
        let request = functions::channels::GetChannels {
            id: vec![place.peer.into()],
        };
        let chats = self.ask(&request).await?;
        match chats.first() {
            Some(enums::Chat::Channel(chat)) if rights::in_channel(chat) => {
                let public = chat.username.is_some() || chat.usernames.is_some();
                Ok((place, found(place, &chat.title, public)))
            }
            Some(enums::Chat::Channel(chat)) => Err(self.mute(&chat.title)),
            _ => Err(self.missing()),
        }
    }

    async fn ask<R>(&self, request: &R) -> Result<Vec<enums::Chat>, ConnectError>
    where
        R: grammers_tl_types::RemoteCall<Return = enums::messages::Chats>,
    {
        match self.connection.invoke(request).await {
            Ok(enums::messages::Chats::Chats(chats)) => Ok(chats.chats),
            Ok(enums::messages::Chats::Slice(slice)) => Ok(slice.chats),
            Err(CallError::Refused(_)) => Err(self.missing()),
            Err(error) => Err(error.into()),
        }
    }

    fn missing(&self) -> ConnectError {
        ConnectError::ModeratorsMissing {
            wanted: self.wanted.clone(),
        }
    }

    fn mute(&self, title: &str) -> ConnectError {
        ConnectError::ModeratorsMute {
            wanted: self.wanted.clone(),
            title: Untrusted::new(title),
        }
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
    use grammers_tl_types::{Deserializable as _, Serializable as _};

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
