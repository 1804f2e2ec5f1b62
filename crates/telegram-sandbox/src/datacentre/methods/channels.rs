//! `channels.*`, and the basic groups' `messages.getChats`.

use grammers_tl_types::functions::{channels as request, messages};
use grammers_tl_types::{enums, types};

use crate::world::{Actor, Change, GroupId, MailboxId, MessageKey, Peer, Refusal, SupergroupId};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render;
use super::{limited, messages_by_id};

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
        let (messages, peers) = messages_by_id(context, place, &self.id)?;
        Ok(types::messages::ChannelMessages {
            inexact: false,
            pts: context.world.pts(context.user, place)?,
            count: i32::try_from(messages.len()).unwrap_or(i32::MAX),
            offset_id_offset: None,
            messages,
            topics: Vec::new(),
            chats: peers.chats,
            users: peers.users,
        })
    }
}

impl Method for request::DeleteMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let place = MailboxId::Supergroup(entered(context, &self.channel)?);
        delete(context, place, &self.id, true)
    }
}

/// Deletes messages, and returns the effect on the mailbox.
pub(super) fn delete(
    context: &Context,
    place: MailboxId,
    ids: &[i32],
    revoke: bool,
) -> Result<enums::messages::AffectedMessages, Refusal> {
    let (world, me) = (&context.world, context.user);
    let views = limited(ids)?.iter();
    let views = views.filter_map(|id| world.view(me, place, *id));
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

impl Method for request::ReadHistory {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = Peer::Supergroup(entered(context, &self.channel)?);
        let world = &context.world;
        world.read_through(context.user, peer, self.max_id)?;
        Ok(true)
    }
}

impl Context {
    /// The account, through this connection.
    pub(super) fn actor(&self) -> Actor {
        Actor { user: self.user, connection: Some(self.connection) }
    }
}
