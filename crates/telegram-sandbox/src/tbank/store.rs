//! What the bank has: payments, and cards that may be charged again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::cards::Card;
use crate::faults::Fault;
use crate::http::LoopbackUrl;
use crate::system::SeededRng;

/// The first numbers of each kind; a card's is above 2^31, as the bank's are.
const FIRST_PAYMENT: u64 = 5_974_256_058;
const FIRST_REBILL: u64 = 1_741_204_285_536;

/// How far a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are the bank's")]
pub enum BankStatus {
    New,
    FormShowed,
    Authorizing,
    #[serde(rename = "3DS_CHECKING")]
    ThreeDsChecking,
    #[serde(rename = "3DS_CHECKED")]
    ThreeDsChecked,
    Authorized,
    Confirming,
    Confirmed,
    PartialReversed,
    Reversed,
    PartialRefunded,
    Refunded,
    Canceled,
    DeadlineExpired,
    Rejected,
    AuthFail,
}

/// A payment.
#[derive(Clone, Debug, PartialEq)]
pub struct BankPayment {
    /// The bank's number for it.
    pub id: u64,
    /// The shop's name for what is paid.
    pub order_id: String,
    /// In kopecks.
    pub amount: u64,
    /// What did not go back yet.
    pub left: u64,
    /// How far it is.
    pub status: BankStatus,
    /// Why it failed.
    pub error_code: Option<&'static str>,
    /// By which its card can be charged again.
    pub rebill_id: Option<u64>,
    /// The call that made it.
    pub asked: Value,
    /// The order's number in the sandbox, once it is paid.
    pub order: Option<u32>,
    /// The calls by which money of it went back.
    pub given_back: Vec<Value>,
    pub(super) card: Card,
    pub(super) expires_at: Timestamp,
    pub(super) notification_url: Option<LoopbackUrl>,
    /// What was answered to each refund, by the shop's name for it.
    pub(super) cancelled: BTreeMap<String, Value>,
}

pub(super) struct State {
    pub(super) payments: Vec<BankPayment>,
    /// Cards that may be charged again.
    pub(super) rebills: BTreeMap<u64, Card>,
    pub(super) faults: Vec<Fault>,
    pub(super) rng: SeededRng,
    /// How often each of these came, for faults that spoil every other.
    pub(super) calls: usize,
    pub(super) changes: usize,
    pub(super) notifications: usize,
}

impl BankStatus {
    /// Its name at the bank.
    pub fn name(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Whether the payment can still be paid.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::New | Self::FormShowed)
    }

    pub(super) fn is_failed(self) -> bool {
        matches!(self, Self::Rejected | Self::AuthFail)
    }
}

impl BankPayment {
    /// One that nobody has paid.
    pub(super) fn new(id: u64, order_id: String, amount: u64, asked: Value) -> Self {
        Self {
            id,
            order_id,
            amount,
            left: amount,
            status: BankStatus::New,
            error_code: None,
            rebill_id: None,
            asked,
            order: None,
            given_back: Vec::new(),
            card: Card::Good,
            expires_at: Timestamp::MAX,
            notification_url: None,
            cancelled: BTreeMap::new(),
        }
    }
}

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            payments: Vec::new(),
            rebills: BTreeMap::new(),
            faults: Vec::new(),
            rng: SeededRng::new(seed),
            calls: 0,
            changes: 0,
            notifications: 0,
        }
    }

    pub(super) fn next_payment(&self) -> u64 {
        FIRST_PAYMENT + self.payments.len() as u64
    }

    pub(super) fn add_rebill(&mut self, card: Card) -> u64 {
        let id = FIRST_REBILL + self.rebills.len() as u64;
        self.rebills.insert(id, card);
        id
    }

    /// A payment as it is now: one that nobody pays in time has expired.
    pub(super) fn payment(&mut self, id: u64, now: Timestamp) -> Option<&mut BankPayment> {
        let payment = self.payments.iter_mut().find(|payment| payment.id == id)?;
        if payment.status.is_open() && payment.expires_at <= now {
            payment.status = BankStatus::DeadlineExpired;
        }
        Some(payment)
    }

    /// The payments of an order: each attempt at paying it is one.
    pub(super) fn of_order(&self, order_id: &str) -> Vec<u64> {
        let own = self.payments.iter().filter(|payment| payment.order_id == order_id);
        own.map(|payment| payment.id).collect()
    }
}
