//! The shop at Tribute: the agent makes orders there, which customers pay.

use std::time::Duration;

use serde_json::json;
use tribute_agent::checkout::Opened;
use tribute_agent::order::checkout::Checkout;

use super::World;
use super::deeds::Deed;
use crate::promise::Promise;

/// Customers take at most so long to pay, after that some never do.
const PAID_WITHIN_SECONDS: u64 = 600;
/// Whoever has no answer asks again.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(30);
const PAID_PERCENT: u64 = 85;
const PAID_BACK_PERCENT: u64 = 30;

/// An order there.
pub struct ShopOrder {
    /// What names it.
    pub uuid: String,
    /// The checkout that it is for.
    pub checkout: String,
    account: String,
    /// What it costs, in minor units.
    pub price: i64,
    /// Whether it is paid.
    pub is_paid: bool,
    /// Whether the money went back.
    pub is_paid_back: bool,
}

/// What becomes of a call to Tribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Luck {
    Well,
    /// It is not taken.
    Refused,
    /// It does not arrive, and nobody knows.
    Lost,
    /// Its answer does not arrive.
    AnswerLost,
}

impl ShopOrder {
    /// Its order's id at the agent.
    pub fn order_id(&self) -> String {
        format!("tribute-shop-{}", self.uuid)
    }

    /// The account that the shop gets.
    pub fn account(&self) -> &str {
        &self.account
    }

    fn opened(&self) -> Opened {
        let url = format!("https://pay.example/{}", self.uuid);
        Opened { external_id: self.uuid.clone(), url }
    }

    fn payload(&self, status: &str) -> String {
        json!({
            "uuid": self.uuid, "amount": self.price, "currency": "rub", "status": status,
            "customerId": self.checkout, "transactionId": 7,
        })
        .to_string()
    }
}

impl World {
    /// The shop wants a checkout, and asks until it is answered.
    pub(super) fn asks_for_checkout(&self, id: u32) {
        self.tell("shop", format_args!("asks for checkout {id}"));
        let mut state = self.state();
        state.changes += 1;
        state.server.asked.push_back(id);
        self.webhooks_bell.notify_one();
    }

    /// The checkout that is asked for first.
    pub fn asked_for(&self) -> Option<u32> {
        self.state().server.asked.front().copied()
    }

    /// The agent answers that. When the answer is lost, it is asked for again.
    pub fn answered_checkout(&self) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        if let Some(id) = state.server.asked.pop_front()
            && state.is_lost_on_the_way()
        {
            self.agenda_push(state, ASKED_AGAIN_AFTER, Deed::AsksForCheckout(id));
        }
    }

    /// What becomes of a call to Tribute now.
    pub fn luck_at_tribute(&self) -> Luck {
        let mut state = self.state();
        if !state.is_lost_on_the_way() {
            return Luck::Well;
        }
        state.dice.pick(&[Luck::Refused, Luck::Lost, Luck::AnswerLost, Luck::AnswerLost])
    }

    /// An order is made for a checkout.
    pub fn makes_order(&self, checkout: &Checkout) -> Opened {
        let id = checkout.id.to_string();
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let index = state.server.orders.len();
        let is_second = state.server.orders.iter().any(|order| order.checkout == id);
        let account = checkout.wish.account.as_ref().map(ToString::to_string).unwrap_or_default();
        let order = ShopOrder {
            uuid: format!("u-{}", index + 1),
            checkout: id.clone(),
            account,
            price: checkout.wish.price.amount,
            is_paid: false,
            is_paid_back: false,
        };
        let opened = order.opened();
        state.server.orders.push(order);
        if state.dice.chance(PAID_PERCENT) {
            let after = state.dice.seconds(0..=PAID_WITHIN_SECONDS);
            self.agenda_push(state, after, Deed::PaysOrder(index));
            if state.dice.chance(PAID_BACK_PERCENT) {
                let later = after + state.dice.seconds(0..=PAID_WITHIN_SECONDS);
                self.agenda_push(state, later, Deed::PaysOrderBack(index));
            }
        }
        drop(guard);
        self.tell("tribute", format_args!("makes order {} for {id}", opened.external_id));
        if is_second {
            self.violated(Promise::SameActAgain, format!("a second order was made for {id}"));
        }
        opened
    }

    /// The order that was made for a checkout.
    pub fn order_made_for(&self, checkout: &Checkout) -> Option<Opened> {
        let state = self.state();
        let mut orders = state.server.orders.iter();
        orders.find(|order| order.checkout == checkout.id.as_str()).map(ShopOrder::opened)
    }

    /// What an order costs, if it is paid.
    pub fn price_paid(&self, uuid: &str) -> Option<i64> {
        let state = self.state();
        let order = state.server.orders.iter().find(|order| order.uuid == uuid)?;
        order.is_paid.then_some(order.price)
    }

    pub(super) fn pays_order(&self, index: usize) {
        let mut state = self.state();
        let order = &mut state.server.orders[index];
        order.is_paid = true;
        let (uuid, payload) = (order.uuid.clone(), order.payload("paid"));
        drop(state);
        self.tell("customer", format_args!("pays order {uuid} at Tribute"));
        self.tell_of("shop_order", payload, false);
    }

    pub(super) fn pays_order_back(&self, index: usize) {
        let mut state = self.state();
        let order = &mut state.server.orders[index];
        order.is_paid_back = true;
        let uuid = order.uuid.clone();
        let payloads = ["initiated", "completed"].map(|status| order.payload(status));
        drop(state);
        self.tell("customer", format_args!("gets the money for order {uuid} back"));
        for payload in payloads {
            self.tell_of("shop_order_refunded", payload, false);
        }
    }

    /// How long a call takes whose answer does not come.
    pub const fn patience_at_tribute() -> Duration {
        Duration::from_secs(10)
    }
}
