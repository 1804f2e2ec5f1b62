//! What is owed to the shop, and to the customer.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Error, Row, params};

use super::{Due, Journal, Owed, Result, Writer, milliseconds, rows};
use crate::order::life::DeliveryAct;

/// In the order in which [`read`] takes them.
const COLUMNS: &str = "id, number, kind, frozen, due_at_ms, status, attempts";

/// What kind of act is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectKind {
    /// A call to the shop.
    Activate,
    /// An act of the delivery.
    Deliver(DeliveryAct),
    /// A call that asks the shop to take the goods back.
    Revoke,
}

/// An act to be owed.
#[derive(Clone, Debug)]
pub struct NewEffect {
    /// For which order.
    pub number: u32,
    /// What kind.
    pub kind: EffectKind,
    /// Names the act for ever: the same key is the same act, and keeps what was frozen first.
    pub key: String,
    /// Everything the act needs, as the agent wrote it.
    pub payload: String,
    /// Not before, by wall time.
    pub due_at: Timestamp,
}

/// An act that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedEffect {
    /// Its row.
    pub id: i64,
    /// For which order.
    pub number: u32,
    /// What kind.
    pub kind: EffectKind,
    /// Everything the act needs.
    pub payload: String,
    /// Not before, by wall time.
    pub due_at: Timestamp,
    /// Whether it was ever begun: then it may have been done.
    pub begun: bool,
    /// How often it was begun.
    pub attempts: u32,
}

impl EffectKind {
    fn name(self) -> &'static str {
        match self {
            Self::Activate => "activate",
            Self::Deliver(act) => act.name(),
            Self::Revoke => "revoke",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        let calls = [Self::Activate, Self::Revoke];
        let acts = DeliveryAct::ALL.map(Self::Deliver);
        calls.into_iter().chain(acts).find(|kind| kind.name() == name)
    }
}

impl Due for OwedEffect {
    type About = u32;
    type Kind = EffectKind;

    fn about(&self) -> u32 {
        self.number
    }

    fn kind(&self) -> EffectKind {
        self.kind
    }

    fn rank(&self) -> (u32, i64) {
        (self.number, self.id)
    }

    fn not_before(&self) -> Option<Timestamp> {
        (self.attempts > 0).then_some(self.due_at)
    }
}

impl Writer<'_> {
    /// Owes an act. One with the same key is owed again with what was frozen the first time. Another one of the same kind
    /// is over: an order owes one of each.
    pub fn owe(&self, effect: &NewEffect) -> Result<()> {
        let NewEffect { number, kind, key, payload, due_at } = effect;
        self.changes_owed(*number);
        self.execute(
            "INSERT INTO effects (number, kind, key, frozen, due_at_ms, status)
             VALUES (?1, ?2, ?3, ?4, ?5, 'owed')
             ON CONFLICT (key) DO UPDATE SET
                 due_at_ms = excluded.due_at_ms,
                 status = CASE WHEN attempts > 0 THEN 'begun' ELSE 'owed' END",
            params![number, kind.name(), key, payload, due_at.as_millisecond()],
        )?;
        let sql = "UPDATE effects SET status = 'over'
                   WHERE number = ?1 AND kind = ?2 AND key <> ?3 AND status <> 'over'";
        self.execute(sql, params![number, kind.name(), key])
    }

    /// Puts an order's owed act of a kind off.
    pub fn postpone(&self, number: u32, kind: EffectKind, due_at: Timestamp) -> Result<()> {
        self.changes_owed(number);
        self.execute(
            "UPDATE effects SET due_at_ms = ?3 WHERE number = ?1 AND kind = ?2 AND status <> 'over'",
            params![number, kind.name(), due_at.as_millisecond()],
        )
    }

    /// Records that an act is about to be done: from now on it may have been.
    pub fn begin_effect(&self, effect: &OwedEffect) -> Result<()> {
        self.changes_owed(effect.number);
        let sql = "UPDATE effects SET status = 'begun', attempts = attempts + 1 WHERE id = ?1";
        self.execute(sql, [effect.id])
    }

    /// Takes back that an act was begun: it surely was not done.
    pub fn put_off_effect(&self, effect: &OwedEffect, due_at: Timestamp) -> Result<()> {
        self.changes_owed(effect.number);
        let sql = "UPDATE effects SET status = 'owed', due_at_ms = ?2 WHERE id = ?1";
        self.execute(sql, [effect.id, due_at.as_millisecond()])
    }

    /// Ends whatever an order owes, except acts of the kind `still`.
    pub fn end_effects(&self, number: u32, still: Option<EffectKind>) -> Result<()> {
        let sql = "UPDATE effects SET status = 'over'
                   WHERE number = ?1 AND kind <> ?2 AND status <> 'over'";
        if self.changed(sql, params![number, still.map_or("", EffectKind::name)])? > 0 {
            self.changes_owed(number);
        }
        Ok(())
    }

    fn changes_owed(&self, number: u32) {
        self.changes.borrow_mut().owing.insert(number);
    }

    pub(super) fn owed_effects_of(&self, number: u32) -> Result<Vec<OwedEffect>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM effects WHERE number = ?1 AND status <> 'over' ORDER BY id"
        );
        rows(self.connection, &sql, [number], read)
    }
}

impl Journal {
    /// All that is owed, due or not.
    pub fn owed_effects(&self) -> Result<Arc<Owed<OwedEffect>>> {
        self.kept(
            |kept| &mut kept.effects,
            || {
                // Only open orders owe anything.
                let sql = format!(
                    "SELECT {COLUMNS} FROM effects
                 WHERE number IN (SELECT number FROM orders WHERE is_open) AND status <> 'over'
                 ORDER BY id"
                );
                self.rows(&sql, [], read)
            },
        )
    }

    /// How many acts of a kind an order ever owed.
    pub fn count_effects(&self, number: u32, kind: EffectKind) -> Result<u32> {
        let sql = "SELECT COUNT(*) FROM effects WHERE number = ?1 AND kind = ?2";
        self.value(sql, params![number, kind.name()])
    }

    /// How an order's newest act of a kind was frozen, whether it is over or not.
    pub fn newest_effect(&self, number: u32, kind: EffectKind) -> Result<Option<OwedEffect>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM effects WHERE number = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1"
        );
        self.row(&sql, params![number, kind.name()], read)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<OwedEffect> {
    let kind: String = row.get(2)?;
    let unknown =
        || Error::FromSqlConversionFailure(2, Type::Text, format!("effect kind {kind:?}").into());
    Ok(OwedEffect {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: EffectKind::from_name(&kind).ok_or_else(unknown)?,
        payload: row.get(3)?,
        due_at: milliseconds(row, 4)?,
        begun: row.get::<_, String>(5)? == "begun",
        attempts: row.get(6)?,
    })
}
