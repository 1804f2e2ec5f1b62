//! What the seller's account wrote in Tribute's chat: this program, the owner by hand, or a second copy
//! of this program.

use tracing::{error, info, warn};

use super::delivery::is_press_in_doubt;
use super::observe::Observer;
use super::replies::{owner_waits_until, replied};
use super::state;
use crate::engine::decode;
use crate::journal::{EffectKind, JournalError};
use crate::order::life::{ChatEvent, DeliveryAct, MessageRole, Stage};
use crate::order::{ButtonKind, MessageId, Record};
use crate::rich_text::clean;
use crate::sources::SourceError;
use crate::telegram::{Message, Outgoing};

impl Observer<'_> {
    /// Whether this program wrote a message: a reply, a press, or what moderators were told, if that
    /// was in this chat.
    pub(super) fn is_ours(&self, message: &Message) -> Result<bool, JournalError> {
        let journal = self.engine.journal();
        if self.sent.contains(message.id)
            || journal.is_linked(message.id, MessageRole::Reply)?
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

    /// The seller's account wrote something.
    pub(super) fn observe_own(&mut self, message: &Message) -> Result<(), SourceError> {
        if let Some(number) = self.sent.take(message.id) {
            return Ok(replied(self.engine, number, message.id, Some(message))?);
        }
        let journal = self.engine.journal();
        if journal.is_linked(message.id, MessageRole::Reply)?
            || journal.is_linked(message.id, MessageRole::KeyboardPress)?
        {
            return Ok(());
        }
        if let Some(record) = self.order_pressed_by(message)? {
            return Ok(self.engine.apply_event_with(
                record.number,
                ChatEvent::PressEvidence,
                |writer| writer.link_message(record.number, MessageRole::KeyboardPress, message.id),
            )?);
        }
        let Some(target) = message.reply_to else {
            let event = ChatEvent::ReplySent { message: message.id, attached: false };
            match self.order_replied_by(message)? {
                Some(record) => self.engine.apply_event(record.number, event)?,
                None => self.owner_wrote(message)?,
            }
            return Ok(());
        };
        match self.engine.journal().order_of_message(target)? {
            Some(record) => self.observe_reply(&record, message),
            None => Ok(self.owner_wrote(message)?),
        }
    }

    fn observe_reply(&mut self, record: &Record, message: &Message) -> Result<(), SourceError> {
        let (number, id) = (record.number, message.id);
        if self.is_our_reply(record, message)? {
            let event = ChatEvent::ReplySent { message: id, attached: true };
            return Ok(self.engine.apply_event(number, event)?);
        }
        let ours = self.reply_of(record)?;
        if ours.as_ref().is_some_and(|ours| is_second_copys(record, ours, message)) {
            return self.second_instance(record, id);
        }
        self.owner_wrote(message)?;
        let may_be_ours = is_reply_in_doubt(record)
            && record.life.state.stage() == Stage::Replying
            && ours.is_some_and(|ours| resembles(&ours, message, record));
        let event = if may_be_ours {
            warn!(number, message_id = id.0, "an answer that may be ours or the owner's");
            ChatEvent::ReplyInDoubt { message: id }
        } else {
            info!(number, message_id = id.0, "answered by hand");
            ChatEvent::AnsweredByHand { message: id }
        };
        Ok(self.engine.apply_event(number, event)?)
    }

    /// Another copy of this program, with this journal's past, has replied to an order. Whoever starts
    /// again knows the message and goes on.
    fn second_instance(&mut self, record: &Record, id: MessageId) -> Result<(), SourceError> {
        let number = record.number;
        if self.engine.journal().is_linked(id, MessageRole::ReplyByHand)? {
            return Ok(());
        }
        error!(number, message_id = id.0, "our reply was sent, but not by this program");
        if record.life.state.stage() == Stage::Replying {
            self.engine.apply_event(number, ChatEvent::ReplyInDoubt { message: id })?;
        } else {
            let role = MessageRole::ReplyByHand;
            self.engine.write(|writer| writer.link_message(number, role, id))?;
        }
        Err(SourceError::SecondInstance { number, devices: String::new() })
    }

    /// Whether it is the reply that this program began to send and whose outcome is not known.
    fn is_our_reply(&self, record: &Record, message: &Message) -> Result<bool, JournalError> {
        if !is_reply_in_doubt(record) {
            return Ok(false);
        }
        let ours = self.reply_of(record)?;
        Ok(ours.is_some_and(|ours| ours == clean(message.text.as_str())))
    }

    /// What our reply to an order says, once it is owed.
    fn reply_of(&self, record: &Record) -> Result<Option<String>, JournalError> {
        let kind = EffectKind::Deliver(DeliveryAct::Reply);
        let Some(effect) = self.engine.journal().newest_effect(record.number, kind)? else {
            return Ok(None);
        };
        let ours: Outgoing = decode(&effect.payload)?;
        Ok(Some(clean(&ours.text.text)))
    }

    /// The order whose reply this is, although it hangs on nothing.
    fn order_replied_by(&self, message: &Message) -> Result<Option<Record>, JournalError> {
        for record in self.engine.journal().open_orders()?.in_stage(Stage::Replying) {
            if self.is_our_reply(record, message)? {
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
                                && clean(button.label.as_str()) == clean(message.text.as_str())
                        })
                })
        };
        let open = self.engine.journal().open_orders()?;
        let stages = [Stage::Confirming, Stage::Escalated].into_iter();
        let pressed =
            stages.flat_map(|stage| open.in_stage(stage)).filter(is_pressed).max_by_key(|record| {
                let shown_in = record.life.confirmation().map(|seen| seen.message);
                let is_confirming = record.life.state.stage() == Stage::Confirming;
                let in_doubt = is_press_in_doubt(&record.life.state);
                (in_doubt && is_confirming, in_doubt, shown_in)
            });
        Ok(pressed.cloned())
    }

    /// The bot may answer that with a button, which may not say what it answers.
    fn owner_wrote(&mut self, message: &Message) -> Result<(), JournalError> {
        let (journal, id) = (self.engine.journal(), i64::from(message.id.0));
        if id <= journal.state(state::OWNER_WROTE)? {
            return Ok(());
        }
        let waits_until = owner_waits_until(self.engine, self.settings)?;
        let waits = waits_until.is_some_and(|until| message.sent_at < until);
        let unanswered = if waits { journal.state(state::OWNER_UNANSWERED)? } else { 0 };
        self.engine.write(|writer| {
            writer.set(state::OWNER_WROTE, id)?;
            writer.set(state::OWNER_UNANSWERED, unanswered + 1)?;
            writer.set(state::OWNER_WAITS_SINCE, message.sent_at.as_millisecond())
        })
    }
}

/// Whether our reply was begun, and nobody knows whether it stands.
fn is_reply_in_doubt(record: &Record) -> bool {
    record.life.chat().is_some_and(|chat| chat.reply_begun && chat.reply.is_none())
}

/// Whether a message is our reply, word for word, although we did not send it, and nobody was asked to
/// answer the order. A first answer in the same few words may be the owner's: it has to name the account.
/// While the shop is still being called there is no reply of ours to compare: the order closes as answered,
/// and whoever answered it goes on with it.
fn is_second_copys(record: &Record, ours: &str, message: &Message) -> bool {
    ours == clean(message.text.as_str())
        && match record.life.state.stage() {
            Stage::Replying => {
                let account = record.life.account.as_ref();
                account.is_some_and(|account| ours.contains(account.as_str()))
            }
            Stage::AwaitingConfirmation | Stage::Confirming | Stage::Completed => true,
            _ => false,
        }
}

/// Whether a message may be our reply, changed on its way.
fn resembles(ours: &str, message: &Message, record: &Record) -> bool {
    let text = clean(message.text.as_str());
    let account = record.life.account.as_ref();
    text.lines().next() == ours.lines().next()
        || account.is_some_and(|account| text.contains(account.as_str()))
}
