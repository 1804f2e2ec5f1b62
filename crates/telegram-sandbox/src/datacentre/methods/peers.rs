//! `channels.*`, `users.*`, `contacts.*`, and the basic groups' methods: who is who, and what a group
//! is like from the inside.

use grammers_tl_types::functions::{channels, contacts, messages, users};
use grammers_tl_types::{Serializable, enums, types};

use crate::world::{
    Change, Group, GroupId, MailboxId, MessageKey, Peer, Refusal, SupergroupId, UserId,
};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render::{self, count};
use super::{bots, limited, messages_by_id};

fn rendered(context: &Context, peers: impl IntoIterator<Item = Peer>) -> render::RenderedPeers {
    render::peers(&context.world, context.user, peers)
}

/// A basic group that the caller is in.
fn own_group(context: &Context, id: i64) -> Result<Group, Refusal> {
    let group = context.world.group(Peer::Group(GroupId(id)));
    group.filter(|group| group.members.contains(&context.user)).ok_or(Refusal::CHAT_ID_INVALID)
}

/// A supergroup that the caller is in: nobody else sees it from the inside.
fn own_supergroup(
    context: &Context,
    channel: &enums::InputChannel,
) -> Result<(SupergroupId, Group), Refusal> {
    let id = address::supergroup(context, channel)?;
    let group = context.world.group(Peer::Supergroup(id)).ok_or(Refusal::CHANNEL_INVALID)?;
    if !group.members.contains(&context.user) {
        return Err(Refusal::CHANNEL_PRIVATE);
    }
    Ok((id, group))
}

impl Method for channels::GetChannels {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peers = limited(&self.id)?
            .iter()
            .map(|input| address::supergroup(context, input).map(Peer::Supergroup))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(types::messages::Chats { chats: rendered(context, peers).chats })
    }
}

impl Method for messages::GetChats {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peers = limited(&self.id)?
            .iter()
            .map(|id| own_group(context, *id).map(|group| group.peer))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(types::messages::Chats { chats: rendered(context, peers).chats })
    }
}

impl Method for messages::GetForumTopicsById {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        let group = context.world.group(peer).ok_or(Refusal::PEER_ID_INVALID)?;
        let topics = limited(&self.topics)?.iter().map(|id| match group.topics.get(id) {
            Some(closed) => {
                let creator = address::render(Peer::User(group.creator));
                let peers = [address::render(peer).to_bytes(), creator.to_bytes()];
                let title = format!("Topic {id}").to_bytes();
                let settings = render::notify_settings().to_bytes();
                let fields: [&[u8]; 7] =
                    [&[0; 12], &peers[0], &title, &[0; 32], &peers[1], &settings, &[]];
                let blank = render::blank::<types::ForumTopic>(&fields);
                types::ForumTopic { id: *id, closed: *closed, date: group.date, ..blank }.into()
            }
            None => types::ForumTopicDeleted { id: *id }.into(),
        });
        let topics: Vec<enums::ForumTopic> = topics.collect();
        let peers = rendered(context, [peer]);
        Ok(types::messages::ForumTopics {
            order_by_create_date: false,
            count: count(topics.len()),
            topics,
            messages: Vec::new(),
            chats: peers.chats,
            users: peers.users,
            pts: 0,
        })
    }
}

impl Method for channels::GetMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (id, _) = own_supergroup(context, &self.channel)?;
        let place = MailboxId::Supergroup(id);
        let (messages, peers) = messages_by_id(context, place, &self.id)?;
        Ok(types::messages::ChannelMessages {
            inexact: false,
            pts: context.world.pts(context.user, place)?,
            count: count(messages.len()),
            offset_id_offset: None,
            messages,
            topics: Vec::new(),
            chats: peers.chats,
            users: peers.users,
        })
    }
}

impl Method for channels::DeleteMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (id, _) = own_supergroup(context, &self.channel)?;
        delete(context, MailboxId::Supergroup(id), &self.id, true)
    }
}

impl Method for messages::DeleteMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        delete(context, MailboxId::Account, &self.id, self.revoke)
    }
}

/// Deletes messages, and returns the effect on the mailbox.
fn delete(
    context: &Context,
    place: MailboxId,
    ids: &[i32],
    revoke: bool,
) -> Result<enums::messages::AffectedMessages, Refusal> {
    let (world, me) = (&context.world, context.user);
    let views = limited(ids)?.iter().filter_map(|id| world.view(me, place, *id));
    let keys: Vec<MessageKey> = views.map(|view| view.message.key).collect();
    world.delete_as(context.actor(), &keys, revoke)?;
    let about_these = |change: &Change| match change {
        Change::Deleted(gone) => gone.iter().any(|id| ids.contains(id)),
        _ => false,
    };
    let (pts, pts_count) = match world.last_entry(me, place, about_these) {
        Some(entry) => (entry.pts, entry.pts_count),
        None => (world.pts(me, place)?, 0),
    };
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

impl Method for channels::ReadHistory {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (_, group) = own_supergroup(context, &self.channel)?;
        context.world.read_through(context.user, group.peer, self.max_id)?;
        Ok(true)
    }
}

impl Method for messages::GetFullChat {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let group = own_group(context, self.chat_id)?;
        let (inviter_id, date) = (group.creator.0, group.date);
        let participants = group.members.iter().map(|member| {
            let user_id = member.0;
            types::ChatParticipant { user_id, inviter_id, date, rank: None }.into()
        });
        let participants = enums::ChatParticipants::from(types::ChatParticipants {
            chat_id: self.chat_id,
            participants: participants.collect(),
            version: 1,
        });
        let settings = render::notify_settings().to_bytes();
        let full = types::ChatFull {
            id: self.chat_id,
            exported_invite: invitation(context, &group),
            bot_info: Some(bots::infos(&context.world, &group)),
            ..render::blank(&[&[0; 16], &participants.to_bytes(), &settings])
        };
        Ok(types::messages::ChatFull {
            full_chat: full.into(),
            chats: rendered(context, [group.peer]).chats,
            users: rendered(context, group.members.into_iter().map(Peer::User)).users,
        })
    }
}

impl Method for channels::GetFullChannel {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (id, group) = own_supergroup(context, &self.channel)?;
        let photo = enums::Photo::from(types::PhotoEmpty { id: 0 }).to_bytes();
        let settings = render::notify_settings().to_bytes();
        let bots = bots::infos(&context.world, &group).to_bytes();
        let full = types::ChannelFull {
            id: id.0,
            can_view_participants: true,
            participants_count: Some(count(group.members.len())),
            exported_invite: invitation(context, &group),
            ..render::blank(&[&[0; 32], &photo, &settings, &bots, &[0; 4]])
        };
        Ok(types::messages::ChatFull {
            full_chat: full.into(),
            chats: rendered(context, [group.peer]).chats,
            users: Vec::new(),
        })
    }
}

impl Method for channels::GetParticipants {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (_, group) = own_supergroup(context, &self.channel)?;
        let offset = usize::try_from(self.offset).unwrap_or(0);
        let limit = usize::try_from(self.limit).unwrap_or(0).min(200);
        let page: Vec<UserId> = group.members.iter().copied().skip(offset).take(limit).collect();
        let participants = page.iter().map(|member| participant(&group, *member));
        Ok(types::channels::ChannelParticipants {
            count: count(group.members.len()),
            participants: participants.collect(),
            chats: Vec::new(),
            users: rendered(context, page.into_iter().map(Peer::User)).users,
        })
    }
}

impl Method for channels::GetParticipant {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (_, group) = own_supergroup(context, &self.channel)?;
        let member = match address::peer(context, &self.participant)? {
            Peer::User(user) if group.members.contains(&user) => user,
            Peer::User(_) => return Err(Refusal::USER_NOT_PARTICIPANT),
            Peer::Group(_) | Peer::Supergroup(_) => return Err(Refusal::PEER_ID_INVALID),
        };
        let users = rendered(context, [Peer::User(member)]).users;
        let participant = participant(&group, member);
        Ok(types::channels::ChannelParticipant { participant, chats: Vec::new(), users })
    }
}

/// A member of a supergroup, and what they may not do there.
fn participant(group: &Group, member: UserId) -> enums::ChannelParticipant {
    let (user_id, date, rank) = (member.0, group.date, None);
    match render::forbidden(group, member) {
        _ if member == group.creator => {
            let admin_rights = render::blank::<types::ChatAdminRights>(&[&[0; 4]]).into();
            types::ChannelParticipantCreator { user_id, admin_rights, rank }.into()
        }
        Some(banned_rights) => types::ChannelParticipantBanned {
            left: false,
            peer: address::render(Peer::User(member)),
            kicked_by: group.creator.0,
            date,
            banned_rights,
            rank,
        }
        .into(),
        None => {
            types::ChannelParticipant { user_id, date, subscription_until_date: None, rank }.into()
        }
    }
}

/// Links are shown to who is in charge.
fn invitation(context: &Context, group: &Group) -> Option<enums::ExportedChatInvite> {
    let link = group.invitation.clone().filter(|_| context.user == group.creator)?;
    let invite = types::ChatInviteExported {
        link,
        admin_id: group.creator.0,
        date: context.world.now(),
        permanent: true,
        ..render::blank(&[&[0; 20]])
    };
    Some(invite.into())
}

impl Method for users::GetUsers {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let ids = limited(&self.id)?.iter().filter_map(|it| address::user(context, it).ok());
        Ok(rendered(context, ids.map(Peer::User)).users)
    }
}

impl Method for users::GetFullUser {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let id = address::user(context, &self.id)?;
        let settings = enums::PeerSettings::from(render::blank::<types::PeerSettings>(&[&[0; 4]]));
        let notify_settings = render::notify_settings().to_bytes();
        let is_bot = context.world.is_bot(id);
        let full = types::UserFull {
            id: id.0,
            bot_info: is_bot.then(|| bots::info(&context.world, id, None)),
            ..render::blank(&[&[0; 16], &settings.to_bytes(), &notify_settings, &[0; 4]])
        };
        Ok(types::users::UserFull {
            full_user: full.into(),
            chats: Vec::new(),
            users: rendered(context, [Peer::User(id)]).users,
        })
    }
}

impl Method for contacts::Block {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        block(context, &self.id, true)
    }
}

impl Method for contacts::Unblock {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        block(context, &self.id, false)
    }
}

fn block(context: &Context, peer: &enums::InputPeer, blocked: bool) -> Result<bool, Refusal> {
    let Peer::User(other) = address::peer(context, peer)? else {
        return Err(Refusal::PEER_ID_INVALID);
    };
    context.world.set_blocked(context.user, other, blocked);
    Ok(true)
}

impl Method for contacts::ResolveUsername {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = context.world.resolve(self.username.trim_start_matches('@'));
        let peer = peer.ok_or(Refusal::USERNAME_NOT_OCCUPIED)?;
        let render::RenderedPeers { users, chats } = rendered(context, [peer]);
        Ok(types::contacts::ResolvedPeer { peer: address::render(peer), chats, users })
    }
}
