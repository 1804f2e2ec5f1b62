//! The bodies of the calls, as `docs/activation-protocol.md` shows them: made once, the same bytes at every
//! try. What is unknown is left out.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::Call;
use crate::engine::{NewAct, encode};
use crate::journal::NewEffect;
use crate::order::checkout::{Checkout, CheckoutRef};
use crate::order::life::{Refund, State};
use crate::order::{AccountId, Record, Untrusted, UserId};

/// The call that asks for an order's activation, to be owed. `None` only for an order of which it is not
/// known for whom the goods are: it is never activated.
pub fn encode_activation(act: &NewAct<'_>) -> Option<NewEffect> {
    activation(act.record, act.now).map(|call| owed(act, call))
}

/// The call about an order's refund, to be owed. `None` only for an order whose money did not go
/// back.
pub fn encode_revocation(act: &NewAct<'_>) -> Option<NewEffect> {
    let record = act.record;
    let State::Revoking { refund } = &record.life.state else {
        return None;
    };
    let webhook_id = format!("{}:refund:{}", record.id, act.generation);
    Some(owed(act, Call { webhook_id, body: refund_body(record, refund, act.now) }))
}

/// The call about an event of Tribute's, with its payload as it came; `id` is the event's own.
pub fn encode_event(
    id: &str,
    name: &str,
    created_at: Option<Timestamp>,
    payload: &RawValue,
    (at, livemode): (Timestamp, bool),
) -> Call {
    #[derive(Serialize)]
    struct Body<'a> {
        r#type: &'static str,
        timestamp: String,
        livemode: bool,
        data: Data<'a>,
    }
    #[derive(Serialize)]
    struct Data<'a> {
        name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        created_at: Option<String>,
        payload: &'a RawValue,
    }
    let data = Data { name, created_at: created_at.map(rfc3339), payload };
    let body = Body { r#type: "tribute.event", timestamp: rfc3339(at), livemode, data };
    let kind = if livemode { "" } else { "test-" };
    Call { webhook_id: format!("{kind}tribute-event-{id}"), body: encode(&body) }
}

/// The call that asks whether a buyer may pay for a checkout; `query` tells one try of theirs from the next.
pub fn encode_check(
    checkout: &Checkout,
    buyer: UserId,
    query: i64,
    (at, livemode): (Timestamp, bool),
) -> Call {
    let wish = &checkout.wish;
    let text = |text: &Option<Untrusted>| text.as_ref().map(|it| it.as_str().to_owned());
    let data = json!({
        "source": checkout.provider.source().as_str(),
        "checkout_id": checkout.id.as_str(),
        "reference": text(&wish.reference),
        "account_id": wish.account.as_ref().map(AccountId::as_str),
        "product": {
            "name": wish.title.as_str(),
            "sku": wish.item.as_ref().map(|item| &item.sku),
            "quantity": wish.item.as_ref().map(|item| item.quantity),
        },
        "price": wish.price,
        "customer": {
            "telegram_id": buyer,
            "email": text(&wish.email),
            "phone": text(&wish.phone),
        },
        "ordered_at": rfc3339(at),
    });
    let kind = if livemode { "" } else { "test-" };
    let webhook_id = format!("{kind}{}-check-{query}", checkout.id);
    Call { webhook_id, body: body("order.check", at, livemode, data) }
}

fn owed(act: &NewAct<'_>, call: Call) -> NewEffect {
    NewEffect {
        number: act.record.number,
        kind: act.kind,
        payload: encode(&call),
        key: call.webhook_id,
        due_at: act.now,
    }
}

/// The revision in the `webhook-id` grows only when a person changes what is asked for: the shop sees
/// another `webhook-id`, the same `order_id`.
fn activation(record: &Record, at: Timestamp) -> Option<Call> {
    if !record.life.knows_customer() {
        return None;
    }
    let customer = &record.form.customer;
    let data = json!({
        "order_id": record.id.as_str(),
        "source": record.source.as_str(),
        "checkout_id": checkout(record).map(|it| it.id.as_str()),
        "reference": reference(record),
        "account_id": record.life.account.as_ref().map(AccountId::as_str),
        "product": product(record),
        "price": record.form.price,
        "customer": {
            "name": customer.name.as_ref().map(Untrusted::as_str),
            "telegram_id": customer.telegram_id,
            "username": customer.username,
            "tribute_user_id": customer.tribute_user_id.as_ref().map(Untrusted::as_str),
            "email": customer.email.as_ref().map(Untrusted::as_str),
            "phone": customer.phone.as_ref().map(Untrusted::as_str),
        },
        "details": record.form.details.as_ref().map(Untrusted::as_str),
        "ordered_at": rfc3339(record.ordered_at),
    });
    Some(Call {
        webhook_id: format!("{}:activate:{}", record.id, record.life.revision),
        body: body("order.activate", at, record.id.is_live(), data),
    })
}

fn refund_body(record: &Record, refund: &Refund, at: Timestamp) -> String {
    let data = json!({
        "order_id": record.id.as_str(),
        "source": record.source.as_str(),
        "checkout_id": checkout(record).map(|it| it.id.as_str()),
        "reference": reference(record),
        "account_id": record.life.account.as_ref().map(AccountId::as_str),
        "product": product(record),
        "refund": {
            "amount": refund.amount.map(|money| money.amount),
            "currency": refund.amount.map(|money| money.currency),
            "full": refund.full,
        },
        "reason": refund.reason.as_ref().map(Untrusted::as_str),
        "refunded_at": rfc3339(refund.at),
    });
    body("order.refunded", at, record.id.is_live(), data)
}

/// The checkout that the shop had asked for, and the shop's own name for it.
fn checkout(record: &Record) -> Option<&CheckoutRef> {
    record.form.checkout.as_ref()
}

fn reference(record: &Record) -> Option<&str> {
    checkout(record)?.reference.as_ref().map(Untrusted::as_str)
}

fn product(record: &Record) -> Value {
    let item = record.form.item.as_ref();
    json!({
        "name": record.form.product.as_ref().map_or("", Untrusted::as_str),
        "sku": item.map(|item| &item.sku),
        "quantity": item.map(|item| item.quantity),
    })
}

/// The body of a `shop.test` call: with what every JSON library prints in a way of its own, so that a
/// shop which verifies anything but the bytes that came finds out today.
pub(super) fn test_body(at: Timestamp) -> String {
    body("shop.test", at, false, json!({ "note": "\u{42F} / 💎 <&>", "number": 1.0 }))
}

/// The same with nothing of that.
pub(super) fn plain_test_body(at: Timestamp) -> String {
    body("shop.test", at, false, json!({}))
}

pub(super) fn body(kind: &str, at: Timestamp, livemode: bool, data: Value) -> String {
    let body = json!({
        "type": kind,
        "timestamp": rfc3339(at),
        "livemode": livemode,
        "data": known(data),
    });
    body.to_string()
}

/// What is known of it: `null` stands nowhere.
fn known(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, field)| !field.is_null());
            Value::Object(fields.map(|(name, field)| (name, known(field))).collect())
        }
        other => other,
    }
}

/// UTC with `Z` and whole seconds.
pub(super) fn rfc3339(at: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
    PRINTER.timestamp_to_string(&at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::catalogue::Item;
    use crate::order::life::{Delivery, begin};
    use crate::order::purchase::{Customer, OrderForm};
    use crate::order::{CheckoutId, MessageId, SourceName};

    /// An order for account 12345 of which nothing else is known.
    fn record(livemode: bool) -> Record {
        let form = OrderForm {
            product: Some(Untrusted::new("1 алмаз")),
            account: Some(AccountId::known("12345")),
            ..OrderForm::default()
        };
        let kind = if livemode { "" } else { "test-" };
        Record {
            number: 1,
            id: format!("{kind}777000-6675346585-495").parse().unwrap(),
            source: SourceName::new("tribute_chat"),
            text: Untrusted::new(""),
            life: begin(&form, Delivery::tribute_chat(MessageId(495))).order,
            form,
            decided_by: None,
            ordered_at: Timestamp::UNIX_EPOCH,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn full_record(name: &str, details: &str) -> Record {
        let mut record = record(true);
        record.form.item = Some(Item { sku: "diamond-1".to_owned(), quantity: 1 });
        record.form.price = Some("€5.00".parse().unwrap());
        record.form.customer = Customer {
            name: Some(Untrusted::new(name)),
            telegram_id: Some(UserId(111)),
            username: Some("ivan".to_owned()),
            ..Customer::default()
        };
        record.form.details = Some(Untrusted::new(details));
        record.ordered_at = "2026-11-22T10:59:58.999Z".parse().unwrap();
        record
    }

    fn call(record: &Record, at: &str) -> Call {
        activation(record, at.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_body_with_everything_known() {
        let record = full_record("Иван \"\u{202E}", "id\n12345");
        let call = call(&record, "2026-11-22T11:00:00Z");
        assert_eq!(call.webhook_id, "777000-6675346585-495:activate:1");
        assert_eq!(
            call.body,
            concat!(
                r#"{"type":"order.activate","timestamp":"2026-11-22T11:00:00Z","livemode":true,"#,
                r#""data":{"order_id":"777000-6675346585-495","source":"tribute_chat","account_id":"12345","#,
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
        let call = call(&full_record("Иван", "id 12345"), "2026-11-22T11:00:00Z");
        let value = |json| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(value(example), value(&call.body));
    }

    #[test]
    fn what_the_shop_had_asked_for_is_named() {
        let mut record = record(true);
        let id: CheckoutId = format!("chk_{:032x}", 7).parse().unwrap();
        let reference = Some(Untrusted::new("basket \u{202E}7"));
        record.form.checkout = Some(CheckoutRef { id: id.clone(), reference });
        let named =
            format!("\"checkout_id\":\"{id}\",\"reference\":\"basket \u{202E}7\",\"account_id\"");
        let activated = call(&record, "2026-11-22T11:00:00Z").body;
        assert!(activated.contains(&named), "{activated}");
        let at = Timestamp::UNIX_EPOCH;
        let refund = Refund { amount: record.form.price, full: true, reason: None, at };
        let refunded = refund_body(&record, &refund, at);
        assert!(refunded.contains(&named), "{refunded}");
    }

    #[test]
    fn what_is_unknown_is_absent() {
        let mut record = record(false);
        record.life.revision = 2;
        let call = call(&record, "1970-01-01T00:00:00Z");
        assert_eq!(call.webhook_id, "test-777000-6675346585-495:activate:2");
        assert_eq!(
            call.body,
            concat!(
                r#"{"type":"order.activate","timestamp":"1970-01-01T00:00:00Z","livemode":false,"#,
                r#""data":{"order_id":"test-777000-6675346585-495","source":"tribute_chat","#,
                r#""account_id":"12345","#,
                r#""product":{"name":"1 алмаз"},"customer":{},"ordered_at":"1970-01-01T00:00:00Z"}}"#,
            )
        );
    }

    #[test]
    fn the_test_body() {
        assert_eq!(
            test_body(Timestamp::UNIX_EPOCH),
            concat!(
                r#"{"type":"shop.test","timestamp":"1970-01-01T00:00:00Z","livemode":false,"#,
                r#""data":{"note":"Я / 💎 <&>","number":1.0}}"#,
            )
        );
        assert_eq!(
            plain_test_body(Timestamp::UNIX_EPOCH),
            r#"{"type":"shop.test","timestamp":"1970-01-01T00:00:00Z","livemode":false,"data":{}}"#
        );
    }
}
