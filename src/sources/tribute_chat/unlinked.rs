//! Buttons that don't say what they answer: they are taken where just one order can be meant.

use std::mem;

use super::observe::Observer;
use super::{replies, state};
use crate::engine::Engine;
use crate::journal::JournalError;
use crate::order::{MessageId, Record};
use crate::telegram::Message;

/// So many are kept until it is clear whose they are.
const UNASSIGNED_MAX: usize = 100;

impl Observer<'_> {
    /// The bot wrote something that does not say which order it is about.
    pub(super) fn observe_unlinked(&mut self, message: &Message) -> Result<(), JournalError> {
        if self.unassigned.iter().any(|known| known.id == message.id) {
            return Ok(());
        }
        let candidates = self.candidates(message)?;
        if candidates.is_empty() {
            self.owner_was_answered(message)?;
        }
        if candidates.is_empty() || self.may_be_owners(message, &candidates)? {
            return self.tell_unknown(message);
        }
        // What was learned of the bot is not true: from now on replies go out one at a time.
        self.set(state::BOT_LINKS, state::LINKS_NOT_ALWAYS)?;
        if let [record] = candidates.as_slice()
            && record.life.state.is_open()
        {
            return self.confirmation_seen(record, message);
        }
        let is_kept = candidates.iter().all(|record| record.life.state.is_open());
        if is_kept && self.unassigned.len() < UNASSIGNED_MAX {
            self.unassigned.push(message.clone());
        }
        self.tell_unknown(message)
    }

    /// Assigns what is clear by now: of the orders it could be about, all but one have their own.
    pub(super) fn assign_left(&mut self) -> Result<(), JournalError> {
        for message in mem::take(self.unassigned) {
            let candidates = self.candidates(&message)?;
            let is_clear = candidates.len() == 1
                && !has_other_owner(self.engine, message.id)?
                && !self.may_be_owners(&message, &candidates)?;
            match candidates.as_slice() {
                [record] if is_clear && record.life.state.is_open() => {
                    self.confirmation_seen(record, &message)?;
                }
                [] => {}
                _ => self.unassigned.push(message),
            }
        }
        Ok(())
    }

    /// The orders that it may be about, those replied to first in front: they wait for the bot's answer
    /// to a reply that is older. Where as many older messages as orders are unassigned, these are
    /// theirs, whichever is whose.
    fn candidates(&self, message: &Message) -> Result<Vec<Record>, JournalError> {
        // What answers something else says that it is about no order.
        if message.reply_to.is_some() || !self.settings.may_confirm(&message.buttons) {
            return Ok(Vec::new());
        }
        let mut waiting = replies::unanswered_at(self.engine, self.settings, message.sent_at)?;
        waiting.retain(|record| record.life.reply().is_some_and(|reply| reply < message.id));
        waiting.sort_by_key(|record| record.life.reply());
        let older = self.unassigned.iter().filter(|known| known.id < message.id);
        let have_theirs = (1..).zip(older).filter_map(|(messages, last)| {
            let before = |record: &&Record| record.life.reply() < Some(last.id);
            (waiting.iter().filter(before).count() == messages).then_some(messages)
        });
        let have_theirs = have_theirs.last().unwrap_or(0);
        waiting.drain(..have_theirs);
        Ok(waiting)
    }

    /// Whether the owner wrote to the bot after our reply to one of these, or shortly before it and was
    /// not answered yet: it may answer that.
    fn may_be_owners(
        &self,
        message: &Message,
        candidates: &[Record],
    ) -> Result<bool, JournalError> {
        let owner_wrote = self.engine.journal().state(state::OWNER_WROTE)?;
        let mut replies = candidates.iter().filter_map(|record| record.life.reply());
        let has_waited_until = replies::owner_waits_until(self.engine, self.settings)?;
        Ok(replies.any(|reply| i64::from(reply.0) <= owner_wrote)
            || has_waited_until.is_some_and(|until| message.sent_at < until))
    }

    /// Buttons that are no order's answer one thing that the owner wrote before.
    fn owner_was_answered(&mut self, message: &Message) -> Result<(), JournalError> {
        let (journal, id) = (self.engine.journal(), i64::from(message.id.0));
        let unanswered = journal.state(state::OWNER_UNANSWERED)?;
        let is_answer = unanswered > 0
            && id
                > journal.state(state::OWNER_WROTE)?.max(journal.state(state::OWNER_ANSWERED_IN)?)
            && self.settings.may_confirm(&message.buttons);
        if !is_answer {
            return Ok(());
        }
        self.engine.write(|writer| {
            writer.set(state::OWNER_ANSWERED_IN, id)?;
            writer.set(state::OWNER_UNANSWERED, unanswered - 1)?;
            if unanswered == 1 { writer.set(state::OWNER_WAITS_SINCE, 0) } else { Ok(()) }
        })
    }
}

/// Whether an order has been answered since without the button: then this may be its button.
pub(super) fn has_other_owner(engine: &Engine, message: MessageId) -> Result<bool, JournalError> {
    let open = engine.journal().open_orders()?;
    let is_answered_since = |record: &Record| {
        let seen = record.life.confirmation();
        record.life.reply().is_some_and(|reply| reply < message)
            && seen.is_some_and(|seen| seen.message > message && seen.button.is_none())
    };
    Ok(open.iter().any(is_answered_since))
}
