//! The owner's bot in the moderators' chat, as long as it can speak.

use std::mem::replace;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::{info, warn};

use super::Notifier;
use super::commands::buttons;
use super::notifier::{ANSWER_GONE, Delivered, DeliveryError, answers_nothing};
use crate::engine::Engine;
use crate::journal::{JournalError, Notification, NotificationKey};
use crate::order::{MessageId, Record};
use crate::telegram::bot::{GrammersBot, InlineButton, ModeratorsBot as _};
use crate::telegram::{CallError, Edited, Messenger, Outgoing, Sent};

/// So long the seller's account speaks in its place; then it is tried again.
const SILENCE: Duration = Duration::from_mins(1);
/// Supergroups' ids begin below this.
const SUPERGROUPS_BELOW: i64 = -1_000_000_000_000;
/// So often one message is tried that does not get through.
const TRIES_MAX: u32 = 3;

/// The owner's bot.
pub(super) struct Voice {
    pub(super) bot: Arc<GrammersBot>,
    silent_until: Option<Instant>,
    /// Whether moderators know that it can't speak.
    is_told: bool,
}

impl Voice {
    pub(super) fn new(bot: Arc<GrammersBot>) -> Self {
        Self { bot, silent_until: None, is_told: false }
    }

    /// The bot, if it can speak.
    fn able(&self) -> Option<&Arc<GrammersBot>> {
        let is_silent = self.silent_until.is_some_and(|until| until > Instant::now());
        (!is_silent && self.bot.fatal().is_none()).then_some(&self.bot)
    }

    /// Leaves it to the seller's account for a while, if that is what to do after this failure of a message that was
    /// tried so often before.
    fn gives_up(&mut self, failure: &CallError, attempts: u32) -> bool {
        let gives_up = match failure {
            CallError::Fatal(_) => true,
            // That is followed.
            CallError::Refused(name) => name != "CHAT_MIGRATED",
            CallError::NotSent(_) | CallError::Unknown(_) => attempts >= TRIES_MAX,
            CallError::FloodWait(_) => false,
        };
        if gives_up {
            self.silent_until = Some(Instant::now() + SILENCE);
        }
        gives_up
    }
}

impl<M: Messenger> Notifier<M> {
    /// The order whose card this is, if buttons stand below it.
    pub(super) fn card(
        &self,
        engine: &Engine,
        notification: &Notification,
    ) -> Result<Option<Record>, JournalError> {
        let number = self.able_bot().and_then(|_| notification.key.order_number());
        Ok(number.map(|number| engine.journal().order(number)).transpose()?.flatten())
    }

    fn buttons(
        &self,
        engine: &Engine,
        notification: &Notification,
    ) -> Result<Vec<Vec<InlineButton>>, JournalError> {
        let card = self.card(engine, notification)?;
        let buttons = card.map(|record| buttons::of_card(engine, &self.formatter, &record));
        Ok(buttons.transpose()?.unwrap_or_default())
    }

    pub(super) fn able_bot(&self) -> Option<Arc<GrammersBot>> {
        self.voice.as_ref()?.able().cloned()
    }

    /// Whether the seller's account is to do what the bot could not.
    pub(super) fn is_left_to_seller(
        &mut self,
        engine: &mut Engine,
        failure: &CallError,
        attempts: u32,
    ) -> Result<bool, JournalError> {
        if !self.voice.as_mut().is_some_and(|voice| voice.gives_up(failure, attempts)) {
            return Ok(false);
        }
        // Of the end of its login, whoever keeps it connected tells.
        let is_told = self.voice.as_mut().is_some_and(|voice| replace(&mut voice.is_told, true));
        if is_told || matches!(failure, CallError::Fatal(_)) {
            return Ok(true);
        }
        warn!(%failure, "the moderators' bot can't speak; the seller's account does");
        let why = self.formatter.in_words(|| failure.explanation());
        let key = NotificationKey::once(&format!("bot-is-silent:{}", engine.now()));
        engine.notify(&key, &self.formatter.bot_is_silent(&why, true))?;
        Ok(true)
    }

    pub(super) fn bot_has_spoken(&mut self) {
        if let Some(voice) = &mut self.voice {
            voice.is_told = false;
        }
    }

    /// Whether the bot and the seller's account know the chat's messages by the same numbers.
    pub(super) fn numbers_are_shared(&self) -> bool {
        self.messenger.moderators_chat() < SUPERGROUPS_BELOW
    }

    pub(super) async fn send_as_bot(
        &self,
        engine: &mut Engine,
        notification: &Notification,
        bot: &GrammersBot,
    ) -> Delivered {
        let Notification { key, text, version, random_id, reply_to, .. } = notification;
        let reply_to = *reply_to;
        let outgoing = Outgoing { text: text.clone(), reply_to, random_id: *random_id };
        let buttons = self.buttons(engine, notification)?;
        let message = match bot.send(&outgoing, &buttons).await {
            Ok(Sent::As(message)) => Some(message),
            Ok(Sent::Before) => {
                let found = self.find_sent(notification).await?;
                found.filter(|_| self.numbers_are_shared())
            }
            Err(CallError::Refused(refusal))
                if reply_to.is_some() && refusal.contains(ANSWER_GONE) =>
            {
                return answers_nothing(engine, key, refusal);
            }
            Err(failure) => return Err(failure.into()),
        };
        engine.write(|writer| {
            let as_seller = message.filter(|_| self.numbers_are_shared());
            writer.notification_delivered(key, *version, as_seller)?;
            writer.said_by_bot(key, message)
        })?;
        info!(notice = %key, "moderators were told");
        Ok(())
    }

    /// What the bot said and can't change any more, is said anew.
    pub(super) async fn edit_as_bot(
        &mut self,
        engine: &mut Engine,
        notification: &Notification,
        message: MessageId,
    ) -> Result<Edited, DeliveryError> {
        let Some(bot) = self.able_bot() else {
            return Ok(Edited::NoLonger);
        };
        let buttons = self.buttons(engine, notification)?;
        match bot.edit(message, &notification.text, &buttons).await {
            Err(failure) if self.is_left_to_seller(engine, &failure, notification.attempts)? => {
                Ok(Edited::NoLonger)
            }
            edited => Ok(edited?),
        }
    }
}
