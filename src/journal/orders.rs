//! Orders and what happened to them.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{Journal, JournalError, Writer};
use crate::order::life::{Event, Order, Stage};
use crate::order::purchase::OrderForm;
use crate::order::{MessageId, OrderId, Record, Untrusted};

/// In the order in which [`RawOrder::read`] takes them.
const COLUMNS: &str = "number, message_id, text, form, life, ordered_at, created_at, updated_at";

/// An order that was just found in the chat.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Its identity.
    pub id: OrderId,
    /// The message's text.
    pub text: Untrusted,
    /// What the message states.
    pub form: OrderForm,
    /// How its life begins.
    pub life: Order,
    /// When it was sent, by Telegram's clock.
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
        self.transaction.prepare_cached(
            "INSERT INTO orders
                 (order_id, message_id, text, form, life, stage, is_open, ordered_at, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        )?
        .execute(params![
            new.id.to_string(),
            new.id.message.0,
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
        let NewOrder {
            id,
            text,
            form,
            life,
            ordered_at,
        } = new;
        Ok(Record {
            number,
            id,
            text,
            form,
            life,
            ordered_at,
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
        self.transaction
            .prepare_cached("INSERT INTO events (number, at, event) VALUES (?1, ?2, ?3)")?
            .execute(params![
                record.number,
                now.to_string(),
                serde_json::to_string(event)?
            ])?;
        let life = &record.life;
        let confirmation = life.confirmation().map(|seen| seen.message.0);
        self.transaction
            .prepare_cached(
                "UPDATE orders SET life = ?2, stage = ?3, is_open = ?4, reply_id = ?5,
                     reply_by_hand_id = ?6, confirmation_id = ?7, updated_at = ?8
                 WHERE number = ?1",
            )?
            .execute(params![
                record.number,
                serde_json::to_string(life)?,
                life.state.stage().name(),
                life.state.is_open(),
                life.reply().map(|message| message.0),
                life.chat()
                    .and_then(|chat| chat.reply_by_hand)
                    .map(|message| message.0),
                confirmation,
                now.to_string(),
            ])?;
        Ok(())
    }

    /// Records that a message from the seller's account was the press of a reply keyboard's button,
    /// for this order.
    pub fn record_keyboard_press(
        &self,
        message: MessageId,
        number: u32,
    ) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO keyboard_presses VALUES (?1, ?2)")?
            .execute(params![message.0, number])?;
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
            None => self.one_order("number = ?1", number.into()),
        }
    }

    /// The order that this message is.
    pub fn order_of_message(&self, message: MessageId) -> Result<Option<Record>, JournalError> {
        self.one_order("message_id = ?1", i64::from(message.0))
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
        let found = self.one_order("number = ?1", number.into())?;
        found.ok_or_else(|| JournalError::Unreadable(format!("order {number} is gone")))
    }

    /// All orders, oldest first.
    pub fn all_orders(&self) -> Result<Vec<Record>, JournalError> {
        self.orders_where("TRUE")
    }

    /// The order that a message replying to `message` is about: the order message itself, our reply
    /// to it, the owner's, or the bot's confirmation.
    pub fn order_linked_to(&self, message: MessageId) -> Result<Option<Record>, JournalError> {
        self.one_order(
            "message_id = ?1 OR reply_id = ?1 OR reply_by_hand_id = ?1 OR confirmation_id = ?1",
            i64::from(message.0),
        )
    }

    /// Whether `message` is an order that was taken in.
    pub fn is_order(&self, message: MessageId) -> Result<bool, JournalError> {
        self.has_order("message_id = ?1", message)
    }

    /// Whether `message` is our reply to an order.
    pub fn is_reply(&self, message: MessageId) -> Result<bool, JournalError> {
        self.has_order("reply_id = ?1", message)
    }

    /// Whether the bot asked for an order's confirmation in `message`.
    pub fn is_confirmation(&self, message: MessageId) -> Result<bool, JournalError> {
        self.has_order("confirmation_id = ?1", message)
    }

    /// The newest orders in a stage, oldest of them first.
    pub fn newest_in(&self, stage: Stage, limit: usize) -> Result<Vec<Record>, JournalError> {
        let name = stage.name();
        self.newest_where(&format!("stage = '{name}'"), limit)
    }

    /// The newest orders that were closed although our reply stands, and that the bot never answered;
    /// oldest of them first.
    pub fn newest_closed_unanswered(&self, limit: usize) -> Result<Vec<Record>, JournalError> {
        let closed = Stage::Closed.name();
        self.newest_where(
            &format!("stage = '{closed}' AND reply_id IS NOT NULL AND confirmation_id IS NULL"),
            limit,
        )
    }

    /// Whether a message from the seller's account is known to be the press of a reply keyboard's
    /// button.
    pub fn is_keyboard_press(&self, message: MessageId) -> Result<bool, JournalError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM keyboard_presses WHERE message_id = ?1)")?
            .query_row([message.0], |row| row.get(0))?)
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
            Ok(RecordedEvent {
                at: timestamp(&at)?,
                event: serde_json::from_str(&event)?,
            })
        })
        .collect()
    }

    fn has_order(&self, condition: &str, message: MessageId) -> Result<bool, JournalError> {
        let sql = format!("SELECT 1 FROM orders WHERE {condition}");
        Ok(self.connection.prepare_cached(&sql)?.exists([message.0])?)
    }

    fn one_order(&self, condition: &str, value: i64) -> Result<Option<Record>, JournalError> {
        let sql = format!("SELECT {COLUMNS} FROM orders WHERE {condition}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let raw = statement.query_row([value], RawOrder::read).optional()?;
        raw.map(|raw| raw.into_record(self.pins)).transpose()
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
        rows.map(|raw| raw?.into_record(self.pins)).collect()
    }
}

/// A row, not yet understood.
struct RawOrder {
    number: u32,
    message: i32,
    text: String,
    form: String,
    life: String,
    ordered_at: String,
    created_at: String,
    updated_at: String,
}

impl RawOrder {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            message: row.get(1)?,
            text: row.get(2)?,
            form: row.get(3)?,
            life: row.get(4)?,
            ordered_at: row.get(5)?,
            created_at: row.get(6)?,
            updated_at: row.get(7)?,
        })
    }

    fn into_record(self, pins: super::Pins) -> Result<Record, JournalError> {
        Ok(Record {
            number: self.number,
            id: OrderId {
                seller: pins.seller,
                bot: pins.bot,
                message: MessageId(self.message),
                livemode: pins.livemode,
            },
            text: Untrusted::new(self.text),
            form: serde_json::from_str(&self.form)?,
            life: serde_json::from_str(&self.life)?,
            ordered_at: timestamp(&self.ordered_at)?,
            created_at: timestamp(&self.created_at)?,
            updated_at: timestamp(&self.updated_at)?,
        })
    }
}

pub(super) fn timestamp(text: &str) -> Result<Timestamp, JournalError> {
    text.parse()
        .map_err(|error: jiff::Error| JournalError::Unreadable(error.to_string()))
}
