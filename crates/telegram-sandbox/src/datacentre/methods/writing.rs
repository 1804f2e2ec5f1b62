//! Sending, editing, deleting, forwarding; presses of inline buttons.

use grammers_tl_types::{Serializable, enums, functions::messages as request, types};

use crate::world::{
    Body, CallbackAnswer, Change, Edit, Entry, Forward, MailboxId, Peer, Post, Posted, Refusal,
    ReplyTo, View,
};

use super::super::address;
use super::super::dispatch::{Context, Later, Method};
use super::super::render;
use super::channels::delete;
use super::limited;

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

impl Method for request::SendMessage {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        if self.random_id == 0 {
            return Err(Refusal::RANDOM_ID_EMPTY);
        }
        let entities = self.entities.as_deref().unwrap_or_default();
        let post = Post {
            from: context.user,
            to: peer,
            body: Body {
                text: self.message.clone(),
                entities: render::read_entities(entities, context.user),
                markup: None, // only bots hang something under their messages
                silent: self.silent,
                no_preview: self.no_webpage,
            },
            reply_to: replied(self.reply_to.as_ref()),
            forward: None,
            via_bot: None,
            random_id: Some(self.random_id),
        };
        let posted = context.world.post_as(context.actor(), post)?;
        let entry = entry_of(context, peer, &Change::New(posted.message))?;
        // Telegram gives the short form where the client can fill in the rest from its own self.
        let short = self.reply_to.is_none() && !matches!(peer, Peer::Supergroup(_));
        if short {
            return Ok(sent(context, &posted, &entry));
        }
        let sent = [(self.random_id, posted, entry)];
        stands(context, peer, &sent)
    }
}

fn entry_of(context: &Context, peer: Peer, change: &Change) -> Result<Entry, Refusal> {
    let (world, place) = (&context.world, place_of(peer));
    let entry = world.last_entry(context.user, place, |it| it == change);
    entry.ok_or(Refusal::INTERNAL)
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
    for &(random_id, ref posted, _) in sent {
        let id = posted.ids.for_user(context.user).unwrap_or(0);
        updates.push(types::UpdateMessageId { id, random_id }.into());
    }
    for (_, _, entry) in sent {
        let (update, view) = told(context, peer, entry)?;
        updates.push(update);
        views.push(view);
    }
    let (world, me) = (&context.world, context.user);
    Ok(render::updates(world, me, updates, &views, world.now()))
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
    let view = context.world.view(context.user, place_of(peer), id);
    view.filter(|view| view.message.conversation.seen_by(context.user) == peer)
        .ok_or(Refusal::MESSAGE_ID_INVALID)
}

impl Method for request::EditMessage {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        let key = found(context, peer, self.id)?.message.key;
        let entities = self.entities.as_deref().unwrap_or_default();
        let entities = render::read_entities(entities, context.user);
        let edit = Edit {
            text: self.message.clone().map(|text| (text, entities)),
            markup: None,
            no_preview: Some(self.no_webpage),
        };
        context.world.edit_as(context.actor(), key, edit)?;
        let entry = entry_of(context, peer, &Change::Edited(key))?;
        let (update, view) = told(context, peer, &entry)?;
        let views = [view];
        let (world, me) = (&context.world, context.user);
        Ok(render::updates(world, me, vec![update], &views, entry.date))
    }
}

impl Method for request::DeleteMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        delete(context, MailboxId::Account, &self.id, self.revoke)
    }
}

impl Method for request::ForwardMessages {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let from = address::peer(context, &self.from_peer)?;
        let to = address::peer(context, &self.to_peer)?;
        let ids = limited(&self.id)?;
        if ids.len() != self.random_id.len() {
            return Err(Refusal::RANDOM_ID_INVALID);
        }
        let originals = ids.iter().map(|id| found(context, from, *id));
        let originals = originals.collect::<Result<Vec<View>, _>>()?;
        let mut sent = Vec::new();
        for (original, random_id) in originals.into_iter().zip(&self.random_id) {
            let message = original.message;
            let forward =
                message.forward.unwrap_or(Forward { from: message.from, date: message.date });
            let post = Post {
                from: context.user,
                to,
                body: Body { markup: None, silent: self.silent, ..message.body },
                reply_to: None,
                forward: (!self.drop_author).then_some(forward),
                via_bot: message.via_bot,
                random_id: Some(*random_id),
            };
            let posted = context.world.post_as(context.actor(), post)?;
            let entry = entry_of(context, to, &Change::New(posted.message))?;
            sent.push((*random_id, posted, entry));
        }
        stands(context, to, &sent)
    }
}

/// `messages.getBotCallbackAnswer`: asks the bot, and waits for it as long as Telegram would.
pub(in super::super) fn press(
    context: &Context,
    request: &request::GetBotCallbackAnswer,
) -> Result<Later<Result<Vec<u8>, Refusal>>, Refusal> {
    let peer = address::peer(context, &request.peer)?;
    let data = request.data.as_deref().ok_or(Refusal::DATA_INVALID)?;
    let world = context.world.clone();
    let (query, answer) = world.press(context.user, peer, request.msg_id, data)?;
    let timeout = world.quirks().callback_timeout;
    Ok(Box::pin(async move {
        let answer = tokio::time::timeout(timeout, answer).await;
        world.forget_callback(query);
        match answer {
            Ok(Ok(answer)) => Ok(shown(answer?).to_bytes()),
            Ok(Err(_)) | Err(_) => Err(Refusal::BOT_RESPONSE_TIMEOUT),
        }
    }))
}

fn shown(answer: CallbackAnswer) -> enums::messages::BotCallbackAnswer {
    types::messages::BotCallbackAnswer {
        alert: answer.alert,
        has_url: false,
        native_ui: false,
        message: answer.text,
        url: None,
        cache_time: 0,
    }
    .into()
}
