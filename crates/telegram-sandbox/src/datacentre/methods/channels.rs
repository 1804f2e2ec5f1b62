//! `channels.*`, and the basic groups' `messages.getChats`.

use grammers_tl_types::functions::{channels as request, messages};
use grammers_tl_types::{enums, types};

use crate::world::{
    Actor, Change, GroupId, MailboxId, MessageKey, Peer, Refusal, SupergroupId, View,
};

use super::super::address;
use super::super::dispatch::{Context, Reply};
use super::super::render;
use super::{limited, message_id, peers_in, reply};

fn chats(context: &Context, peers: &[Peer]) -> Result<Reply, Refusal> {
    let peers = context.world.peers_of(&[], peers);
    let chats = render::peers(&context.world, context.user, peers).chats;
    reply(&enums::messages::Chats::from(types::messages::Chats {
        chats,
    }))
}

pub(in super::super) fn get_channels(
    context: &Context,
    request: &request::GetChannels,
) -> Result<Reply, Refusal> {
    let peers = limited(&request.id)?
        .iter()
        .map(|input| address::supergroup(context, input).map(Peer::Supergroup))
        .collect::<Result<Vec<_>, _>>()?;
    chats(context, &peers)
}

pub(in super::super) fn get_chats(
    context: &Context,
    request: &messages::GetChats,
) -> Result<Reply, Refusal> {
    let peers = limited(&request.id)?
        .iter()
        .map(|id| match context.world.group(GroupId(*id)) {
            Some(group) if group.members.contains(&context.user) => Ok(Peer::Group(group.id)),
            _ => Err(Refusal::CHAT_ID_INVALID),
        })
        .collect::<Result<Vec<_>, _>>()?;
    chats(context, &peers)
}

/// The supergroup, if the account is in it.
fn entered(context: &Context, input: &enums::InputChannel) -> Result<SupergroupId, Refusal> {
    let id = address::supergroup(context, input)?;
    context.world.pts(context.user, MailboxId::Supergroup(id))?;
    Ok(id)
}

pub(in super::super) fn get_messages(
    context: &Context,
    request: &request::GetMessages,
) -> Result<Reply, Refusal> {
    let place = MailboxId::Supergroup(entered(context, &request.channel)?);
    let ids: Vec<i32> = limited(&request.id)?
        .iter()
        .filter_map(message_id)
        .collect();
    let found: Vec<(i32, Option<View>)> = ids
        .into_iter()
        .map(|id| (id, context.world.view(context.user, place, id)))
        .collect();
    let views: Vec<View> = found.iter().filter_map(|(_, view)| view.clone()).collect();
    let peers = peers_in(context, &views);
    let answer = types::messages::ChannelMessages {
        inexact: false,
        pts: context.world.pts(context.user, place)?,
        count: i32::try_from(found.len()).unwrap_or(i32::MAX),
        offset_id_offset: None,
        messages: found.iter().map(render::message_or_empty).collect(),
        topics: Vec::new(),
        chats: peers.chats,
        users: peers.users,
    };
    reply(&enums::messages::Messages::from(answer))
}

pub(in super::super) fn delete_messages(
    context: &Context,
    request: &request::DeleteMessages,
) -> Result<Reply, Refusal> {
    let supergroup = entered(context, &request.channel)?;
    let place = MailboxId::Supergroup(supergroup);
    let ids = limited(&request.id)?;
    let keys: Vec<MessageKey> = ids
        .iter()
        .filter_map(|id| context.world.view(context.user, place, *id))
        .map(|view| view.message.key)
        .collect();
    context.world.delete_as(context.actor(), &keys, true)?;
    deleted(context, place, ids)
}

/// The effect of a deletion on the mailbox.
pub(super) fn deleted(context: &Context, place: MailboxId, ids: &[i32]) -> Result<Reply, Refusal> {
    let about_these = |change: &Change| match change {
        Change::Deleted(gone) => gone.iter().any(|id| ids.contains(id)),
        _ => false,
    };
    let entry = context.world.last_entry(context.user, place, about_these);
    let (pts, pts_count) = match entry {
        Some(entry) => (entry.pts, entry.pts_count),
        None => (context.world.pts(context.user, place)?, 0),
    };
    reply(&enums::messages::AffectedMessages::from(
        types::messages::AffectedMessages { pts, pts_count },
    ))
}

pub(in super::super) fn read_history(
    context: &Context,
    request: &request::ReadHistory,
) -> Result<Reply, Refusal> {
    let supergroup = entered(context, &request.channel)?;
    let peer = Peer::Supergroup(supergroup);
    context
        .world
        .read_through(context.user, peer, request.max_id)?;
    reply(&true)
}

impl Context {
    /// The account, through this connection.
    pub(super) fn actor(&self) -> Actor {
        Actor {
            user: self.user,
            connection: Some(self.connection),
        }
    }
}
