//! Messages of the bot that no rule knows: each is told by itself while they are few, else in one list.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{debug, warn};

use super::observe::Observer;
use crate::journal::{JournalError, NotificationKey, UnknownMessage};
use crate::moderation::commands::kind_of;
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
        let formatter = &self.settings.formatter;
        let button = self.settings.wanted(&message.buttons);
        if button.is_none()
            && let Some(kind) = kind_of(&message.text)
            && self.engine.journal().is_passed_over(&kind)?
        {
            debug!(message_id = message.id.0, "moderators have said that this is none of theirs");
            return Ok(());
        }
        warn!(message_id = message.id.0, "no rule knows this message of the bot");
        let (random_id, now) = (self.engine.random_id(), self.engine.now());
        if button.is_some() || self.unknown.is_told_alone(message) {
            let text = formatter.unknown_message(message.sent_at, &message.text, button.as_ref());
            let unknown = button.is_none().then(|| UnknownMessage {
                message: message.id,
                text: message.text.clone(),
                sent_at: message.sent_at,
            });
            return self.engine.write(|writer| {
                unknown.map_or(Ok(()), |unknown| writer.keep_unknown(&unknown))?;
                writer.notify(&key, None, &text, random_id, now)
            });
        }
        let listed = self.unknown.listed.iter().map(|message| (message.sent_at, &message.text));
        let text = formatter.unknown_messages(listed, self.unknown.gathered);
        let first = self.unknown.listed.first().map_or(message.id, |first| first.id);
        let list = NotificationKey::once(&format!("unknown:{first}"));
        self.engine.write(|writer| {
            writer.told_elsewhere(&key, now)?;
            writer.notify(&list, None, &text, random_id, now)
        })
    }
}
