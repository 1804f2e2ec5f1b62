//! Sending messages.
#![expect(missing_docs, reason = "most fields are what their names say")]

use tokio::time::Instant;

use super::state::State;
use super::{
    Body, ConnectionId, Conversation, Entity, Forward, Group, Markup, Message, MessageKey, Origin,
    Peer, Posted, Refusal, RepeatAnswer, ReplyToMissing, Service, UserId, World, WorldEvent,
};

/// The longest text, in UTF-16 code units.
const TEXT_UTF16_MAX: usize = 4096;
/// The most entities that are kept; Telegram drops the rest.
const ENTITIES_MAX: usize = 100;

/// The user who does something, and the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    /// `None` for a script.
    pub connection: Option<ConnectionId>,
}

impl Actor {
    pub(super) const fn script(user: UserId) -> Self {
        Self { user, connection: None }
    }

    pub(super) const fn origin(self) -> Origin {
        if self.connection.is_some() { Origin::Client } else { Origin::Script }
    }
}

/// The message that is replied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyTo {
    Message(MessageKey),
    /// The message its sender knows by this id.
    Id(i32),
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub from: UserId,
    /// The place, as the sender sees it.
    pub to: Peer,
    pub body: Body,
    pub reply_to: Option<ReplyTo>,
    /// The origin, if it is forwarded.
    pub forward: Option<Forward>,
    /// Through which inline bot it is sent.
    pub via_bot: Option<UserId>,
    /// The idempotency key; scripts need none.
    pub random_id: Option<i64>,
}

impl Post {
    /// A plain text.
    pub fn new(from: UserId, to: Peer, text: impl Into<String>) -> Self {
        let (body, reply_to, forward) = (Body::text(text), None, None);
        Self { from, to, body, reply_to, forward, via_bot: None, random_id: None }
    }

    /// With something marked in it.
    #[must_use]
    pub fn with_entities(mut self, entities: Vec<Entity>) -> Self {
        self.body.entities = entities;
        self
    }

    /// With something under it.
    #[must_use]
    pub fn with_markup(mut self, markup: Markup) -> Self {
        self.body.markup = Some(markup);
        self
    }

    /// As a reply.
    #[must_use]
    pub fn replying_to(mut self, message: MessageKey) -> Self {
        self.reply_to = Some(ReplyTo::Message(message));
        self
    }
}

/// The first message under an idempotency key: the sandbox never forgets one.
#[derive(Debug)]
pub(super) struct FirstUse {
    to: Peer,
    text: String,
    message: MessageKey,
    at: Instant,
}

impl World {
    /// Sends a message, as its sender's script.
    pub fn post(&self, post: Post) -> Result<Posted, Refusal> {
        self.post_as(Actor::script(post.from), post)
    }

    /// Sends a message on somebody's behalf.
    pub fn post_as(&self, actor: Actor, post: Post) -> Result<Posted, Refusal> {
        let mut state = self.state();
        let conversation = state.enter(actor.user, post.to)?;
        state.refuse_if_moved(conversation)?;
        state.refuse_if_muted(actor.user, post.to)?;
        state.refuse_if_blocked(actor.user, conversation)?;
        if actor.connection.is_some() && state.is_unheard_of(actor.user, conversation) {
            return Err(Refusal::PEER_ID_INVALID);
        }
        let topic = state.topic(actor.user, conversation, post.reply_to.as_ref())?;
        let mut body = checked(post.body)?;
        if state.quirks.texts_cleaned && actor.connection.is_some() {
            body.text.retain(|character| !is_cleaned_away(character));
        }
        let payload =
            body.invoice.as_ref().map(|it| String::from_utf8_lossy(&it.payload).into_owned());
        let text = payload.unwrap_or_else(|| body.text.clone());
        if let Some(first) = state.repeated(actor.user, post.random_id, (post.to, &text))? {
            return Ok(first);
        }
        // What names a topic answers nothing.
        let answered = post.reply_to.filter(|to| topic.is_none_or(|id| *to != ReplyTo::Id(id)));
        let reply_to = state.replied(actor.user, conversation, answered)?;
        state.notice_leak(actor.user, &body.text);
        let message = Message {
            reply_to,
            topic,
            forward: post.forward,
            via_bot: post.via_bot,
            ..Message::new(actor.user, conversation, body)
        };
        let posted = state.put(message, actor.connection);
        let (to, random_id, ids) = (post.to, post.random_id, posted.ids.clone());
        if let (Some(random_id), Some(account)) = (random_id, state.accounts.get_mut(&actor.user)) {
            let (message, at) = (posted.message, Instant::now());
            account.random_ids.insert(random_id, FirstUse { to, text, message, at });
        }
        if let Some(message) = state.messages.get(&posted.message).cloned() {
            let origin = actor.origin();
            state.subscriptions.emit(&WorldEvent::Message { origin, to, message, ids, random_id });
        }
        Ok(posted)
    }
}

/// Pinning.
impl World {
    /// Pins a message, as a script of `user`, who sees the chat as `to`.
    pub fn pin(&self, user: UserId, to: Peer, message: MessageKey) -> Result<Posted, Refusal> {
        self.pin_as(Actor::script(user), to, message)
    }

    /// Pins a message on somebody's behalf. Returns Telegram's note of it.
    pub fn pin_as(&self, actor: Actor, to: Peer, key: MessageKey) -> Result<Posted, Refusal> {
        let mut state = self.state();
        let conversation = state.may_pin(actor.user, to)?;
        let reply_to = state.replied(actor.user, conversation, Some(ReplyTo::Message(key)))?;
        let pinned = state.pinned.entry(conversation).or_default();
        if pinned.contains(&key) {
            return Err(Refusal::CHAT_NOT_MODIFIED);
        }
        pinned.push(key);
        let news = Message::new(actor.user, conversation, Body::default());
        let news = Message { reply_to, service: Some(Service::Pinned), ..news };
        Ok(state.put(news, actor.connection))
    }

    /// Takes a pin away, which nobody is told of.
    pub(crate) fn unpin(&self, user: UserId, to: Peer, key: MessageKey) -> Result<(), Refusal> {
        let mut state = self.state();
        let conversation = state.may_pin(user, to)?;
        let pinned = state.pinned.entry(conversation).or_default();
        let place = pinned.iter().position(|pinned| *pinned == key);
        pinned.remove(place.ok_or(Refusal::CHAT_NOT_MODIFIED)?);
        Ok(())
    }

    /// The pinned messages of a chat as `viewer` sees it, the newest last.
    pub fn pinned(&self, viewer: UserId, peer: Peer) -> Vec<MessageKey> {
        let pinned = self.state().pinned.get(&Conversation::of(viewer, peer)).cloned();
        pinned.unwrap_or_default()
    }
}

impl State {
    /// The conversation, if the user may pin there.
    fn may_pin(&self, user: UserId, peer: Peer) -> Result<Conversation, Refusal> {
        let conversation = self.enter(user, peer)?;
        self.refuse_if_moved(conversation)?;
        let forbidden = |group: &Group| group.may_not_pin.contains(&user);
        let is_forbidden = self.groups.get(&peer).is_some_and(forbidden);
        if is_forbidden { Err(Refusal::CHAT_ADMIN_REQUIRED) } else { Ok(conversation) }
    }

    /// The answer to a `random_id` that Telegram remembers; `None` when there is none to give.
    fn repeated(
        &mut self,
        user: UserId,
        random_id: Option<i64>,
        sent: (Peer, &String),
    ) -> Result<Option<Posted>, Refusal> {
        let known = self.accounts.get(&user).map(|account| &account.random_ids);
        let first = random_id.zip(known).and_then(|(id, known)| Some((id, known.get(&id)?)));
        let Some((random_id, first)) = first else {
            return Ok(None);
        };
        let memory = self.quirks.random_id_memory;
        let remembered = memory.is_none_or(|memory| first.at.elapsed() < memory);
        let same_message = (first.to, &first.text) == sent;
        let message = self.messages.get(&first.message);
        let first = message.map(|message| Posted {
            message: message.key,
            ids: self.ids(message),
            date: message.date,
        });
        if same_message {
            self.counters.random_ids_repeated += 1;
        } else {
            self.counters.random_ids_misused += 1;
        }
        self.subscriptions.emit(&WorldEvent::RandomIdReused { user, random_id, same_message });
        match self.quirks.random_id_repeat {
            _ if !remembered => Ok(None),
            RepeatAnswer::Error => Err(Refusal::RANDOM_ID_DUPLICATE),
            RepeatAnswer::FirstMessage => Ok(first),
        }
    }

    /// The message that is replied to, by this Telegram's quirks.
    fn replied(
        &self,
        user: UserId,
        conversation: Conversation,
        reply_to: Option<ReplyTo>,
    ) -> Result<Option<MessageKey>, Refusal> {
        let Some(reply_to) = reply_to else {
            return Ok(None);
        };
        let mailbox = self.mailbox(user, conversation).ok_or(Refusal::PEER_ID_INVALID)?;
        let (found, was_given) = match reply_to {
            ReplyTo::Message(key) => {
                (mailbox.holds(key).then_some(key), mailbox.id_of(key).is_some())
            }
            ReplyTo::Id(id) => (mailbox.get(id), mailbox.was_given(id)),
        };
        let in_this_chat = |key: &MessageKey| {
            self.messages.get(key).is_some_and(|message| message.conversation == conversation)
        };
        if let Some(key) = found.filter(in_this_chat) {
            return Ok(Some(key));
        }
        // A message of another chat is as unknown as one that never was.
        let manner = if was_given && found.is_none() {
            self.quirks.reply_to_deleted
        } else {
            self.quirks.reply_to_unknown
        };
        match manner {
            ReplyToMissing::Refused => Err(Refusal::REPLY_MESSAGE_ID_INVALID),
            ReplyToMissing::Detached => Ok(None),
        }
    }
}

fn is_cleaned_away(character: char) -> bool {
    matches!(character, '\r' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A body as Telegram keeps it: white space around the text goes, entities move along.
pub(super) fn checked(body: Body) -> Result<Body, Refusal> {
    let trimmed = body.text.trim();
    if trimmed.is_empty() && body.invoice.is_none() {
        return Err(Refusal::MESSAGE_EMPTY);
    }
    let length = trimmed.encode_utf16().count();
    if length > TEXT_UTF16_MAX {
        return Err(Refusal::MESSAGE_TOO_LONG);
    }
    let before = body.text.len() - body.text.trim_start().len();
    let leading = units(body.text[..before].encode_utf16().count());
    let text = trimmed.to_owned();
    let moved = |entity| moved(entity, leading, units(length));
    let entities = body.entities.into_iter().filter_map(moved).take(ENTITIES_MAX).collect();
    Ok(Body { text, entities, ..body })
}

fn units(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// An entity after `leading` units went from the front of a text that is now `length` long.
fn moved(entity: Entity, leading: i32, length: i32) -> Option<Entity> {
    let end = entity.offset_utf16.checked_add(entity.length_utf16)?;
    let offset_utf16 = entity.offset_utf16.checked_sub(leading)?.clamp(0, length);
    let length_utf16 = end.checked_sub(leading)?.clamp(0, length) - offset_utf16;
    (length_utf16 > 0).then_some(Entity { offset_utf16, length_utf16, ..entity })
}

#[cfg(test)]
mod tests {
    use super::super::EntityKind;
    use super::*;

    fn body(text: &str, offset_utf16: i32, length_utf16: i32) -> Body {
        let entity = Entity { kind: EntityKind::Bold, offset_utf16, length_utf16 };
        Body { text: text.to_owned(), entities: vec![entity], ..Body::default() }
    }

    #[test]
    fn white_space_around_a_text_goes_and_entities_move_along() {
        let trimmed = checked(body(" \n🆕 bold \n", 5, 4)).unwrap();
        assert_eq!(trimmed, body("🆕 bold", 3, 4));
        let cut = checked(body("bold  ", 0, 6)).unwrap();
        assert_eq!(cut, body("bold", 0, 4));
    }

    #[test]
    fn entities_outside_of_the_text_are_dropped() {
        for (offset, length) in [(4, 2), (-3, 2), (0, 0), (i32::MAX, 1), (i32::MIN, -1)] {
            assert!(checked(body("bold", offset, length)).unwrap().entities.is_empty());
        }
    }

    #[test]
    fn a_text_is_counted_in_utf16() {
        assert!(checked(body(&"🆕".repeat(2048), 0, 1)).is_ok());
        let long = checked(body(&"🆕".repeat(2049), 0, 1));
        assert_eq!(long, Err(Refusal::MESSAGE_TOO_LONG));
        assert_eq!(checked(body("\u{a0}\n", 0, 1)), Err(Refusal::MESSAGE_EMPTY));
    }
}
