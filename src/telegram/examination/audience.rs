//! Who reads in the moderators' chat, and who could.

use grammers_client::session::types::{PeerKind, PeerRef};
use grammers_client::tl::{enums, functions};

use crate::order::UserId;
use crate::telegram::CallError;
use crate::telegram::chats::Place;
use crate::telegram::connection::Connection;

/// So many members are looked at; a moderators' chat has fewer.
const MEMBERS_MAX: i32 = 200;

/// Who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audience {
    /// How many people besides this account; no bots. `None`: Telegram does not say.
    pub others: Option<usize>,
    /// Who else could come in.
    pub openness: Openness,
}

/// Who can get into a chat without being let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Nobody, as far as this account is shown.
    Closed,
    /// Who has its invitation link.
    ByLink,
    /// Anybody: it has a public name.
    Public,
}

/// Asks who is in the chat.
pub(super) async fn of(
    connection: &Connection,
    place: Place,
    public: bool,
) -> Result<Audience, CallError> {
    let me = connection.store().seller();
    let (others, invitation) = match place.id.kind() {
        // Saved Messages, or one person.
        PeerKind::User => {
            let is_me = me.is_some_and(|me| place.id.bare_id() == Some(me.0));
            (Some(usize::from(!is_me)), None)
        }
        PeerKind::Chat => of_group(connection, place.peer, me).await?,
        PeerKind::Channel => of_supergroup(connection, place.peer, me).await?,
    };
    let openness = match invitation {
        _ if public => Openness::Public,
        Some(invitation) if lets_in(&invitation) => Openness::ByLink,
        _ => Openness::Closed,
    };
    Ok(Audience { others, openness })
}

type Members = (Option<usize>, Option<enums::ExportedChatInvite>);

async fn of_group(
    connection: &Connection,
    peer: PeerRef,
    me: Option<UserId>,
) -> Result<Members, CallError> {
    let chat_id = i64::from(peer);
    let request = functions::messages::GetFullChat { chat_id };
    let enums::messages::ChatFull::Full(full) = connection.invoke(&request).await?;
    let invitation = match full.full_chat {
        enums::ChatFull::Full(chat) => chat.exported_invite,
        _ => None,
    };
    Ok((Some(people(&full.users, me)), invitation))
}

async fn of_supergroup(
    connection: &Connection,
    peer: PeerRef,
    me: Option<UserId>,
) -> Result<Members, CallError> {
    let channel = peer.into();
    let request = functions::channels::GetFullChannel { channel };
    let enums::messages::ChatFull::Full(full) = connection.invoke(&request).await?;
    let (invitation, count) = match full.full_chat {
        enums::ChatFull::ChannelFull(chat) => (chat.exported_invite, chat.participants_count),
        _ => (None, None),
    };
    let request = functions::channels::GetParticipants {
        channel: peer.into(),
        filter: enums::ChannelParticipantsFilter::ChannelParticipantsRecent,
        offset: 0,
        limit: MEMBERS_MAX,
        hash: 0,
    };
    let others = match connection.invoke(&request).await {
        Ok(enums::channels::ChannelParticipants::Participants(page)) => {
            Some(people(&page.users, me))
        }
        // Where members are hidden there still is their number, bots included.
        Ok(enums::channels::ChannelParticipants::NotModified) | Err(CallError::Refused(_)) => {
            count.and_then(|count| usize::try_from(count - 1).ok())
        }
        Err(error) => return Err(error),
    };
    Ok((others, invitation))
}

/// Those of them who have a phone, but for `me`.
fn people(users: &[enums::User], me: Option<UserId>) -> usize {
    let has_phone = |user: &&enums::User| match user {
        enums::User::User(user) => {
            !user.bot && !user.deleted && !user.is_self && me != Some(UserId(user.id))
        }
        enums::User::Empty(_) => false,
    };
    users.iter().filter(has_phone).count()
}

/// Whether whoever has the link is in, without anybody's approval.
fn lets_in(invitation: &enums::ExportedChatInvite) -> bool {
    match invitation {
        enums::ExportedChatInvite::ChatInviteExported(link) => {
            !link.revoked && !link.request_needed
        }
        enums::ExportedChatInvite::ChatInvitePublicJoinRequests => false,
    }
}
