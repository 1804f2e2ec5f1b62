//! What each message of the chat is, seen among the others.

use std::collections::HashSet;

use crate::order::{Button, ButtonKind, MessageId};
use crate::sources::tribute_chat::Settings;
use crate::sources::tribute_chat::message::{Reading, read};
use crate::telegram::Message;

/// What a message is: `docs/inspect.md` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Order,
    Suspicious,
    Notice,
    Confirmation,
    Answer,
    Unrecognised,
    Reply,
    Press,
    Own,
    Service,
}

impl Kind {
    /// The name as `inspect --json` writes it: a closed list.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Suspicious => "suspicious",
            Self::Notice => "notice",
            Self::Confirmation => "confirmation",
            Self::Answer => "answer",
            Self::Unrecognised => "unrecognised",
            Self::Reply => "reply",
            Self::Press => "press",
            Self::Own => "own",
            Self::Service => "service",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Classified<'m> {
    pub(super) message: &'m Message,
    pub(super) kind: Kind,
    /// What the rules read in it.
    pub(super) reading: Reading,
    /// The message of ours, or the order, that a confirmation or an answer is about: the one that
    /// it replies to, else the one that waited for it.
    pub(super) about: Option<MessageId>,
    /// The button that would be pressed.
    pub(super) wanted: Option<Button>,
}

/// What is known of the messages before.
#[derive(Default)]
struct Before<'m> {
    /// The oldest message that is looked at; what replies to an older one can't be checked.
    oldest: Option<MessageId>,
    /// The bot's messages: what is replied to may be an order in words that nobody knows.
    bots: HashSet<MessageId>,
    /// Orders, replies, and what asked to confirm them.
    linkable: HashSet<MessageId>,
    /// The newest reply that was not answered with buttons.
    waiting: Option<MessageId>,
    /// The newest reply keyboard.
    keyboard: Option<&'m Message>,
}

/// Classifies messages that stand in the chat one after the other, oldest first.
pub(super) fn classify<'m>(messages: &'m [Message], settings: &Settings) -> Vec<Classified<'m>> {
    let mut before =
        Before { oldest: messages.first().map(|message| message.id), ..Before::default() };
    let classified = messages.iter().map(|message| {
        let seen = before.see(message, settings);
        before.remember(&seen);
        seen
    });
    classified.collect()
}

impl<'m> Before<'m> {
    fn see(&self, message: &'m Message, settings: &Settings) -> Classified<'m> {
        let reading = read(message.text.as_str(), &message.entities, &settings.rules);
        let kind = self.kind(message, &reading, settings);
        let about = match kind {
            Kind::Confirmation => message.reply_to.or(self.waiting),
            Kind::Answer | Kind::Reply => message.reply_to,
            _ => None,
        };
        let wanted = settings.wanted(&message.buttons);
        Classified {
            wanted: wanted.filter(|_| kind == Kind::Confirmation),
            message,
            kind,
            reading,
            about,
        }
    }

    fn kind(&self, message: &Message, reading: &Reading, settings: &Settings) -> Kind {
        let is_nothing = message.sender.is_none() && message.text.as_str().is_empty();
        if message.service || is_nothing {
            return Kind::Service;
        }
        if message.outgoing {
            return self.kind_of_ours(message);
        }
        let is_suspicious = settings.suspicion(message).is_some();
        let has_buttons = !message.buttons.is_empty();
        let is_linked = self.replies_to(message, &self.linkable);
        match reading {
            Reading::Order(_) if is_suspicious => Kind::Suspicious,
            _ if is_suspicious => Kind::Unrecognised,
            Reading::Order(_) => Kind::Order,
            _ if is_linked && has_buttons => Kind::Confirmation,
            _ if is_linked => Kind::Answer,
            Reading::Notice => Kind::Notice,
            Reading::Unrecognised if has_buttons && self.waiting.is_some() => Kind::Confirmation,
            Reading::Unrecognised => Kind::Unrecognised,
        }
    }

    /// To one of these, or to what is older than all that is looked at.
    fn replies_to(&self, message: &Message, targets: &HashSet<MessageId>) -> bool {
        let is_older = |target| self.oldest.is_some_and(|oldest| target < oldest);
        let target = message.reply_to;
        target.is_some_and(|target| targets.contains(&target) || is_older(target))
    }

    fn kind_of_ours(&self, message: &Message) -> Kind {
        if self.replies_to(message, &self.bots) {
            return Kind::Reply;
        }
        let mut keys = self.keyboard.iter().flat_map(|shown| &shown.buttons);
        let text = message.text.as_str().trim();
        if keys.any(|key| is_key(key) && key.label.as_str().trim() == text) {
            Kind::Press
        } else {
            Kind::Own
        }
    }

    fn remember(&mut self, seen: &Classified<'m>) {
        let id = seen.message.id;
        match seen.kind {
            Kind::Reply => self.waiting = Some(id),
            Kind::Confirmation => self.waiting = None,
            _ => {}
        }
        if matches!(seen.kind, Kind::Order | Kind::Reply | Kind::Confirmation) {
            self.linkable.insert(id);
        }
        if !seen.message.outgoing && seen.kind != Kind::Service {
            self.bots.insert(id);
        }
        if seen.message.buttons.iter().any(is_key) {
            self.keyboard = Some(seen.message);
        }
    }
}

/// Whether it is a reply keyboard's, whose press is a message.
fn is_key(button: &Button) -> bool {
    button.kind == ButtonKind::KeyboardText
}
