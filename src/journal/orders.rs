//! Orders and what happened to them.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Params, Row, params};

use super::{Journal, JournalError, Writer};
use crate::order::life::{Event, MessageRole, Order, Stage};
use crate::order::purchase::OrderForm;
use crate::order::{MessageId, NotAnOrderId, OrderId, Record, SourceName, Untrusted};

/// In the order in which [`RawOrder::read`] takes them.
const COLUMNS: &str =
    "number, order_id, source, text, form, life, ordered_at, created_at, updated_at";

/// An order that was just found.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Its identity.
    pub id: OrderId,
    /// The source that it came from.
    pub source: SourceName,
    /// What names it there: a source brings an order in once.
    pub external_id: String,
    /// What its source said of it.
    pub text: Untrusted,
    /// What that states.
    pub form: OrderForm,
    /// How its life begins.
    pub life: Order,
    /// When it was placed, by its source's clock.
    pub ordered_at: Timestamp,
}

/// An event as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// When, by Telegram's time as far as it is known.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
}

/// The orders that something may still become of.
#[derive(Clone, Debug)]
pub struct OpenOrders(Arc<[Arc<Record>]>);

impl OpenOrders {
    /// Oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter().map(Arc::as_ref)
    }
}

impl Writer<'_> {
    /// Takes in a new order and gives it its number.
    pub fn insert_order(&self, new: NewOrder, now: Timestamp) -> Result<Record, JournalError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO orders (order_id, source, external_id, text, form, life, stage,
                                     is_open, ordered_at, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
            )?
            .execute(params![
                new.id.as_str(),
                new.source.as_str(),
                new.external_id,
                new.text.as_str(),
                serde_json::to_string(&new.form)?,
                serde_json::to_string(&new.life)?,
                new.life.state.stage().name(),
                new.life.state.is_open(),
                new.ordered_at.to_string(),
                now.to_string(),
            ])?;
        let number = u32::try_from(self.transaction.last_insert_rowid())
            .map_err(|_| JournalError::Unreadable("more orders than numbers".to_owned()))?;
        self.link_messages(number, &new.life)?;
        Ok(Record {
            number,
            id: new.id,
            source: new.source,
            text: new.text,
            form: new.form,
            life: new.life,
            ordered_at: new.ordered_at,
            created_at: now,
            updated_at: now,
        })
    }

    /// Records what happened to an order and what it led to.
    pub fn record_event(
        &self,
        record: &Record,
        event: &Event,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let now = now.to_string();
        self.transaction
            .prepare_cached("INSERT INTO events (number, at, event) VALUES (?1, ?2, ?3)")?
            .execute(params![record.number, now, serde_json::to_string(event)?])?;
        let life = &record.life;
        self.transaction
            .prepare_cached(
                "UPDATE orders SET life = ?2, stage = ?3, is_open = ?4, updated_at = ?5
                 WHERE number = ?1",
            )?
            .execute(params![
                record.number,
                serde_json::to_string(life)?,
                life.state.stage().name(),
                life.state.is_open(),
                now,
            ])?;
        self.link_messages(record.number, life)
    }

    /// An order is found by each message that is its own, in the one role that it has now.
    fn link_messages(&self, number: u32, life: &Order) -> Result<(), JournalError> {
        for (role, message) in life.delivery.messages() {
            self.transaction
                .prepare_cached(
                    "DELETE FROM order_messages
                     WHERE number = ?1 AND role = ?2 AND message_id IS NOT ?3",
                )?
                .execute(params![number, role.name(), message.map(|message| message.0)])?;
            if let Some(message) = message {
                self.link_message(number, role, message)?;
            }
        }
        Ok(())
    }

    /// Records what a message is to an order, beside those that the order itself knows.
    pub fn link_message(
        &self,
        number: u32,
        role: MessageRole,
        message: MessageId,
    ) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO order_messages (message_id, number, role)
                 VALUES (?1, ?2, ?3)",
            )?
            .execute(params![message.0, number, role.name()])?;
        Ok(())
    }
}

impl Journal {
    /// Lets the numbers of new orders begin at `number`, when there are none yet.
    pub fn begin_numbers_at(&mut self, number: u32) -> Result<(), JournalError> {
        self.connection.execute(
            "INSERT INTO sqlite_sequence (name, seq)
             SELECT 'orders', ?1 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'orders')",
            [i64::from(number) - 1],
        )?;
        Ok(())
    }

    /// The order with this number.
    pub fn order(&self, number: u32) -> Result<Option<Record>, JournalError> {
        let open = self.open_orders()?;
        match open.iter().find(|record| record.number == number) {
            Some(record) => Ok(Some(record.clone())),
            None => self.one_order("number = ?1", [number]),
        }
    }

    /// The order with this identity.
    pub fn order_of_id(&self, id: &OrderId) -> Result<Option<Record>, JournalError> {
        self.one_order("order_id = ?1", [id.as_str()])
    }

    /// The order that a source calls so.
    pub fn order_of_source(
        &self,
        source: &SourceName,
        external_id: &str,
    ) -> Result<Option<Record>, JournalError> {
        let names = [source.as_str(), external_id];
        self.one_order("source = ?1 AND external_id = ?2", names)
    }

    /// The order that this message is.
    pub fn order_of_message(&self, message: MessageId) -> Result<Option<Record>, JournalError> {
        self.one_order(
            "number = (SELECT number FROM order_messages WHERE message_id = ?1 AND role = 'order')",
            [message.0],
        )
    }

    /// The order that an answer to `message` is about: the order's own message, or another that the
    /// order knows.
    pub fn order_linked_to(&self, message: MessageId) -> Result<Option<Record>, JournalError> {
        self.one_order(
            "number IN (SELECT number FROM order_messages
                        WHERE message_id = ?1 AND role <> 'keyboard_press')",
            [message.0],
        )
    }

    /// Whether `message` is that to an order.
    pub fn is_linked(&self, message: MessageId, role: MessageRole) -> Result<bool, JournalError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM order_messages WHERE message_id = ?1 AND role = ?2")?
            .exists(params![message.0, role.name()])?)
    }

    /// The orders that something may still become of, oldest first.
    pub fn open_orders(&self) -> Result<OpenOrders, JournalError> {
        let open = self.cached(&self.cache.open_orders, || self.read_open_orders());
        Ok(OpenOrders(open?))
    }

    /// Decodes only those to which something has happened since they were last read: a row changes
    /// with an event, or not at all.
    fn read_open_orders(&self) -> Result<Vec<Arc<Record>>, JournalError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, (SELECT MAX(sequence) FROM events WHERE events.number = orders.number)
             FROM orders WHERE is_open ORDER BY number",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut before = self.decoded.take();
        let mut decoded = HashMap::new();
        let mut open = Vec::new();
        for row in rows {
            let (number, newest_event): (u32, Option<i64>) = row?;
            let known = before.remove(&number);
            let record = match known.filter(|(read_at, _)| *read_at == newest_event) {
                Some((_, record)) => record,
                None => Arc::new(self.existing_order(number)?),
            };
            decoded.insert(number, (newest_event, record.clone()));
            open.push(record);
        }
        self.decoded.replace(decoded);
        Ok(open)
    }

    fn existing_order(&self, number: u32) -> Result<Record, JournalError> {
        let found = self.one_order("number = ?1", [number])?;
        found.ok_or_else(|| JournalError::Unreadable(format!("order {number} is gone")))
    }

    /// All orders, oldest first.
    pub fn all_orders(&self) -> Result<Vec<Record>, JournalError> {
        self.orders_where("TRUE")
    }

    /// The newest orders in a stage, oldest of them first.
    pub fn newest_in(&self, stage: Stage, limit: usize) -> Result<Vec<Record>, JournalError> {
        let name = stage.name();
        self.newest_where(&format!("stage = '{name}'"), limit)
    }

    /// The newest orders in a stage that have a message of one role and none of another; oldest of
    /// them first.
    pub fn newest_in_between(
        &self,
        stage: Stage,
        (has, lacks): (MessageRole, MessageRole),
        limit: usize,
    ) -> Result<Vec<Record>, JournalError> {
        let (stage, has, lacks) = (stage.name(), has.name(), lacks.name());
        let linked = "SELECT 1 FROM order_messages AS linked WHERE linked.number = orders.number";
        self.newest_where(
            &format!(
                "stage = '{stage}' AND EXISTS ({linked} AND role = '{has}')
                 AND NOT EXISTS ({linked} AND role = '{lacks}')"
            ),
            limit,
        )
    }

    /// How many orders are in a stage, and the first of them.
    pub fn waiting_in(&self, stage: Stage) -> Result<(u32, Option<u32>), JournalError> {
        Ok(self.connection.query_row(
            "SELECT COUNT(*), MIN(number) FROM orders WHERE stage = ?1",
            [stage.name()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?)
    }

    /// What happened to an order, first to last.
    pub fn events_of(&self, number: u32) -> Result<Vec<RecordedEvent>, JournalError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT at, event FROM events WHERE number = ?1 ORDER BY sequence")?;
        let rows = statement.query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (at, event): (String, String) = row?;
            Ok(RecordedEvent { at: timestamp(&at)?, event: serde_json::from_str(&event)? })
        })
        .collect()
    }

    fn one_order(
        &self,
        condition: &str,
        values: impl Params,
    ) -> Result<Option<Record>, JournalError> {
        let sql = format!("SELECT {COLUMNS} FROM orders WHERE {condition}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let raw = statement.query_row(values, RawOrder::read).optional()?;
        raw.map(RawOrder::into_record).transpose()
    }

    fn newest_where(&self, condition: &str, limit: usize) -> Result<Vec<Record>, JournalError> {
        self.orders_where(&format!(
            "number IN (SELECT number FROM orders WHERE {condition}
                        ORDER BY number DESC LIMIT {limit})"
        ))
    }

    fn orders_where(&self, condition: &str) -> Result<Vec<Record>, JournalError> {
        let sql = format!("SELECT {COLUMNS} FROM orders WHERE {condition} ORDER BY number");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], RawOrder::read)?;
        rows.map(|raw| raw?.into_record()).collect()
    }
}

/// A row, not yet understood.
struct RawOrder {
    number: u32,
    id: String,
    source: String,
    text: String,
    form: String,
    life: String,
    times: [String; 3],
}

impl RawOrder {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            id: row.get(1)?,
            source: row.get(2)?,
            text: row.get(3)?,
            form: row.get(4)?,
            life: row.get(5)?,
            times: [row.get(6)?, row.get(7)?, row.get(8)?],
        })
    }

    fn into_record(self) -> Result<Record, JournalError> {
        let id = self.id.parse().map_err(|error: NotAnOrderId| {
            JournalError::Unreadable(format!("{:?} is {error}", self.id))
        })?;
        let [ordered_at, created_at, updated_at] = &self.times;
        Ok(Record {
            number: self.number,
            id,
            source: SourceName::stored(self.source),
            text: Untrusted::new(self.text),
            form: serde_json::from_str(&self.form)?,
            life: serde_json::from_str(&self.life)?,
            ordered_at: timestamp(ordered_at)?,
            created_at: timestamp(created_at)?,
            updated_at: timestamp(updated_at)?,
        })
    }
}

pub(super) fn timestamp(text: &str) -> Result<Timestamp, JournalError> {
    text.parse().map_err(|error: jiff::Error| JournalError::Unreadable(error.to_string()))
}
