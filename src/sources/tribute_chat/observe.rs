//! What a message of the bot in Tribute's chat means for the orders. Orders themselves are taken in by
//! [`intake`](super::intake), before; what the seller's account wrote is in `own`.

use jiff::{SignedDuration, Timestamp};
use tracing::warn;

use super::delivery::{is_press_in_doubt, takes_a_confirmation};
use super::message::Reading;
use super::replies::SentReplies;
use super::unknown::UnknownMessages;
use super::{Settings, state};
use crate::engine::{Engine, IncidentKind};
use crate::journal::{JournalError, NotificationKey, RecordedEvent, StateKey};
use crate::moderation::{Suspicion, TOLD_IN};
use crate::order::life::{ChatEvent, DeliveryEvent, Event, MessageRole, Stage, State};
use crate::order::{Button, ButtonKind, MessageId, Record};
use crate::sources::SourceError;
use crate::telegram::Message;

/// What the bot writes about an order this soon after the press or its end is taken for its
/// acknowledgement; later, it is told to the moderators.
const ACKNOWLEDGEMENT_GRACE: SignedDuration = SignedDuration::from_mins(1);

pub(super) struct Observer<'a> {
    pub(super) engine: &'a mut Engine,
    pub(super) settings: &'a Settings,
    /// Messages with buttons that several orders may wait for, oldest first.
    pub(super) unassigned: &'a mut Vec<Message>,
    pub(super) unknown: &'a mut UnknownMessages,
    pub(super) sent: &'a mut SentReplies,
}

impl Observer<'_> {
    /// Observes a message. Doing so twice is harmless.
    pub(super) fn observe(&mut self, message: &Message) -> Result<(), SourceError> {
        // It says what was done in the chat, and answers nothing.
        if message.service {
            return Ok(());
        }
        let told = match self.settings.suspicion(message) {
            None if self.answers_a_notification(message)? => Ok(()),
            None => self.observe_bot(message),
            Some(_) if message.outgoing && self.is_ours(message)? => {
                return self.observe_own(message);
            }
            Some(suspicion) if self.settings.reads_as_order(message) => {
                self.tell_suspicious(message, suspicion)
            }
            Some(_) if message.outgoing => return self.observe_own(message),
            Some(_) => self.tell_unknown(message),
        };
        Ok(told?)
    }

    /// Whether moderators were told something by this message: in this chat, before it was refused.
    pub(super) fn is_notification(&self, message: MessageId) -> Result<bool, JournalError> {
        let journal = self.engine.journal();
        let told_here = journal.state(TOLD_IN)? == self.settings.pins.bot.0;
        Ok(told_here && journal.is_notification(message)?)
    }

    fn answers_a_notification(&self, message: &Message) -> Result<bool, JournalError> {
        message.reply_to.map_or(Ok(false), |target| self.is_notification(target))
    }

    fn observe_bot(&mut self, message: &Message) -> Result<(), JournalError> {
        // A reply keyboard takes the place of the one before it, whatever it is about.
        if shows_keyboard(message) {
            self.set(state::KEYBOARD_SHOWN, message.id.0.into())?;
        }
        if self.settings.reads_as_order(message) {
            return Ok(());
        }
        if let Some(target) = message.reply_to
            && let Some(record) = self.engine.journal().order_linked_to(target)?
        {
            return self.observe_linked(&record, message);
        }
        if self.engine.journal().is_linked(message.id, MessageRole::Confirmation)?
            || self.settings.read(message) == Reading::Notice
        {
            return Ok(());
        }
        self.observe_unlinked(message)
    }

    fn observe_linked(&mut self, record: &Record, message: &Message) -> Result<(), JournalError> {
        let text = message.text.clone();
        let has_buttons = !message.buttons.is_empty();
        // Only what is newer than our reply can ask to confirm it.
        let is_newer = record.life.reply().is_some_and(|reply| reply < message.id);
        let may_confirm = has_buttons && is_newer;
        match &record.life.state {
            state if may_confirm && takes_a_confirmation(state) => {
                // What a reply keyboard's button means depends on what was said last, however
                // well its message says what it answers.
                if !shows_keyboard(message) {
                    self.set(state::BOT_LINKS, state::LINKS_SO_FAR)?;
                }
                self.confirmation_seen(record, message)
            }
            // A look judges what became of the message with the button.
            state
                if asks_to_confirm(record, message)
                    && (has_buttons || is_press_in_doubt(state)) =>
            {
                Ok(())
            }
            // With buttons it may ask for more as well as say that the press took effect.
            state
                if has_buttons
                    && (is_press_in_doubt(state) || state.stage() == Stage::Confirming) =>
            {
                self.tell_unknown(message)
            }
            // It may ask once more before it believes the press.
            State::Completed { .. } if message.buttons.iter().any(Button::may_be_pressed) => {
                self.tell_unknown(message)
            }
            // It may be read long after it was written, and an order that the owner ended be found
            // ended long after that.
            State::Completed { at }
                if lateness(message, self.pressed_at(record)?.unwrap_or(*at)).abs()
                    <= ACKNOWLEDGEMENT_GRACE =>
            {
                Ok(())
            }
            State::Closed { at, .. } if lateness(message, *at) <= ACKNOWLEDGEMENT_GRACE => Ok(()),
            _ => self.engine.apply_event(record.number, ChatEvent::BotMessage { text }),
        }
    }

    /// When we pressed: long before an order is found completed, if the power went in between.
    fn pressed_at(&self, record: &Record) -> Result<Option<Timestamp>, JournalError> {
        if record.life.chat().is_none_or(|chat| chat.presses_begun == 0) {
            return Ok(None);
        }
        let events = self.engine.journal().events_of(record.number)?;
        let begun = |recorded: &&RecordedEvent| {
            matches!(recorded.event, Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressBegun)))
        };
        Ok(events.iter().rfind(begun).map(|recorded| recorded.at))
    }

    pub(super) fn confirmation_seen(
        &mut self,
        record: &Record,
        message: &Message,
    ) -> Result<(), JournalError> {
        // Without the button it may be no confirmation at all: people read what it says.
        if self.settings.wanted(&message.buttons).is_none() && !asks_to_confirm(record, message) {
            let text = message.text.clone();
            self.engine.apply_event(record.number, ChatEvent::BotMessage { text })?;
        }
        self.engine.apply_event(record.number, self.settings.confirmation(message))?;
        self.engine.close_incident(IncidentKind::BotSilent)
    }

    /// What is learned only grows: an old message teaches nothing new.
    pub(super) fn set(&mut self, key: StateKey, value: i64) -> Result<(), JournalError> {
        if value > self.engine.journal().state(key)? {
            self.engine.write(|writer| writer.set(key, value))?;
        }
        Ok(())
    }

    fn tell_suspicious(&mut self, message: &Message, why: Suspicion) -> Result<(), JournalError> {
        warn!(message_id = message.id.0, ?why, "looks like an order, but is not the bot's own");
        let text = self.settings.formatter.suspicious_message(message.sent_at, &message.text, why);
        self.engine.notify(&NotificationKey::message(message.id), &text)
    }
}

/// Whether it is the message with the button that the order knows.
fn asks_to_confirm(record: &Record, message: &Message) -> bool {
    let confirmation = record.life.confirmation();
    confirmation.is_some_and(|seen| seen.message == message.id)
}

fn shows_keyboard(message: &Message) -> bool {
    let mut buttons = message.buttons.iter();
    buttons.any(|button| button.kind == ButtonKind::KeyboardText)
}

/// How long after the press or an order's end the bot wrote this; both by Telegram's time.
fn lateness(message: &Message, ended_at: Timestamp) -> SignedDuration {
    message.sent_at.duration_since(ended_at)
}
