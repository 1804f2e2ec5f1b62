//! The only way an event reaches an order.

use tracing::{debug, error, info};

use super::{Agent, AgentError, Settings};
use crate::journal::{EffectKind, Journal, JournalError, NewEffect, NewOrder, NoticeKey, Writer};
use crate::order::life::{Effect, Event, IllegalEvent, Stage, State, Transition, step};
use crate::order::{MessageId, Record};
use crate::shop::Activator;
use crate::telegram::Messenger;

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// Lets `event` happen to an order: steps, and commits the event, the new state, what is owed
    /// and what moderators are to read in one transaction. Durable on return.
    pub(super) fn happen(&mut self, number: u32, event: Event) -> Result<(), AgentError> {
        self.happen_with(number, event, |_| Ok(()))
    }

    /// The same, with more to be written in the same transaction.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what has happened is given away"
    )]
    pub(super) fn happen_with(
        &mut self,
        number: u32,
        event: Event,
        also: impl FnOnce(&Writer<'_>) -> Result<(), JournalError>,
    ) -> Result<(), AgentError> {
        let Some(record) = self.journal.order(number)? else {
            return Ok(());
        };
        let now = self.now();
        match step(&record.life, event.clone(), now) {
            Ok(transition) if transition.order == record.life && transition.effects.is_empty() => {
                self.journal.write(also)?;
            }
            Ok(transition) => {
                let before = record.life.state.stage();
                let after = Record {
                    life: transition.order.clone(),
                    updated_at: now,
                    ..record
                };
                if after.life.state.stage() != before {
                    log_stage(&after, before);
                }
                let commit = self.prepare(&after, &transition)?;
                self.journal.write(|writer| {
                    writer.record_event(&after, &event, now)?;
                    commit.write(writer)?;
                    also(writer)
                })?;
                self.follow(&transition);
            }
            Err(illegal) => self.report(number, &illegal, also)?,
        }
        Ok(())
    }

    /// Takes in an order that was just found, with what follows from that.
    pub(super) fn take_in(
        &mut self,
        new: NewOrder,
        effects: Vec<Effect>,
    ) -> Result<u32, AgentError> {
        let now = self.now();
        let transition = Transition {
            order: new.life.clone(),
            effects,
        };
        let random_ids = (self.random_id(), self.random_id());
        let settings = &self.settings;
        let record = self.journal.write(|writer| {
            let record = writer.insert_order(new, now)?;
            Commit::new(settings, &record, &transition, random_ids, now, 1, false).write(writer)?;
            Ok(record)
        })?;
        info!(
            number = record.number,
            message_id = record.id.message.0,
            state = record.life.state.stage().name(),
            reason = record.life.reason_name(),
            "new order"
        );
        self.follow(&transition);
        Ok(record.number)
    }

    /// Takes in an order that the owner had answered before it was found: it is over, and nobody
    /// has to be told of it.
    pub(super) fn take_in_answered(
        &mut self,
        new: NewOrder,
        message: MessageId,
    ) -> Result<(), AgentError> {
        let now = self.now();
        let event = Event::AnsweredByHand { message };
        let answered = step(&new.life, event.clone(), now)
            .map_err(|illegal| JournalError::Unreadable(illegal.to_string()))?;
        let record = self.journal.write(|writer| {
            let mut record = writer.insert_order(new, now)?;
            record.life = answered.order;
            writer.record_event(&record, &event, now)?;
            Ok(record)
        })?;
        info!(number = record.number, "found answered by hand");
        Ok(())
    }

    fn prepare(&self, after: &Record, transition: &Transition) -> Result<Commit, AgentError> {
        let generation = next_generation(&self.journal, after.number, transition)?;
        let is_told = self.journal.is_told(&NoticeKey::order(after.number))?;
        let random_ids = (self.random_id(), self.random_id());
        let now = self.now();
        Ok(Commit::new(
            &self.settings,
            after,
            transition,
            random_ids,
            now,
            generation,
            is_told,
        ))
    }

    /// What a transition means for this process, beyond the journal.
    fn follow(&mut self, transition: &Transition) {
        if transition.effects.contains(&Effect::Look) {
            self.reader.ring();
        }
    }

    /// An event that can't happen is a mistake in this program: it changes nothing, and people are
    /// told that the order needs a look.
    fn report(
        &mut self,
        number: u32,
        illegal: &IllegalEvent,
        also: impl FnOnce(&Writer<'_>) -> Result<(), JournalError>,
    ) -> Result<(), AgentError> {
        error!(number, %illegal, "an event that can't happen");
        let text = self
            .settings
            .voice
            .program_fault(number, &illegal.to_string());
        let (key, random_id, now) = (
            NoticeKey::once(&format!("fault:{number}")),
            self.random_id(),
            self.now(),
        );
        Ok(self.journal.write(|writer| {
            writer.tell(&key, None, &text, random_id, now)?;
            also(writer)
        })?)
    }
}

/// An order's ends are worth a line each; the stages between are, to who looks closer.
fn log_stage(record: &Record, from: Stage) {
    let (number, reason) = (record.number, record.life.reason_name());
    match record.life.state.stage() {
        Stage::Completed => info!(number, "completed"),
        Stage::Closed => info!(number, reason, "closed"),
        Stage::Escalated => info!(number, reason, "escalated"),
        to => debug!(number, from = from.name(), to = to.name(), "order"),
    }
}

/// What goes into the journal beside the event and the state.
pub(super) struct Commit {
    number: u32,
    still_owed: Option<EffectKind>,
    new_effect: Option<NewEffect>,
    activate_again_at: Option<jiff::Timestamp>,
    notice: Option<(crate::rich_text::RichText, i64)>,
    now: jiff::Timestamp,
}

impl Commit {
    pub(super) fn new(
        settings: &Settings,
        record: &Record,
        transition: &Transition,
        random_ids: (i64, i64),
        now: jiff::Timestamp,
        generation: u32,
        is_told: bool,
    ) -> Self {
        let mut commit = Self {
            number: record.number,
            still_owed: owed_in(&record.life.state),
            new_effect: None,
            activate_again_at: None,
            notice: None,
            now,
        };
        let mut tells = is_told;
        for effect in &transition.effects {
            match effect {
                Effect::Activate => commit.new_effect = Settings::freeze_activation(record, now),
                Effect::Reply => {
                    commit.new_effect =
                        Some(settings.freeze_reply(record, random_ids.0, generation, now));
                }
                Effect::Press => {
                    commit.new_effect =
                        Settings::freeze_press(record, random_ids.0, generation, now);
                }
                Effect::ActivateAgain { at } => commit.activate_again_at = Some(*at),
                Effect::Tell => tells = true,
                Effect::Look => {}
            }
        }
        if tells {
            commit.notice = Some((settings.voice.order(record, now), random_ids.1));
        }
        commit
    }

    pub(super) fn write(&self, writer: &Writer<'_>) -> Result<(), JournalError> {
        writer.end_effects(self.number, self.still_owed)?;
        if let Some(effect) = &self.new_effect {
            writer.owe(effect)?;
        }
        if let Some(at) = self.activate_again_at {
            writer.postpone(self.number, EffectKind::Activate, at)?;
        }
        if let Some((text, random_id)) = &self.notice {
            let key = NoticeKey::order(self.number);
            writer.tell(&key, Some(self.number), text, *random_id, self.now)?;
        }
        Ok(())
    }
}

/// What an order in this state owes.
fn owed_in(state: &State) -> Option<EffectKind> {
    match state {
        State::Activating => Some(EffectKind::Activate),
        State::Replying => Some(EffectKind::Reply),
        State::Confirming { .. } => Some(EffectKind::Press),
        State::AwaitingConfirmation { .. }
        | State::Escalated { .. }
        | State::Completed { .. }
        | State::Closed { .. } => None,
    }
}

/// A reply or press that is owed anew is another act than the one before.
fn next_generation(
    journal: &Journal,
    number: u32,
    transition: &Transition,
) -> Result<u32, JournalError> {
    let kind = transition.effects.iter().find_map(|effect| match effect {
        Effect::Reply => Some(EffectKind::Reply),
        Effect::Press => Some(EffectKind::Press),
        _ => None,
    });
    kind.map_or(Ok(1), |kind| Ok(journal.count_effects(number, kind)? + 1))
}
