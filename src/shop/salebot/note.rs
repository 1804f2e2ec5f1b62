//! What a project is told of payments that bring no goods.

use jiff::Timestamp;
use serde_json::json;

use super::{DIFFERENT_AMOUNTS, FAILED};
use crate::engine::{LostPayment, Note, encode};
use crate::order::AccountId;
use crate::shop::body::body;
use crate::shop::{Call, EVENTS};

/// The note of such a payment, where one knows whom to tell: the key names it for ever.
pub fn encode_lost_payment(payment: &LostPayment<'_>, at: Timestamp) -> Option<Note> {
    let (kind, id, account, livemode, what) = match payment {
        LostPayment::OtherAmount(record, name) => {
            let (account, what) = (&record.life.account, json!({ "payment_id": name }));
            (DIFFERENT_AMOUNTS, record.id.as_str(), account, record.id.is_live(), what)
        }
        LostPayment::Returned(record) => {
            let (account, what) = (&record.life.account, json!({ "price": record.form.price }));
            (FAILED, record.id.as_str(), account, record.id.is_live(), what)
        }
        LostPayment::Failed { checkout, livemode } => {
            let wish = &checkout.wish;
            let what = json!({ "price": wish.price, "checkout_id": checkout.id.as_str() });
            (FAILED, checkout.id.as_str(), &wish.account, *livemode, what)
        }
    };
    let mut data = what;
    data["account_id"] = json!(account.as_ref().map(AccountId::as_str)?);
    let key = format!("{kind}:{id}");
    let call = Call { webhook_id: format!("{id}:{kind}:1"), body: body(kind, at, livemode, data) };
    Some(Note { source: &EVENTS, key, call: encode(&call) })
}
