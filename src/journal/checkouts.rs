//! Checkouts and charges: what is to be paid, and when its provider is asked how it stands.

use jiff::Timestamp;
use rusqlite::types::FromSqlError;
use rusqlite::{Params, Row, params};

use super::{Journal, Result, Writer, json, milliseconds};
use crate::order::checkout::{Charge, ChargeState, Checkout, CheckoutState, CheckoutStatus, Wish};
use crate::order::{ChargeId, CheckoutId, Money, OrderId, ProviderName, Untrusted};
use crate::sqlite::{self, parsed};

const CHECKOUTS: &str =
    "SELECT checkouts.number, checkout_id, provider, wish, state, created_at_ms,
        order_number, order_id, request_digest, token
     FROM checkouts LEFT JOIN orders ON orders.number = order_number";
const CHARGES: &str =
    "SELECT charges.number, charge_id, checkout_id, provider, price, reference, state,
        created_at_ms, order_number, order_id, request_digest
     FROM charges LEFT JOIN orders ON orders.number = order_number";

/// By what a request is known when it comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// As whoever asks names it.
    pub idempotency_key: String,
    /// Of all that was asked: another digest is another request.
    pub digest: String,
}

/// A checkout that is asked for.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "as `Checkout` has them")]
pub struct NewCheckout {
    pub id: CheckoutId,
    pub provider: ProviderName,
    pub wish: Wish,
    pub request: RequestKey,
}

/// A charge that is asked for.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "as `Charge` has them")]
pub struct NewCharge {
    pub id: ChargeId,
    pub checkout: CheckoutId,
    pub provider: ProviderName,
    pub price: Money,
    pub reference: Option<Untrusted>,
    pub request: RequestKey,
}

impl Writer<'_> {
    /// Keeps a checkout whose provider is to be asked for it now. Returns its number.
    pub fn new_checkout(&self, new: &NewCheckout, now: Timestamp) -> Result<u32> {
        let NewCheckout { id, provider, wish, request } = new;
        let state = CheckoutState::Creating { asked_at: None, why: None };
        self.execute(
            "INSERT INTO checkouts (checkout_id, provider, wish, state, status, due_at_ms,
                                    idempotency_key, request_digest, created_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?6)",
            params![
                id.as_str(),
                provider.name(),
                serde_json::to_string(wish)?,
                serde_json::to_string(&state)?,
                state.status().name(),
                now.as_millisecond(),
                request.idempotency_key,
                request.digest,
            ],
        )?;
        self.last_number()
    }

    /// How a checkout stands, and when its provider is asked again; `None`: never.
    pub fn set_checkout_state(
        &self,
        number: u32,
        state: &CheckoutState,
        due_at: Option<Timestamp>,
    ) -> Result<()> {
        self.execute(
            "UPDATE checkouts SET state = ?2, status = ?3, due_at_ms = ?4,
                                  external_id = COALESCE(?5, external_id)
             WHERE number = ?1",
            params![
                number,
                serde_json::to_string(state)?,
                state.status().name(),
                due_at.map(Timestamp::as_millisecond),
                state.external_id(),
            ],
        )
    }

    /// Has a checkout that could not be made so far be tried at once, unless that has begun since it was read.
    pub fn retry_checkout(&self, known: &Checkout, now: Timestamp) -> Result<()> {
        let before = serde_json::to_string(&known.state)?;
        let after = CheckoutState::Creating { asked_at: None, why: None };
        self.execute(
            "UPDATE checkouts SET state = ?3, due_at_ms = ?4 WHERE number = ?1 AND state = ?2",
            params![known.number, before, serde_json::to_string(&after)?, now.as_millisecond()],
        )
    }

    /// The order that was made of a checkout's first payment.
    pub fn set_checkout_order(&self, number: u32, order: u32) -> Result<()> {
        let sql =
            "UPDATE checkouts SET order_number = COALESCE(order_number, ?2) WHERE number = ?1";
        self.execute(sql, [number, order])
    }

    /// By which a checkout's provider charges the customer again.
    pub fn set_checkout_token(&self, id: &CheckoutId, token: &str) -> Result<()> {
        let sql = "UPDATE checkouts SET token = ?2 WHERE checkout_id = ?1";
        self.execute(sql, [id.as_str(), token])
    }

    /// Keeps a charge that its provider is to be asked for now. Returns its number.
    pub fn new_charge(&self, new: &NewCharge, now: Timestamp) -> Result<u32> {
        let NewCharge { id, checkout, provider, price, reference, request } = new;
        let state = ChargeState::Pending { external_id: None, why: None };
        self.execute(
            "INSERT INTO charges (charge_id, checkout_id, provider, price, reference, state,
                                  due_at_ms, idempotency_key, request_digest, created_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7)",
            params![
                id.as_str(),
                checkout.as_str(),
                provider.name(),
                serde_json::to_string(price)?,
                reference.as_ref().map(Untrusted::as_str),
                serde_json::to_string(&state)?,
                now.as_millisecond(),
                request.idempotency_key,
                request.digest,
            ],
        )?;
        self.last_number()
    }

    /// How a charge stands, and when its provider is asked again; `None`: never.
    pub fn set_charge_state(
        &self,
        number: u32,
        state: &ChargeState,
        due_at: Option<Timestamp>,
    ) -> Result<()> {
        self.execute(
            "UPDATE charges SET state = ?2, due_at_ms = ?3, external_id = COALESCE(?4, external_id)
             WHERE number = ?1",
            params![
                number,
                serde_json::to_string(state)?,
                due_at.map(Timestamp::as_millisecond),
                state.external_id(),
            ],
        )
    }

    /// Has a charge that could not be made so far be tried at once, unless that was done since it was read.
    pub fn retry_charge(&self, known: &Charge, now: Timestamp) -> Result<()> {
        let before = serde_json::to_string(&known.state)?;
        let external_id = known.state.external_id().map(str::to_owned);
        let after = ChargeState::Pending { external_id, why: None };
        self.execute(
            "UPDATE charges SET state = ?3, due_at_ms = ?4 WHERE number = ?1 AND state = ?2",
            params![known.number, before, serde_json::to_string(&after)?, now.as_millisecond()],
        )
    }

    /// The order that was made of a charge.
    pub fn set_charge_order(&self, number: u32, order: u32) -> Result<()> {
        self.execute("UPDATE charges SET order_number = ?2 WHERE number = ?1", [number, order])
    }
}

impl Journal {
    /// The checkout of this name.
    pub fn checkout(&self, id: &CheckoutId) -> Result<Option<Checkout>> {
        self.one_checkout("checkout_id = ?1", [id.as_str()], read_checkout)
    }

    /// The checkout of this number.
    pub fn checkout_of_number(&self, number: u32) -> Result<Option<Checkout>> {
        self.one_checkout("checkouts.number = ?1", [number], read_checkout)
    }

    /// The checkout that was asked for with this idempotency key, and the digest of what was asked.
    pub fn checkout_of_key(&self, key: &str) -> Result<Option<(Checkout, String)>> {
        self.one_checkout("idempotency_key = ?1", [key], |row| {
            Ok((read_checkout(row)?, row.get(8)?))
        })
    }

    /// The checkout that its provider calls so.
    pub fn checkout_of_external(
        &self,
        provider: ProviderName,
        external_id: &str,
    ) -> Result<Option<Checkout>> {
        let condition = "provider = ?1 AND checkouts.external_id = ?2";
        self.one_checkout(condition, [provider.name(), external_id], read_checkout)
    }

    /// Checkouts of a status, or all, from those on that were asked for after the number `after`; the oldest first.
    pub fn checkouts(
        &self,
        status: Option<CheckoutStatus>,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Checkout>> {
        let condition = if status.is_some() { "status = ?1 AND" } else { "?1 IS NULL AND" };
        let sql = format!(
            "{CHECKOUTS} WHERE {condition} checkouts.number > ?2 ORDER BY checkouts.number LIMIT ?3"
        );
        let status = status.map(CheckoutStatus::name);
        self.rows(&sql, params![status, after, limit], read_checkout)
    }

    /// The newest checkouts of a status, or of all; the oldest of them first.
    pub fn newest_checkouts(
        &self,
        status: Option<CheckoutStatus>,
        limit: u32,
    ) -> Result<Vec<Checkout>> {
        let condition = if status.is_some() { "status = ?1" } else { "?1 IS NULL" };
        let sql = format!("{CHECKOUTS} WHERE {condition} ORDER BY checkouts.number DESC LIMIT ?2");
        let values = params![status.map(CheckoutStatus::name), limit];
        let mut newest: Vec<Checkout> = self.rows(&sql, values, read_checkout)?;
        newest.reverse();
        Ok(newest)
    }

    /// The checkouts about which a provider is to be asked, the one that is due first in front.
    pub fn due_checkouts(
        &self,
        provider: ProviderName,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Checkout>> {
        let sql = due(CHECKOUTS);
        let values = params![provider.name(), now.as_millisecond(), limit];
        self.rows(&sql, values, read_checkout)
    }

    /// When a provider is next to be asked about a checkout or a charge after this moment.
    pub fn next_look(&self, provider: ProviderName, after: Timestamp) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(due_at_ms) FROM (
                       SELECT MIN(due_at_ms) AS due_at_ms FROM checkouts
                       WHERE provider = ?1 AND due_at_ms > ?2
                       UNION ALL
                       SELECT MIN(due_at_ms) FROM charges WHERE provider = ?1 AND due_at_ms > ?2)";
        let values = params![provider.name(), after.as_millisecond()];
        let first: Option<i64> = self.value(sql, values)?;
        let unreadable = |error| sqlite::unreadable(0, error);
        Ok(first.map(Timestamp::from_millisecond).transpose().map_err(unreadable)?)
    }

    /// The charge of this name.
    pub fn charge(&self, id: &ChargeId) -> Result<Option<Charge>> {
        self.one_charge("charge_id = ?1", [id.as_str()], read_charge)
    }

    /// The charge of this number.
    pub fn charge_of_number(&self, number: u32) -> Result<Option<Charge>> {
        self.one_charge("charges.number = ?1", [number], read_charge)
    }

    /// The charge that was asked for with this idempotency key, and the digest of what was asked.
    pub fn charge_of_key(&self, key: &str) -> Result<Option<(Charge, String)>> {
        let read = |row: &Row<'_>| Ok((read_charge(row)?, row.get(10)?));
        self.one_charge("idempotency_key = ?1", [key], read)
    }

    /// The charge that its provider calls so.
    pub fn charge_of_external(
        &self,
        provider: ProviderName,
        external_id: &str,
    ) -> Result<Option<Charge>> {
        let condition = "provider = ?1 AND charges.external_id = ?2";
        self.one_charge(condition, [provider.name(), external_id], read_charge)
    }

    /// The charges about which a provider is to be asked, the one that is due first in front.
    pub fn due_charges(
        &self,
        provider: ProviderName,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Charge>> {
        let values = params![provider.name(), now.as_millisecond(), limit];
        self.rows(&due(CHARGES), values, read_charge)
    }

    fn one_checkout<T>(
        &self,
        condition: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        self.row(&format!("{CHECKOUTS} WHERE {condition}"), values, read)
    }

    fn one_charge<T>(
        &self,
        condition: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        self.row(&format!("{CHARGES} WHERE {condition}"), values, read)
    }
}

fn due(select: &str) -> String {
    format!("{select} WHERE provider = ?1 AND due_at_ms <= ?2 ORDER BY due_at_ms LIMIT ?3")
}

fn read_checkout(row: &Row<'_>) -> rusqlite::Result<Checkout> {
    Ok(Checkout {
        number: row.get(0)?,
        id: parsed(row, 1)?,
        provider: provider(row, 2)?,
        wish: json(row, 3)?,
        state: json(row, 4)?,
        created_at: milliseconds(row, 5)?,
        order: order(row, 6)?,
        token: row.get(9)?,
    })
}

fn read_charge(row: &Row<'_>) -> rusqlite::Result<Charge> {
    Ok(Charge {
        number: row.get(0)?,
        id: parsed(row, 1)?,
        checkout: parsed(row, 2)?,
        provider: provider(row, 3)?,
        price: json(row, 4)?,
        reference: row.get::<_, Option<String>>(5)?.map(Untrusted::new),
        state: json(row, 6)?,
        created_at: milliseconds(row, 7)?,
        order: order(row, 8)?,
    })
}

fn provider(row: &Row<'_>, column: usize) -> rusqlite::Result<ProviderName> {
    let named = ProviderName::named(row.get_ref(column)?.as_str()?);
    named.ok_or_else(|| sqlite::unreadable(column, FromSqlError::InvalidType))
}

/// The order's number and, in the column behind it, its id.
fn order(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<(u32, OrderId)>> {
    let number: Option<u32> = row.get(column)?;
    number.map(|number| Ok((number, parsed(row, column + 1)?))).transpose()
}
