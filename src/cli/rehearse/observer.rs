//! The outside view of a rehearsal (the shop's book, the bot's chat, the moderators' chat), and
//! beside it what the agent's journal says.

use std::collections::BTreeMap;

use super::scenario::{End, end_name};
use super::testbed::{Testbed, greeting};
use crate::i18n::t;
use crate::journal::{JournalError, MarkedChat, NotificationKey};
use crate::order::life::Stage;
use crate::order::{MessageId, Record};
use crate::order_view::words;
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::event::{Event, EventStream, Kind};
use telegram_sandbox::ledger::OrderRecord;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Observed {
    pub(super) record: Option<Record>,
    /// Whether the agent has read the chat beyond the message.
    pub(super) is_read: bool,
    /// Whether moderators were told of what is no order.
    pub(super) is_told: bool,
    /// The sandbox's own book.
    pub(super) seen: OrderRecord,
    /// The account to which the demo shop gave the goods.
    pub(super) given_to: Option<String>,
    pub(super) calls: usize,
    /// How often a project at Salebot heard what is no order's call.
    pub(super) notes: usize,
    /// The statuses with which webhooks were answered.
    pub(super) answers: String,
}

/// The texts of a message to the moderators: as it was sent, then as it was edited.
pub(super) type Notice = Vec<String>;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Snapshot {
    /// One for each case.
    pub(super) messages: Vec<Observed>,
    /// The moderators' chat, first to last.
    pub(super) told: Vec<Notice>,
    /// Replies to what is no order, presses of what nobody asked for.
    pub(super) unrequested: usize,
    /// Calls that the demo shop could not trust.
    pub(super) bad_signatures: usize,
}

pub(super) struct Observer {
    events: EventStream,
    /// Calls to the demo shop, by the sandbox's number of the order; `None`: those it could not trust.
    calls: BTreeMap<Option<u32>, usize>,
    /// What a project at Salebot heard beside those, by the same.
    notes: BTreeMap<Option<u32>, usize>,
    /// Whose dialogues at Salebot heard of payments, by the same.
    paid_by: BTreeMap<u32, String>,
    told: BTreeMap<i32, Notice>,
    /// The agent's greeting, which says nothing about an order.
    greeting: String,
}

impl Observer {
    pub(super) fn new(testbed: &Testbed) -> Self {
        Self {
            events: testbed.sandbox.events(),
            calls: BTreeMap::new(),
            notes: BTreeMap::new(),
            paid_by: BTreeMap::new(),
            told: BTreeMap::new(),
            greeting: greeting(),
        }
    }

    pub(super) fn look(&mut self, testbed: &Testbed) -> Result<Snapshot, JournalError> {
        while let Some(event) = self.events.try_next() {
            self.count(event, testbed.moderators_chat);
        }
        let effects = testbed.sandbox.shop().effects();
        let mark = testbed.journal.mark(MarkedChat::Tribute)?;
        let read_through = mark.map(|mark| mark.scanned_through);
        let observe = |seen: OrderRecord| {
            let message = seen.message_id.map(MessageId);
            let record = match (message, &seen.payment) {
                (Some(message), _) => testbed.journal.order_of_message(message)?,
                (None, Some(id)) => testbed.order_of_payment(id)?,
                (None, None) => None,
            };
            let id = record.as_ref().map(|record| record.id.to_string()).unwrap_or_default();
            let told = message.map(|it| testbed.journal.is_told(&NotificationKey::message(it)));
            Ok(Observed {
                is_told: told.transpose()?.unwrap_or_default(),
                is_read: testbed.is_all_answered() || message.is_some() && read_through >= message,
                answers: testbed.answers(),
                given_to: effects
                    .get(&id)
                    .map(|effect| effect.account_id.clone())
                    .or_else(|| self.paid_by.get(&seen.number).cloned()),
                // Only the demo shop has a book: else what the journal says is believed.
                calls: match (testbed.has_book, &record) {
                    (false, Some(record)) => record.life.activation_attempts as usize,
                    _ => self.calls.get(&Some(seen.number)).copied().unwrap_or_default(),
                },
                notes: self.notes.get(&Some(seen.number)).copied().unwrap_or_default(),
                record,
                seen,
            })
        };
        let messages = testbed.sandbox.orders().into_iter().map(observe);
        Ok(Snapshot {
            messages: messages.collect::<Result<_, JournalError>>()?,
            told: self.told.values().cloned().collect(),
            unrequested: testbed.sandbox.totals().misused,
            bad_signatures: self.calls.get(&None).copied().unwrap_or_default(),
        })
    }

    fn count(&mut self, event: Event, moderators_chat: i64) {
        match event.kind {
            Kind::Callback { client_id, outcome, .. } => {
                let is_note = outcome == "different_amounts";
                let counts = if is_note { &mut self.notes } else { &mut self.calls };
                *counts.entry(event.order).or_default() += 1;
                if let (Some(order), "success") = (event.order, outcome) {
                    self.paid_by.insert(order, client_id);
                }
            }
            Kind::Activation { .. } => *self.calls.entry(event.order).or_default() += 1,
            Kind::Escalation { text, chat, message_id, .. }
                if chat == moderators_chat && text != self.greeting =>
            {
                self.told.entry(message_id).or_default().push(text);
            }
            Kind::Message { text, chat, message_id, from, edited: true }
                if chat == moderators_chat && from == SELLER.0 =>
            {
                self.told.entry(message_id).or_default().push(text);
            }
            _ => {}
        }
    }
}

impl Observed {
    /// The end, once there is one.
    pub(super) fn end(&self) -> Option<End> {
        match self.record.as_ref().map(|record| record.life.state.stage()) {
            None => self.is_read.then_some(End::Ignored),
            Some(Stage::Completed) => Some(End::Completed),
            Some(Stage::Escalated) => Some(End::Escalated),
            Some(Stage::Closed) => Some(End::Closed),
            Some(Stage::Refunded) => Some(End::Refunded),
            Some(_) => None,
        }
    }

    /// The name of the state in `orders list --json`; `other` for what is no order.
    pub(super) fn state_name(&self) -> &'static str {
        let record = self.record.as_ref();
        record.map_or(end_name(End::Ignored), |it| it.life.state.stage().name())
    }

    pub(super) fn state_in_words(&self) -> String {
        match &self.record {
            Some(record) => words::state(&record.life),
            None if self.is_told => t!("rehearse-end", end = "told"),
            None if self.is_read => t!("rehearse-end", end = end_name(End::Ignored)),
            None => t!("rehearse-not-read"),
        }
    }
}
