//! A reading as JSON: one object, every key always there, `null` when unknown.

use serde_json::{Value, json};

use crate::sources::tribute_chat::message::Reading;

/// The reading as a JSON object, its keys in the order in which `parse --json` prints them.
pub fn object(reading: &Reading) -> Value {
    let (kind, recognised, form) = match reading {
        Reading::Order(form) => ("order", true, Some(form)),
        Reading::Notice => ("other", true, None),
        Reading::Unrecognised => ("other", false, None),
    };
    let item = form.and_then(|form| form.item.as_ref());
    let candidates = form.map(|form| &form.candidates);
    json!({
        "kind": kind,
        "recognised": recognised,
        "customer": form.map(|form| &form.customer),
        "product": form.and_then(|form| form.product.as_ref()),
        "sku": item.map(|item| &item.sku),
        "quantity": item.map(|item| item.quantity),
        "price": form.and_then(|form| form.price),
        "details": form.and_then(|form| form.details.as_ref()),
        "account_id": form.and_then(|form| form.account.as_ref()),
        // What may be the account, where that is not certain.
        "candidates": candidates.filter(|candidates| !candidates.is_empty()),
        "problem": form.and_then(|form| form.problem),
    })
}
