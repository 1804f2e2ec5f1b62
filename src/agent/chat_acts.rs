//! Replies and presses. Both look before they act: the chat was read to its newest message in the
//! same turn, so a reply that stands there is known; a button is looked at once more.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::freezing::{FrozenPress, thaw};
use super::rests::ActKind;
use super::shown::Shown;
use super::waiting::Stopwatch;
use super::{Agent, AgentError};
use crate::journal::{EffectKind, Fact, OwedEffect};
use crate::moderation::IncidentKind;
use crate::order::life::{Event, Press, PressOutcome, State};
use crate::order::{ButtonKind, MessageId, Record, Untrusted};
use crate::rich_text::RichText;
use crate::shop::Activator;
use crate::telegram::{CallError, Chat, Messenger, Outgoing, PressAnswer, Sent};

/// How often Telegram may say that it knows a reply which the history does not show.
const GHOST_ATTEMPTS_MAX: u32 = 4;
/// A timed-out order keeps its place for so many times the time-out: an answer that links to nothing
/// may still come. Then another reply goes out, to see whether the bot is back.
const PLACE_KEPT_TIMEOUTS: u32 = 3;

/// What was closed longer ago than this holds no place, whatever is wrong with a clock.
const HOLDING_MAX: Duration = Duration::from_hours(24);

/// So many closed orders may have been closed within that time.
const CLOSED_LOOKED_AT: usize = 16;

/// An act that waits for its moment.
pub(super) struct ChatAct {
    pub(super) at: Instant,
    what: What,
}

enum What {
    Reply(OwedEffect),
    Press(OwedEffect, ActKind),
}

impl What {
    fn press(effect: &OwedEffect) -> Result<Self, AgentError> {
        let frozen: FrozenPress = thaw(&effect.frozen)?;
        Ok(Self::Press(effect.clone(), frozen.act_kind()))
    }
}

/// What came of a press.
enum Pressed {
    /// The bot answered.
    Answered(PressAnswer),
    /// The message that is the press of a reply keyboard's button stands in the chat.
    Written(MessageId),
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Does the next act, if it is due.
    pub(super) async fn act_in_chat(&mut self) -> Result<(), AgentError> {
        match self.next_chat_act()? {
            Some(act) if act.at <= Instant::now() => match act.what {
                What::Reply(effect) => self.reply(&effect).await,
                What::Press(effect, _) => self.press(&effect).await,
            },
            _ => Ok(()),
        }
    }

    /// The act whose moment comes first. One that waits for something else to happen is not there.
    pub(super) fn next_chat_act(&self) -> Result<Option<ChatAct>, AgentError> {
        let mut acts = Vec::new();
        let owed = self.journal.owed_effects()?;
        let mut replies: Vec<&OwedEffect> = Vec::new();
        for effect in owed.iter() {
            match effect.kind {
                EffectKind::Press if !effect.begun && self.may_press(effect)? => {
                    acts.push(ChatAct {
                        at: self.due_at(effect.attempts, effect.due_at),
                        what: What::press(effect)?,
                    });
                }
                EffectKind::Reply => replies.push(effect),
                EffectKind::Press | EffectKind::Activate => {}
            }
        }
        // Replies go out in the orders' order: the oldest waits for nobody.
        replies.sort_by_key(|effect| effect.number);
        if let Some(first) = replies.first()
            && let Some(gate) = self.reply_gate()?
        {
            let at = gate.max(self.due_at(first.attempts, first.due_at));
            acts.push(ChatAct {
                at,
                what: What::Reply((*first).clone()),
            });
        }
        let rested = acts.into_iter().map(|act| ChatAct {
            at: act.at.max(self.may_act_at(&act.what)),
            ..act
        });
        Ok(rested.min_by_key(|act| act.at))
    }

    /// From when on Telegram lets us; a button is looked at before it is pressed.
    fn may_act_at(&self, what: &What) -> Instant {
        match what {
            What::Reply(_) => self.rests_until(ActKind::Send),
            What::Press(_, kind) => self.rests_until(ActKind::Look).max(self.rests_until(*kind)),
        }
    }

    /// From when on a reply may go out; `None` while another order has to be answered first.
    fn reply_gate(&self) -> Result<Option<Instant>, AgentError> {
        let is_silent = self.incident(IncidentKind::BotSilent)?.is_some();
        let Some(free_at) = self.place_is_free_at()? else {
            return Ok(None);
        };
        let gate = free_at.max(self.next_reply_at);
        Ok(Some(if is_silent {
            gate.max(self.next_bot_probe_at)
        } else {
            gate
        }))
    }

    /// From when on the place is free that an answer of the bot's belongs to, which links to
    /// nothing. `None` while an order waits for one.
    fn place_is_free_at(&self) -> Result<Option<Instant>, AgentError> {
        let now = Instant::now();
        let kept = self.settings.timing.confirmation_timeout * PLACE_KEPT_TIMEOUTS;
        // Another keyboard would take the place of the one that is about to be pressed.
        if self.journal.open_orders()?.iter().any(owes_keyboard_press) {
            return Ok(None);
        }
        let mut free_at = now;
        for holder in self.place_holders()? {
            if matches!(holder.life.state, State::AwaitingConfirmation { .. }) {
                return Ok(None);
            }
            let held = self.stopwatches.get(&(holder.number, Stopwatch::Holding));
            free_at = free_at.max(held.copied().unwrap_or(now) + kept);
        }
        Ok(Some(free_at))
    }

    /// The orders that an answer of the bot's may belong to, which links to nothing.
    pub(super) fn place_holders(&self) -> Result<Vec<Record>, AgentError> {
        if self.journal.fact(Fact::BotLinks)? != 0 {
            return Ok(Vec::new());
        }
        let open = self.journal.open_orders()?;
        let holders = open.iter().filter(|record| record.life.holds_the_place());
        let mut holders: Vec<Record> = holders.cloned().collect();
        // The bot may still answer the reply of one that a person has closed since.
        let closed = self.journal.newest_closed_unanswered(CLOSED_LOOKED_AT)?;
        let oldest = self.now() - HOLDING_MAX;
        let recent = closed
            .into_iter()
            .filter(|record| record.updated_at > oldest);
        holders.extend(recent);
        Ok(holders)
    }

    async fn reply(&mut self, effect: &OwedEffect) -> Result<(), AgentError> {
        if !self.has_looked() {
            return Ok(());
        }
        let outgoing: Outgoing = thaw(&effect.frozen)?;
        self.happen_with(effect.number, Event::ReplyBegun, |writer| {
            writer.begin_effect(effect.id)
        })?;
        self.journal.attest()?;
        let now = Instant::now();
        self.next_reply_at = now + self.settings.pace;
        self.next_bot_probe_at = now + self.settings.timing.probe_interval;
        match self.messenger.send(Chat::Tribute, &outgoing).await {
            Ok(Sent::As(message)) => self.verify_reply(effect.number, message).await,
            Ok(Sent::Before) => self.reply_is_ghost(effect),
            Err(CallError::Refused(why)) => self.happen(
                effect.number,
                Event::ReplyRefused {
                    why: Untrusted::new(why),
                },
            ),
            Err(failure) => {
                // It may stand in the chat: read before the next try.
                self.reader.ring();
                self.postpone_effect(effect, &failure)?;
                self.act_failed(ActKind::Send, &failure)
            }
        }
    }

    /// Whether the reply hangs on the order is seen only in the chat.
    async fn verify_reply(&mut self, number: u32, message: MessageId) -> Result<(), AgentError> {
        let Some(record) = self.journal.order(number)? else {
            return Ok(());
        };
        if self.rests_until(ActKind::Look) > Instant::now() {
            // The next reading shows it as well.
            self.reader.ring();
            return Ok(());
        }
        match self.messenger.messages(Chat::Tribute, &[message]).await {
            Ok(found) => {
                let attached = found
                    .first()
                    .and_then(Option::as_ref)
                    .is_some_and(|reply| reply.reply_to == Some(record.id.message));
                info!(number, message_id = message.0, attached, "replied");
                self.happen(number, Event::ReplyStands { message, attached })
            }
            Err(failure) => {
                self.reader.ring();
                self.act_failed(ActKind::Look, &failure)
            }
        }
    }

    /// Telegram says that it has the reply; the history, read again, has to show it.
    fn reply_is_ghost(&mut self, effect: &OwedEffect) -> Result<(), AgentError> {
        self.reader.ring();
        if effect.attempts >= GHOST_ATTEMPTS_MAX {
            let why = Untrusted::new("RANDOM_ID_DUPLICATE");
            return self.happen(effect.number, Event::ReplyRefused { why });
        }
        self.postpone_effect(effect, &CallError::Unknown("sent before".to_owned()))
    }

    /// The press of a reply keyboard's button is a message that says nothing of the order: while it
    /// is not known what became of one, a second could not be told from it.
    fn may_press(&self, effect: &OwedEffect) -> Result<bool, AgentError> {
        let frozen: FrozenPress = thaw(&effect.frozen)?;
        if !frozen.is_message() {
            return Ok(true);
        }
        let open = self.journal.open_orders()?;
        Ok(!open.iter().any(|other| {
            other.number != effect.number
                && matches!(other.life.state, State::Confirming { .. })
                && other.life.state.is_press_in_doubt()
        }))
    }

    async fn press(&mut self, effect: &OwedEffect) -> Result<(), AgentError> {
        let frozen: FrozenPress = thaw(&effect.frozen)?;
        if frozen.is_message() {
            if !self.has_looked() {
                return Ok(());
            }
            if self.is_replaced(&frozen)? {
                return self.happen(effect.number, Event::KeyboardReplaced);
            }
        }
        match self.look_at_button(&frozen).await {
            Ok(Shown::Still) => {}
            Ok(Shown::Replaced) => return self.happen(effect.number, Event::KeyboardReplaced),
            Ok(Shown::Gone) => return self.happen(effect.number, Event::PressEvidence),
            Err(failure) => return self.act_failed(ActKind::Look, &failure),
        }
        self.happen_with(effect.number, Event::PressBegun, |writer| {
            writer.begin_effect(effect.id)
        })?;
        self.journal.attest()?;
        debug!(
            number = effect.number,
            message_id = frozen.message.0,
            "press"
        );
        match self.press_button(&frozen).await {
            Ok(Pressed::Answered(PressAnswer::Accepted { .. })) => {
                log_press(effect, &frozen);
                self.watch(&frozen)?;
                let accepted = Event::PressAnswered(PressOutcome::Accepted);
                self.happen(effect.number, accepted)
            }
            Ok(Pressed::Answered(PressAnswer::Alert(text))) => {
                let refused = PressOutcome::Refused(text);
                self.happen(effect.number, Event::PressAnswered(refused))
            }
            Ok(Pressed::Written(message)) => {
                log_press(effect, &frozen);
                self.watch(&frozen)?;
                let accepted = Event::PressAnswered(PressOutcome::Accepted);
                self.happen_with(effect.number, accepted, |writer| {
                    writer.record_keyboard_press(message, effect.number)
                })
            }
            Err(CallError::Refused(why)) => {
                let refused = PressOutcome::Refused(Untrusted::new(why));
                self.happen(effect.number, Event::PressAnswered(refused))
            }
            Err(CallError::Unknown(why)) => {
                warn!(
                    number = effect.number,
                    why, "nobody knows whether the press took effect"
                );
                self.reader.ring();
                self.happen(effect.number, Event::PressAnswered(PressOutcome::Unknown))
            }
            Err(failure) => {
                let due_at = self.now() + self.pause_for(effect.attempts, &failure);
                self.happen_with(effect.number, Event::PressPutOff, |writer| {
                    writer.put_off_effect(effect.id, due_at)
                })?;
                self.act_failed(frozen.act_kind(), &failure)
            }
        }
    }

    async fn press_button(&self, frozen: &FrozenPress) -> Result<Pressed, CallError> {
        match &frozen.button.kind {
            ButtonKind::Callback { data } => {
                let answer = self.messenger.press(frozen.message, data).await?;
                Ok(Pressed::Answered(answer))
            }
            ButtonKind::KeyboardText => {
                let outgoing = Outgoing {
                    text: RichText::plain(frozen.button.label.as_str()),
                    reply_to: None,
                    random_id: frozen.random_id,
                };
                match self.messenger.send(Chat::Tribute, &outgoing).await? {
                    Sent::As(message) => Ok(Pressed::Written(message)),
                    // Which message it is, only the history tells.
                    Sent::Before => Err(CallError::Unknown("sent before".to_owned())),
                }
            }
            ButtonKind::NeverPressed { kind } => Err(CallError::Refused(kind.clone())),
        }
    }

    /// Whether the conversation has gone on since the keyboard was shown: its button's text would be
    /// taken for something else.
    fn is_replaced(&self, frozen: &FrozenPress) -> Result<bool, AgentError> {
        let shown = self.journal.fact(Fact::KeyboardShown)?;
        let owner_wrote = self.journal.fact(Fact::OwnerWrote)?;
        Ok(shown.max(owner_wrote) > i64::from(frozen.message.0))
    }

    async fn look_at_button(&self, frozen: &FrozenPress) -> Result<Shown, CallError> {
        let ids = [frozen.message];
        let found = self.messenger.messages(Chat::Tribute, &ids).await?;
        let message = found.first().and_then(Option::as_ref);
        Ok(Shown::of(&frozen.button, message))
    }

    fn postpone_effect(
        &mut self,
        effect: &OwedEffect,
        failure: &CallError,
    ) -> Result<(), AgentError> {
        let due_at = self.now() + self.pause_for(effect.attempts, failure);
        Ok(self
            .journal
            .write(|writer| writer.postpone(effect.number, effect.kind, due_at))?)
    }
}

fn log_press(effect: &OwedEffect, frozen: &FrozenPress) {
    let message_id = frozen.message.0;
    info!(number = effect.number, message_id, "pressed");
}

fn owes_keyboard_press(record: &Record) -> bool {
    let is_owed = matches!(record.life.state, State::Confirming { press: Press::Owed });
    let confirmation = record.life.confirmation.as_ref();
    let button = confirmation.and_then(|seen| seen.button.as_ref());
    is_owed && button.is_some_and(|button| button.kind == ButtonKind::KeyboardText)
}
