//! `channels.*`, and the basic groups' `messages.getChats`.

use grammers_tl_types::functions::{channels as request, messages};
use grammers_tl_types::{enums, types};

use crate::world::{
    Actor, Change, GroupId, MailboxId, MessageKey, Peer, Refusal, SupergroupId, View,
};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render;
use super::{limited, message_id, peers_in};

fn chats(context: &Context, peers: Vec<Peer>) -> enums::messages::Chats {
    let chats = render::peers(&context.world, context.user, peers).chats;
    types::messages::Chats { chats }.into()
}

impl Method for request::GetChannels {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peers = limited(&self.id)?
            .iter()
            .map(|input| address::supergroup(context, input).map(Peer::Supergroup))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(chats(context, peers))
    }
}

impl Method for messages::GetChats {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peers = limited(&self.id)?
            .iter()
            .map(|id| match context.world.group(Peer::Group(GroupId(*id))) {
                Some(group) if group.members.contains(&context.user) => Ok(group.peer),
                _ => Err(Refusal::CHAT_ID_INVALID),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(chats(context, peers))
    }
}

/// The supergroup, if the account is in it.
fn entered(context: &Context, input: &enums::InputChannel) -> Result<SupergroupId, Refusal> {
    let id = address::supergroup(context, input)?;
    context.world.pts(context.user, MailboxId::Supergroup(id))?;
    Ok(id)
}

impl Method for request::GetMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let place = MailboxId::Supergroup(entered(context, &self.channel)?);
        let ids: Vec<i32> = limited(&self.id)?.iter().filter_map(message_id).collect();
        let found: Vec<(i32, Option<View>)> = ids
            .into_iter()
            .map(|id| (id, context.world.view(context.user, place, id)))
            .collect();
        let views: Vec<View> = found.iter().filter_map(|(_, view)| view.clone()).collect();
        let peers = peers_in(context, &views);
        Ok(types::messages::ChannelMessages {
            inexact: false,
            pts: context.world.pts(context.user, place)?,
            count: i32::try_from(found.len()).unwrap_or(i32::MAX),
            offset_id_offset: None,
            messages: found.iter().map(render::message_or_empty).collect(),
            topics: Vec::new(),
            chats: peers.chats,
            users: peers.users,
        })
    }
}

impl Method for request::DeleteMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let supergroup = entered(context, &self.channel)?;
        let place = MailboxId::Supergroup(supergroup);
        let ids = limited(&self.id)?;
        let keys: Vec<MessageKey> = ids
            .iter()
            .filter_map(|id| context.world.view(context.user, place, *id))
            .map(|view| view.message.key)
            .collect();
        context.world.delete_as(context.actor(), &keys, true)?;
        deleted(context, place, ids)
    }
}

/// The effect of a deletion on the mailbox.
pub(super) fn deleted(
    context: &Context,
    place: MailboxId,
    ids: &[i32],
) -> Result<enums::messages::AffectedMessages, Refusal> {
    let about_these = |change: &Change| match change {
        Change::Deleted(gone) => gone.iter().any(|id| ids.contains(id)),
        _ => false,
    };
    let entry = context.world.last_entry(context.user, place, about_these);
    let (pts, pts_count) = match entry {
        Some(entry) => (entry.pts, entry.pts_count),
        None => (context.world.pts(context.user, place)?, 0),
    };
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

impl Method for request::ReadHistory {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let supergroup = entered(context, &self.channel)?;
        let peer = Peer::Supergroup(supergroup);
        context
            .world
            .read_through(context.user, peer, self.max_id)?;
        Ok(true)
    }
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
