//! The moderators' chat.

use grammers_client::Client;
use grammers_client::session::types::{PeerAuth, PeerId, PeerKind, PeerRef};
use grammers_client::tl::{RemoteCall, enums, functions, types};

use super::{ModeratorsAddress, ModeratorsChat, Place, known_moderators, owner_of};
use crate::i18n::arguments;
use crate::order::{MessageId, Untrusted, UserId};
use crate::report::action_required;
use crate::telegram::bot::Standing;
use crate::telegram::connection::Connection;
use crate::telegram::session::Pin;
use crate::telegram::{CallError, Chat, ConnectError};

/// The topic of a forum in which is what has no other.
pub const GENERAL: MessageId = MessageId(1);

/// Whether we may write in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    None,
    /// Each message would cost Stars.
    Paid,
    Chat,
    /// In its topics, the closed ones too for who is in charge.
    Forum {
        in_charge: bool,
    },
}

/// Who has more chats gives a username.
const CHATS_MAX: usize = 3000;

/// Finds the chat, sees that it is not the chat with `tribute` and that we may write there, and pins
/// it.
pub async fn find(
    connection: &Connection,
    address: &ModeratorsAddress,
    topic: Option<MessageId>,
    tribute: UserId,
) -> Result<(Place, ModeratorsChat), ConnectError> {
    let wanted = &address.to_string();
    let missing = || action_required("telegram.moderators_missing", arguments!(wanted));
    let place = locate(connection, address).await?.ok_or_else(missing)?;
    // A name says nothing of that, nor does a pin of an earlier start.
    if Some(place.id) == PeerId::user(tribute.0) {
        let arguments = arguments!(wanted);
        return Err(action_required("telegram.moderators_are_tribute", arguments).into());
    }
    let (place, chat, access) = examine(connection, place).await?.ok_or_else(missing)?;
    let place = Place { topic, ..place };
    let arguments = || {
        let (title, topic) = (chat.title.to_string(), topic.unwrap_or(GENERAL).0);
        arguments!(wanted, title, topic)
    };
    let topic_missing = || action_required("telegram.topic_missing", arguments());
    match access {
        Access::None => Err(action_required("telegram.moderators_mute", arguments()))?,
        Access::Paid => Err(action_required("telegram.moderators_paid", arguments()))?,
        Access::Chat if topic.is_some() => Err(topic_missing())?,
        Access::Chat => {}
        Access::Forum { in_charge } => {
            let is_closed = is_closed(connection, place.peer, topic.unwrap_or(GENERAL)).await?;
            if is_closed.ok_or_else(topic_missing)? && !in_charge {
                Err(action_required("telegram.topic_closed", arguments()))?;
            }
        }
    }
    if *address != ModeratorsAddress::Me {
        pin(connection, address, place)?;
    }
    Ok((place, chat))
}

pub fn pin(
    connection: &Connection,
    address: &ModeratorsAddress,
    place: Place,
) -> Result<(), ConnectError> {
    let pin = Pin { name: address.to_string(), peer: place.peer };
    Ok(connection.store().set_pin(Chat::Moderators, &pin)?)
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

pub fn of_group(group: PeerRef) -> functions::messages::GetChats {
    functions::messages::GetChats { id: vec![i64::from(group)] }
}

/// Where a basic group went that became a supergroup, if one of these chats is that group.
pub fn moved_to(group: PeerId, chats: &[enums::Chat]) -> Option<Place> {
    let successor = chats.iter().find_map(|chat| match chat {
        enums::Chat::Chat(chat) if PeerId::chat(chat.id) == Some(group) => {
            chat.migrated_to.as_ref()
        }
        _ => None,
    });
    let enums::InputChannel::Channel(channel) = successor? else {
        return None;
    };
    let id = PeerId::channel(channel.channel_id)?;
    Some(Place::of(PeerRef { id, auth: PeerAuth::from_hash(channel.access_hash) }))
}

async fn locate(
    connection: &Connection,
    address: &ModeratorsAddress,
) -> Result<Option<Place>, CallError> {
    if let Some(place) = known_moderators(connection.store(), address) {
        return Ok(Some(place));
    }
    Ok(match address {
        ModeratorsAddress::Me => None,
        ModeratorsAddress::Username(name) => {
            owner_of(connection, name).await?.and_then(|(_, peer)| peer).map(Place::of)
        }
        // Basic groups need no access hash.
        ModeratorsAddress::Id(id) if id.kind() == PeerKind::Chat => {
            Some(Place::of(id.to_ambient_ref()))
        }
        ModeratorsAddress::Id(id) => dialog(connection, *id).await?.map(Place::of),
    })
}

/// Asks what the chat is now, as it may have become a supergroup, and whether we may write there; `None`: it is
/// closed to us.
async fn examine(
    connection: &Connection,
    place: Place,
) -> Result<Option<(Place, ModeratorsChat, Access)>, CallError> {
    if place.peer.id.kind() == PeerKind::User {
        return Ok(Some(found(place, "", false, Access::Chat)));
    }
    let chats = group(connection, place).await?;
    if let Some(supergroup) = moved_to(place.peer.id, &chats) {
        return Box::pin(examine(connection, supergroup)).await;
    }
    Ok(match chats.first() {
        Some(enums::Chat::Chat(chat)) => {
            Some(found(place, &chat.title, false, access_to_group(chat)))
        }
        Some(enums::Chat::Channel(chat)) => {
            let public = chat.username.is_some() || chat.usernames.is_some();
            Some(found(place, &chat.title, public, access_to_channel(chat)))
        }
        _ => None,
    })
}

/// Asks what a group is now; nothing, if it is closed to us.
pub async fn group(connection: &Connection, place: Place) -> Result<Vec<enums::Chat>, CallError> {
    let id = vec![place.peer.into()];
    let asked = match place.peer.id.kind() {
        PeerKind::Channel => chats(connection, &functions::channels::GetChannels { id }).await,
        PeerKind::User | PeerKind::Chat => chats(connection, &of_group(place.peer)).await,
    };
    match asked {
        Err(CallError::Refused(_)) => Ok(Vec::new()),
        chats => chats,
    }
}

/// What somebody may do in a group who is no creator of it.
pub fn standing(chat: &enums::Chat) -> Standing {
    let (left, may_write, rights, banned) = match chat {
        enums::Chat::Chat(it) => {
            let is_open = access_to_group(it) == Access::Chat;
            (it.left, is_open, &it.admin_rights, [&None, &it.default_banned_rights])
        }
        enums::Chat::Channel(it) => {
            let is_open = !matches!(access_to_channel(it), Access::None | Access::Paid);
            (it.left, is_open, &it.admin_rights, [&it.banned_rights, &it.default_banned_rights])
        }
        _ => return Standing::Absent,
    };
    if left {
        return Standing::Absent;
    }
    let may_pin = match rights {
        Some(enums::ChatAdminRights::Rights(rights)) => rights.pin_messages,
        None => !banned
            .into_iter()
            .flatten()
            .any(|enums::ChatBannedRights::Rights(banned)| banned.pin_messages),
    };
    Standing::Member { may_write, may_pin }
}

fn found(
    place: Place,
    title: &str,
    public: bool,
    access: Access,
) -> (Place, ModeratorsChat, Access) {
    let id = place.id.bot_api_dialog_id().unwrap_or_default();
    (place, ModeratorsChat { id, title: Untrusted::new(title), public }, access)
}

/// How to address `wanted`, whose access hash nobody told us, if it is among the account's chats.
async fn dialog(connection: &Connection, wanted: PeerId) -> Result<Option<PeerRef>, CallError> {
    let begin = |client: Client| async move { Ok(client.iter_dialogs()) };
    let mut dialogs = connection.call("messages.getDialogs", begin).await?;
    for _ in 0..CHATS_MAX {
        // A page at most: so each call is bounded in time.
        let next = |_| async move {
            let found = match dialogs.next().await? {
                Some(dialog) => Some((dialog.peer_id(), dialog.peer().to_ref().await?)),
                None => None,
            };
            Ok((found, dialogs))
        };
        let (found, rest) = connection.call("messages.getDialogs", next).await?;
        dialogs = rest;
        match found {
            Some((id, address)) if id == wanted => return Ok(address),
            Some(_) => {}
            None => break,
        }
    }
    Ok(None)
}

fn access_to_group(chat: &types::Chat) -> Access {
    let in_charge = chat.creator || chat.admin_rights.is_some();
    let may_write = !chat.left
        && !chat.deactivated
        && (in_charge || !forbidden(chat.default_banned_rights.as_ref()));
    if may_write { Access::Chat } else { Access::None }
}

fn access_to_channel(channel: &types::Channel) -> Access {
    let rights = channel.admin_rights.as_ref().map(|enums::ChatAdminRights::Rights(it)| it);
    let may_write = match rights {
        _ if channel.left => false,
        _ if channel.creator => true,
        Some(rights) => !channel.broadcast || rights.post_messages,
        None => {
            !channel.broadcast
                && !forbidden(channel.banned_rights.as_ref())
                && !forbidden(channel.default_banned_rights.as_ref())
        }
    };
    let is_paid = channel.send_paid_messages_stars.is_some_and(|stars| stars > 0);
    let manages_topics = rights.is_some_and(|rights| rights.manage_topics);
    match may_write {
        false => Access::None,
        true if is_paid && !channel.creator && rights.is_none() => Access::Paid,
        true if channel.forum => Access::Forum { in_charge: channel.creator || manages_topics },
        true => Access::Chat,
    }
}

/// Whether a topic of a forum is closed; `None`: there is none.
async fn is_closed(
    connection: &Connection,
    forum: PeerRef,
    topic: MessageId,
) -> Result<Option<bool>, CallError> {
    let request =
        functions::messages::GetForumTopicsById { peer: forum.into(), topics: vec![topic.0] };
    let enums::messages::ForumTopics::Topics(found) = connection.invoke(&request).await?;
    Ok(found.topics.iter().find_map(|found| match found {
        enums::ForumTopic::Topic(found) if found.id == topic.0 => Some(found.closed),
        _ => None,
    }))
}

fn forbidden(rights: Option<&enums::ChatBannedRights>) -> bool {
    rights.is_some_and(|enums::ChatBannedRights::Rights(banned)| {
        banned.view_messages || banned.send_messages || banned.send_plain
    })
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
        let channel = types::InputChannel { channel_id: 8, access_hash: 9 };
        moved.migrated_to = Some(channel.into());
        let chats = [group(6).into(), moved.into()];
        let place = moved_to(PeerId::chat(7).unwrap(), &chats).unwrap();
        assert_eq!(place.id, PeerId::channel(8).unwrap());
        assert_eq!(place.peer.auth, PeerAuth::from_hash(9));
        assert_eq!(moved_to(PeerId::chat(6).unwrap(), &chats), None);
        assert_eq!(moved_to(PeerId::chat(5).unwrap(), &chats), None);
    }

    /// A supergroup with no flag set: flags, flags2, id, title, photo, date.
    fn channel() -> types::Channel {
        let mut bytes = vec![0; 8];
        bytes.extend(9_i64.to_le_bytes());
        bytes.extend("moderators".to_owned().to_bytes());
        bytes.extend(enums::ChatPhoto::Empty.to_bytes());
        bytes.extend(0_i32.to_le_bytes());
        types::Channel::from_bytes(&bytes).unwrap()
    }

    fn muted() -> enums::ChatBannedRights {
        let mut rights = types::ChatBannedRights::from_bytes(&[0; 8]).unwrap();
        rights.send_messages = true;
        rights.into()
    }

    fn admin(post_messages: bool) -> enums::ChatAdminRights {
        let mut rights = types::ChatAdminRights::from_bytes(&[0; 4]).unwrap();
        rights.post_messages = post_messages;
        rights.into()
    }

    #[test]
    fn who_may_write_in_a_group() {
        type Change = fn(&mut types::Chat);
        let all_muted: Change = |c| c.default_banned_rights = Some(muted());
        let cases: [(&str, Change, bool); 6] = [
            ("a member", |_| {}, true),
            ("who left", |c| c.left = true, false),
            ("where nobody is any more", |c| c.deactivated = true, false),
            ("where all are muted", all_muted, false),
            (
                "an admin where all are muted",
                |c| (c.default_banned_rights, c.admin_rights) = (Some(muted()), Some(admin(false))),
                true,
            ),
            (
                "the creator where all are muted",
                |c| (c.default_banned_rights, c.creator) = (Some(muted()), true),
                true,
            ),
        ];
        for (who, change, expected) in cases {
            let mut group = group(7);
            change(&mut group);
            assert_eq!(access_to_group(&group) == Access::Chat, expected, "{who}");
        }
    }

    #[test]
    fn who_may_write_in_a_channel() {
        type Change = fn(&mut types::Channel);
        let cases: [(&str, Change, bool); 9] = [
            ("a member", |_| {}, true),
            ("who left", |c| c.left = true, false),
            ("who was muted", |c| c.banned_rights = Some(muted()), false),
            ("where all are muted", |c| c.default_banned_rights = Some(muted()), false),
            (
                "an admin where all are muted",
                |c| (c.default_banned_rights, c.admin_rights) = (Some(muted()), Some(admin(false))),
                true,
            ),
            ("a reader of a channel", |c| c.broadcast = true, false),
            (
                "an admin of a channel who may not post",
                |c| (c.broadcast, c.admin_rights) = (true, Some(admin(false))),
                false,
            ),
            (
                "an admin of a channel who may post",
                |c| (c.broadcast, c.admin_rights) = (true, Some(admin(true))),
                true,
            ),
            ("the creator of a channel", |c| (c.broadcast, c.creator) = (true, true), true),
        ];
        for (who, change, expected) in cases {
            let mut channel = channel();
            change(&mut channel);
            assert_eq!(access_to_channel(&channel) == Access::Chat, expected, "{who}");
        }
    }
}
