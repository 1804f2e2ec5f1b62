//! Who is who (`users.*`, `contacts.*`), and what a group is like from the inside.

use grammers_tl_types::functions::{channels, contacts, messages, users};
use grammers_tl_types::{Serializable, enums, types};

use crate::world::{Group, GroupId, Peer, Refusal, SupergroupId, UserId};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render;
use super::limited;

impl Method for messages::GetFullChat {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = Peer::Group(GroupId(self.chat_id));
        let group = context.world.group(peer);
        let group = group
            .filter(|group| group.members.contains(&context.user))
            .ok_or(Refusal::CHAT_ID_INVALID)?;
        let participants = group.members.iter().map(|member| {
            let participant = types::ChatParticipant {
                user_id: member.0,
                inviter_id: group.creator.0,
                date: group.date,
                rank: None,
            };
            enums::ChatParticipant::Participant(participant)
        });
        let participants = types::ChatParticipants {
            chat_id: self.chat_id,
            participants: participants.collect(),
            version: 1,
        };
        let mut fields = Vec::new();
        0_u32.serialize(&mut fields);
        self.chat_id.serialize(&mut fields);
        String::new().serialize(&mut fields); // about
        enums::ChatParticipants::from(participants).serialize(&mut fields);
        render::notify_settings().serialize(&mut fields);
        let mut full: types::ChatFull = render::blank(&fields);
        full.exported_invite = invitation(context, &group);
        let members: Vec<UserId> = group.members.into_iter().collect();
        Ok(answer(context, full.into(), peer, &members))
    }
}

/// A supergroup that the caller is in: nobody else sees it from the inside.
fn own_supergroup(
    context: &Context,
    channel: &enums::InputChannel,
) -> Result<(SupergroupId, Group), Refusal> {
    let id = address::supergroup(context, channel)?;
    let group = context.world.group(Peer::Supergroup(id));
    let group = group.ok_or(Refusal::CHANNEL_INVALID)?;
    if !group.members.contains(&context.user) {
        return Err(Refusal::CHANNEL_PRIVATE);
    }
    Ok((id, group))
}

impl Method for channels::GetFullChannel {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (id, group) = own_supergroup(context, &self.channel)?;
        let mut fields = Vec::new();
        0_u32.serialize(&mut fields);
        0_u32.serialize(&mut fields);
        id.0.serialize(&mut fields);
        String::new().serialize(&mut fields); // about
        0_i32.serialize(&mut fields); // read
        0_i32.serialize(&mut fields); // read by others
        0_i32.serialize(&mut fields); // unread
        enums::Photo::from(types::PhotoEmpty { id: 0 }).serialize(&mut fields);
        render::notify_settings().serialize(&mut fields);
        Vec::<enums::BotInfo>::new().serialize(&mut fields);
        0_i32.serialize(&mut fields); // pts
        let mut full: types::ChannelFull = render::blank(&fields);
        full.can_view_participants = true;
        full.participants_count = i32::try_from(group.members.len()).ok();
        full.exported_invite = invitation(context, &group);
        Ok(answer(context, full.into(), group.peer, &[]))
    }
}

impl Method for channels::GetParticipants {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (_, group) = own_supergroup(context, &self.channel)?;
        let (offset, limit) = (self.offset.max(0), self.limit.clamp(0, 200));
        let page = group.members.iter().copied();
        let page = page.skip(usize::try_from(offset).unwrap_or(0));
        let page: Vec<UserId> = page.take(usize::try_from(limit).unwrap_or(0)).collect();
        let participants = page.iter().map(|member| {
            let participant = types::ChannelParticipant {
                user_id: member.0,
                date: group.date,
                subscription_until_date: None,
                rank: None,
            };
            enums::ChannelParticipant::Participant(participant)
        });
        Ok(types::channels::ChannelParticipants {
            count: i32::try_from(group.members.len()).unwrap_or(i32::MAX),
            participants: participants.collect(),
            chats: Vec::new(),
            users: rendered(context, &page).users,
        })
    }
}

fn answer(
    context: &Context,
    full_chat: enums::ChatFull,
    peer: Peer,
    members: &[UserId],
) -> enums::messages::ChatFull {
    let chats = render::peers(&context.world, context.user, [peer]).chats;
    types::messages::ChatFull { full_chat, chats, users: rendered(context, members).users }.into()
}

fn rendered(context: &Context, members: &[UserId]) -> render::RenderedPeers {
    let peers = members.iter().copied().map(Peer::User);
    render::peers(&context.world, context.user, peers)
}

/// Links are shown to who is in charge.
fn invitation(context: &Context, group: &Group) -> Option<enums::ExportedChatInvite> {
    let link = group.invitation.clone();
    let link = link.filter(|_| context.user == group.creator)?;
    let mut fields = Vec::new();
    0_u32.serialize(&mut fields);
    link.serialize(&mut fields);
    group.creator.0.serialize(&mut fields);
    context.world.now().serialize(&mut fields);
    let mut invite: types::ChatInviteExported = render::blank(&fields);
    invite.permanent = true;
    Some(invite.into())
}

impl Method for users::GetUsers {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let found = limited(&self.id)?
            .iter()
            .filter_map(|input| address::user(context, input).ok())
            .filter_map(|id| context.world.user(id))
            .map(|user| render::user(&context.world, context.user, user));
        Ok(found.collect::<Vec<enums::User>>())
    }
}

impl Method for users::GetFullUser {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let id = address::user(context, &self.id)?;
        let user = context.world.user(id).ok_or(Refusal::USER_ID_INVALID)?;
        let mut fields = Vec::new();
        0_u32.serialize(&mut fields);
        0_u32.serialize(&mut fields);
        id.0.serialize(&mut fields);
        enums::PeerSettings::from(render::blank::<types::PeerSettings>(&[0; 4]))
            .serialize(&mut fields);
        render::notify_settings().serialize(&mut fields);
        0_i32.serialize(&mut fields); // chats in common
        let full: types::UserFull = render::blank(&fields);
        Ok(types::users::UserFull {
            full_user: full.into(),
            chats: Vec::new(),
            users: vec![render::user(&context.world, context.user, user)],
        })
    }
}

impl Method for contacts::ResolveUsername {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = context.world.resolve(self.username.trim_start_matches('@'));
        let peer = peer.ok_or(Refusal::USERNAME_NOT_OCCUPIED)?;
        let peers = render::peers(&context.world, context.user, [peer]);
        Ok(types::contacts::ResolvedPeer {
            peer: address::render(peer),
            chats: peers.chats,
            users: peers.users,
        })
    }
}
