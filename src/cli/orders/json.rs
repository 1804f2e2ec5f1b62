//! An order as `orders list --json` and `rehearse --json` write it: its keys never change, and each is always
//! there.

use serde_json::{Value, json};

use crate::order::life::Activation;
use crate::order::{Record, Untrusted};

/// The keys of an order's object, in the order in which the documents list them.
pub const KEYS: [&str; 13] = [
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
];

/// An order as one JSON object. What is unknown is `null`.
pub fn order_json(record: &Record) -> Value {
    let life = &record.life;
    let receipt = match &life.activation {
        Activation::Done(receipt) => Some(receipt),
        Activation::None | Activation::Uncertain | Activation::ByHand => None,
    };
    json!({
        "number": record.number,
        "id": record.id.to_string(),
        "state": life.state.stage().name(),
        "reason": life.reason_name(),
        "message_id": life.message(),
        "account_id": life.account,
        "product": record.form.product.as_ref().map(Untrusted::as_str),
        "price": record.form.price,
        "payment_id": receipt.and_then(|it| it.payment_id.as_ref()).map(Untrusted::as_str),
        "activations": u32::from(receipt.is_some()),
        "activation_attempts": life.activation_attempts,
        "created_at": record.created_at.to_string(),
        "updated_at": record.updated_at.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::order::MessageId;
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
            })
        );
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
