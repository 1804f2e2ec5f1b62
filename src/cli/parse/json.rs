//! A reading as JSON: one object on one line, every key always there, `null` when unknown.

use serde::Serialize;
use serde_json::Value;

use crate::cli::json_line;
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{AccountId, Money, Untrusted};
use crate::sources::tribute_chat::message::Reading;

/// The object, its keys in the order in which they are printed.
#[derive(Default, Serialize)]
struct Object<'a> {
    kind: &'static str,
    recognised: bool,
    customer: Option<Customer<'a>>,
    product: Option<&'a str>,
    sku: Option<&'a str>,
    quantity: Option<u32>,
    price: Option<Money>,
    details: Option<&'a str>,
    account_id: Option<&'a str>,
    /// What may be the account, where that is not certain.
    candidates: Option<&'a [AccountId]>,
    problem: Option<Problem>,
}

#[derive(Serialize)]
struct Customer<'a> {
    name: Option<&'a str>,
    telegram_id: Option<i64>,
    username: Option<&'a str>,
}

/// The reading as `parse --json` prints it, without a line end.
pub fn render(reading: &Reading) -> String {
    json_line::of(&object(reading))
}

/// The reading as a JSON object, its keys in the order in which `parse --json` prints them.
pub fn value(reading: &Reading) -> Value {
    // Texts and numbers can't fail.
    serde_json::to_value(object(reading)).unwrap_or_default()
}

fn object(reading: &Reading) -> Object<'_> {
    match reading {
        Reading::Order(form) => order(form),
        Reading::Notice => Object {
            kind: "other",
            recognised: true,
            ..Object::default()
        },
        Reading::Unrecognised => Object {
            kind: "other",
            ..Object::default()
        },
    }
}

fn order(form: &OrderForm) -> Object<'_> {
    Object {
        kind: "order",
        recognised: true,
        customer: Some(Customer {
            name: form.customer.name.as_ref().map(Untrusted::as_str),
            telegram_id: form.customer.telegram_id.map(|user| user.0),
            username: form.customer.username.as_deref(),
        }),
        product: form.product.as_ref().map(Untrusted::as_str),
        sku: form.item.as_ref().map(|item| item.sku.as_str()),
        quantity: form.item.as_ref().map(|item| item.quantity),
        price: form.price,
        details: form.details.as_ref().map(Untrusted::as_str),
        account_id: form.account.as_ref().map(AccountId::as_str),
        candidates: Some(form.candidates.as_slice()).filter(|candidates| !candidates.is_empty()),
        problem: form.problem,
    }
}
