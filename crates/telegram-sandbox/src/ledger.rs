//! The sandbox's own book: which order came to what, told from the outside of every client.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::accounts::{SELLER, TRIBUTE};
use super::event::{By, Event, EventStream, Kind, Outcome, Totals};
use super::language::{Language, Wording};
use super::orders::attribution::Attribution;
use super::orders::{Expectation, PlannedOrder};
use crate::system::Clock;

/// The record of an order so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each comes by itself")]
pub struct OrderRecord {
    /// From 1, in the order of planning.
    pub number: u32,
    /// The order message as the seller's account numbers it; `None` until it is sent.
    pub message_id: Option<i32>,
    /// The product of one in the chat, as its message names it.
    product: Option<String>,
    /// The `order_id` of one that was paid without a message, but for the `test-` of tests.
    pub payment: Option<String>,
    /// The end that it must have.
    pub expect: Option<Expectation>,
    /// The number of times that the shop gave the goods.
    pub effects: u32,
    /// The number of replies of the seller's account, from whichever device.
    pub replies: u32,
    /// The number of presses that took effect or came after one that did.
    pub presses: u32,
    /// True once it is on its way to the customer, or given where nothing more is to be done.
    pub completed: bool,
    /// True once the money went back.
    pub refunded: bool,
    /// True once the shop has taken the goods back.
    pub revoked: bool,
    /// True once the moderators were told about it.
    pub escalated: bool,
}

impl OrderRecord {
    /// Returns true if it has ended as it should.
    pub fn is_settled(&self) -> bool {
        let untouched = self.effects + self.replies + self.presses == 0 && !self.escalated;
        let taken_back = self.refunded && (self.revoked || self.effects == 0);
        (self.message_id.is_some() || self.payment.is_some())
            && match self.expect {
                None if self.refunded => taken_back || self.escalated,
                None | Some(Expectation::Closed) => self.completed || self.escalated,
                Some(Expectation::Completed) => self.completed,
                Some(Expectation::Escalated) => self.escalated && !self.completed,
                Some(Expectation::Refunded) => taken_back,
                Some(Expectation::Ignored) => untouched,
            }
    }
}

/// More events than a sandbox can sensibly make; later ones are dropped.
const EVENTS_MAX: usize = 1_000_000;

/// A message in a moderators' chat or to the bot, by the seller's account's ids.
pub(crate) struct ChatMessage {
    pub(crate) chat: i64,
    pub(crate) message_id: i32,
    pub(crate) reply_to: Option<i32>,
    pub(crate) from: i64,
    pub(crate) text: String,
}

/// Records what happens, says which order it was about, and tells it as events.
pub struct Ledger {
    clock: Clock,
    log: watch::Sender<Vec<Event>>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    orders: Vec<OrderRecord>,
    attribution: Attribution,
    /// The orders that an escalation was about, by chat and message.
    escalations: BTreeMap<(i64, i32), Vec<u32>>,
    misused: usize,
}

impl Ledger {
    /// An empty book.
    pub fn new(clock: Clock) -> Self {
        Self { clock, log: watch::Sender::new(Vec::new()), inner: Mutex::default() }
    }

    /// The events, from the first.
    pub fn events(&self) -> EventStream {
        EventStream { events: self.log.subscribe(), next: 0 }
    }

    /// Returns the record of each order so far.
    pub fn orders(&self) -> Vec<OrderRecord> {
        self.lock().orders.clone()
    }

    /// Returns the totals so far.
    pub fn totals(&self) -> Totals {
        let inner = self.lock();
        let count = |wanted: fn(&&OrderRecord) -> bool| inner.orders.iter().filter(wanted).count();
        Totals {
            orders: inner.orders.len(),
            completed: count(|order| order.completed),
            escalated: count(|order| order.escalated && !order.completed),
            unsettled: count(|order| !order.is_settled()),
            activated_twice: count(|order| order.effects > 1),
            replied_twice: count(|order| order.replies > 1),
            pressed_twice: count(|order| order.presses > 1),
            misused: inner.misused,
        }
    }

    /// Takes in an order that will be sent, and gives it its number.
    pub fn plan(&self, order: &PlannedOrder) -> u32 {
        let labels = [Language::English, Language::Russian].map(|it| Wording::new(it).product);
        let product = order.text.lines().find_map(|line| {
            let name = labels.iter().find_map(|label| line.strip_prefix(label.as_str()));
            name.map(|name| name.trim().to_owned())
        });
        self.add(
            &order.text,
            OrderRecord { expect: order.expect, product, ..OrderRecord::default() },
        )
    }

    /// Takes in an order that is told by no message, with the words by which it is known.
    pub(crate) fn plan_payment(&self, words: &str, expect: Option<Expectation>) -> u32 {
        self.add(words, OrderRecord { expect, ..OrderRecord::default() })
    }

    fn add(&self, words: &str, record: OrderRecord) -> u32 {
        let mut inner = self.lock();
        let number = u32::try_from(inner.orders.len() + 1).unwrap_or(u32::MAX);
        inner.attribution.learn(words);
        inner.orders.push(OrderRecord { number, ..record });
        number
    }

    /// The number of orders in the chat for a product that the bot waits for.
    pub(crate) fn pending_orders(&self, product: &str) -> usize {
        let inner = self.lock();
        let is_pending = |order: &&OrderRecord| {
            order.message_id.is_some()
                && !order.completed
                && order.product.as_deref() == Some(product)
        };
        inner.orders.iter().filter(is_pending).count()
    }

    /// It is paid, and goes by this `order_id`.
    pub(crate) fn paid(&self, order: u32, order_id: String) {
        self.change(order, |record| record.payment = Some(order_id));
    }

    /// The money for it went back.
    pub(crate) fn refunded(&self, order: u32) {
        self.change(order, |record| record.refunded = true);
    }

    /// Returns the order that a call to the shop is about: by its `order_id`, else by its text.
    pub(crate) fn order_of_call(
        &self,
        order_id: &str,
        account_id: Option<&str>,
        details: Option<&str>,
    ) -> Option<u32> {
        let inner = self.lock();
        let payment = order_id.strip_prefix("test-").unwrap_or(order_id);
        let is_paid = |order: &&OrderRecord| order.payment.as_deref() == Some(payment);
        if let Some(order) = inner.orders.iter().find(is_paid) {
            return Some(order.number);
        }
        if let Some(message_id) = message_of(order_id) {
            let known = |order: &&OrderRecord| order.message_id == Some(message_id);
            return inner.orders.iter().find(known).map(|order| order.number);
        }
        [account_id, details]
            .into_iter()
            .flatten()
            .find_map(|text| only(&inner.attribution.orders_in(text)))
    }

    /// The order message stands in the chat.
    pub fn order_sent(&self, order: u32, message_id: i32) {
        self.change(order, |record| record.message_id = Some(message_id));
        self.tell(Some(order), Kind::OrderSent { message_id });
    }

    /// A call came to the shop; `gave_now`: it had its effect.
    pub(crate) fn activation(&self, order: Option<u32>, gave_now: bool, kind: Kind) {
        let mut is_over = false;
        if let (Some(order), true) = (order, gave_now) {
            self.change(order, |record| {
                record.effects += 1;
                is_over = record.payment.is_some() && !record.completed;
                record.completed |= is_over;
            });
        }
        self.tell(order, kind);
        if is_over {
            self.tell(order, Kind::Completed);
        }
    }

    /// A call came to the shop that the goods be taken back.
    pub(crate) fn revocation(
        &self,
        order: Option<u32>,
        order_id: &str,
        webhook_id: String,
        outcome: Outcome,
    ) {
        if let (Some(order), Outcome::Revoked) = (order, outcome) {
            self.change(order, |record| record.revoked = true);
        }
        let order_id = order_id.to_owned();
        self.tell(order, Kind::Refund { order_id, webhook_id, outcome });
    }

    pub(crate) fn reply(&self, order: u32, message_id: i32, text: String, by: By) {
        self.change(order, |record| record.replies += 1);
        self.tell(Some(order), Kind::Reply { message_id, text, by });
    }

    pub(crate) fn confirmation(&self, order: u32, message_id: i32) {
        self.tell(Some(order), Kind::Confirmation { message_id });
    }

    /// A button was pressed. It counts when it took effect, or came after the one that did.
    pub(crate) fn press(
        &self,
        order: Option<u32>,
        message_id: i32,
        label: &str,
        effect: PressEffect,
        by: By,
    ) {
        let effective = effect == PressEffect::Effective;
        match (order, effect) {
            (Some(order), PressEffect::Effective | PressEffect::Again) => {
                self.change(order, |record| record.presses += 1);
            }
            (_, PressEffect::Ineffective) => {}
            (None, _) | (_, PressEffect::Misuse) => self.misuse(),
        }
        self.tell(order, Kind::Press { message_id, label: label.to_owned(), effective, by });
        if let (Some(order), true) = (order, effective) {
            self.change(order, |record| record.completed = true);
            self.tell(Some(order), Kind::Completed);
        }
    }

    pub(crate) fn escalation(&self, said: ChatMessage) {
        let ChatMessage { chat, message_id, reply_to, text, .. } = said;
        let orders = {
            let mut inner = self.lock();
            let replied = reply_to.and_then(|id| inner.escalations.get(&(chat, id)).cloned());
            let orders = replied.unwrap_or_else(|| inner.attribution.orders_in(&text));
            inner.escalations.insert((chat, message_id), orders.clone());
            orders
        };
        for order in &orders {
            self.change(*order, |record| record.escalated = true);
        }
        let order = only(&orders);
        let orders = if order.is_some() { Vec::new() } else { orders };
        self.tell(order, Kind::Escalation { text, chat, message_id, orders });
    }

    /// Anything else was said, or reads otherwise now.
    pub(crate) fn message(&self, order: Option<u32>, said: ChatMessage, edited: bool) {
        let ChatMessage { chat, message_id, reply_to, from, text } = said;
        let order = order.or_else(|| {
            let inner = self.lock();
            let about = |id: i32| inner.escalations.get(&(chat, id));
            only(about(message_id).or_else(|| about(reply_to?))?)
        });
        self.tell(order, Kind::Message { text, chat, message_id, from, edited });
    }

    /// Tells of something about the message of a chat by which the moderators were told of an order.
    pub(crate) fn tell_about(&self, (chat, message_id): (i64, i32), kind: Kind) {
        let orders = self.lock().escalations.get(&(chat, message_id)).cloned();
        self.tell(only(&orders.unwrap_or_default()), kind);
    }

    /// Counts something that no careful client does.
    pub(crate) fn misuse(&self) {
        self.lock().misused += 1;
    }

    fn change(&self, order: u32, change: impl FnOnce(&mut OrderRecord)) {
        let mut inner = self.lock();
        let position = usize::try_from(order).unwrap_or(usize::MAX).wrapping_sub(1);
        if let Some(record) = inner.orders.get_mut(position) {
            change(record);
        }
    }

    pub(crate) fn tell(&self, order: Option<u32>, kind: Kind) {
        #[expect(clippy::cast_precision_loss, reason = "2^53 microseconds are enough")]
        let ts = (self.clock)().as_microsecond() as f64 / 1_000_000.0;
        self.log.send_if_modified(|events| {
            let has_room = events.len() < EVENTS_MAX;
            if has_room {
                events.push(Event { kind, ts, order });
            }
            has_room
        });
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PressEffect {
    /// The bot took it: the order is completed.
    Effective,
    /// The order was completed before.
    Again,
    /// The bot did not take it; it may be tried again.
    Ineffective,
    /// Nobody asked for it.
    Misuse,
}

/// `777000111-6675346585-495` → 495.
fn message_of(order_id: &str) -> Option<i32> {
    let id = order_id.strip_prefix("test-").unwrap_or(order_id);
    id.strip_prefix(&format!("{SELLER}-{TRIBUTE}-"))?.parse().ok()
}

fn only(orders: &[u32]) -> Option<u32> {
    match orders {
        [order] => Some(*order),
        _ => None,
    }
}
