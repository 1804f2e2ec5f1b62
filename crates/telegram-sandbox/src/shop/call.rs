//! A call to the shop, as far as it can be trusted.

use hyper::{HeaderMap, StatusCode};
use serde::Deserialize;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError};

/// A signed activation call, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCall {
    /// `webhook-id`: the same on every retry.
    pub webhook_id: String,
    /// `webhook-timestamp`, in Unix seconds: of this attempt.
    pub timestamp: i64,
    /// The body: the same bytes on every retry.
    pub body: String,
}

impl SignedCall {
    /// Of a call whose signature fits, so that nothing is missing.
    pub(super) fn new(headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name: &str| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default()
        };
        Self {
            webhook_id: header(HEADER_WEBHOOK_ID).to_owned(),
            timestamp: header(HEADER_WEBHOOK_TIMESTAMP).parse().unwrap_or_default(),
            body: String::from_utf8_lossy(body).into_owned(),
        }
    }
}

/// The order in an activation call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Activation {
    pub(super) order_id: String,
    pub(super) account_id: String,
    pub(super) product: Option<ActivationProduct>,
    pub(super) details: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct ActivationProduct {
    pub(super) name: Option<String>,
}

/// The reason why a call is refused: status, code and message.
pub(super) type CallError = (StatusCode, &'static str, &'static str);

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: serde_json::Value,
}

/// Verifies a call with the published crate and reads what it asks for; `None`: `shop.test`.
pub(super) fn read(
    webhook: &Webhook,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Option<Activation>, CallError> {
    webhook.verify(body, headers).map_err(|error| {
        let (code, message) = match error {
            WebhookError::TimestampTooOldError | WebhookError::FutureTimestampError => {
                ("clock", "the timestamp is more than 5 minutes off")
            }
            _ => ("bad_signature", "the signature does not fit"),
        };
        (StatusCode::UNAUTHORIZED, code, message)
    })?;
    let malformed = |_| {
        let message = "order_id or account_id is missing";
        (StatusCode::BAD_REQUEST, "malformed", message)
    };
    let envelope: Envelope = serde_json::from_slice(body).map_err(malformed)?;
    match envelope.kind.as_str() {
        "shop.test" => Ok(None),
        "order.activate" => serde_json::from_value(envelope.data).map(Some).map_err(malformed),
        _ => {
            let message = "this shop knows order.activate and shop.test";
            Err((StatusCode::BAD_REQUEST, "unsupported_type", message))
        }
    }
}

/// The call's `webhook-id`, when it has one that can be printed.
pub(super) fn webhook_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(HEADER_WEBHOOK_ID)?.to_str().ok()?;
    Some(value.to_owned())
}
