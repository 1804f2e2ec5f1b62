//! Sending, editing, deleting, forwarding.

use grammers_tl_types::{enums, functions::messages as request, types};

use crate::world::{
    Body, Change, Edit, Entry, Forward, MailboxId, MessageKey, Peer, Post, Posted, Refusal,
    ReplyTo, View,
};

use super::super::super::address;
use super::super::super::dispatch::{Context, Reply};
use super::super::super::render;
use super::super::channels::deleted;
use super::super::{limited, reply};

/// The box that a chat's messages are in.
fn place_of(peer: Peer) -> MailboxId {
    match peer {
        Peer::Supergroup(id) => MailboxId::Supergroup(id),
        Peer::User(_) | Peer::Group(_) => MailboxId::Account,
    }
}

fn replied(reply_to: Option<&enums::InputReplyTo>) -> Option<ReplyTo> {
    match reply_to? {
        enums::InputReplyTo::Message(it) => Some(ReplyTo::Id(it.reply_to_msg_id)),
        _ => None,
    }
}

pub(in super::super::super) fn send_message(
    context: &Context,
    request: &request::SendMessage,
) -> Result<Reply, Refusal> {
    let peer = address::peer(context, &request.peer)?;
    if request.random_id == 0 {
        return Err(Refusal::RANDOM_ID_EMPTY);
    }
    let entities = request.entities.as_deref().unwrap_or_default();
    let post = Post {
        from: context.user,
        to: peer,
        body: Body {
            text: request.message.clone(),
            entities: render::read_entities(entities, context.user),
            markup: None, // only bots hang something under their messages
            silent: request.silent,
            no_preview: request.no_webpage,
        },
        reply_to: replied(request.reply_to.as_ref()),
        forward: None,
        via_bot: None,
        random_id: Some(request.random_id),
    };
    let posted = context.world.post_as(context.actor(), post)?;
    let entry = new_entry(context, peer, posted.message)?;
    // Telegram gives the short form where the client can fill in the rest from its own request.
    let short = request.reply_to.is_none() && !matches!(peer, Peer::Supergroup(_));
    if short {
        return reply(&sent(context, &posted, &entry));
    }
    let sent = [(request.random_id, posted, entry)];
    reply(&stands(context, peer, &sent)?)
}

fn new_entry(context: &Context, peer: Peer, key: MessageKey) -> Result<Entry, Refusal> {
    let is_it = |change: &Change| *change == Change::New(key);
    context
        .world
        .last_entry(context.user, place_of(peer), is_it)
        .ok_or(Refusal::INTERNAL)
}

fn sent(context: &Context, posted: &Posted, entry: &Entry) -> enums::Updates {
    let view = context.world.view_of(context.user, posted.message);
    types::UpdateShortSentMessage {
        out: true,
        id: posted.ids.for_user(context.user).unwrap_or(0),
        pts: entry.pts,
        pts_count: entry.pts_count,
        date: posted.date,
        media: None,
        entities: view.and_then(|view| render::entities(&view.message.body.entities)),
        ttl_period: None,
    }
    .into()
}

/// Messages as they now stand, with the keys they were sent under.
fn stands(
    context: &Context,
    peer: Peer,
    sent: &[(i64, Posted, Entry)],
) -> Result<enums::Updates, Refusal> {
    let mut updates: Vec<enums::Update> = Vec::new();
    let mut views = Vec::new();
    for (random_id, posted, _) in sent {
        let id = posted.ids.for_user(context.user).unwrap_or(0);
        let random_id = *random_id;
        updates.push(types::UpdateMessageId { id, random_id }.into());
    }
    for (_, _, entry) in sent {
        let (update, view) = told(context, peer, entry)?;
        updates.push(update);
        views.push(view);
    }
    let now = context.world.now();
    Ok(render::updates(
        &context.world,
        context.user,
        updates,
        &views,
        now,
    ))
}

/// A change of a message as the answer tells it.
fn told(context: &Context, peer: Peer, entry: &Entry) -> Result<(enums::Update, View), Refusal> {
    let key = entry.message().ok_or(Refusal::INTERNAL)?;
    let view = context.world.view_of(context.user, key);
    let view = view.ok_or(Refusal::INTERNAL)?;
    let update = render::change(place_of(peer), entry, Some(&view));
    Ok((update.ok_or(Refusal::INTERNAL)?, view))
}

fn found(context: &Context, peer: Peer, id: i32) -> Result<View, Refusal> {
    context
        .world
        .view(context.user, place_of(peer), id)
        .filter(|view| view.message.conversation.seen_by(context.user) == peer)
        .ok_or(Refusal::MESSAGE_ID_INVALID)
}

pub(in super::super::super) fn edit_message(
    context: &Context,
    request: &request::EditMessage,
) -> Result<Reply, Refusal> {
    let peer = address::peer(context, &request.peer)?;
    let key = found(context, peer, request.id)?.message.key;
    let entities = request.entities.as_deref().unwrap_or_default();
    let text = request
        .message
        .clone()
        .map(|text| (text, render::read_entities(entities, context.user)));
    let edit = Edit {
        text,
        markup: None,
        no_preview: Some(request.no_webpage),
    };
    context.world.edit_as(context.actor(), key, edit)?;
    let is_it = |change: &Change| *change == Change::Edited(key);
    let entry = context
        .world
        .last_entry(context.user, place_of(peer), is_it)
        .ok_or(Refusal::INTERNAL)?;
    let (update, view) = told(context, peer, &entry)?;
    let views = [view];
    let (world, me) = (&context.world, context.user);
    reply(&render::updates(
        world,
        me,
        vec![update],
        &views,
        entry.date,
    ))
}

pub(in super::super::super) fn delete_messages(
    context: &Context,
    request: &request::DeleteMessages,
) -> Result<Reply, Refusal> {
    let ids = limited(&request.id)?;
    let keys: Vec<MessageKey> = ids
        .iter()
        .filter_map(|id| context.world.view(context.user, MailboxId::Account, *id))
        .map(|view| view.message.key)
        .collect();
    context
        .world
        .delete_as(context.actor(), &keys, request.revoke)?;
    deleted(context, MailboxId::Account, ids)
}

pub(in super::super::super) fn forward_messages(
    context: &Context,
    request: &request::ForwardMessages,
) -> Result<Reply, Refusal> {
    let from = address::peer(context, &request.from_peer)?;
    let to = address::peer(context, &request.to_peer)?;
    let ids = limited(&request.id)?;
    if ids.len() != request.random_id.len() {
        return Err(Refusal::RANDOM_ID_INVALID);
    }
    let originals = ids
        .iter()
        .map(|id| found(context, from, *id))
        .collect::<Result<Vec<View>, _>>()?;
    let mut sent = Vec::new();
    for (original, random_id) in originals.into_iter().zip(&request.random_id) {
        let message = original.message;
        let forward = message.forward.unwrap_or(Forward {
            from: message.from,
            date: message.date,
        });
        let post = Post {
            from: context.user,
            to,
            body: Body {
                markup: None,
                silent: request.silent,
                ..message.body
            },
            reply_to: None,
            forward: (!request.drop_author).then_some(forward),
            via_bot: message.via_bot,
            random_id: Some(*random_id),
        };
        let posted = context.world.post_as(context.actor(), post)?;
        let entry = new_entry(context, to, posted.message)?;
        sent.push((*random_id, posted, entry));
    }
    reply(&stands(context, to, &sent)?)
}
