//! The shop at Tribute, by its API: the agent makes orders there, which customers pay, and charges them again.

use serde_json::{Map, Value, json};
use tribute_agent::sources::tribute_shop;

use super::World;
use super::deeds::Deed;
use super::payments::{Payee, Payment, Wanted};
use super::webhooks::Sender;
use crate::promise::Promise;

/// Customers whose money goes back wait at most so long.
const BACK_WITHIN_SECONDS: u64 = 300;
const CHARGED_WITHIN_SECONDS: u64 = 400;
const CHARGED_PERCENT: u64 = 80;

/// What there is.
#[derive(Default)]
pub struct TributeShop {
    pub orders: Vec<ShopOrder>,
    charges: Vec<ShopCharge>,
}

/// An order there.
pub struct ShopOrder {
    uuid: String,
    asked: Value,
    is_paid: bool,
    is_paid_back: bool,
}

/// A charge of a customer who left a way to pay.
struct ShopCharge {
    uuid: String,
    asked: Value,
    /// Which order it is of.
    order: usize,
    status: &'static str,
}

/// What is answered: a status, and what was asked for.
pub type Answer = (u16, Value);

const UNKNOWN: &str = "error_not_found";

impl ShopOrder {
    fn price(&self) -> i64 {
        self.asked["amount"].as_i64().unwrap_or_default()
    }

    fn is_of(&self, checkout: &str) -> bool {
        self.asked["customerId"] == checkout
    }

    /// What the shop wanted by this.
    fn wanted(&self) -> Wanted {
        let payee = Payee::Tribute;
        let id = u32::try_from(self.price() - Wanted { id: 0, payee, recurs: false }.price());
        let recurs = self.asked["savePaymentMethod"] == true;
        Wanted { id: id.unwrap_or_default(), payee, recurs }
    }

    fn told(&self) -> Value {
        let url = format!("https://pay.example/{}", self.uuid);
        json!({
            "uuid": self.uuid, "amount": self.price(), "currency": "rub", "title": "месяц",
            "status": if self.is_paid { "paid" } else { "pending" },
            "customerId": self.asked["customerId"], "paymentUrl": url, "webappPaymentUrl": url,
        })
    }

    fn payload(&self, index: usize, status: &str) -> Map<String, Value> {
        fields(json!({
            "uuid": self.uuid, "amount": self.price(), "currency": "rub", "status": status,
            "customerId": self.asked["customerId"], "transactionId": transaction(index),
        }))
    }
}

impl ShopCharge {
    fn told(&self) -> Value {
        json!({
            "chargeUuid": self.uuid, "status": self.status, "amount": self.asked["amount"],
            "currency": "rub", "reference": self.asked["reference"],
        })
    }
}

impl TributeShop {
    /// The place of an order.
    pub fn index_of(&self, uuid: &str) -> usize {
        self.orders.iter().position(|order| order.uuid == uuid).expect("an order of the shop")
    }
}

fn transaction(index: usize) -> String {
    (7_000 + index).to_string()
}

fn fields(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else { return Map::new() };
    fields
}

fn refused(code: &str) -> Answer {
    (if code == UNKNOWN { 404 } else { 400 }, json!({ "error": code, "message": "нет" }))
}

impl World {
    /// Tribute's answer to a call of its API.
    pub fn tribute_answers(
        &self,
        method: &str,
        path: &[&str],
        query: &str,
        body: &Value,
    ) -> Answer {
        match (method, path) {
            ("POST", ["orders"]) => self.makes_order(body),
            ("GET", ["orders"]) => {
                let state = self.state();
                let orders = state.server.shop.orders.iter().map(ShopOrder::told);
                (200, orders.collect())
            }
            ("GET", ["tokens"]) => self.tokens(query),
            ("POST", ["charges"]) => self.makes_charge(body),
            ("GET", ["charges", uuid]) => {
                let state = self.state();
                let known = state.server.shop.charges.iter().find(|it| it.uuid == *uuid);
                known.map_or_else(|| refused(UNKNOWN), |it| (200, it.told()))
            }
            ("GET", ["orders", uuid] | ["orders", uuid, "status"]) => {
                let state = self.state();
                let known = state.server.shop.orders.iter().find(|it| it.uuid == *uuid);
                known.map_or_else(|| refused(UNKNOWN), |it| (200, it.told()))
            }
            ("GET", ["orders", uuid, "transactions"]) => {
                let state = self.state();
                let index = state.server.shop.index_of(uuid);
                let order = &state.server.shop.orders[index];
                let payment = json!({
                    "id": transaction(index), "createdAt": 1, "isRefunded": order.is_paid_back,
                });
                (200, order.is_paid.then_some(payment).into_iter().collect())
            }
            ("POST", ["orders", uuid, "transactions", _, "refund"]) => {
                let index = self.state().server.shop.index_of(uuid);
                if self.state().server.shop.orders[index].is_paid_back {
                    return refused("error_already_refunded");
                }
                self.pays_order_back(index);
                (200, json!({ "success": true, "status": "initiated" }))
            }
            _ => refused(UNKNOWN),
        }
    }

    /// An order is made for a checkout.
    fn makes_order(&self, body: &Value) -> Answer {
        let mut state = self.state();
        state.changes += 1;
        let orders = &mut state.server.shop.orders;
        let id = body["customerId"].as_str().unwrap_or_default();
        let is_second = orders.iter().any(|order| order.is_of(id));
        let uuid = format!("u-{}", orders.len() + 1);
        let (asked, is_paid, is_paid_back) = (body.clone(), false, false);
        let order = ShopOrder { uuid, asked, is_paid, is_paid_back };
        let told = order.told();
        orders.push(order);
        drop(state);
        self.tell("tribute", format_args!("makes an order for {id}"));
        if is_second {
            self.violated(Promise::SameActAgain, format!("a second order was made for {id}"));
        }
        (200, told)
    }

    /// The ways to pay that a customer left.
    fn tokens(&self, query: &str) -> Answer {
        let state = self.state();
        let orders = state.server.shop.orders.iter();
        let tokens = orders.filter(|it| it.is_paid && it.wanted().recurs).map(|it| {
            let customer = &it.asked["customerId"];
            json!({ "token": it.uuid, "customerId": customer, "currency": "rub", "active": true })
        });
        let is_asked =
            |token: &Value| query.contains(token["customerId"].as_str().unwrap_or_default());
        (200, tokens.filter(is_asked).collect())
    }

    /// The same key is the same charge.
    fn makes_charge(&self, body: &Value) -> Answer {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let shop = &mut state.server.shop;
        let key = &body["idempotencyKey"];
        if let Some(known) = shop.charges.iter().find(|it| it.asked["idempotencyKey"] == *key) {
            return (200, known.told());
        }
        let index = shop.charges.len();
        let charge = ShopCharge {
            uuid: format!("c-{}", index + 1),
            asked: body.clone(),
            order: shop.index_of(body["token"].as_str().unwrap_or_default()),
            status: "processing",
        };
        let told = charge.told();
        shop.charges.push(charge);
        let after = state.dice.seconds(0..=CHARGED_WITHIN_SECONDS);
        self.agenda_push(state, after, Deed::SettlesCharge(index));
        (200, told)
    }

    pub(super) fn settles_charge(&self, index: usize) {
        let mut guard = self.state();
        let state = &mut *guard;
        let is_paid = state.dice.chance(CHARGED_PERCENT);
        let is_told = !state.is_never_told();
        let charge = &mut state.server.shop.charges[index];
        charge.status = if is_paid { "success" } else { "failed" };
        let (uuid, payload, order) = (charge.uuid.clone(), charge.told(), charge.order);
        let wanted = state.server.shop.orders[order].wanted();
        drop(guard);
        if is_paid {
            let id = format!("tribute-shop-{uuid}");
            let payment = Payment::new(&tribute_shop::SOURCE, id, uuid, wanted.charge_price());
            let payment = Payment { account: Some(wanted.account()), ..payment };
            self.state().server.payments.push(payment);
        }
        let name = if is_paid { "shop_token_charge_success" } else { "shop_token_charge_failed" };
        if is_told {
            self.tell_of(Sender::Tribute, name, fields(payload));
        }
    }

    pub(super) fn pays_order(&self, index: usize) {
        let mut state = self.state();
        let is_told = !state.is_never_told();
        let order = &mut state.server.shop.orders[index];
        order.is_paid = true;
        let (uuid, payload) = (order.uuid.clone(), order.payload(index, "paid"));
        let (wanted, price) = (order.wanted(), order.price());
        drop(state);
        let id = format!("tribute-shop-{uuid}");
        let payment = Payment::new(&tribute_shop::SOURCE, id, uuid, price);
        let payment = Payment { account: Some(wanted.account()), ..payment };
        self.was_paid(payment, Some(wanted), Deed::PaysOrderBack(index));
        if is_told {
            self.tell_of(Sender::Tribute, "shop_order", payload);
        }
    }

    pub(super) fn pays_order_back(&self, index: usize) {
        let mut state = self.state();
        let order = &mut state.server.shop.orders[index];
        if std::mem::replace(&mut order.is_paid_back, true) {
            return;
        }
        let (uuid, payload) = (order.uuid.clone(), order.payload(index, "initiated"));
        if let Some(payment) = state.server.payment(&tribute_shop::SOURCE, &uuid) {
            payment.back = payment.price;
        }
        let after = state.dice.seconds(0..=BACK_WITHIN_SECONDS);
        self.agenda_push(&mut state, after, Deed::OrderIsPaidBack(index));
        drop(state);
        self.tell("tribute", format_args!("gives the money for order {uuid} back"));
        self.tell_of(Sender::Tribute, "shop_order_refunded", payload);
    }

    /// Now the money is back.
    pub(super) fn order_is_paid_back(&self, index: usize) {
        let payload = self.state().server.shop.orders[index].payload(index, "completed");
        self.tell_of(Sender::Tribute, "shop_order_refunded", payload);
    }
}
