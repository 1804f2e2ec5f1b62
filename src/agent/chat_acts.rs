//! Replies and presses. Both look before they act: the chat was read to its newest message in the
//! same turn, so a reply that stands there is known; a button is looked at once more.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{info, warn};

use super::freezing::{FrozenPress, thaw};
use super::waiting::{Stopwatch, backoff};
use super::{Agent, AgentError};
use crate::journal::{EffectKind, Fact, OwedEffect};
use crate::moderation::IncidentKind;
use crate::order::life::{Confirmation, Event, Press, PressOutcome, Reason, State};
use crate::order::{ButtonKind, MessageId, Record, Untrusted};
use crate::rich_text::RichText;
use crate::shop::Activator;
use crate::telegram::{CallError, Chat, Messenger, Outgoing, PressAnswer, Sent};

/// How often Telegram may say that it knows a reply which the history does not show.
const GHOST_ATTEMPTS_MAX: u32 = 4;
/// How long after a press a change of its message is put down to it.
const WATCH_TIME: Duration = Duration::from_mins(1);

/// An act that waits for its moment.
pub(super) struct ChatAct {
    pub(super) at: Instant,
    what: What,
}

enum What {
    Reply(OwedEffect),
    Press(OwedEffect),
    LookForEvidence(Box<Record>),
    Watch,
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Does the next act, if it is due.
    pub(super) async fn act_in_chat(&mut self) -> Result<(), AgentError> {
        match self.next_chat_act()? {
            Some(act) if act.at <= Instant::now() => match act.what {
                What::Reply(effect) => self.reply(&effect).await,
                What::Press(effect) => self.press(&effect).await,
                What::LookForEvidence(record) => self.look_for_evidence(&record).await,
                What::Watch => self.watch_pressed().await,
            },
            _ => Ok(()),
        }
    }

    /// The act whose moment comes first. One that waits for something else to happen is not there.
    pub(super) fn next_chat_act(&self) -> Result<Option<ChatAct>, AgentError> {
        let mut acts = self.looks()?;
        let owed = self.journal.owed_effects()?;
        let mut replies: Vec<&OwedEffect> = Vec::new();
        for effect in &owed {
            match effect.kind {
                EffectKind::Press if !effect.begun => {
                    acts.push(ChatAct {
                        at: self.instant_of(effect.due_at),
                        what: What::Press(effect.clone()),
                    });
                }
                EffectKind::Reply => replies.push(effect),
                EffectKind::Press | EffectKind::Activate => {}
            }
        }
        // Replies go out in the orders' order: the oldest waits for nobody.
        replies.sort_by_key(|effect| effect.number);
        if let (Some(first), Some(gate)) = (replies.first(), self.reply_gate()?) {
            let at = gate.max(self.instant_of(first.due_at));
            acts.push(ChatAct {
                at,
                what: What::Reply((*first).clone()),
            });
        }
        let next = acts.into_iter().min_by_key(|act| act.at);
        Ok(next.map(|act| ChatAct {
            at: act.at.max(self.chat_rests_until),
            ..act
        }))
    }

    /// From when on a reply may go out; `None` while another order has to be answered first.
    fn reply_gate(&self) -> Result<Option<Instant>, AgentError> {
        let bot_links = self.journal.fact(Fact::BotLinks)? != 0;
        let place_is_held = self
            .journal
            .open_orders()?
            .iter()
            .any(|record| record.life.holds_the_place());
        if place_is_held && !bot_links {
            return Ok(None);
        }
        let is_silent = self.incident(IncidentKind::BotSilent)?.is_some();
        let probe_at = if is_silent {
            self.next_bot_probe_at
        } else {
            self.next_reply_at
        };
        Ok(Some(probe_at.max(self.next_reply_at)))
    }

    async fn reply(&mut self, effect: &OwedEffect) -> Result<(), AgentError> {
        let outgoing: Outgoing = thaw(&effect.frozen)?;
        self.happen_with(effect.number, Event::ReplyBegun, |writer| {
            writer.begin_effect(effect.id)
        })?;
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
                self.chat_failed(&failure)
            }
        }
    }

    /// Whether the reply hangs on the order is seen only in the chat.
    async fn verify_reply(&mut self, number: u32, message: MessageId) -> Result<(), AgentError> {
        let Some(record) = self.journal.order(number)? else {
            return Ok(());
        };
        match self.messenger.messages(Chat::Tribute, &[message]).await {
            Ok(found) => {
                let attached = found
                    .first()
                    .and_then(Option::as_ref)
                    .is_some_and(|reply| reply.reply_to == Some(record.id.message));
                info!(number, message = message.0, attached, "replied");
                self.happen(number, Event::ReplyStands { message, attached })
            }
            Err(failure) => {
                self.reader.ring();
                self.chat_failed(&failure)
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

    async fn press(&mut self, effect: &OwedEffect) -> Result<(), AgentError> {
        let frozen: FrozenPress = thaw(&effect.frozen)?;
        match self.is_still_shown(&frozen).await {
            Ok(true) => {}
            Ok(false) => return self.happen(effect.number, Event::PressEvidence),
            Err(failure) => return self.chat_failed(&failure),
        }
        self.happen_with(effect.number, Event::PressBegun, |writer| {
            writer.begin_effect(effect.id)
        })?;
        info!(number = effect.number, message = frozen.message.0, "press");
        match self.press_button(&frozen).await {
            Ok(PressAnswer::Accepted { .. }) => {
                self.watch(&frozen)?;
                self.happen(effect.number, Event::PressAnswered(PressOutcome::Accepted))
            }
            Ok(PressAnswer::Alert(text)) => self.happen(
                effect.number,
                Event::PressAnswered(PressOutcome::Refused(text)),
            ),
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
                self.chat_failed(&failure)
            }
        }
    }

    async fn press_button(&self, frozen: &FrozenPress) -> Result<PressAnswer, CallError> {
        match &frozen.button.kind {
            ButtonKind::Callback { data } => self.messenger.press(frozen.message, data).await,
            ButtonKind::KeyboardText => {
                let outgoing = Outgoing {
                    text: RichText::plain(frozen.button.label.as_str()),
                    reply_to: None,
                    random_id: frozen.random_id,
                };
                self.messenger.send(Chat::Tribute, &outgoing).await?;
                Ok(PressAnswer::Accepted { notice: None })
            }
            ButtonKind::NeverPressed { kind } => Err(CallError::Refused(kind.clone())),
        }
    }

    async fn is_still_shown(&self, frozen: &FrozenPress) -> Result<bool, CallError> {
        let found = self
            .messenger
            .messages(Chat::Tribute, &[frozen.message])
            .await?;
        let message = found.into_iter().next().flatten();
        Ok(message.is_some_and(|message| message.buttons.contains(&frozen.button)))
    }

    /// The looks for evidence of presses, and when they are due: after every reading, and when the
    /// settle time is over.
    fn looks(&self) -> Result<Vec<ChatAct>, AgentError> {
        let mut acts = Vec::new();
        for record in self.journal.open_orders()? {
            let is_unproven = matches!(
                record.life.state,
                State::Confirming {
                    press: Press::Unproven { .. }
                } | State::Escalated {
                    reason: Reason::PressUnknown
                        | Reason::UnknownButton
                        | Reason::PressRefused { .. }
                }
            );
            if !is_unproven || record.life.confirmation.is_none() {
                continue;
            }
            let looked_at = self
                .stopwatches
                .get(&(record.number, Stopwatch::Looked))
                .copied();
            let is_news = looked_at.is_none_or(|looked_at| self.reader.has_read_since(looked_at));
            let at = if is_news {
                Some(Instant::now())
            } else {
                self.settles_at(&record)
            };
            if let Some(at) = at {
                acts.push(ChatAct {
                    at,
                    what: What::LookForEvidence(Box::new(record)),
                });
            }
        }
        if self.watch_is_due() {
            acts.push(ChatAct {
                at: Instant::now(),
                what: What::Watch,
            });
        }
        Ok(acts)
    }

    /// When a press without evidence is given up.
    fn settles_at(&self, record: &Record) -> Option<Instant> {
        let unproven = matches!(record.life.state, State::Confirming { .. });
        let since = self
            .stopwatches
            .get(&(record.number, Stopwatch::Unproven))?;
        unproven.then(|| *since + self.settings.timing.press_settle)
    }

    async fn look_for_evidence(&mut self, record: &Record) -> Result<(), AgentError> {
        let now = Instant::now();
        let number = record.number;
        self.stopwatches.insert((number, Stopwatch::Looked), now);
        self.stopwatches
            .entry((number, Stopwatch::Unproven))
            .or_insert(now);
        let Some(seen) = &record.life.confirmation else {
            return Ok(());
        };
        let found = match self
            .messenger
            .messages(Chat::Tribute, &[seen.message])
            .await
        {
            Ok(found) => found.into_iter().next().flatten(),
            Err(failure) => return self.chat_failed(&failure),
        };
        let was_pressed = match (&found, &seen.button) {
            (None, _) => true,
            (Some(message), Some(button)) => !message.buttons.contains(button),
            (Some(message), None) => message.buttons.is_empty(),
        };
        if was_pressed {
            return self.happen(number, Event::PressEvidence);
        }
        if self.settles_at(record).is_some_and(|at| at <= now) {
            let may_repeat = self.journal.fact(Fact::PressChangesMessage)? != 0;
            self.stopwatches.remove(&(number, Stopwatch::Unproven));
            self.happen(number, Event::PressUnproven { may_repeat })?;
        }
        Ok(())
    }

    /// After an answered press: does this bot change the message that was pressed?
    fn watch(&mut self, frozen: &FrozenPress) -> Result<(), AgentError> {
        if self.journal.fact(Fact::PressChangesMessage)? == 0 {
            let confirmation = Confirmation {
                message: frozen.message,
                button: Some(frozen.button.clone()),
                shown: Vec::new(),
            };
            self.watched.push((confirmation, Instant::now()));
        }
        Ok(())
    }

    fn watch_is_due(&self) -> bool {
        self.watched
            .iter()
            .any(|(_, looked_at)| self.reader.has_read_since(*looked_at))
    }

    async fn watch_pressed(&mut self) -> Result<(), AgentError> {
        let now = Instant::now();
        let watched = std::mem::take(&mut self.watched);
        let ids: Vec<MessageId> = watched
            .iter()
            .map(|(seen, _)| seen.message)
            .take(100)
            .collect();
        let found = match self.messenger.messages(Chat::Tribute, &ids).await {
            Ok(found) => found,
            Err(failure) => return self.chat_failed(&failure),
        };
        let changed = watched
            .iter()
            .zip(&found)
            .any(|((seen, _), message)| match message {
                None => true,
                Some(message) => seen
                    .button
                    .as_ref()
                    .is_some_and(|button| !message.buttons.contains(button)),
            });
        if changed {
            info!("a press changes the message it was under: known from now on");
            self.journal
                .write(|writer| writer.learn(Fact::PressChangesMessage, 1))?;
        } else {
            let still = watched
                .into_iter()
                .filter(|(_, since)| now < *since + WATCH_TIME);
            self.watched = still.map(|(seen, _)| (seen, now)).collect();
        }
        Ok(())
    }

    /// After a crash: a press that was begun has an answer that nobody will ever hear.
    pub(super) fn mark_lost_presses(&mut self) -> Result<(), AgentError> {
        for record in self.journal.open_orders()? {
            if matches!(
                record.life.state,
                State::Confirming {
                    press: Press::Begun
                }
            ) {
                self.happen(record.number, Event::PressAnswered(PressOutcome::Unknown))?;
            }
        }
        Ok(())
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

    fn pause_for(&self, attempts: u32, failure: &CallError) -> Duration {
        match failure {
            CallError::FloodWait(wait) => *wait,
            _ => backoff(attempts, self.dice.next_u64()),
        }
    }

    /// A call to Telegram failed: rest a little, longer every time; a wait that Telegram asked for
    /// is honoured.
    pub(super) fn chat_failed(&mut self, failure: &CallError) -> Result<(), AgentError> {
        if let CallError::Fatal(fatal) = failure {
            return Err(AgentError::Telegram(*fatal));
        }
        warn!(%failure, "telegram");
        let pause = self.pause_for(self.chat_failures, failure);
        self.chat_failures = self.chat_failures.saturating_add(1);
        self.chat_rests_until = Instant::now() + pause;
        Ok(())
    }
}
