//! What a message in Tribute's chat means for the orders. Orders themselves are taken in by
//! [`intake`](super::intake), before.

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::delivery::{is_press_in_doubt, may_match_unlinked_confirmation, takes_a_confirmation};
use super::message::Reading;
use super::{Settings, state};
use crate::engine::{Engine, IncidentKind, decode};
use crate::journal::{EffectKind, JournalError, NotificationKey, RecordedEvent, StateKey};
use crate::moderation::{Suspicion, TOLD_IN};
use crate::order::life::{ChatEvent, DeliveryAct, DeliveryEvent, Event, MessageRole, Stage, State};
use crate::order::{Button, ButtonKind, MessageId, Record};
use crate::telegram::{Message, Outgoing};

/// What the bot writes about an order this soon after the press or its end is taken for its
/// acknowledgement; later, it is told to the moderators.
const ACKNOWLEDGEMENT_GRACE: SignedDuration = SignedDuration::from_mins(1);

pub(super) struct Observer<'a> {
    pub(super) engine: &'a mut Engine,
    pub(super) settings: &'a Settings,
}

impl Observer<'_> {
    /// Observes a message. Doing so twice is harmless.
    pub(super) fn observe(&mut self, message: &Message) -> Result<(), JournalError> {
        match self.settings.suspicion(message) {
            None if self.answers_a_notification(message)? => Ok(()),
            None => self.observe_bot(message),
            Some(_) if message.outgoing && self.is_ours(message)? => self.observe_own(message),
            Some(suspicion) if self.settings.reads_as_order(message) => {
                self.tell_suspicious(message, suspicion)
            }
            Some(_) if message.outgoing => self.observe_own(message),
            Some(_) => self.tell_unknown(message),
        }
    }

    /// Whether this program wrote a message: a reply, a press, or what moderators were told, if that
    /// was in this chat.
    fn is_ours(&self, message: &Message) -> Result<bool, JournalError> {
        let journal = self.engine.journal();
        if journal.is_linked(message.id, MessageRole::Reply)?
            || journal.is_linked(message.id, MessageRole::KeyboardPress)?
            || self.is_notification(message.id)?
        {
            return Ok(true);
        }
        match message.reply_to {
            Some(target) => match journal.order_of_message(target)? {
                Some(record) => self.is_our_reply(&record, message),
                None => Ok(false),
            },
            None => Ok(self.order_replied_by(message)?.is_some()),
        }
    }

    /// Whether moderators were told something by this message: in this chat, before it was refused.
    fn is_notification(&self, message: MessageId) -> Result<bool, JournalError> {
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
        match self.waiting_for(message)? {
            Some(record) => self.confirmation_seen(&record, message),
            None => self.tell_unknown(message),
        }
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
                    self.set(state::BOT_LINKS, 1)?;
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

    fn confirmation_seen(
        &mut self,
        record: &Record,
        message: &Message,
    ) -> Result<(), JournalError> {
        let wanted = self.settings.wanted(&message.buttons);
        // Without the button it may be no confirmation at all: people read what it says.
        if wanted.is_none() && !asks_to_confirm(record, message) {
            let text = message.text.clone();
            self.engine.apply_event(record.number, ChatEvent::BotMessage { text })?;
        }
        let event = ChatEvent::ConfirmationSeen {
            message: message.id,
            shown: message.buttons.clone(),
            wanted,
        };
        self.engine.apply_event(record.number, event)?;
        self.engine.close_incident(IncidentKind::BotSilent)
    }

    /// The one order that a message with buttons, which does not say what it answers, belongs to:
    /// the only one that waits, when the owner has not written to the bot since our reply.
    fn waiting_for(&self, message: &Message) -> Result<Option<Record>, JournalError> {
        // What answers something else says that it is not about an order.
        if message.buttons.is_empty() || message.reply_to.is_some() {
            return Ok(None);
        }
        let open = self.engine.journal().open_orders()?;
        let mut waiting =
            open.iter().filter(|record| may_match_unlinked_confirmation(&record.life));
        let (Some(record), None) = (waiting.next(), waiting.next()) else {
            return Ok(None);
        };
        let owner_wrote = self.engine.journal().state(state::OWNER_WROTE)?;
        let reply = record.life.reply();
        let is_ours = reply.is_some_and(|it| it < message.id && owner_wrote < i64::from(it.0));
        Ok(is_ours.then(|| record.clone()))
    }

    /// The seller's account wrote something: this program, or the owner by hand.
    fn observe_own(&mut self, message: &Message) -> Result<(), JournalError> {
        let journal = self.engine.journal();
        if journal.is_linked(message.id, MessageRole::Reply)?
            || journal.is_linked(message.id, MessageRole::KeyboardPress)?
        {
            return Ok(());
        }
        if let Some(record) = self.order_pressed_by(message)? {
            return self.engine.apply_event_with(
                record.number,
                ChatEvent::PressEvidence,
                |writer| writer.link_message(record.number, MessageRole::KeyboardPress, message.id),
            );
        }
        match message.reply_to {
            Some(target) => match self.engine.journal().order_of_message(target)? {
                Some(record) => self.observe_reply(&record, message),
                None => self.owner_wrote(message.id),
            },
            None => match self.order_replied_by(message)? {
                Some(record) => {
                    let event = ChatEvent::ReplySent { message: message.id, attached: false };
                    self.engine.apply_event(record.number, event)
                }
                None => self.owner_wrote(message.id),
            },
        }
    }

    fn observe_reply(&mut self, record: &Record, message: &Message) -> Result<(), JournalError> {
        if self.is_our_reply(record, message)? {
            let event = ChatEvent::ReplySent { message: message.id, attached: true };
            return self.engine.apply_event(record.number, event);
        }
        info!(number = record.number, message_id = message.id.0, "answered by hand");
        self.owner_wrote(message.id)?;
        self.engine.apply_event(record.number, ChatEvent::AnsweredByHand { message: message.id })
    }

    /// Whether it is the reply that this program began to send and whose outcome is not known.
    fn is_our_reply(&self, record: &Record, message: &Message) -> Result<bool, JournalError> {
        if record.life.chat().is_none_or(|chat| chat.reply.is_some() || !chat.reply_begun) {
            return Ok(false);
        }
        let kind = EffectKind::Deliver(DeliveryAct::Reply);
        let Some(effect) = self.engine.journal().newest_effect(record.number, kind)? else {
            return Ok(false);
        };
        let ours: Outgoing = decode(&effect.payload)?;
        // Telegram trims what it is sent.
        Ok(ours.text.text.trim() == message.text.as_str().trim())
    }

    /// The order whose reply this is, although it hangs on nothing.
    fn order_replied_by(&self, message: &Message) -> Result<Option<Record>, JournalError> {
        for record in self.engine.journal().open_orders()?.iter() {
            if record.life.state.stage() == Stage::Replying && self.is_our_reply(record, message)? {
                return Ok(Some(record.clone()));
            }
        }
        Ok(None)
    }

    /// The order whose reply keyboard's button this message is the press of: the one that may have
    /// been pressed by us, else the one whose keyboard was shown last.
    fn order_pressed_by(&self, message: &Message) -> Result<Option<Record>, JournalError> {
        let is_pressed = |record: &&Record| {
            let in_doubt = is_press_in_doubt(&record.life.state);
            let is_owed = record.life.state.stage() == Stage::Confirming;
            (in_doubt || is_owed)
                && record.life.confirmation().is_some_and(|seen| {
                    seen.message < message.id
                        && seen.button.as_ref().is_some_and(|button| {
                            button.kind == ButtonKind::KeyboardText
                                && button.label.as_str().trim() == message.text.as_str().trim()
                        })
                })
        };
        let open = self.engine.journal().open_orders()?;
        let pressed = open.iter().filter(is_pressed).max_by_key(|record| {
            let shown_in = record.life.confirmation().map(|seen| seen.message);
            let is_confirming = record.life.state.stage() == Stage::Confirming;
            let in_doubt = is_press_in_doubt(&record.life.state);
            (in_doubt && is_confirming, in_doubt, shown_in)
        });
        Ok(pressed.cloned())
    }

    fn owner_wrote(&mut self, message: MessageId) -> Result<(), JournalError> {
        self.set(state::OWNER_WROTE, message.0.into())
    }

    /// What is learned only grows: an old message teaches nothing new.
    fn set(&mut self, key: StateKey, value: i64) -> Result<(), JournalError> {
        if value > self.engine.journal().state(key)? {
            self.engine.write(|writer| writer.set(key, value))?;
        }
        Ok(())
    }

    fn tell_unknown(&mut self, message: &Message) -> Result<(), JournalError> {
        warn!(message_id = message.id.0, "no rule knows this message of the bot");
        let text = self.settings.formatter.unknown_message(message.sent_at, &message.text);
        self.engine.notify(&NotificationKey::message(message.id), &text)
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
