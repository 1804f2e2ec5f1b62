//! The open orders, by number, by stage and by message.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::order::life::Stage;
use crate::order::{MessageId, Record};

/// The orders that something may still become of.
#[derive(Clone, Debug, Default)]
pub struct OpenOrders {
    records: BTreeMap<u32, Arc<Record>>,
    stages: HashMap<Stage, BTreeSet<u32>>,
    messages: BTreeSet<MessageId>,
}

impl OpenOrders {
    /// All of them, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.records.values().map(Arc::as_ref)
    }

    /// The one with this number.
    pub fn get(&self, number: u32) -> Option<&Record> {
        self.records.get(&number).map(Arc::as_ref)
    }

    /// Those that are in a stage, oldest first.
    pub fn in_stage(&self, stage: Stage) -> impl Iterator<Item = &Record> {
        let numbers = self.stages.get(&stage).into_iter().flatten();
        numbers.filter_map(|number| self.get(*number))
    }

    /// Those whose numbers are in this range, oldest first.
    pub fn between(&self, first: u32, last: u32) -> impl Iterator<Item = &Record> {
        let range = (first <= last).then(|| self.records.range(first..=last));
        range.into_iter().flatten().map(|(_, record)| record.as_ref())
    }

    /// The lowest of the messages that they are.
    pub fn first_message(&self) -> Option<MessageId> {
        self.messages.first().copied()
    }

    /// Puts an order in the place of what it was, if it is open.
    pub(super) fn put(&mut self, record: Record) {
        let number = record.number;
        if let Some(old) = self.records.remove(&number) {
            if let Some(stage) = self.stages.get_mut(&old.life.state.stage()) {
                stage.remove(&number);
            }
            old.life.message().map(|message| self.messages.remove(&message));
        }
        if record.life.state.is_open() {
            self.stages.entry(record.life.state.stage()).or_default().insert(number);
            self.messages.extend(record.life.message());
            self.records.insert(number, Arc::new(record));
        }
    }
}

impl FromIterator<Record> for OpenOrders {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let mut open = Self::default();
        records.into_iter().for_each(|record| open.put(record));
        open
    }
}
