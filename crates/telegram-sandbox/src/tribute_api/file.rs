//! Purchases as they are written: JSON Lines, one event a line.
//!
//! ```json
//! {"payload": {"amount": 500, "telegram_user_id": null}, "expect": "escalated", "shop": ["503"],
//!  "webhook": ["webhooks_twice"], "refund": "after_activation"}
//! {"event": "new_donation", "payload": {"amount": 10000, "currency": "rub"}}
//! ```

use serde::Deserialize;
use serde_json::{Map, Value};

use super::planned::{PlannedPurchase, RefundTime, payload_of_buyer};
use crate::faults::UnknownFault;
use crate::orders::Expectation;
use crate::orders::file::{OneOrMany, responses};
use crate::shop::UnknownShopResponse;

/// More would not settle in a sensible time.
pub const PURCHASES_MAX: usize = 10_000;

/// A line that is no event.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LineError {
    /// From 1.
    pub line: usize,
    /// The problem.
    pub problem: PurchaseProblem,
}

/// The problem with an event.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum PurchaseProblem {
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Response(#[from] UnknownShopResponse),
    #[error("{0}")]
    Fault(#[from] UnknownFault),
    #[error("more than {PURCHASES_MAX} purchases")]
    TooMany,
}

/// An event as it is written; what the keys mean, [`PlannedPurchase`] says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    event: String,
    payload: Map<String, Value>,
    expect: Option<Expectation>,
    shop: Option<OneOrMany>,
    shop_refund: Option<OneOrMany>,
    webhook: Vec<String>,
    refund: Option<RefundTime>,
}

/// Reads a whole file. Blank lines are let pass; the first line that is no event is the error.
pub fn parse(contents: &str) -> Result<Vec<PlannedPurchase>, LineError> {
    let contents = contents.strip_prefix('\u{feff}').unwrap_or(contents);
    let mut purchases = Vec::new();
    for (line, text) in (1..).zip(contents.split('\n')) {
        if text.trim().is_empty() {
            continue;
        }
        let read = read(text, purchases.len());
        purchases.push(read.map_err(|problem| LineError { line, problem })?);
    }
    Ok(purchases)
}

fn read(text: &str, index: usize) -> Result<PlannedPurchase, PurchaseProblem> {
    if index >= PURCHASES_MAX {
        return Err(PurchaseProblem::TooMany);
    }
    let written: Written = serde_json::from_str(text)?;
    let mut purchase = PlannedPurchase {
        event: written.event,
        payload: written.payload,
        expect: written.expect,
        shop: responses(written.shop)?,
        shop_refund: responses(written.shop_refund)?,
        webhook: written.webhook.iter().map(|name| name.parse()).collect::<Result<_, _>>()?,
        refund: written.refund,
    };
    if purchase.is_order() {
        let own = std::mem::replace(&mut purchase.payload, payload_of_buyer(index, index));
        purchase.payload.extend(own);
    }
    Ok(purchase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Fault;
    use crate::shop::ShopResponse;

    #[test]
    fn a_line_with_everything() {
        let purchases = parse(concat!(
            "\u{feff}{}\r\n\n",
            r#"{"payload":{"amount":250,"telegram_user_id":null},"expect":"refunded","shop":["503","500"],"#,
            r#""shop_refund":"503","webhook":["webhooks_twice"],"refund":"at_once"}"#,
            "\n",
            r#"{"event":"new_donation","payload":{"amount":1}}"#,
        ))
        .unwrap();
        assert_eq!(purchases.len(), 3);
        assert!(purchases[0].is_order() && !purchases[2].is_order());
        let second = &purchases[1];
        assert_eq!(second.payload["telegram_user_id"], Value::Null);
        assert_eq!(second.payload["trb_user_id"], "T-2");
        assert_eq!(second.expect, Some(Expectation::Refunded));
        assert_eq!(second.shop, [ShopResponse::Unavailable, ShopResponse::ServerError]);
        assert_eq!(second.shop_refund, [ShopResponse::Unavailable]);
        assert_eq!(second.webhook, [Fault::WebhooksTwice]);
        assert_eq!(second.refund, Some(RefundTime::AtOnce));
        assert_eq!(purchases[2].payload.len(), 1);
    }

    #[test]
    fn hostile_lines_are_refused_by_their_number() {
        for (line, part) in [
            ("nonsense", "expected"),
            (r#"{"payload":[]}"#, "map"),
            (r#"{"exspect":"completed"}"#, "exspect"),
            (r#"{"shop":"explode"}"#, "timeout_but_done"),
            (r#"{"webhook":["explodes"]}"#, "webhooks_twice"),
            (r#"{"refund":"never"}"#, "at_once"),
        ] {
            let error = parse(&format!("{{}}\n\n{line}")).unwrap_err().to_string();
            assert!(error.starts_with("line 3: "), "{line}: {error}");
            assert!(error.contains(part), "{line}: {error}");
        }
        let error = parse(&"{}\n".repeat(PURCHASES_MAX + 1)).unwrap_err();
        assert_eq!(error.line, PURCHASES_MAX + 1);
    }
}
