//! A chat.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tribute_agent::order::{Button, MessageId, Untrusted, UserId};
use tribute_agent::telegram::{Message, Outgoing, Span};

/// No message is longer, in UTF-16 units.
const TEXT_MAX: usize = 4_096;
/// How long Telegram remembers a `random_id` here.
const MEMORY: Duration = Duration::from_mins(1);

/// A chat's history.
#[derive(Default)]
pub struct Room {
    /// What stands in it.
    pub messages: BTreeMap<i32, Message>,
    random_ids: HashMap<i64, (i32, Instant)>,
    newest: i32,
}

/// What came of sending.
pub enum Landed {
    /// It stands there now.
    New(i32),
    /// It was known by its `random_id`.
    Known(i32),
    /// It can't be a message.
    Refused(&'static str),
}

impl Room {
    /// Somebody writes.
    pub fn write(
        &mut self,
        sender: UserId,
        outgoing: bool,
        text: &str,
        at: Timestamp,
    ) -> &mut Message {
        self.newest += 1;
        let id = self.newest;
        self.messages.entry(id).or_insert(Message {
            sender: Some(sender),
            outgoing,
            text: Untrusted::new(text),
            ..Message::empty(MessageId(id), at)
        })
    }

    /// The agent's message arrives.
    pub fn land(&mut self, outgoing: &Outgoing, seller: UserId, at: Timestamp) -> Landed {
        let now = Instant::now();
        self.random_ids.retain(|_, (_, since)| now < *since + MEMORY);
        if let Some((known, _)) = self.random_ids.get(&outgoing.random_id) {
            return Landed::Known(*known);
        }
        // Telegram trims what it is sent.
        let text = outgoing.text.text.trim();
        if text.is_empty() {
            return Landed::Refused("MESSAGE_EMPTY");
        }
        if text.encode_utf16().count() > TEXT_MAX {
            return Landed::Refused("MESSAGE_TOO_LONG");
        }
        let message = self.write(seller, true, text, at);
        message.reply_to = outgoing.reply_to;
        let id = message.id.0;
        self.random_ids.insert(outgoing.random_id, (id, now));
        Landed::New(id)
    }

    /// Newest first.
    pub fn span(&self, span: Span) -> Vec<Message> {
        let below = span.below.map_or(i32::MAX, |below| below.0);
        let limit = usize::try_from(span.limit).unwrap_or(usize::MAX);
        let above = span.above.0.saturating_add(1);
        if above >= below {
            return Vec::new();
        }
        let found = self.messages.range(above..below).rev().take(limit);
        found.map(|(_, message)| message.clone()).collect()
    }

    /// The newest message's id.
    pub fn newest(&self) -> i32 {
        self.newest
    }

    /// The buttons of a message; none when it is gone.
    pub fn buttons(&self, id: i32) -> &[Button] {
        self.messages.get(&id).map_or(&[], |message| &message.buttons)
    }
}
