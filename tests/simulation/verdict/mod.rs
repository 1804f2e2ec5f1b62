//! What must hold when everything has calmed down, judged by the outside: the shop's ledger, the
//! bot's chat, the moderators' chat.
//!
//! - This file: every record has a sale behind it, every word a reader. [`sales`]: every sale has an end.
//! - [`codes`]: what became of goods that are codes. [`payments`]:
//!   what was paid at another source.
//! - [`money`]: the bot's sums against the journal's. [`words`]: what the bot said later.
//! - [`moderators`]: what was made of moderators' words.

mod codes;
mod moderators;
mod money;
mod payments;
mod sales;
mod words;

use std::path::Path;

use tribute_agent::journal::{Journal, JournalError, MarkedChat, NotificationKey};
use tribute_agent::order::life::{Delivery, Stage, begin};
use tribute_agent::order::{MessageId, Record};
use tribute_agent::sources::step;

use crate::history::wishes::formatter;
use crate::promise::{Promise, Violation};
use crate::world::sale::Sale;
use crate::world::{State, World};

/// Judges, and counts the completed orders.
pub fn judge(world: &World, path: &Path) -> usize {
    let mut judge = Judge { wrong: Vec::new(), completed: 0 };
    let judged =
        Journal::open_to_read(path).and_then(|journal| judge.all(&world.state(), &journal));
    if let Err(error) = judged {
        let what = format!("the journal can't be read: {error}");
        judge.wrong(Promise::JournalHolds, what);
    }
    for Violation { promise, what } in judge.wrong {
        world.violated(promise, what);
    }
    judge.completed
}

struct Judge {
    wrong: Vec<Violation>,
    completed: usize,
}

impl Judge {
    fn wrong(&mut self, promise: Promise, what: impl Into<String>) {
        self.wrong.push(Violation::of(promise, what));
    }

    fn all(&mut self, state: &State, journal: &Journal) -> Result<(), JournalError> {
        let Some(mark) = journal.mark(MarkedChat::Tribute)? else {
            self.wrong(Promise::NothingLost, "the agent never began to read");
            return Ok(());
        };
        let mut unread = state.tribute.messages.keys();
        if unread.any(|id| *id > mark.scanned_through.0) {
            let newest = state.tribute.newest();
            let what = format!("the mark stands at {}, the chat at {newest}", mark.scanned_through);
            self.wrong(Promise::NothingLost, what);
        }
        for sale in state.bot.sales.values() {
            self.sale(sale, mark.baseline, state, journal)?;
        }
        let records = journal.all_orders()?;
        let is_of_chat = |record: &Record| record.life.message().is_some();
        let (records, others): (Vec<_>, Vec<_>) = records.into_iter().partition(is_of_chat);
        for record in &records {
            self.record(record, state, journal)?;
        }
        self.codes(state, journal)?;
        self.payments(&others, state, journal)?;
        self.money(state, &records, mark.baseline);
        self.words(state);
        self.said(state);
        self.messages(mark.baseline, state);
        self.told(mark.baseline, state, journal)
    }

    /// Whether moderators have read what they are to read.
    fn told(
        &mut self,
        baseline: MessageId,
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        for notice in journal.owed_notifications()?.iter() {
            let what = format!("never told {}: {}", notice.key, notice.text.text);
            self.wrong(Promise::EverythingTold, what);
        }
        let is_left = |sale: &Sale| {
            sale.message <= baseline.0 && !sale.is_deleted && sale.by_hand_at.is_none()
        };
        let is_told = state.told.iter().any(|told| told.contains("Пришло до моего запуска"));
        if state.bot.sales.values().any(is_left) && !is_told {
            let what = "nobody was told of the orders that are older than the agent's start";
            self.wrong(Promise::NothingLost, what);
        }
        Ok(())
    }

    /// Whether what happened to an order leads to what it is.
    fn replay(
        &mut self,
        record: &Record,
        delivery: Delivery,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let id = &record.id;
        let mut life = begin(&record.form, delivery).order;
        if record.life.asks_first() {
            life.ask_first();
        }
        for recorded in journal.events_of(record.number)? {
            match step(&life, recorded.event, recorded.at) {
                Ok(transition) => life = transition.order,
                Err(illegal) => {
                    self.wrong(Promise::ReplayAgrees, format!("order {id} replayed: {illegal}"));
                }
            }
        }
        if life != record.life {
            self.wrong(
                Promise::ReplayAgrees,
                format!("order {id} replayed gives {life:?}, stored is {:?}", record.life),
            );
        }
        Ok(())
    }

    /// Whether the journal agrees with itself and with the chat.
    fn record(
        &mut self,
        record: &Record,
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let id = record.life.message().unwrap();
        if !state.bot.sales.contains_key(&id.0) {
            self.wrong(Promise::NeverFooled, format!("message {id} was taken for an order"));
        }
        self.replay(record, Delivery::tribute_chat(id), journal)?;
        self.codes_of(record, state, journal)?;
        if let Some(seen) = record.life.confirmation() {
            let asked = state.bot.confirmations.get(&seen.message.0);
            let pressed = record.life.chat().is_some_and(|chat| chat.presses_begun > 0);
            if pressed && asked.is_none_or(|asked| asked.sale != id.0) {
                self.wrong(
                    Promise::NothingForeign,
                    format!("order {id} took {} for its confirmation", seen.message),
                );
            }
        }
        let has_ended = !matches!(record.life.state.stage(), Stage::Replying | Stage::Activating);
        let owed = journal.owed_effects()?;
        if has_ended && owed.iter().any(|effect| effect.number == record.number) {
            self.wrong(Promise::NothingLost, format!("order {id} still owes something"));
        }
        let fault = NotificationKey::once(&format!("fault:{}", record.number));
        if journal.is_told(&fault)? {
            self.wrong(
                Promise::KeepsWorking,
                format!("an event that can't happen, happened to order {id}"),
            );
        }
        Ok(())
    }

    /// What is no order and that no rule knows has to be told.
    fn messages(&mut self, baseline: MessageId, state: &State) {
        for message in state.tribute.messages.values() {
            let text = message.text.as_str();
            let is_sale = state.bot.sales.contains_key(&message.id.0);
            let has_mark = (text.is_empty() && !message.service)
                || text.starts_with("Ваш заказ ждёт")
                || text.starts_with("Отправить товар всем")
                || text.starts_with("Реклама")
                || (text.starts_with("🆕") && !is_sale);
            if !has_mark || message.id <= baseline {
                continue;
            }
            let without_words =
                || formatter().unknown_message(message.sent_at, &message.text, None).text;
            let first = text.lines().next();
            let wanted = first.map_or_else(without_words, str::to_owned);
            let listed = format!("{} (без текста)", message.sent_at.strftime("%H:%M"));
            let is_told = |told: &String| {
                told.contains(wanted.trim()) || (text.is_empty() && told.contains(&listed))
            };
            if !state.told.iter().any(is_told) {
                self.wrong(
                    Promise::EverythingTold,
                    format!("nobody was told of message {}: {wanted}", message.id),
                );
            }
        }
    }
}
