//! Who reads in the moderators' chat, and who could come in.

use grammers_client::session::types::{PeerKind, PeerRef};
use grammers_client::tl::{enums, functions};

use super::Place;
use crate::order::UserId;
use crate::telegram::CallError;
use crate::telegram::connection::Connection;

/// So many members are looked at; a moderators' chat has fewer.
const MEMBERS_MAX: i32 = 200;

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

/// Asks who is there. That a chat has a public name is not known here.
pub async fn audience(connection: &Connection, place: Place) -> Result<Audience, CallError> {
    let me = connection.store().seller();
    let (others, invitation) = match (place.id.kind(), place.id.bare_id()) {
        // Saved Messages, or one person.
        (PeerKind::User, id) => (Some(usize::from(id != me.map(|me| me.0))), None),
        _ => members(connection, place.peer, me).await?,
    };
    let is_open = invitation.is_some_and(|invitation| lets_in(&invitation));
    let openness = if is_open { Openness::ByLink } else { Openness::Closed };
    Ok(Audience { others, openness })
}

/// Asks who is in a group, but for `me`, and for the link by which one gets in.
async fn members(
    connection: &Connection,
    peer: PeerRef,
    me: Option<UserId>,
) -> Result<(Option<usize>, Option<enums::ExportedChatInvite>), CallError> {
    let enums::messages::ChatFull::Full(full) = if peer.id.kind() == PeerKind::Chat {
        connection.invoke(&functions::messages::GetFullChat { chat_id: peer.into() }).await?
    } else {
        connection.invoke(&functions::channels::GetFullChannel { channel: peer.into() }).await?
    };
    let chat = match full.full_chat {
        enums::ChatFull::ChannelFull(chat) => chat,
        enums::ChatFull::Full(chat) => {
            return Ok((Some(people(&full.users, me)), chat.exported_invite));
        }
        enums::ChatFull::CommunityFull(_) => return Ok((None, None)),
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
            chat.participants_count.and_then(|count| usize::try_from(count - 1).ok())
        }
        Err(error) => return Err(error),
    };
    Ok((others, chat.exported_invite))
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
    matches!(invitation, enums::ExportedChatInvite::ChatInviteExported(link)
        if !link.revoked && !link.request_needed)
}
