//! What `doctor` asks Telegram: who we are, and whether the two chats are what they should be.
//!
//! Asked one by one, so that one bad answer hides no other; nothing is said in any chat but by
//! [`Examination::send_test_message`].

use std::sync::Arc;

use grammers_client::session::types::{PeerKind, PeerRef};
use grammers_client::tl::{enums, functions};
use jiff::SignedDuration;

use super::chats::{self, Place};
use super::connection::Connection;
use super::messenger::{self, sending::message_of};
use super::own_account::{Account, account_in, who_am_i};
use super::session::SessionStore;
use super::{CallError, ConnectError, Outgoing, Settings};
use crate::machine::{SharedClock, SharedRandomness};
use crate::order::UserId;

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

pub struct Examination {
    connection: Connection,
    settings: Settings,
}

impl Examination {
    /// Connects, as `run` would. Whatever comes of it, [hang up](Self::end) afterwards. Without a key
    /// it does not: a new one would be nobody's.
    pub fn begin(
        settings: Settings,
        store: Arc<SessionStore>,
        clock: SharedClock,
        randomness: SharedRandomness,
    ) -> Result<Self, ConnectError> {
        Ok(Self { connection: messenger::begin(&settings, store, clock, randomness)?, settings })
    }

    /// Waits for the connection, and asks who is logged in.
    pub async fn account(&self) -> Result<Account, ConnectError> {
        self.connection.ready(self.settings.connect_timeout).await?;
        let account = account_in(self.connection.invoke(&who_am_i()).await?);
        account.ok_or_else(|| ConnectError::unreachable("nobody said who is logged in"))
    }

    /// Asks who has the name of Tribute's bot now, whatever was known of it.
    pub async fn tribute(&self) -> Result<(), ConnectError> {
        let (username, id) = (&self.settings.tribute_username, self.settings.tribute_id);
        chats::resolve_tribute(&self.connection, username, id).await.map(drop)
    }

    /// Finds the moderators' chat, and sees that we may write there.
    pub async fn moderators(&self) -> Result<ModeratorsPlace, ConnectError> {
        let Settings { moderators, topic, tribute_id, .. } = &self.settings;
        let (place, chat) =
            chats::moderators::find(&self.connection, moderators, *topic, *tribute_id).await?;
        Ok(ModeratorsPlace { place, chat })
    }

    /// Who reads there, and who could come in.
    pub async fn audience(&self, moderators: &ModeratorsPlace) -> Result<Audience, CallError> {
        let (place, me) = (moderators.place, self.connection.store().seller());
        let (others, invitation) = match (place.id.kind(), place.id.bare_id()) {
            // Saved Messages, or one person.
            (PeerKind::User, id) => (Some(usize::from(id != me.map(|me| me.0))), None),
            _ => members(&self.connection, place.peer, me).await?,
        };
        let openness = match invitation {
            _ if moderators.chat.public => Openness::Public,
            Some(invitation) if lets_in(&invitation) => Openness::ByLink,
            _ => Openness::Closed,
        };
        Ok(Audience { others, openness })
    }

    /// Says something in the moderators' chat, to hear whether a phone rings.
    pub async fn send_test_message(
        &self,
        moderators: &ModeratorsPlace,
        outgoing: &Outgoing,
    ) -> Result<(), CallError> {
        let request = message_of(moderators.place, outgoing);
        self.connection.invoke(&request).await.map(drop)
    }

    pub fn clock_offset(&self) -> SignedDuration {
        self.connection.clock_offset()
    }

    pub async fn end(self) {
        self.connection.shutdown().await;
    }
}

#[derive(Clone, Debug)]
pub struct ModeratorsPlace {
    place: Place,
    pub chat: super::ModeratorsChat,
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
