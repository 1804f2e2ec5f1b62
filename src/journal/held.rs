//! Payments whose money is held, and which are not paid.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{Journal, Result, Writer, json, milliseconds};
use crate::order::Money;

/// Money that a bank holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPayment {
    /// What its provider calls the order.
    pub external_id: String,
    /// How much.
    pub price: Option<Money>,
    /// Since when.
    pub since: Timestamp,
    /// When people are told, if it is not paid by then.
    pub due_at: Timestamp,
}

impl Writer<'_> {
    /// Keeps a held payment until it is paid or told; the first word of it counts.
    pub fn hold_payment(&self, held: &HeldPayment) -> Result<()> {
        self.execute(
            "INSERT OR IGNORE INTO held_payments VALUES (?1, ?2, ?3, ?4)",
            params![
                held.external_id,
                serde_json::to_string(&held.price)?,
                held.since.as_millisecond(),
                held.due_at.as_millisecond(),
            ],
        )
    }

    /// It is held no more, or was told.
    pub fn release_payment(&self, external_id: &str) -> Result<()> {
        self.execute("DELETE FROM held_payments WHERE external_id = ?1", [external_id])
    }
}

impl Journal {
    /// Those that are due, at most `limit`.
    pub fn held_payments(&self, now: Timestamp, limit: u32) -> Result<Vec<HeldPayment>> {
        let sql = "SELECT external_id, price, since_ms, due_at_ms FROM held_payments
                   WHERE due_at_ms <= ?1 ORDER BY due_at_ms LIMIT ?2";
        self.rows(sql, params![now.as_millisecond(), limit], read)
    }

    /// The one that is due first.
    pub fn first_held_payment(&self) -> Result<Option<HeldPayment>> {
        let sql = "SELECT external_id, price, since_ms, due_at_ms FROM held_payments
                   ORDER BY due_at_ms LIMIT 1";
        self.row(sql, [], read)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<HeldPayment> {
    Ok(HeldPayment {
        external_id: row.get(0)?,
        price: json(row, 1)?,
        since: milliseconds(row, 2)?,
        due_at: milliseconds(row, 3)?,
    })
}
