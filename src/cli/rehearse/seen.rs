//! What can be seen of a message from the outside: in the shop's book, in the bot's chat, in the
//! moderators' chat; and beside that what the agent's journal says.

use std::collections::BTreeMap;

use super::case::{Case, End};
use super::play::Stage;
use crate::cli::orders::words;
use crate::journal::{JournalError, MarkedChat};
use crate::language::Language;
use crate::order::life::{ShopAnswer, Stage as LifeStage};
use crate::order::{MessageId, Record};
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::event::EventStream;
use telegram_sandbox::event::Kind;

/// What was seen of one message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// The order, as the agent has it in its journal.
    pub(super) record: Option<Record>,
    /// Whether the agent has read the chat beyond the message.
    pub(super) is_read: bool,
    /// How often the demo shop gave the goods.
    pub(super) given: u32,
    /// To which account, by the demo shop's book.
    pub(super) given_to: Option<String>,
    /// How many calls the demo shop heard about it.
    pub(super) calls: u32,
    /// What the owner's server answered last.
    pub(super) answer: Option<ShopAnswer>,
    /// How many replies stand in the bot's chat.
    pub(super) replies: u32,
    /// How many presses took effect, or came after the one that did.
    pub(super) presses: u32,
}

/// A message to the moderators, with all that it ever read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Its text as it was sent, then as it was edited; the last one is how it stands.
    pub(super) versions: Vec<String>,
}

/// What was seen of a whole world.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sight {
    /// Message by message.
    pub(super) messages: Vec<Seen>,
    /// What the moderators were told, first to last.
    pub(super) told: Vec<Told>,
    /// Replies to what is no order, presses of what nobody asked for.
    pub(super) misused: usize,
    /// Calls that the demo shop could not trust.
    pub(super) distrusted: usize,
}

/// Looks at a world again and again.
pub(super) struct Watcher {
    events: EventStream,
    /// Calls to the demo shop, by the sandbox's number of the order.
    calls: BTreeMap<u32, u32>,
    /// Calls that the demo shop could not trust.
    distrusted: usize,
    /// By the id of the message.
    told: BTreeMap<i32, Told>,
    /// A greeting, which every world has: it says nothing about an order.
    greeting: String,
}

impl Watcher {
    /// Watches from the first event on. The moderators' first message reads `greeting`.
    pub(super) fn new(stage: &Stage, greeting: String) -> Self {
        Self {
            events: stage.sandbox.events(),
            calls: BTreeMap::new(),
            distrusted: 0,
            told: BTreeMap::new(),
            greeting,
        }
    }

    /// What can be seen now.
    pub(super) fn look(&mut self, stage: &Stage, cases: &[Case]) -> Result<Sight, JournalError> {
        self.hear(stage);
        let book = stage.sandbox.orders();
        let effects = stage.sandbox.shop().effects();
        let read_through = stage.journal.mark(MarkedChat::Tribute)?;
        let mut messages = Vec::with_capacity(cases.len());
        for (entry, _) in book.iter().zip(cases) {
            let message = entry.message_id.map(MessageId);
            let record = match message {
                Some(message) => stage.journal.order_of_message(message)?,
                None => None,
            };
            let id = record.as_ref().map(|record| record.id.to_string());
            let effect = id.as_ref().and_then(|id| effects.get(id));
            messages.push(Seen {
                is_read: read_through.is_some_and(|mark| Some(mark.scanned_through) >= message)
                    && message.is_some(),
                given: entry.effects,
                given_to: effect.map(|effect| effect.account_id.clone()),
                calls: self.calls.get(&entry.number).copied().unwrap_or_default(),
                answer: id
                    .zip(stage.answers.as_ref())
                    .and_then(|(id, answers)| answers.to(&id)),
                replies: entry.replies,
                presses: entry.presses,
                record,
            });
        }
        Ok(Sight {
            messages,
            told: self.told.values().cloned().collect(),
            misused: stage.sandbox.totals().misused,
            distrusted: self.distrusted,
        })
    }

    fn hear(&mut self, stage: &Stage) {
        while let Some(event) = self.events.try_next() {
            match event.kind {
                Kind::Activation { .. } => match event.order {
                    Some(order) => *self.calls.entry(order).or_default() += 1,
                    None => self.distrusted += 1,
                },
                Kind::Escalation {
                    text,
                    chat,
                    message_id,
                    ..
                } if chat == stage.moderators_chat && text != self.greeting => {
                    self.told.entry(message_id).or_default().versions.push(text);
                }
                Kind::Message {
                    text,
                    chat,
                    message_id,
                    from,
                    edited: true,
                } if chat == stage.moderators_chat && from == SELLER.0 => {
                    self.told.entry(message_id).or_default().versions.push(text);
                }
                _ => {}
            }
        }
    }
}

impl Seen {
    /// Where it has ended, if it has.
    pub(super) fn end(&self) -> Option<End> {
        match self.record.as_ref().map(|record| record.life.state.stage()) {
            None => self.is_read.then_some(End::Other),
            Some(LifeStage::Completed) => Some(End::Completed),
            Some(LifeStage::Escalated) => Some(End::Escalated),
            Some(LifeStage::Closed) => Some(End::Closed),
            Some(_) => None,
        }
    }

    /// The name of the state that it is in, as `orders list --json` writes it; `other` for what is
    /// no order.
    pub(super) fn state_name(&self) -> &'static str {
        match &self.record {
            Some(record) => record.life.state.stage().name(),
            None => End::Other.name(),
        }
    }

    /// The state as people read it.
    pub(super) fn state_in_words(&self, language: Language) -> String {
        match &self.record {
            Some(record) => words::state(&record.life),
            None if self.is_read => language.pick("no order", "не заказ").to_owned(),
            None => language.pick("on its way", "в пути").to_owned(),
        }
    }
}
