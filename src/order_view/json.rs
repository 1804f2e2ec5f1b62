//! An order as `orders list --json`, `rehearse --json` and the server write it: its keys never change, and each is
//! always there, but for those of checkouts.

use serde::Serialize;
use serde_json::Value;

use super::words;
use crate::journal::RecordedEvent;
use crate::order::life::{Activation, Event};
use crate::order::{AccountId, MessageId, Money, Record, Untrusted};

/// The keys of an order's object, in the order in which the documents list them.
pub const KEYS: [&str; 14] = [
    "number",
    "id",
    "state",
    "reason",
    "message_id",
    "account_id",
    "product",
    "price",
    "payment_id",
    "activations",
    "activation_attempts",
    "created_at",
    "updated_at",
    "source",
];

/// The keys that only orders have for which the shop had made a checkout.
pub const CHECKOUT_KEYS: [&str; 2] = ["checkout_id", "reference"];

/// An order. What is unknown is `null`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = Order))]
pub struct OrderView<'a> {
    /// The short number that people use.
    pub number: u32,
    /// Its identity at its source and at the shop.
    pub id: &'a str,
    /// Where it stands.
    pub state: &'static str,
    /// Why it is there, where there is a reason.
    pub reason: Option<&'static str>,
    /// The message in the chat with Tribute's bot.
    #[cfg_attr(test, schema(value_type = Option<i32>))]
    pub message_id: Option<MessageId>,
    /// The account that gets the goods.
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub account_id: Option<&'a AccountId>,
    /// The product, as its source names it.
    pub product: Option<&'a str>,
    /// What was paid.
    #[cfg_attr(test, schema(value_type = Option<Price>))]
    pub price: Option<Money>,
    /// The shop's name for what it gave.
    pub payment_id: Option<&'a str>,
    /// 1 once the shop has given the goods.
    pub activations: u32,
    /// How often the shop was asked.
    pub activation_attempts: u32,
    /// When it was first seen, RFC 3339.
    pub created_at: String,
    /// When something last happened to it.
    pub updated_at: String,
    /// Where it came from.
    pub source: &'a str,
    /// The checkout that the shop had asked for; only where it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkout_id: Option<&'a str>,
    /// The shop's own name for it; only where it gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<&'a str>,
}

/// An amount of money.
#[cfg(test)]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes what `Money` is written as")]
pub struct Price {
    /// In minor units: cents, kopecks; for Stars, stars.
    amount: i64,
    /// Three letters: `EUR`, `RUB`, `XTR`.
    currency: String,
}

/// An order with its story.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = OrderWithEvents))]
pub struct OrderStory<'a> {
    /// The order.
    #[serde(flatten)]
    pub order: OrderView<'a>,
    /// Who decided something about it last.
    pub decided_by: Option<&'a str>,
    /// What happened to it, oldest first.
    pub events: Vec<EventView<'a>>,
    /// The codes that are its goods: whole only for who hands them out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

/// Something that happened to an order.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = OrderEvent))]
pub struct EventView<'a> {
    /// When.
    pub at: String,
    /// What, as the journal keeps it: a name, or an object with one key.
    #[cfg_attr(test, schema(value_type = Object))]
    pub event: &'a Event,
    /// What, in the owner's language.
    pub words: String,
}

impl<'a> OrderView<'a> {
    /// The order as it stands.
    pub fn of(record: &'a Record) -> Self {
        let (life, checkout) = (&record.life, record.form.checkout.as_ref());
        let receipt = match &life.activation {
            Activation::Done(receipt) => Some(receipt),
            Activation::None | Activation::Uncertain | Activation::ByHand => None,
        };
        Self {
            number: record.number,
            id: record.id.as_str(),
            state: life.state.stage().name(),
            reason: life.reason_name(),
            message_id: life.message(),
            account_id: life.account.as_ref(),
            product: record.form.product.as_ref().map(Untrusted::as_str),
            price: record.form.price,
            payment_id: receipt.and_then(|it| it.payment_id.as_ref()).map(Untrusted::as_str),
            activations: u32::from(receipt.is_some()),
            activation_attempts: life.activation_attempts,
            created_at: record.created_at.to_string(),
            updated_at: record.updated_at.to_string(),
            source: record.source.as_str(),
            checkout_id: checkout.map(|it| it.id.as_str()),
            reference: checkout.and_then(|it| it.reference.as_ref()).map(Untrusted::as_str),
        }
    }
}

impl<'a> OrderStory<'a> {
    /// The order with all that happened to it.
    pub fn of(record: &'a Record, story: &'a [RecordedEvent]) -> Self {
        let events = story.iter().map(|RecordedEvent { at, event }| EventView {
            at: at.to_string(),
            event,
            words: words::event(event),
        });
        Self {
            order: OrderView::of(record),
            decided_by: record.decided_by.as_ref().map(Untrusted::as_str),
            events: events.collect(),
            codes: Vec::new(),
        }
    }
}

/// An order as one JSON object.
pub fn order_json(record: &Record) -> Value {
    to_json(&OrderView::of(record))
}

#[expect(clippy::expect_used, reason = "plain structs of ours: no map keys, no fallible Serialize")]
pub(crate) fn to_json(view: &impl Serialize) -> Value {
    serde_json::to_value(view).expect("it serialises")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::order::checkout::CheckoutRef;
    use crate::order::life::{Delivery, Receipt, begin};
    use crate::sources::tribute_chat::SOURCE;
    use crate::sources::tribute_chat::message::{Reading, Rules, read};

    const TEXT: &str = "🆕 Custom Product Order\n\nCustomer: Иван\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\nOrder Details:\n\n";

    fn record(details: &str) -> Record {
        let text = format!("{TEXT}{details}");
        let Reading::Order(form) = read(&text, &[], &Rules::sample()) else {
            panic!("no order");
        };
        let at: Timestamp = "2026-11-22T11:00:00Z".parse().unwrap();
        Record {
            number: 148,
            id: "777000-6675346585-7".parse().unwrap(),
            source: SOURCE,
            text: Untrusted::new(text),
            life: begin(&form, Delivery::tribute_chat(MessageId(7))).order,
            form: *form,
            decided_by: None,
            ordered_at: at,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn an_order_that_was_activated() {
        let mut record = record("12345");
        record.life.activation = Activation::Done(Receipt {
            payment_id: Some(Untrusted::new("A-1001")),
            ..Receipt::default()
        });
        record.life.activation_attempts = 2;
        assert_eq!(
            order_json(&record),
            json!({
                "number": 148, "id": "777000-6675346585-7", "state": "activating", "reason": null,
                "message_id": 7, "account_id": "12345", "product": "1 алмаз",
                "price": {"amount": 500, "currency": "EUR"}, "payment_id": "A-1001",
                "activations": 1, "activation_attempts": 2,
                "created_at": "2026-11-22T11:00:00Z", "updated_at": "2026-11-22T11:00:00Z",
                "source": "tribute_chat",
            })
        );
    }

    #[test]
    fn an_order_names_the_checkout_that_it_was_paid_by() {
        let mut record = record("12345");
        let checkout = |reference: Option<&str>| CheckoutRef {
            id: format!("chk_{:032x}", 7).parse().unwrap(),
            reference: reference.map(Untrusted::new),
        };
        record.form.checkout = Some(checkout(Some("basket 7")));
        let named = CHECKOUT_KEYS.map(|key| order_json(&record)[key].clone());
        assert_eq!(named, [json!("chk_00000000000000000000000000000007"), json!("basket 7")]);
        record.form.checkout = Some(checkout(None));
        assert!(order_json(&record).get("reference").is_none());
    }

    #[test]
    fn every_key_is_there_when_nothing_is_known() {
        let order = order_json(&record("хочу алмазы"));
        let mut keys: Vec<&str> = order.as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = KEYS.to_vec();
        keys.sort_unstable();
        expected.sort_unstable();
        assert_eq!(keys, expected);
        assert_eq!(order["reason"], "no_account_id");
        assert_eq!(order["account_id"], Value::Null);
        assert_eq!(order["activations"], 0);
    }
}
