//! A call to the shop, as far as it can be trusted.

use hyper::HeaderMap;
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

/// The request of a signed call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ShopRequest {
    /// `shop.test`
    Test,
    /// `order.activate`
    Activate(Activation),
    /// A type that this shop does not know.
    Unsupported,
    /// Signed, and still not what the protocol says.
    Malformed,
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

/// The reason why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VerificationError {
    /// `bad_signature`
    Signature,
    /// `clock`
    Clock,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: serde_json::Value,
}

/// Verifies a call with the published crate and reads what it asks for.
pub(super) fn read(
    webhook: &Webhook,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<ShopRequest, VerificationError> {
    webhook.verify(body, headers).map_err(|error| match error {
        WebhookError::TimestampTooOldError | WebhookError::FutureTimestampError => {
            VerificationError::Clock
        }
        _ => VerificationError::Signature,
    })?;
    Ok(parse(body).unwrap_or(ShopRequest::Malformed))
}

fn parse(body: &[u8]) -> Result<ShopRequest, serde_json::Error> {
    let envelope: Envelope = serde_json::from_slice(body)?;
    match envelope.kind.as_str() {
        "shop.test" => Ok(ShopRequest::Test),
        "order.activate" => serde_json::from_value(envelope.data).map(ShopRequest::Activate),
        _ => Ok(ShopRequest::Unsupported),
    }
}

/// The call's `webhook-id`, when it has one that can be printed.
pub(super) fn webhook_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(HEADER_WEBHOOK_ID)?.to_str().ok()?;
    Some(value.to_owned())
}
