//! Editing and deleting messages.

use std::collections::BTreeMap;
use std::time::Duration;

use super::mailbox::Mailbox;
use super::posting::checked;
use super::state::State;
use super::{Actor, Conversation, Entity, Markup, MessageKey, Refusal, UserId, World, WorldEvent};

/// An edit; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// With what is marked in it.
    pub text: Option<(String, Vec<Entity>)>,
    /// The buttons: `Some(None)` takes them away.
    pub markup: Option<Option<Markup>>,
    /// True if its links have no preview any more.
    pub no_preview: Option<bool>,
}

impl Edit {
    /// A new text, with nothing marked in it.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some((text.into(), Vec::new())), ..Self::default() }
    }
}

impl World {
    /// Makes a message older than it is.
    pub fn date_back(&self, key: MessageKey, seconds: i32) {
        if let Some(message) = self.state().messages.get_mut(&key) {
            message.date = message.date.saturating_sub(seconds);
        }
    }

    /// Edits a message, as its sender's script.
    pub fn edit(&self, message: MessageKey, edit: Edit) -> Result<(), Refusal> {
        let author = self.message(message).ok_or(Refusal::MESSAGE_ID_INVALID)?;
        self.edit_as(Actor::script(author.from), message, edit)
    }

    /// Edits a message, as its sender's script, once a page that shows it was given to somebody else.
    pub fn edit_once_read(&self, message: MessageKey, edit: Edit) {
        self.state().edits_once_read.insert(message, edit);
    }

    /// Edits a message on somebody's behalf.
    pub fn edit_as(&self, actor: Actor, message: MessageKey, edit: Edit) -> Result<(), Refusal> {
        self.state().edit(actor, message, edit)
    }

    /// Deletes messages for everybody, as a script of the user.
    pub fn delete(&self, user: UserId, messages: &[MessageKey]) -> Result<(), Refusal> {
        self.delete_as(Actor::script(user), messages, true)
    }

    /// Deletes messages on somebody's behalf; for the others too when `revoke`.
    pub fn delete_as(
        &self,
        actor: Actor,
        messages: &[MessageKey],
        revoke: bool,
    ) -> Result<(), Refusal> {
        let mut state = self.state();
        let now = state.now();
        let mut by_conversation = BTreeMap::<_, Vec<MessageKey>>::new();
        for key in messages {
            let Some(message) = state.messages.get(key) else {
                continue;
            };
            let shared = matches!(message.conversation, Conversation::Supergroup(_));
            if shared && message.from != actor.user {
                return Err(Refusal::MESSAGE_DELETE_FORBIDDEN);
            }
            by_conversation.entry(message.conversation).or_default().push(*key);
        }
        for (conversation, keys) in by_conversation {
            let shared = matches!(conversation, Conversation::Supergroup(_));
            let own = Conversation::Private(actor.user, actor.user);
            let whose = if revoke || shared { conversation } else { own };
            if let Some(pinned) = state.pinned.get_mut(&whose) {
                pinned.retain(|pinned| !keys.contains(pinned));
            }
            state.change(whose, None, actor.connection, |mailbox| mailbox.remove(&keys, now));
        }
        Ok(())
    }
}

impl State {
    /// Makes the edits that waited until these messages were read.
    pub(super) fn read(&mut self, viewer: UserId, messages: &[MessageKey]) {
        for key in messages {
            let author = self.messages.get(key).map(|message| message.from);
            if let Some(author) = author.filter(|author| *author != viewer)
                && let Some(edit) = self.edits_once_read.remove(key)
            {
                // It may have been deleted meanwhile.
                let _ = self.edit(Actor::script(author), *key, edit);
            }
        }
    }

    fn edit(&mut self, actor: Actor, key: MessageKey, edit: Edit) -> Result<(), Refusal> {
        let (now, window) = (self.now(), self.quirks.edit_window);
        let message = self.messages.get(&key).ok_or(Refusal::MESSAGE_ID_INVALID)?;
        let conversation = message.conversation;
        self.refuse_if_moved(conversation)?;
        let mailbox = self.mailbox(actor.user, conversation);
        if !mailbox.is_some_and(|mailbox| mailbox.holds(key)) {
            return Err(Refusal::MESSAGE_ID_INVALID);
        }
        if message.from != actor.user || message.forward.is_some() || message.service.is_some() {
            return Err(Refusal::MESSAGE_AUTHOR_REQUIRED);
        }
        let age_seconds = u64::try_from(now.saturating_sub(message.date)).unwrap_or(0);
        let is_limited = actor.connection.is_some() && !self.is_bot(actor.user);
        if is_limited && Duration::from_secs(age_seconds) > window {
            return Err(Refusal::MESSAGE_EDIT_TIME_EXPIRED);
        }
        let mut body = message.body.clone();
        if let Some((text, entities)) = edit.text {
            (body.text, body.entities) = (text, entities);
        }
        if let Some(markup) = edit.markup {
            body.markup = markup;
        }
        body.no_preview = edit.no_preview.unwrap_or(body.no_preview);
        let body = checked(body)?;
        if body == message.body {
            return Err(Refusal::MESSAGE_NOT_MODIFIED);
        }
        if let Some(message) = self.messages.get_mut(&key) {
            message.body = body;
            message.edit_date = Some(now);
        }
        let edited = |mailbox: &mut Mailbox| mailbox.edited(key, now);
        self.change(conversation, Some(key), actor.connection, edited);
        if let Some(message) = self.messages.get(&key).cloned() {
            let ids = self.ids(&message);
            self.subscriptions.emit(&WorldEvent::Edited { origin: actor.origin(), message, ids });
        }
        Ok(())
    }
}
