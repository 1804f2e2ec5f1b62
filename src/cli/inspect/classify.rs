//! What each message of the chat is, seen among the others.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use crate::order::{Button, ButtonKind, MessageId};
use crate::sources::tribute_chat::Settings;
use crate::sources::tribute_chat::message::Reading;
use crate::telegram::Message;

/// What a message is: `docs/inspect.md` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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

impl fmt::Display for Kind {
    /// The name as `inspect --json` writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Classified<'m> {
    pub(super) message: &'m Message,
    pub(super) kind: Kind,
    pub(super) reading: Reading,
    /// What a confirmation or an answer is about: what it replies to, else the reply that waited for it.
    pub(super) about: Option<MessageId>,
    pub(super) wanted: Option<Button>,
}

/// What is known of the messages before.
struct Before<'m> {
    /// The oldest message that is looked at; what replies to an older one can't be checked.
    oldest: MessageId,
    kinds: HashMap<MessageId, Kind>,
    /// The newest reply that was not answered with buttons.
    waiting: Option<MessageId>,
    /// The newest reply keyboard.
    keyboard: &'m [Button],
}

/// Classifies messages that stand in the chat one after the other, oldest first.
pub(super) fn classify<'m>(messages: &'m [Message], settings: &Settings) -> Vec<Classified<'m>> {
    let oldest = messages.first().map_or(MessageId(0), |message| message.id);
    let mut before = Before { oldest, kinds: HashMap::new(), waiting: None, keyboard: &[] };
    messages.iter().map(|message| before.see(message, settings)).collect()
}

impl<'m> Before<'m> {
    fn see(&mut self, message: &'m Message, settings: &Settings) -> Classified<'m> {
        let reading = settings.read(message);
        let kind = self.kind(message, &reading, settings);
        let (mut about, mut wanted) = (None, None);
        match kind {
            Kind::Confirmation => {
                about = message.reply_to.or(self.waiting.take());
                wanted = settings.wanted(&message.buttons);
            }
            Kind::Answer => about = message.reply_to,
            Kind::Reply => {
                about = message.reply_to;
                self.waiting = Some(message.id);
            }
            _ => {}
        }
        self.kinds.insert(message.id, kind);
        if message.buttons.iter().any(is_key) {
            self.keyboard = &message.buttons;
        }
        Classified { message, kind, reading, about, wanted }
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
        let is_linked = self.replies_to(message, |kind| {
            matches!(kind, Kind::Order | Kind::Reply | Kind::Confirmation)
        });
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

    fn kind_of_ours(&self, message: &Message) -> Kind {
        // What is replied to may be an order in words that nobody knows.
        let is_the_bots =
            |kind| !matches!(kind, Kind::Reply | Kind::Press | Kind::Own | Kind::Service);
        if self.replies_to(message, is_the_bots) {
            return Kind::Reply;
        }
        let text = message.text.as_str().trim();
        let mut keys = self.keyboard.iter().filter(|button| is_key(button));
        let is_press = keys.any(|key| key.label.as_str().trim() == text);
        if is_press { Kind::Press } else { Kind::Own }
    }

    /// To one of such a kind, or to what is older than all that is looked at.
    fn replies_to(&self, message: &Message, is_such: fn(Kind) -> bool) -> bool {
        message.reply_to.is_some_and(|target| match self.kinds.get(&target) {
            Some(kind) => is_such(*kind),
            None => target < self.oldest,
        })
    }
}

/// Whether it is a reply keyboard's, whose press is a message.
fn is_key(button: &Button) -> bool {
    button.kind == ButtonKind::KeyboardText
}
