//! Messages of the bot that no rule knows: each is told by itself while they are few, else in one list.

use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use super::observe::Observer;
use crate::journal::{JournalError, NotificationKey};
use crate::telegram::Message;

/// So many within [`GATHERED_FOR`] are told one by one.
const ALONE_MAX: usize = 3;
const GATHERED_FOR: Duration = Duration::from_mins(1);
/// So many are listed; those that follow are counted.
const LISTED_MAX: usize = 20;

/// What was told of late.
#[derive(Default)]
pub(super) struct UnknownMessages {
    begun_at: Option<Instant>,
    alone: usize,
    listed: Vec<Message>,
    /// Those that are listed, and those that follow.
    gathered: usize,
}

impl UnknownMessages {
    /// Takes note of one more. Returns whether it is to be told by itself.
    fn is_told_alone(&mut self, message: &Message) -> bool {
        let now = Instant::now();
        if self.begun_at.is_none_or(|begun_at| now >= begun_at + GATHERED_FOR) {
            *self = Self { begun_at: Some(now), ..Self::default() };
        }
        if self.alone < ALONE_MAX {
            self.alone += 1;
            return true;
        }
        self.gathered += 1;
        if self.listed.len() < LISTED_MAX {
            self.listed.push(message.clone());
        }
        false
    }
}

impl Observer<'_> {
    pub(super) fn tell_unknown(&mut self, message: &Message) -> Result<(), JournalError> {
        let key = NotificationKey::message(message.id);
        if self.engine.journal().is_told(&key)? {
            return Ok(());
        }
        warn!(message_id = message.id.0, "no rule knows this message of the bot");
        let formatter = &self.settings.formatter;
        let button = self.settings.wanted(&message.buttons);
        if button.is_some() || self.unknown.is_told_alone(message) {
            let text = formatter.unknown_message(message.sent_at, &message.text, button.as_ref());
            return self.engine.notify(&key, &text);
        }
        let listed = self.unknown.listed.iter().map(|message| (message.sent_at, &message.text));
        let text = formatter.unknown_messages(listed, self.unknown.gathered);
        let first = self.unknown.listed.first().map_or(message.id, |first| first.id);
        let list = NotificationKey::once(&format!("unknown:{first}"));
        let (random_id, now) = (self.engine.random_id(), self.engine.now());
        self.engine.write(|writer| {
            writer.told_elsewhere(&key, now)?;
            writer.notify(&list, None, &text, random_id, now)
        })
    }
}
