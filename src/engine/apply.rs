//! The only door by which an event reaches an order.

use jiff::Timestamp;
use tracing::{debug, error, info};

use super::outbox::{Outbox, kind_of};
use super::{ASKED_FIRST, Engine};
use crate::journal::{EffectKind, JournalError, NewOrder, NotificationKey, Writer};
use crate::metrics::{ACTIVATION_SECONDS, ORDER_SECONDS, ORDERS, count, observe};
use crate::order::Record;
use crate::order::life::{ChatEvent, Effect, Event, IllegalEvent, Stage};

/// A product's name in the log.
const PRODUCT_CHARACTERS_MAX: usize = 32;

impl Engine {
    /// Applies `event` to an order: steps, and commits the event, the new state, the effects it owes
    /// and what moderators are to read in one transaction. Whoever acts on it calls
    /// [`Engine::make_durable`] first.
    pub fn apply_event(
        &mut self,
        number: u32,
        event: impl Into<Event>,
    ) -> Result<(), JournalError> {
        self.apply_event_with(number, event, |_| Ok(()))
    }

    /// The same, with more to be written in the same transaction.
    pub fn apply_event_with(
        &mut self,
        number: u32,
        event: impl Into<Event>,
        also: impl FnOnce(&Writer<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let event = event.into();
        // What is read is read in the same transaction: to begin one takes locks of the file.
        self.write_together(|engine| engine.apply(number, &event, also))
    }

    fn apply(
        &mut self,
        number: u32,
        event: &Event,
        also: impl FnOnce(&Writer<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let Some(record) = self.journal.order(number)? else {
            return Ok(());
        };
        let now = self.now();
        match (self.step)(&record.life, event.clone(), now) {
            Ok(transition) if transition.order == record.life && transition.effects.is_empty() => {
                self.journal.write(also)?;
            }
            Ok(transition) => {
                let before = record.life.state.stage();
                let was_given = record.life.goods_given();
                let after = Record { life: transition.order.clone(), updated_at: now, ..record };
                if after.life.state.stage() != before {
                    log_stage(&after, before);
                    count_stage(&after, now);
                }
                if after.life.goods_given() && !was_given {
                    observe(ACTIVATION_SECONDS, seconds_since(after.created_at, now));
                }
                let effects = &transition.effects;
                let generation = self.next_generation(number, effects)?;
                let is_told = self.journal.is_told(&NotificationKey::order(number))?;
                self.write_owed(effects, |writer, outbox| {
                    writer.record_event(&after, event, now)?;
                    outbox.write(writer, &after, effects, generation, is_told)?;
                    also(writer)
                })?;
                if effects.contains(&Effect::Draft) {
                    let codes = self.journal.codes_of(number)?;
                    let text = self.encoder.draft(&after, &codes);
                    self.apply_event(number, ChatEvent::ReplyDrafted { text })?;
                }
            }
            Err(illegal) => self.report(number, &illegal, also)?,
        }
        Ok(())
    }

    /// Takes in an order that was just found, with what follows from that.
    pub fn take_in(&mut self, new: NewOrder, effects: &[Effect]) -> Result<u32, JournalError> {
        self.take_in_with(new, effects, |_| Ok(()))
    }

    /// The same, with more to be written in the same transaction.
    pub fn take_in_with(
        &mut self,
        mut new: NewOrder,
        effects: &[Effect],
        also: impl FnOnce(&Writer<'_>) -> Result<(), JournalError>,
    ) -> Result<u32, JournalError> {
        let asked = self.journal.state(ASKED_FIRST)?;
        let asks_first = asked < i64::from(self.approve_first) && new.life.ask_first();
        let record = self.write_owed(effects, |writer, outbox| {
            if asks_first {
                writer.set(ASKED_FIRST, asked + 1)?;
            }
            let record = writer.insert_order(new, outbox.now)?;
            outbox.write(writer, &record, effects, 1, false)?;
            also(writer)?;
            Ok(record)
        })?;
        count_stage(&record, self.now());
        info!(
            number = record.number,
            message_id = record.life.message().map(|message| message.0),
            state = record.life.state.stage().name(),
            reason = record.life.reason_name(),
            "new order"
        );
        Ok(record.number)
    }

    /// Takes in an order that the owner had answered before it was found: it is over, and nobody
    /// has to be told of it.
    pub fn take_in_answered(
        &mut self,
        new: NewOrder,
        event: impl Into<Event>,
    ) -> Result<(), JournalError> {
        let event = event.into();
        let now = self.now();
        let answered = (self.step)(&new.life, event.clone(), now)
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

    /// Writes in one transaction what an order with these effects owes.
    fn write_owed<T>(
        &mut self,
        effects: &[Effect],
        work: impl FnOnce(&Writer<'_>, &Outbox<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let outbox = Outbox {
            encoder: &*self.encoder,
            wording: &*self.wording,
            random_ids: (self.random_id(), self.random_id()),
            now: self.now(),
        };
        let written = self.journal.write(|writer| work(writer, &outbox))?;
        self.is_recheck_wanted |= effects.contains(&Effect::Look);
        Ok(written)
    }

    /// An act of the delivery that is owed anew is another than the one before.
    fn next_generation(&self, number: u32, effects: &[Effect]) -> Result<u32, JournalError> {
        let mut kinds = effects.iter().filter_map(kind_of);
        match kinds.find(|kind| *kind != EffectKind::Activate) {
            Some(kind) => Ok(self.journal.count_effects(number, kind)? + 1),
            None => Ok(1),
        }
    }

    /// An event that can't happen is a mistake in this program: it changes nothing, and people are
    /// told that the order needs a look.
    fn report(
        &mut self,
        number: u32,
        illegal: &IllegalEvent,
        also: impl FnOnce(&Writer<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        error!(number, %illegal, "an event that can't happen");
        let text = self.wording.program_fault(number, &illegal.to_string());
        let key = NotificationKey::once(&format!("fault:{number}"));
        let (random_id, now) = (self.random_id(), self.now());
        self.journal.write(|writer| {
            writer.notify(&key, None, &text, random_id, now)?;
            also(writer)
        })
    }
}

fn count_stage(record: &Record, now: Timestamp) {
    let stage = record.life.state.stage();
    count(ORDERS, [record.source.as_str(), stage.name()]);
    if stage == Stage::Completed {
        observe(ORDER_SECONDS, seconds_since(record.created_at, now));
    }
}

fn seconds_since(then: Timestamp, now: Timestamp) -> f64 {
    now.duration_since(then).as_secs_f64()
}

/// An order's ends are worth a line each; the stages between are, to who looks closer.
fn log_stage(record: &Record, from: Stage) {
    let (number, reason) = (record.number, record.life.reason_name());
    match record.life.state.stage() {
        Stage::Completed => {
            let product = record.form.product.as_ref().map(|it| it.excerpt(PRODUCT_CHARACTERS_MAX));
            let price = record.form.price.map(|price| price.to_string());
            info!(number, product, price, "completed");
        }
        Stage::Closed => info!(number, reason, "closed"),
        Stage::Escalated => info!(number, reason, "escalated"),
        to => debug!(number, from = from.name(), to = to.name(), "order"),
    }
}
