//! The call that asks the shop to take goods back: the customer has the money back.

use serde::Serialize;

use super::Call;
use super::body::{ProductBody, json, rfc3339};
use crate::engine::{NewAct, encode};
use crate::journal::{EffectKind, NewEffect};
use crate::order::life::{Refund, State};
use crate::order::{AccountId, Currency, Untrusted};

/// The wire form; its field order is the documentation's.
#[derive(Debug, Serialize)]
struct RefundBody<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    livemode: bool,
    data: RefundData<'a>,
}

#[derive(Debug, Serialize)]
struct RefundData<'a> {
    order_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
    product: ProductBody<'a>,
    refund: RefundedBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    refunded_at: String,
}

#[derive(Debug, Serialize)]
struct RefundedBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
    full: bool,
}

/// The call about an order's refund, to be owed. `None` only for an order whose money did not go
/// back.
pub fn encode_revocation(act: &NewAct<'_>) -> Option<NewEffect> {
    let record = act.record;
    let State::Revoking { refund } = &record.life.state else {
        return None;
    };
    let Refund {
        amount,
        full,
        reason,
        at,
    } = refund;
    let body = RefundBody {
        kind: "order.refunded",
        timestamp: rfc3339(act.now),
        livemode: record.id.is_live(),
        data: RefundData {
            order_id: record.id.to_string(),
            account_id: record.life.account.as_ref().map(AccountId::as_str),
            product: ProductBody {
                name: record.form.product.as_ref().map_or("", Untrusted::as_str),
                sku: record.form.item.as_ref().map(|item| item.sku.as_str()),
                quantity: record.form.item.as_ref().map(|item| item.quantity),
            },
            refund: RefundedBody {
                amount: amount.map(|money| money.amount),
                currency: amount.map(|money| money.currency),
                full: *full,
            },
            reason: reason.as_ref().map(Untrusted::as_str),
            refunded_at: rfc3339(*at),
        },
    };
    let call = Call {
        webhook_id: format!("{}:refund:{}", record.id, act.generation),
        body: json(&body),
    };
    Some(NewEffect {
        number: record.number,
        kind: EffectKind::Revoke,
        key: call.webhook_id.clone(),
        payload: encode(&call),
        due_at: act.now,
    })
}
