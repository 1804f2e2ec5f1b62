//! Orders and what happened to them.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Params, Row, params};

use super::{Journal, JournalError, OpenOrders, Result, Writer, json, rows};
use crate::order::life::{Event, MessageRole, Order, Stage};
use crate::order::purchase::OrderForm;
use crate::order::{MessageId, OrderId, Record, SourceName, Untrusted};
use crate::sqlite::parsed;

/// In the order in which [`read`] takes them.
pub(super) const COLUMNS: &str =
    "number, order_id, source, text, form, life, ordered_at, created_at, updated_at, decided_by";

/// So many of the newest orders are looked through for those that ended lately.
const LOOKED_THROUGH: usize = 1000;
const EXTERNAL_ID_OF: &str = "SELECT external_id FROM orders WHERE number = ?1";
/// So many of those that the bot may still answer count.
const UNANSWERED_MAX: usize = 16;

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

impl Writer<'_> {
    /// What its source calls an order.
    pub fn external_id_of(&self, number: u32) -> Result<Option<String>> {
        let found: Vec<String> = rows(self.connection, EXTERNAL_ID_OF, [number], |row| row.get(0))?;
        Ok(found.into_iter().next())
    }

    /// Takes in a new order and gives it its number.
    pub fn insert_order(&self, new: NewOrder, now: Timestamp) -> Result<Record> {
        self.execute(
            "INSERT INTO orders (order_id, source, external_id, text, form, life, stage, is_open,
                                 ordered_at, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
            params![
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
            ],
        )?;
        let number = self.last_number()?;
        self.link_messages(number, &new.life)?;
        let NewOrder { id, source, external_id: _, text, form, life, ordered_at } = new;
        let (created_at, updated_at) = (now, now);
        let record = Record {
            number,
            id,
            source,
            text,
            form,
            life,
            decided_by: None,
            ordered_at,
            created_at,
            updated_at,
        };
        self.changes.borrow_mut().orders.push(record.clone());
        if record.life.state.stage() == Stage::Escalated {
            self.begin_waiting(number, now)?;
        }
        Ok(record)
    }

    /// The number of the row that was written last.
    pub(super) fn last_number(&self) -> Result<u32> {
        u32::try_from(self.connection.last_insert_rowid())
            .map_err(|_| JournalError::Unreadable("more rows than numbers".to_owned()))
    }

    /// Records what happened to an order and what it led to.
    pub fn record_event(&self, record: &Record, event: &Event, now: Timestamp) -> Result<()> {
        self.changes.borrow_mut().orders.push(record.clone());
        let (number, life) = (record.number, &record.life);
        match life.state.stage() {
            Stage::Escalated => self.begin_waiting(number, now)?,
            _ => self.end_waiting(number)?,
        }
        let now = now.to_string();
        self.execute(
            "INSERT INTO events (number, at, event) VALUES (?1, ?2, ?3)",
            params![number, now, serde_json::to_string(event)?],
        )?;
        let (stage, is_open) = (life.state.stage().name(), life.state.is_open());
        let written = serde_json::to_string(life)?;
        let changed = self.changed(
            "UPDATE orders SET life = ?2, stage = ?3, updated_at = ?4
             WHERE number = ?1 AND is_open AND ?5",
            params![number, written, stage, now, is_open],
        )?;
        // The index of the open ones is written whenever this column is.
        if changed == 0 {
            self.execute(
                "UPDATE orders SET life = ?2, stage = ?3, updated_at = ?4, is_open = ?5
                 WHERE number = ?1",
                params![number, written, stage, now, is_open],
            )?;
        }
        self.link_messages(number, life)
    }

    /// An order is found by each message that is its own, in the one role that it has now.
    fn link_messages(&self, number: u32, life: &Order) -> Result<()> {
        let sql = "SELECT role, message_id FROM order_messages WHERE number = ?1";
        let linked: Vec<(String, i32)> =
            rows(self.connection, sql, [number], |row| row.try_into())?;
        for (role, message) in life.delivery.messages() {
            let linked = linked.iter().filter(|(its, _)| its == role.name()).map(|(_, id)| *id);
            if linked.eq(message.map(|message| message.0)) {
                continue;
            }
            self.execute(
                "DELETE FROM order_messages
                 WHERE number = ?1 AND role = ?2 AND message_id IS NOT ?3",
                params![number, role.name(), message.map(|message| message.0)],
            )?;
            if let Some(message) = message {
                self.link_message(number, role, message)?;
            }
        }
        Ok(())
    }

    /// Records what a message is to an order, beside those that the order itself knows.
    pub fn link_message(&self, number: u32, role: MessageRole, message: MessageId) -> Result<()> {
        self.execute(
            "INSERT OR IGNORE INTO order_messages (message_id, number, role) VALUES (?1, ?2, ?3)",
            params![message.0, number, role.name()],
        )
    }

    /// Lets the numbers of new orders begin above `last_number`, which people may have read.
    pub fn number_above(&self, last_number: u32) -> Result<()> {
        let raised = self.changed(
            "UPDATE sqlite_sequence SET seq = MAX(seq, ?1) WHERE name = 'orders'",
            [last_number],
        )?;
        if raised == 0 {
            let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES ('orders', ?1)";
            self.execute(sql, [last_number])?;
        }
        Ok(())
    }
}

impl Journal {
    /// Lets the numbers of new orders begin at `number`, when there are none yet.
    pub fn begin_numbers_at(&mut self, number: u32) -> Result<()> {
        self.connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'orders', ?1
             WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'orders')",
            [i64::from(number) - 1],
        )?;
        Ok(())
    }

    /// The order with this number.
    pub fn order(&self, number: u32) -> Result<Option<Record>> {
        match self.open_orders()?.get(number) {
            Some(record) => Ok(Some(record.clone())),
            None => self.one_order("number = ?1", [number]),
        }
    }

    /// The order with this identity.
    pub fn order_of_id(&self, id: &OrderId) -> Result<Option<Record>> {
        self.one_order("order_id = ?1", [id.as_str()])
    }

    /// The order that a source calls so.
    pub fn order_of_source(
        &self,
        source: &SourceName,
        external_id: &str,
    ) -> Result<Option<Record>> {
        self.one_order("source = ?1 AND external_id = ?2", [source.as_str(), external_id])
    }

    /// What its source calls an order.
    pub fn external_id_of(&self, number: u32) -> Result<Option<String>> {
        self.row(EXTERNAL_ID_OF, [number], |row| row.get(0))
    }

    /// The order that this message is.
    pub fn order_of_message(&self, message: MessageId) -> Result<Option<Record>> {
        self.one_order(
            "number = (SELECT number FROM order_messages WHERE message_id = ?1 AND role = 'order')",
            [message.0],
        )
    }

    /// The order that an answer to `message` is about: the order's own message, or another that the
    /// order knows.
    pub fn order_linked_to(&self, message: MessageId) -> Result<Option<Record>> {
        self.one_order(
            "number IN (SELECT number FROM order_messages
                        WHERE message_id = ?1 AND role <> 'keyboard_press')",
            [message.0],
        )
    }

    /// Whether `message` is that to an order.
    pub fn is_linked(&self, message: MessageId, role: MessageRole) -> Result<bool> {
        let sql = "SELECT 1 FROM order_messages WHERE message_id = ?1 AND role = ?2";
        self.exists(sql, params![message.0, role.name()])
    }

    /// Of the newest orders those of other sources than this, placed between two moments, to the second.
    pub fn orders_of_others(
        &self,
        source: &SourceName,
        [from, to]: [Timestamp; 2],
    ) -> Result<Vec<Record>> {
        // Most journals have one source: an index tells.
        let others = "SELECT 1 FROM orders WHERE source < ?1 OR source > ?1";
        if !self.exists(others, [source.as_str()])? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM orders WHERE number IN (
                 SELECT number FROM (SELECT number, source, ordered_at FROM orders
                                     ORDER BY number DESC LIMIT {LOOKED_THROUGH})
                 WHERE source <> ?1 AND substr(ordered_at, 1, 19) >= substr(?2, 1, 19)
                       AND substr(ordered_at, 1, 19) <= substr(?3, 1, 19))
             ORDER BY number"
        );
        self.rows(&sql, [source.as_str(), &from.to_string(), &to.to_string()], read)
    }

    /// The orders that something may still become of.
    pub fn open_orders(&self) -> Result<Arc<OpenOrders>> {
        self.kept(
            |kept| &mut kept.orders,
            || self.rows(&format!("SELECT {COLUMNS} FROM orders WHERE is_open"), [], read),
        )
    }

    /// Of the newest orders those in a stage, at most `limit`, oldest of them first.
    pub fn newest_in(&self, stage: Stage, limit: usize) -> Result<Vec<Record>> {
        let name = stage.name();
        self.orders_where(&format!(
            "number IN (SELECT number FROM (SELECT number, stage FROM orders
                                            ORDER BY number DESC LIMIT {LOOKED_THROUGH})
                        WHERE stage = '{name}' ORDER BY number DESC LIMIT {limit})"
        ))
    }

    /// Of the orders that were closed, the newest to which a reply of ours stands that nothing
    /// confirmed; oldest of them first.
    pub fn closed_unanswered(&self) -> Result<Arc<Vec<Record>>> {
        let read = || {
            self.orders_where(&format!(
                "number IN (SELECT number FROM orders
                            WHERE stage = 'closed' AND life ->> '$.reply' IS NOT NULL
                                  AND life ->> '$.confirmation' IS NULL
                            ORDER BY number DESC LIMIT {UNANSWERED_MAX})"
            ))
        };
        self.kept(|kept| &mut kept.closed_unanswered, read)
    }

    /// What happened to an order, first to last.
    pub fn events_of(&self, number: u32) -> Result<Vec<RecordedEvent>> {
        let sql = "SELECT at, event FROM events WHERE number = ?1 ORDER BY sequence";
        self.rows(sql, [number], |row| {
            Ok(RecordedEvent { at: parsed(row, 0)?, event: json(row, 1)? })
        })
    }

    fn one_order(&self, condition: &str, values: impl Params) -> Result<Option<Record>> {
        self.row(&format!("SELECT {COLUMNS} FROM orders WHERE {condition}"), values, read)
    }

    fn orders_where(&self, condition: &str) -> Result<Vec<Record>> {
        let sql = format!("SELECT {COLUMNS} FROM orders WHERE {condition} ORDER BY number");
        self.rows(&sql, [], read)
    }
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        number: row.get(0)?,
        id: parsed(row, 1)?,
        source: SourceName::stored(row.get(2)?),
        text: Untrusted::new(row.get::<_, String>(3)?),
        form: json(row, 4)?,
        life: json(row, 5)?,
        decided_by: row.get::<_, Option<String>>(9)?.map(Untrusted::new),
        ordered_at: parsed(row, 6)?,
        created_at: parsed(row, 7)?,
        updated_at: parsed(row, 8)?,
    })
}
