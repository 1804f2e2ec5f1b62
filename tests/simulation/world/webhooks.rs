//! Tribute's server: what is bought elsewhere than in the chat is told by webhooks, each again and again until
//! it is answered.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::deeds::Deed;
use super::orders::ShopOrder;
use super::{State, World};
use crate::promise::Promise;

/// The pauses between two attempts at a webhook.
const PAUSES_MIN: [u64; 8] = [5, 15, 30, 60, 120, 240, 480, 480];
/// How many attempts meet a stranger's, while things go wrong.
const FORGED_PERCENT: u64 = 10;
/// The accounts of those who have Telegram begin here.
const FIRST_BUYER: i64 = 50_000;
/// In minor units.
const PRICE: i64 = 50_000;

/// A ready-made product that somebody buys.
#[derive(Clone, Copy, Debug)]
pub struct Purchase {
    /// What names it.
    pub id: u32,
    /// Whether the buyer has Telegram.
    pub has_telegram: bool,
    /// How it is told.
    pub spelling: Spelling,
}

/// How Tribute writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// `purchase_id`
    Snake,
    /// `purchaseId`
    Camel,
    /// Numbers are texts.
    Texts,
}

/// What was bought, and what of it was not told yet.
#[derive(Default)]
pub struct Server {
    /// By what names it.
    pub bought: BTreeMap<u32, Bought>,
    /// The orders in the shop.
    pub orders: Vec<ShopOrder>,
    /// The checkouts that the shop asks the agent for, and has no answer to.
    pub asked: VecDeque<u32>,
    /// All that is told, in the order in which it happened.
    pub tellings: Vec<Telling>,
    /// Those that stand at the agent's door.
    arrived: VecDeque<usize>,
}

/// A purchase that was paid.
pub struct Bought {
    /// What it is.
    pub purchase: Purchase,
    /// Whether the money went back.
    pub is_paid_back: bool,
}

/// An event that is told until it is answered.
pub struct Telling {
    name: &'static str,
    payload: String,
    created_at: Timestamp,
    attempts: usize,
    /// Whether it was answered.
    pub is_answered: bool,
    /// Whether nobody can read it.
    pub is_nonsense: bool,
}

/// A request at the agent's door.
pub struct Arrived {
    /// Which telling it is.
    pub index: usize,
    /// As it is written now.
    pub body: String,
    /// Whether a stranger sent the same in front of it.
    pub is_forged_before: bool,
}

impl Purchase {
    /// The account that the shop gets.
    pub fn account(self) -> Option<String> {
        self.has_telegram.then(|| (FIRST_BUYER + i64::from(self.id)).to_string())
    }

    /// What it costs, in minor units.
    pub fn price(self) -> i64 {
        PRICE + i64::from(self.id)
    }

    /// Its order's id.
    pub fn order_id(self) -> String {
        format!("tribute-purchase-{}", self.id)
    }

    fn payload(self, more: &[(&str, Value)]) -> String {
        let mut fields = vec![
            ("product_id", json!(7)),
            ("product_name", json!("подписка")),
            ("amount", json!(self.price())),
            ("currency", json!("rub")),
            ("trb_user_id", json!(format!("W-{}", self.id))),
            ("purchase_id", json!(self.id)),
        ];
        if let Some(account) = self.account() {
            fields.push(("telegram_user_id", json!(account.parse::<i64>().unwrap())));
        }
        fields.extend_from_slice(more);
        let written = fields.into_iter().map(|(key, value)| match (self.spelling, value) {
            (Spelling::Camel, value) => (camel(key), value),
            (Spelling::Texts, Value::Number(number)) => (key.to_owned(), json!(number.to_string())),
            (Spelling::Snake | Spelling::Texts, value) => (key.to_owned(), value),
        });
        Value::Object(written.collect::<Map<_, _>>()).to_string()
    }
}

fn camel(key: &str) -> String {
    let mut parts = key.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

impl World {
    /// Somebody buys; or Tribute tells of the same once more, in its own words.
    pub(super) fn buys(&self, purchase: Purchase) {
        self.tell("buyer", format_args!("buys {purchase:?}"));
        let payload = purchase.payload(&[]);
        let bought = Bought { purchase, is_paid_back: false };
        self.state().server.bought.entry(purchase.id).or_insert(bought);
        self.tell_of("new_digital_product", payload, false);
    }

    /// The money for a purchase goes back.
    pub(super) fn pays_back(&self, id: u32) {
        let mut state = self.state();
        let Some(bought) = state.server.bought.get_mut(&id) else {
            return;
        };
        if std::mem::replace(&mut bought.is_paid_back, true) {
            return;
        }
        let reason = ("refund_reason", json!("telegram_refund"));
        let payload = bought.purchase.payload(&[reason]);
        drop(state);
        self.tell("buyer", format_args!("gets the money for {id} back"));
        self.tell_of("digital_product_refunded", payload, false);
    }

    /// Tribute tells of a purchase that names none.
    pub(super) fn tells_nonsense(&self) {
        self.tell_of("new_digital_product", "{}".to_owned(), true);
    }

    pub(super) fn tell_of(&self, name: &'static str, payload: String, is_nonsense: bool) {
        let created_at = self.true_now();
        let mut state = self.state();
        state.changes += 1;
        let index = state.server.tellings.len();
        let (attempts, is_answered) = (0, false);
        let telling = Telling { name, payload, created_at, attempts, is_answered, is_nonsense };
        state.server.tellings.push(telling);
        self.agenda_push(&mut state, Duration::ZERO, Deed::Attempt(index));
    }

    /// Tribute tries to tell something.
    pub(super) fn attempts(&self, index: usize) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let is_reached = state.alive_since.is_some() && !state.is_lost_on_the_way();
        let name = state.server.tellings[index].name;
        self.tell("webhook", format_args!("{index}, {name}: arrives {is_reached}"));
        if is_reached {
            state.server.arrived.push_back(index);
            self.webhooks_bell.notify_one();
        } else {
            self.try_again(state, index);
        }
    }

    fn try_again(&self, state: &mut State, index: usize) {
        let telling = &mut state.server.tellings[index];
        telling.attempts += 1;
        if let Some(pause) = PAUSES_MIN.get(telling.attempts - 1) {
            self.agenda_push(state, Duration::from_mins(*pause), Deed::Attempt(index));
        }
    }

    /// Whether something stands at the agent's door.
    pub fn has_arrived(&self) -> bool {
        let server = &self.state().server;
        !server.arrived.is_empty() || !server.asked.is_empty()
    }

    /// What stands there first. It stays there until it is answered.
    pub fn arrived(&self) -> Option<Arrived> {
        let sent_at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        let index = *state.server.arrived.front()?;
        let Telling { name, payload, created_at, .. } = &state.server.tellings[index];
        let body = format!(
            r#"{{"name":"{name}","created_at":"{created_at}","sent_at":"{sent_at}","payload":{payload}}}"#
        );
        let is_forged_before = !state.is_calm && state.dice.chance(FORGED_PERCENT);
        Some(Arrived { index, body, is_forged_before })
    }

    /// The agent answers what stands at its door first. The answer may be lost.
    pub fn answered(&self, arrived: &Arrived) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        state.server.arrived.pop_front();
        let is_lost = state.is_lost_on_the_way();
        self.tell("webhook", format_args!("{} is answered; lost: {is_lost}", arrived.index));
        if is_lost {
            self.try_again(state, arrived.index);
        } else {
            state.server.tellings[arrived.index].is_answered = true;
        }
    }

    /// A stranger's request was taken for Tribute's.
    pub fn took_forged(&self, body: &str) {
        self.violated(Promise::NeverFooled, format!("a stranger's webhook was taken: {body}"));
    }

    /// Whoever stood at the door of the process before this one was not answered.
    pub(super) fn hang_up(&self, state: &mut State) {
        for index in std::mem::take(&mut state.server.arrived) {
            self.try_again(state, index);
        }
    }
}

impl State {
    /// Whether a request of Tribute's, or its answer, gets lost.
    pub(super) fn is_lost_on_the_way(&mut self) -> bool {
        let lost_percent = self.nature.line_trouble_percent;
        let is_offline = self.offline_until > tokio::time::Instant::now();
        is_offline || !self.is_calm && self.dice.chance(lost_percent)
    }

    /// Whether somebody bought what is this order, with this account.
    pub fn was_paid_elsewhere(&self, order_id: &str, account: &str) -> bool {
        let mut purchases = self.server.bought.values().map(|bought| bought.purchase);
        let mut orders = self.server.orders.iter().filter(|order| order.is_paid);
        purchases.any(|it| it.order_id() == order_id && it.account().as_deref() == Some(account))
            || orders.any(|it| it.order_id() == order_id && it.account() == account)
    }
}
