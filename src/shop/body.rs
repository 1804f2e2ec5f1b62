//! The bodies of the calls, as `docs/activation-protocol.md` shows them.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::Serialize;

use super::Call;
use crate::order::catalogue::Item;
use crate::order::purchase::Customer;
use crate::order::{AccountId, Money, OrderId, Untrusted, UserId};

/// Everything the shop is told of an order. What is unknown is left out of the body.
#[derive(Clone, Copy, Debug)]
pub struct Activation<'a> {
    /// The shop's idempotency key; says also whether the call is live.
    pub order: &'a OrderId,
    /// To whom the goods go.
    pub account: &'a AccountId,
    /// The product's name as Tribute printed it.
    pub product: &'a str,
    /// The catalogue's entry for it; `None` when there is no catalogue.
    pub item: Option<&'a Item>,
    /// What was paid.
    pub price: Option<Money>,
    /// Who paid.
    pub customer: &'a Customer,
    /// What the customer wrote, as it was written.
    pub details: Option<&'a str>,
    /// When the order message was sent.
    pub ordered_at: Timestamp,
    /// When this body is made; it is frozen, so a retry says the same.
    pub at: Timestamp,
}

impl Activation<'_> {
    /// The call that asks for this activation. `revision` counts from 1 and grows only when a
    /// person changes what is asked for: the shop sees another `webhook-id`, the same `order_id`.
    pub fn call(&self, revision: u32) -> Call {
        let body = ActivationBody {
            kind: "order.activate",
            timestamp: rfc3339(self.at),
            livemode: self.order.is_live(),
            data: ActivationData {
                order_id: self.order.to_string(),
                account_id: self.account.as_str(),
                product: ProductBody {
                    name: self.product,
                    sku: self.item.map(|item| item.sku.as_str()),
                    quantity: self.item.map(|item| item.quantity),
                },
                price: self.price,
                customer: CustomerBody {
                    name: self.customer.name.as_ref().map(Untrusted::as_str),
                    telegram_id: self.customer.telegram_id,
                    username: self.customer.username.as_deref(),
                },
                details: self.details,
                ordered_at: rfc3339(self.ordered_at),
            },
        };
        Call {
            webhook_id: webhook_id(self.order, revision),
            body: json(&body),
        }
    }
}

/// The id of an activation call: the same at every try, another for another revision.
pub fn webhook_id(order: &OrderId, revision: u32) -> String {
    format!("{order}:activate:{revision}")
}

/// The body of a `shop.test` call.
pub(super) fn test_body(at: Timestamp) -> String {
    json(&TestBody {
        kind: "shop.test",
        timestamp: rfc3339(at),
        livemode: false,
        data: TestData {},
    })
}

/// The wire form; its field order is the documentation's.
#[derive(Debug, Serialize)]
struct ActivationBody<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    livemode: bool,
    data: ActivationData<'a>,
}

#[derive(Debug, Serialize)]
struct ActivationData<'a> {
    order_id: String,
    account_id: &'a str,
    product: ProductBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Money>,
    customer: CustomerBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a str>,
    ordered_at: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ProductBody<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sku: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quantity: Option<u32>,
}

#[derive(Debug, Serialize)]
struct CustomerBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telegram_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct TestBody {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    livemode: bool,
    data: TestData,
}

#[derive(Debug, Serialize)]
struct TestData {}

/// UTC with `Z` and whole seconds.
pub(super) fn rfc3339(at: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
    PRINTER.timestamp_to_string(&at)
}

pub(super) fn json(body: &impl Serialize) -> String {
    #[expect(
        clippy::expect_used,
        reason = "no map keys, no fallible Serialize in them"
    )]
    serde_json::to_string(body).expect("the bodies serialise")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(livemode: bool) -> OrderId {
        let kind = if livemode { "" } else { "test-" };
        format!("{kind}777000-6675346585-495").parse().unwrap()
    }

    fn account(id: &str) -> AccountId {
        serde_json::from_value(id.into()).unwrap()
    }

    #[test]
    fn a_body_with_everything_known() {
        let item = Item {
            sku: "diamond-1".to_owned(),
            quantity: 1,
        };
        let customer = Customer {
            name: Some(Untrusted::new("Иван \"\u{202E}")),
            telegram_id: Some(UserId(111)),
            username: Some("ivan".to_owned()),
        };
        let call = Activation {
            order: &order(true),
            account: &account("12345"),
            product: "1 алмаз",
            item: Some(&item),
            price: Some(serde_json::from_str(r#"{"amount":500,"currency":"EUR"}"#).unwrap()),
            customer: &customer,
            details: Some("id\n12345"),
            ordered_at: "2026-11-22T10:59:58.999Z".parse().unwrap(),
            at: "2026-11-22T11:00:00Z".parse().unwrap(),
        }
        .call(1);
        assert_eq!(call.webhook_id, "777000-6675346585-495:activate:1");
        assert_eq!(
            call.body,
            concat!(
                r#"{"type":"order.activate","timestamp":"2026-11-22T11:00:00Z","livemode":true,"#,
                r#""data":{"order_id":"777000-6675346585-495","account_id":"12345","#,
                r#""product":{"name":"1 алмаз","sku":"diamond-1","quantity":1},"#,
                r#""price":{"amount":500,"currency":"EUR"},"#,
                "\"customer\":{\"name\":\"Иван \\\"\u{202E}\",\"telegram_id\":111,\"username\":\"ivan\"},",
                r#""details":"id\n12345","ordered_at":"2026-11-22T10:59:58Z"}}"#,
            )
        );
    }

    #[test]
    fn the_documentation_shows_such_a_body() {
        let page = include_str!("../../docs/activation-protocol.md");
        let (_, rest) = page.split_once("```json\n").unwrap();
        let (example, _) = rest.split_once("```").unwrap();
        let item = Item {
            sku: "diamond-1".to_owned(),
            quantity: 1,
        };
        let customer = Customer {
            name: Some(Untrusted::new("Иван")),
            telegram_id: Some(UserId(111)),
            username: Some("ivan".to_owned()),
        };
        let call = Activation {
            order: &order(true),
            account: &account("12345"),
            product: "1 алмаз",
            item: Some(&item),
            price: Some(serde_json::from_str(r#"{"amount":500,"currency":"EUR"}"#).unwrap()),
            customer: &customer,
            details: Some("id 12345"),
            ordered_at: "2026-11-22T10:59:58Z".parse().unwrap(),
            at: "2026-11-22T11:00:00Z".parse().unwrap(),
        }
        .call(1);
        let value = |json| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(value(example), value(&call.body));
    }

    #[test]
    fn what_is_unknown_is_absent() {
        let call = Activation {
            order: &order(false),
            account: &account("12345"),
            product: "1 алмаз",
            item: None,
            price: None,
            customer: &Customer::default(),
            details: None,
            ordered_at: Timestamp::UNIX_EPOCH,
            at: Timestamp::UNIX_EPOCH,
        }
        .call(2);
        assert_eq!(call.webhook_id, "test-777000-6675346585-495:activate:2");
        assert_eq!(
            call.body,
            concat!(
                r#"{"type":"order.activate","timestamp":"1970-01-01T00:00:00Z","livemode":false,"#,
                r#""data":{"order_id":"test-777000-6675346585-495","account_id":"12345","#,
                r#""product":{"name":"1 алмаз"},"customer":{},"ordered_at":"1970-01-01T00:00:00Z"}}"#,
            )
        );
    }

    #[test]
    fn the_test_body() {
        assert_eq!(
            test_body(Timestamp::UNIX_EPOCH),
            r#"{"type":"shop.test","timestamp":"1970-01-01T00:00:00Z","livemode":false,"data":{}}"#
        );
    }
}
