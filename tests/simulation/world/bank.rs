//! The bank: payments of one terminal, customers who pay them, and money that goes back.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::strtime;
use serde_json::{Map, Value, json};
use tribute_agent::sources::tbank;

use super::deeds::Deed;
use super::payments::{Payee, Payment, Wanted};
use super::webhooks::Sender;
use super::{State, World};
use crate::dice::Dice;
use crate::planted::Planted;
use crate::promise::Promise;
use crate::servers::TERMINAL;

const FIRST_PAYMENT: u64 = 5_974_256_058;
/// No payment can be made that expires sooner.
const EXPIRY_MIN: Duration = Duration::from_secs(59);
const FAILS_PERCENT: u64 = 15;
const OTHER_AMOUNT_PERCENT: u64 = 6;
/// What is paid, and what is given back in parts, differs by so much.
const PART: i64 = 500;

/// The payments, in the order in which they were made.
#[derive(Default)]
pub struct Bank(Vec<BankPayment>);

struct BankPayment {
    id: u64,
    order_id: String,
    amount: i64,
    left: i64,
    status: &'static str,
    recurs: bool,
    expires_at: Timestamp,
    /// What was answered to each refund, by the agent's name for it.
    given_back: BTreeMap<String, Value>,
}

/// What happens to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The customer pays, perhaps at the second try.
    Pays,
    /// The money that is held is taken.
    Confirms,
    /// It is let go.
    Reverses,
    /// The owner gives it back in the bank's cabinet, or a part of it.
    GivesBack,
    GivesPartBack,
}

type Call = Map<String, Value>;

impl Bank {
    /// The place of a payment.
    pub fn index_of(&self, id: &str) -> usize {
        let found = self.0.iter().position(|it| it.id.to_string() == id);
        found.expect("a payment at the bank")
    }
}

impl BankPayment {
    fn told(&self) -> Value {
        json!({
            "Success": self.status != "REJECTED", "ErrorCode": self.error(), "Message": "OK",
            "TerminalKey": TERMINAL, "Status": self.status, "PaymentId": self.id.to_string(),
            "OrderId": self.order_id, "Amount": self.amount,
        })
    }

    fn error(&self) -> &'static str {
        if self.status == "REJECTED" { "1051" } else { "0" }
    }

    /// The checkout's or the charge's name, whichever attempt it is.
    fn subject(&self) -> &str {
        &self.order_id[4..]
    }

    fn is_charge(&self) -> bool {
        self.order_id.starts_with("chg_")
    }

    /// What the shop wanted by this.
    fn wanted(&self) -> Wanted {
        let id = u32::from_str_radix(&self.subject()[..16], 16).unwrap_or_default();
        Wanted { id, payee: Payee::Bank, recurs: self.recurs }
    }

    /// The payment that this has become.
    fn payment(&self) -> Payment {
        let (id, wanted) = (self.id.to_string(), self.wanted());
        let asked = if self.is_charge() { wanted.charge_price() } else { wanted.price() };
        let order_id = format!("tbank-{TERMINAL}-{id}");
        Payment {
            account: Some(wanted.account()),
            wanted: asked,
            ..Payment::new(&tbank::SOURCE, order_id, id, self.amount)
        }
    }
}

fn refused(code: &str) -> Value {
    json!({ "Success": false, "ErrorCode": code, "Message": "нет" })
}

fn text<'a>(call: &'a Call, name: &str) -> &'a str {
    call.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Until when it can be paid; `None`: that can't be read.
fn expiry(call: &Call) -> Option<Timestamp> {
    let Some(Value::String(said)) = call.get("RedirectDueDate") else {
        return Some(Timestamp::MAX);
    };
    strtime::parse("%Y-%m-%dT%H:%M:%S%:z", said).ok()?.to_timestamp().ok()
}

impl World {
    /// The bank's answer to a call.
    pub fn bank_answers(&self, method: &str, call: &Call) -> Value {
        match method {
            "Init" => self.inits(call),
            "CheckOrder" => {
                let state = self.state();
                let forgets = state.nature.planted == Some(Planted::ChargedAnew);
                let own =
                    state.server.bank.0.iter().filter(|it| it.order_id == text(call, "OrderId"));
                let own: Vec<Value> = own.filter(|_| !forgets).map(|it| state.shown(it)).collect();
                if own.is_empty() {
                    return refused("335");
                }
                json!({ "Success": true, "ErrorCode": "0", "Payments": own })
            }
            _ => {
                let id = text(call, "PaymentId");
                let known =
                    self.state().server.bank.0.iter().position(|it| it.id.to_string() == id);
                match (method, known) {
                    ("GetState", Some(index)) => {
                        let state = self.state();
                        state.shown(&state.server.bank.0[index])
                    }
                    ("Charge", Some(index)) => self.charges(index),
                    ("Cancel", Some(index)) => self.cancels(index, call),
                    _ => refused("255"),
                }
            }
        }
    }

    /// A payment is made: one for each name, and one that can be paid for each checkout.
    fn inits(&self, call: &Call) -> Value {
        let now = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let forgets = state.nature.planted == Some(Planted::ChargedAnew);
        let (bank, order_id) = (&mut state.server.bank.0, text(call, "OrderId").to_owned());
        if bank.iter().any(|it| it.order_id == order_id) && !forgets {
            return refused("20");
        }
        let Some(expires_at) = expiry(call).filter(|it| *it > now + EXPIRY_MIN) else {
            return refused("12");
        };
        let amount = call["Amount"].as_i64().unwrap_or_default();
        let payment = BankPayment {
            id: FIRST_PAYMENT + bank.len() as u64,
            order_id,
            amount,
            left: amount,
            status: "NEW",
            recurs: text(call, "Recurrent") == "Y",
            expires_at,
            given_back: BTreeMap::new(),
        };
        let is_open = |it: &&BankPayment| it.status == "NEW" && it.subject() == payment.subject();
        let other = bank.iter().find(is_open).map(|it| it.order_id.clone());
        let mut told = payment.told();
        told["PaymentURL"] = json!(format!("https://pay.example/{}", payment.id));
        self.tell("bank", format_args!("makes payment {} for {}", payment.id, payment.order_id));
        bank.push(payment);
        drop(guard);
        if let Some(other) = other {
            self.violated(Promise::SameActAgain, format!("{other} can be paid twice"));
        }
        told
    }

    /// A card is charged for a payment that was made: at once, in a while, or not.
    fn charges(&self, index: usize) -> Value {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        if state.server.bank.0[index].status != "NEW" {
            return refused("8");
        }
        let outcome = state.dice.below(10);
        state.server.bank.0[index].status = "AUTHORIZING";
        if outcome == 0 {
            let after = state.dice.seconds(1..=900);
            self.agenda_push(state, after, Deed::AtBank(index, Step::Confirms));
        }
        drop(guard);
        match outcome {
            0 => {}
            1 => self.stands(index, "REJECTED", None),
            _ => self.confirms(index),
        }
        self.state().server.bank.0[index].told()
    }

    fn cancels(&self, index: usize, call: &Call) -> Value {
        let name = text(call, "ExternalRequestId").to_owned();
        let forgets = self.plants(Planted::GivesBackAnew);
        let state = self.state();
        let payment = &state.server.bank.0[index];
        let known = payment.given_back.get(&name).filter(|_| !forgets).cloned();
        let before = payment.left;
        drop(state);
        if let Some(known) = known {
            return known;
        }
        if !self.gives_back(index, call.get("Amount").and_then(Value::as_i64)) {
            return refused("8");
        }
        let mut state = self.state();
        let payment = &mut state.server.bank.0[index];
        let answer = payment.told();
        if !name.is_empty() {
            payment.given_back.insert(name, answer.clone());
        }
        let (id, back) = (payment.id.to_string(), before - payment.left);
        let Some(payment) = state.server.payment(&tbank::SOURCE, &id) else { return answer };
        payment.by_agent += back;
        let (by_agent, asked) = (payment.by_agent, payment.asked_back.unwrap_or_default());
        drop(state);
        if by_agent > asked {
            let what = format!("{by_agent} of payment {id} went back, {asked} was to");
            self.violated(Promise::BackOnce, what);
        }
        answer
    }

    /// Something happens to a payment.
    pub(super) fn at_bank(&self, index: usize, step: Step) {
        self.tell("bank", format_args!("payment {index}: {step:?}"));
        match step {
            Step::Pays => self.pays_at_bank(index),
            Step::Confirms => self.confirms(index),
            Step::Reverses => self.stands(index, "REVERSED", None),
            Step::GivesBack => drop(self.gives_back(index, None)),
            Step::GivesPartBack => drop(self.gives_back(index, Some(PART))),
        }
    }

    fn pays_at_bank(&self, index: usize) {
        let now = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        let next = FIRST_PAYMENT + state.server.bank.0.len() as u64;
        let payment = &state.server.bank.0[index];
        if payment.status != "NEW" || payment.expires_at <= now {
            return;
        }
        if state.dice.chance(FAILS_PERCENT) {
            let again = BankPayment {
                id: next,
                order_id: payment.order_id.clone(),
                given_back: BTreeMap::new(),
                ..*payment
            };
            state.server.bank.0.push(again);
            let (after, last) = (state.dice.seconds(5..=300), state.server.bank.0.len() - 1);
            self.agenda_push(state, after, Deed::AtBank(last, Step::Pays));
            drop(guard);
            return self.stands(index, "REJECTED", None);
        }
        let (after, step) = held(&mut state.dice);
        self.agenda_push(state, after, Deed::AtBank(index, step));
        drop(guard);
        self.stands(index, "AUTHORIZED", None);
    }

    /// The money is taken: perhaps another amount, of which nothing may be given.
    fn confirms(&self, index: usize) {
        let mut guard = self.state();
        let state = &mut *guard;
        let is_other = state.dice.chance(OTHER_AMOUNT_PERCENT);
        let is_told = !state.is_never_told();
        let step = state.dice.pick(&[Step::GivesBack, Step::GivesPartBack]);
        let payment = &mut state.server.bank.0[index];
        if is_other && !payment.is_charge() {
            payment.amount -= PART;
            payment.left = payment.amount;
        }
        payment.status = "CONFIRMED";
        let (paid, wanted) = (payment.payment(), payment.wanted());
        let (is_charge, order_id) = (payment.is_charge(), payment.order_id.clone());
        let is_it = |it: &&BankPayment| it.order_id == order_id && it.status == "CONFIRMED";
        let is_second = is_charge && state.server.bank.0.iter().filter(is_it).count() > 1;
        drop(guard);
        if is_second {
            self.violated(Promise::ChargedOnce, format!("{order_id} was charged twice"));
        }
        let wanted = Some(wanted).filter(|_| !is_charge);
        self.was_paid(paid, wanted, Deed::AtBank(index, step));
        if is_told {
            self.stands(index, "CONFIRMED", None);
        }
    }

    /// Money goes back, or a payment is called off. Returns whether that is possible.
    fn gives_back(&self, index: usize, part: Option<i64>) -> bool {
        let mut state = self.state();
        state.changes += 1;
        let payment = &mut state.server.bank.0[index];
        let amount = part.unwrap_or(payment.left);
        if payment.status == "NEW" {
            payment.status = "CANCELED";
            return true;
        }
        if !matches!(payment.status, "CONFIRMED" | "PARTIAL_REFUNDED") || amount > payment.left {
            return false;
        }
        payment.left -= amount;
        let status = if payment.left == 0 { "REFUNDED" } else { "PARTIAL_REFUNDED" };
        let (id, back) = (payment.id.to_string(), payment.amount - payment.left);
        if let Some(payment) = state.server.payment(&tbank::SOURCE, &id) {
            payment.back = back;
        }
        drop(state);
        self.stands(index, status, Some(amount));
        true
    }

    /// So a payment stands now, and that is told.
    fn stands(&self, index: usize, status: &'static str, amount: Option<i64>) {
        let mut state = self.state();
        let payment = &mut state.server.bank.0[index];
        payment.status = status;
        let mut told = json!({
            "OrderId": payment.order_id, "Success": status != "REJECTED", "Status": status,
            "PaymentId": payment.id, "ErrorCode": payment.error(),
            "Amount": amount.unwrap_or(payment.amount), "Pan": "430000******0777",
            "Data": { "Source": "cards" },
        });
        if payment.recurs && matches!(status, "AUTHORIZED" | "CONFIRMED") {
            told["RebillId"] = json!(1_741_204_285_536_u64 + payment.id);
        }
        let is_charge = payment.is_charge();
        let is_hidden = match state.nature.planted {
            Some(Planted::GivesBackAnew) => status == "PARTIAL_REFUNDED",
            Some(Planted::ChargedAnew) => is_charge,
            _ => false,
        };
        drop(state);
        if is_hidden {
            return;
        }
        let Value::Object(told) = told else { return };
        self.tell_of(Sender::Bank, status, told);
    }
}

impl State {
    /// A payment, as the bank shows it.
    fn shown(&self, payment: &BankPayment) -> Value {
        let mut told = payment.told();
        match self.nature.planted {
            Some(Planted::PaymentsHidden) => told["Status"] = json!("NEW"),
            Some(Planted::GivesBackAnew) if payment.status == "PARTIAL_REFUNDED" => {
                told["Status"] = json!("CONFIRMED");
            }
            _ => {}
        }
        told
    }
}

/// What becomes of money that is held: mostly it is taken at once.
fn held(dice: &mut Dice) -> (Duration, Step) {
    match dice.below(10) {
        0 => (dice.seconds(60..=1_500), Step::Confirms),
        1 => (dice.seconds(60..=1_500), Step::Reverses),
        _ => (Duration::ZERO, Step::Confirms),
    }
}
