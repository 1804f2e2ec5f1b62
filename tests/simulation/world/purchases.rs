//! Ready-made products that are bought at Tribute, and told by webhooks only.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tribute_agent::sources::tribute_api;

use super::World;
use super::payments::Payment;
use super::webhooks::Sender;

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

/// All that was bought.
pub type Purchases = BTreeMap<u32, Purchase>;

impl Purchase {
    fn account(self) -> Option<String> {
        self.has_telegram.then(|| (FIRST_BUYER + i64::from(self.id)).to_string())
    }

    fn price(self) -> i64 {
        PRICE + i64::from(self.id)
    }

    fn payment(self) -> Payment {
        let id = self.id.to_string();
        Payment {
            account: self.account(),
            ..Payment::new(&tribute_api::SOURCE, format!("tribute-purchase-{id}"), id, self.price())
        }
    }

    fn payload(self, more: &[(&str, Value)]) -> Map<String, Value> {
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
        written.collect()
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
        let mut state = self.state();
        let is_new = !state.server.purchases.contains_key(&purchase.id);
        state.server.purchases.entry(purchase.id).or_insert(purchase);
        if is_new {
            state.server.payments.push(purchase.payment());
        }
        drop(state);
        self.tell_of(Sender::Tribute, "new_digital_product", purchase.payload(&[]));
    }

    /// The money for a purchase goes back.
    pub(super) fn pays_back(&self, id: u32) {
        let mut state = self.state();
        let Some(purchase) = state.server.purchases.get(&id).copied() else {
            return;
        };
        let Some(payment) = state.server.payment(&tribute_api::SOURCE, &id.to_string()) else {
            return;
        };
        if payment.back > 0 {
            return;
        }
        payment.back = payment.price;
        drop(state);
        self.tell("buyer", format_args!("gets the money for {id} back"));
        let reason = ("refund_reason", json!("telegram_refund"));
        self.tell_of(Sender::Tribute, "digital_product_refunded", purchase.payload(&[reason]));
    }

    /// Tribute tells of a purchase that names none.
    pub(super) fn tells_nonsense(&self) {
        self.tell_of(Sender::Tribute, "new_digital_product", Map::new());
    }
}
