//! Sending, editing, forwarding; presses of inline buttons.

use grammers_tl_types::{Serializable, enums, functions::messages as request, types};

use crate::world::{
    Body, Change, Edit, Entry, Form, Forward, InlineAction, InlineButton, MailboxId, Markup, Peer,
    Post, Posted, Refusal, ReplyTo, View,
};

use super::super::address;
use super::super::dispatch::{Context, Later, Method};
use super::super::render;
use super::limited;

/// The longest parameter of a bot's deep link.
const START_PARAM_BYTES_MAX: usize = 64;

fn place_of(peer: Peer) -> MailboxId {
    match peer {
        Peer::Supergroup(id) => MailboxId::Supergroup(id),
        Peer::User(_) | Peer::Group(_) => MailboxId::Account,
    }
}

impl Method for request::SendMessage {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        if self.random_id == 0 {
            return Err(Refusal::RANDOM_ID_EMPTY);
        }
        let reply_to = match &self.reply_to {
            Some(enums::InputReplyTo::Message(it)) => Some(ReplyTo::Id(it.reply_to_msg_id)),
            _ => None,
        };
        let body = Body {
            form: Form::Plain,
            text: self.message.clone(),
            entities: render::read_entities(self.entities.as_deref(), context.user),
            invoice: None,
            markup: read_markup(context, self.reply_markup.as_ref())?,
            silent: self.silent,
            scheduled: false,
            no_preview: self.no_webpage,
        };
        let random_id = Some(self.random_id);
        let post = Post { body, reply_to, random_id, ..Post::new(context.user, peer, "") };
        let ahead_min = i32::try_from(context.world.quirks().schedule_ahead_min.as_secs());
        let soonest = context.world.now().saturating_add(ahead_min.unwrap_or(i32::MAX));
        if let Some(date) = self.schedule_date.filter(|date| *date >= soonest) {
            return scheduled(context, post, date);
        }
        let posted = context.world.post_as(context.actor(), post)?;
        let entry = entry_of(context, peer, &Change::New(posted.message))?;
        // Telegram gives the short form where the client can fill in the rest from its own self.
        if self.reply_to.is_none() && !matches!(peer, Peer::Supergroup(_)) {
            return Ok(short_answer(context, &posted, &entry));
        }
        long_answer(context, peer, &[(self.random_id, posted, entry)])
    }
}

/// Of all that can be sent so, there are only invoices here, under which is a button that pays them.
impl Method for request::SendMedia {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = address::peer(context, &self.peer)?;
        if self.random_id == 0 {
            return Err(Refusal::RANDOM_ID_EMPTY);
        }
        if !context.world.is_bot(context.user) {
            return Err(Refusal::MEDIA_INVALID);
        }
        let invoice = render::read_invoice(&self.media, context.user)?.checked()?;
        let button = || {
            let label = format!("Pay {} {}", invoice.total(), invoice.currency);
            Markup::Inline(vec![vec![InlineButton { label, action: InlineAction::Buy }]])
        };
        let markup = read_markup(context, self.reply_markup.as_ref())?.unwrap_or_else(button);
        let body = Body {
            markup: Some(markup),
            silent: self.silent,
            invoice: Some(Box::new(invoice)),
            ..Body::default()
        };
        let random_id = Some(self.random_id);
        let post = Post { body, random_id, ..Post::new(context.user, peer, "") };
        let posted = context.world.post_as(context.actor(), post)?;
        let entry = entry_of(context, peer, &Change::New(posted.message))?;
        long_answer(context, peer, &[(self.random_id, posted, entry)])
    }
}

/// Begins to talk with a bot, or comes from a link that says why.
impl Method for request::StartBot {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let bot = address::user(context, &self.bot)?;
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if self.start_param.len() > START_PARAM_BYTES_MAX
            || !self.start_param.bytes().all(is_letter)
        {
            return Err(Refusal::START_PARAM_INVALID);
        }
        let text = format!("/start {}", self.start_param);
        let random_id = Some(self.random_id);
        let post = Post { random_id, ..Post::new(context.user, Peer::User(bot), text) };
        let posted = context.world.post_as(context.actor(), post)?;
        told_of(context, &posted)
    }
}

/// A message in a private chat that has just come to be, as the answer tells of it.
pub(super) fn told_of(context: &Context, posted: &Posted) -> Result<enums::Updates, Refusal> {
    let change = Change::New(posted.message);
    let entry = context.world.last_entry(context.user, MailboxId::Account, |it| *it == change);
    let entry = entry.ok_or(Refusal::INTERNAL)?;
    let view = context.world.view_of(context.user, posted.message).ok_or(Refusal::INTERNAL)?;
    let update = render::change(MailboxId::Account, &entry, Some(&view));
    let update = update.ok_or(Refusal::INTERNAL)?;
    Ok(render::updates(&context.world, context.user, vec![update], &[view], entry.date))
}

/// Only bots hang something under their messages.
fn read_markup(
    context: &Context,
    markup: Option<&enums::ReplyMarkup>,
) -> Result<Option<Markup>, Refusal> {
    let markup = markup.filter(|_| context.world.is_bot(context.user));
    markup.map(render::read_markup).transpose()
}

fn entry_of(context: &Context, peer: Peer, change: &Change) -> Result<Entry, Refusal> {
    let entry = context.world.last_entry(context.user, place_of(peer), |it| it == change);
    entry.ok_or(Refusal::INTERNAL)
}

fn scheduled(context: &Context, post: Post, date: i32) -> Result<enums::Updates, Refusal> {
    let (world, me) = (&context.world, context.user);
    let random_id = post.random_id.unwrap_or_default();
    let view = world.schedule(me, post, date)?;
    let updates = vec![
        types::UpdateMessageId { id: view.id, random_id }.into(),
        types::UpdateNewScheduledMessage { message: render::message(&view) }.into(),
    ];
    Ok(render::updates(world, me, updates, &[view], world.now()))
}

fn short_answer(context: &Context, posted: &Posted, entry: &Entry) -> enums::Updates {
    let view = context.world.view_of(context.user, posted.message);
    types::UpdateShortSentMessage {
        out: true,
        id: posted.ids.for_user(context.user).unwrap_or(0),
        pts: entry.pts,
        pts_count: entry.pts_count,
        date: posted.date,
        entities: view.and_then(|view| render::entities(&view.message.body.entities)),
        ..render::blank(&[&[0; 20]])
    }
    .into()
}

/// Messages as they now stand, with the keys they were sent under.
fn long_answer(
    context: &Context,
    peer: Peer,
    sent: &[(i64, Posted, Entry)],
) -> Result<enums::Updates, Refusal> {
    let (world, me) = (&context.world, context.user);
    let numbered = |&(random_id, ref posted, _): &(i64, Posted, Entry)| {
        let id = posted.ids.for_user(me).unwrap_or(0);
        types::UpdateMessageId { id, random_id }.into()
    };
    let mut updates: Vec<enums::Update> = sent.iter().map(numbered).collect();
    let mut views = Vec::new();
    for (_, _, entry) in sent {
        let (update, view) = told(context, peer, entry)?;
        updates.push(update);
        views.push(view);
    }
    Ok(render::updates(world, me, updates, &views, world.now()))
}

/// A change of a message as the answer tells it.
fn told(context: &Context, peer: Peer, entry: &Entry) -> Result<(enums::Update, View), Refusal> {
    let view = entry.message().and_then(|key| context.world.view_of(context.user, key));
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
        let (world, me) = (&context.world, context.user);
        let peer = address::peer(context, &self.peer)?;
        let key = found(context, peer, self.id)?.message.key;
        let entities = render::read_entities(self.entities.as_deref(), me);
        let edit = Edit {
            text: self.message.clone().map(|text| (text, entities)),
            // An edit without buttons takes them away.
            markup: Some(read_markup(context, self.reply_markup.as_ref())?),
            no_preview: Some(self.no_webpage),
        };
        world.edit_as(context.actor(), key, edit)?;
        let entry = entry_of(context, peer, &Change::Edited(key))?;
        let (update, view) = told(context, peer, &entry)?;
        Ok(render::updates(world, me, vec![update], &[view], entry.date))
    }
}

/// A pin is told by Telegram's note of it, in the answer too.
impl Method for request::UpdatePinnedMessage {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (world, me) = (&context.world, context.user);
        let peer = address::peer(context, &self.peer)?;
        let key = found(context, peer, self.id)?.message.key;
        if self.unpin {
            world.unpin(me, peer, key)?;
            return Ok(render::updates(world, me, Vec::new(), &[], world.now()));
        }
        let posted = world.pin_as(context.actor(), peer, key)?;
        let entry = entry_of(context, peer, &Change::New(posted.message))?;
        let (update, view) = told(context, peer, &entry)?;
        Ok(render::updates(world, me, vec![update], &[view], entry.date))
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
                body: Body { markup: None, silent: self.silent, ..message.body },
                forward: (!self.drop_author).then_some(forward),
                via_bot: message.via_bot,
                random_id: Some(*random_id),
                ..Post::new(context.user, to, "")
            };
            let posted = context.world.post_as(context.actor(), post)?;
            let entry = entry_of(context, to, &Change::New(posted.message))?;
            sent.push((*random_id, posted, entry));
        }
        long_answer(context, to, &sent)
    }
}

/// `messages.getBotCallbackAnswer`: asks the bot, and waits for it as long as Telegram would.
pub(in super::super) fn press(
    context: &Context,
    request: &request::GetBotCallbackAnswer,
) -> Result<Later<Result<Vec<u8>, Refusal>>, Refusal> {
    let peer = address::peer(context, &request.peer)?;
    let data = request.data.as_deref().ok_or(Refusal::DATA_INVALID)?;
    let world = &context.world;
    let answer = world.press(context.user, peer, request.msg_id, data)?;
    Ok(Box::pin(async move {
        let answer = answer.await?;
        let answer = types::messages::BotCallbackAnswer {
            alert: answer.alert,
            has_url: answer.url.is_some(),
            url: answer.url,
            message: answer.text,
            ..render::blank(&[&[0; 8]])
        };
        Ok(enums::messages::BotCallbackAnswer::from(answer).to_bytes())
    }))
}
