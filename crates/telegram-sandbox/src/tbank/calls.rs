//! The calls of a shop: who may make them, and which there are.

use std::io;
use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::Problem;
use super::cards::Card;
use super::store::{BankPayment, BankStatus};
use super::{BASE, Inner, new_payment, receipt};
use crate::event::Kind;
use crate::faults::Fault;
use crate::http::{self, HttpAnswer, HttpRequest};

type Asked = Map<String, Value>;
/// What comes of a call.
type Reply = Result<Value, Problem>;

/// The calls whose answers may get lost: they change something.
const CHANGES: [&str; 3] = ["Init", "Charge", "Cancel"];

pub(super) fn answer(bank: &Arc<Inner>, request: &HttpRequest) -> io::Result<HttpAnswer> {
    let path = request.uri().path().to_owned();
    if let Some(id) = path.strip_prefix("/pay/") {
        return Ok(bank.page(id, request.uri().query().unwrap_or_default()));
    }
    let method = path.strip_prefix(BASE).and_then(|path| path.strip_prefix('/'));
    let Some(method) = method.filter(|_| *request.method() == Method::POST) else {
        return Ok(http::page(StatusCode::NOT_FOUND, "404 Not Found"));
    };
    let body = request.body().as_deref().unwrap_or_default();
    let answer = bank.spoilt(method, || {
        let reply = bank.reply(method, body).unwrap_or_else(|problem| problem.answer());
        http::json(StatusCode::OK, &reply)
    });
    let status = answer.as_ref().map(|answer| answer.status().as_u16());
    let told = Kind::ApiCall { method: request.method().to_string(), path: path.clone(), status };
    bank.ledger.tell(None, told);
    answer.ok_or(io::ErrorKind::ConnectionAborted.into())
}

impl Inner {
    /// The answer to a call, unless a fault is in its way: every other call is told that nobody is there, or every
    /// other answer about a change is lost.
    fn spoilt(&self, method: &str, answer: impl FnOnce() -> HttpAnswer) -> Option<HttpAnswer> {
        let is_change = CHANGES.contains(&method);
        let (is_down, is_lost) = {
            let mut state = self.lock();
            state.calls += 1;
            state.changes += usize::from(is_change);
            let has = |fault| state.faults.contains(&fault) || state.faults.contains(&Fault::Chaos);
            let is_lost = has(Fault::ApiCreateLost) && is_change && state.changes % 2 == 1;
            (has(Fault::ApiErrors) && state.calls % 2 == 1, is_lost)
        };
        if is_lost {
            drop(answer());
            return None;
        }
        if is_down {
            return Some(http::page(StatusCode::SERVICE_UNAVAILABLE, "503"));
        }
        Some(answer())
    }

    fn reply(self: &Arc<Self>, method: &str, body: &[u8]) -> Reply {
        let asked: Asked = serde_json::from_slice(body).map_err(|_| Problem::NOT_JSON)?;
        if asked.get("TerminalKey").and_then(Value::as_str) != Some(&self.terminal_key) {
            return Err(Problem::TERMINAL);
        }
        let token = super::token::token(&asked, &self.password);
        if asked.get("Token").and_then(Value::as_str) != Some(&token) {
            return Err(Problem::TOKEN);
        }
        match method {
            "Init" => self.init(&asked),
            "GetState" => self.get_state(&asked),
            "CheckOrder" => self.check_order(&asked),
            "Charge" => self.charge(&asked),
            "Cancel" => self.cancel(&asked),
            _ => Err(Problem::NOT_JSON),
        }
    }

    fn init(self: &Arc<Self>, asked: &Asked) -> Reply {
        let mut payment = new_payment::checked(asked, (self.clock)())?;
        let mut state = self.lock();
        if !state.of_order(&payment.order_id).is_empty() {
            return Err(Problem::REPEATED);
        }
        payment.id = state.next_payment();
        if payment.notification_url.is_none() {
            payment.notification_url = self.default_url();
        }
        let (id, order_id) = (payment.id, payment.order_id.clone());
        let mut answer = payment.answer(&self.terminal_key);
        answer["PaymentURL"] = json!(format!("{}/pay/{id}", self.origin));
        state.payments.push(payment);
        drop(state);
        self.begin_buyer(order_id);
        Ok(answer)
    }

    fn get_state(&self, asked: &Asked) -> Reply {
        let id = payment_id(asked)?;
        let mut state = self.lock();
        let payment = state.payment(id, (self.clock)()).ok_or(Problem::NO_PAYMENT)?;
        Ok(payment.answer(&self.terminal_key))
    }

    fn check_order(&self, asked: &Asked) -> Reply {
        let order_id = asked.get("OrderId").and_then(Value::as_str);
        let order_id = order_id.ok_or_else(|| Problem::field("201", "OrderId"))?;
        let now = (self.clock)();
        let mut state = self.lock();
        let ids = state.of_order(order_id);
        if ids.is_empty() {
            return Err(Problem::NO_ORDER);
        }
        let payments = ids.into_iter().filter_map(|id| Some(state.payment(id, now)?.short()));
        Ok(json!({
            "Success": true,
            "ErrorCode": "0",
            "Message": "OK",
            "TerminalKey": self.terminal_key,
            "OrderId": order_id,
            "Payments": payments.collect::<Vec<_>>(),
        }))
    }

    fn charge(self: &Arc<Self>, asked: &Asked) -> Reply {
        let id = payment_id(asked)?;
        let rebill = asked.get("RebillId").and_then(number).ok_or(Problem::NO_CARD)?;
        let now = (self.clock)();
        let card = *self.lock().rebills.get(&rebill).ok_or(Problem::NO_CARD)?;
        {
            let mut state = self.lock();
            let payment = state.payment(id, now).ok_or(Problem::NO_PAYMENT)?;
            if payment.status != BankStatus::New {
                return Err(Problem::STATE);
            }
            payment.card = card;
        }
        self.decide(id, self.card_for_charges(card));
        let mut state = self.lock();
        Ok(state.payment(id, now).ok_or(Problem::NO_PAYMENT)?.answer(&self.terminal_key))
    }

    fn cancel(self: &Arc<Self>, asked: &Asked) -> Reply {
        let id = payment_id(asked)?;
        let name = asked.get("ExternalRequestId").and_then(Value::as_str);
        let (known, before, has_receipt) = {
            let mut state = self.lock();
            let payment = state.payment(id, (self.clock)()).ok_or(Problem::NO_PAYMENT)?;
            let known = name.and_then(|name| payment.cancelled.get(name).cloned());
            (known, payment.left, payment.asked["Receipt"].is_object())
        };
        if let Some(answer) = known {
            return Ok(answer);
        }
        let amount = match asked.get("Amount") {
            None | Some(Value::Null) => None,
            Some(amount) => Some(number(amount).ok_or(Problem::AMOUNT)?),
        };
        match asked.get("Receipt") {
            Some(said) => receipt::check(said, amount.unwrap_or(before))?,
            // Of which of the things that were bought, the bank can't know.
            None if has_receipt && amount.is_some_and(|amount| amount < before) => {
                return Err(Problem::field("309", "Receipt"));
            }
            None => {}
        }
        let payment = self.cancel_payment(id, amount)?;
        if let Some(payment) = self.lock().payment(id, (self.clock)()) {
            payment.given_back.push(Value::Object(asked.clone()));
        }
        let mut answer = payment.answer(&self.terminal_key);
        answer["OriginalAmount"] = json!(before);
        answer["NewAmount"] = json!(payment.left);
        if let Some(name) = name {
            answer["ExternalRequestId"] = json!(name);
            if let Some(payment) = self.lock().payment(id, (self.clock)()) {
                payment.cancelled.insert(name.to_owned(), answer.clone());
            }
        }
        Ok(answer)
    }

    /// Whoever opens the page pays, with a card if one is named.
    fn page(self: &Arc<Self>, id: &str, query: &str) -> HttpAnswer {
        let card = match query.strip_prefix("card=") {
            Some(number) => Card::numbered(&number.replace(['+', '-'], "")),
            None => Some(Card::Good),
        };
        let order = {
            let mut state = self.lock();
            let payment = id.parse().ok().and_then(|id| state.payment(id, (self.clock)()));
            payment.map(|payment: &mut BankPayment| payment.order_id.clone())
        };
        let (Some(card), Some(order)) = (card, order) else {
            return http::page(StatusCode::NOT_FOUND, "Not to be paid");
        };
        match self.begin_card_of_order(&order, card) {
            true if card.failure().is_none() => http::page(StatusCode::OK, "Paid"),
            true => http::page(StatusCode::OK, "Declined"),
            false => http::page(StatusCode::NOT_FOUND, "Not to be paid"),
        }
    }
}

fn payment_id(asked: &Asked) -> Result<u64, Problem> {
    asked.get("PaymentId").and_then(number).ok_or_else(|| Problem::field("201", "PaymentId"))
}

/// A number that may be written as a text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
