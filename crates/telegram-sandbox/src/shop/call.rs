//! A call to the shop, as far as it can be trusted; and holding one, for tests that kill the caller
//! at the worst moment.

use hyper::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError};
use tokio::sync::oneshot;

use super::schema::check_call;

/// A signed activation call, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCall {
    /// The same on every retry.
    pub webhook_id: String,
    /// In Unix seconds: of this attempt.
    pub timestamp: i64,
    /// The same bytes on every retry.
    pub body: String,
}

impl SignedCall {
    /// Of a call whose signature fits, so that nothing is missing.
    pub(super) fn new(headers: &HeaderMap, body: &[u8]) -> Self {
        Self {
            webhook_id: header(headers, HEADER_WEBHOOK_ID).unwrap_or_default(),
            timestamp: header(headers, HEADER_WEBHOOK_TIMESTAMP)
                .and_then(|timestamp| timestamp.parse().ok())
                .unwrap_or_default(),
            body: String::from_utf8_lossy(body).into_owned(),
        }
    }
}

/// A header, when there is one that can be printed.
pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// The order in an activation call.
#[derive(Debug, Deserialize)]
pub(super) struct Activation {
    pub(super) order_id: String,
    pub(super) account_id: Option<String>,
    pub(super) product: Option<ActivationProduct>,
    #[serde(default)]
    customer: ActivationCustomer,
    pub(super) details: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ActivationProduct {
    pub(super) name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct ActivationCustomer {
    telegram_id: Option<i64>,
    email: Option<String>,
    tribute_user_id: Option<String>,
}

impl Activation {
    /// The account, or whatever else the call knows of the customer.
    pub(super) fn recipient(&self) -> String {
        let customer = &self.customer;
        self.account_id
            .clone()
            .or_else(|| customer.telegram_id.map(|id| id.to_string()))
            .or_else(|| customer.email.clone())
            .or_else(|| customer.tribute_user_id.clone())
            .unwrap_or_default()
    }
}

/// What a call asks for.
pub(super) enum Call {
    Activate(Activation),
    /// The goods of this order are to be taken back.
    Revoke(String),
    /// Nothing but to be heard.
    Noted,
}

/// The reason why a call is refused: status, code and message.
pub(super) type CallError = (StatusCode, &'static str, String);

/// Verifies a call with the published crate and reads what it asks for. Stricter than a shop
/// should be: nothing may stand in it that the schema does not know.
pub(super) fn read(webhook: &Webhook, headers: &HeaderMap, body: &[u8]) -> Result<Call, CallError> {
    webhook.verify(body, headers).map_err(|error| {
        let (code, message) = match error {
            WebhookError::TimestampTooOldError | WebhookError::FutureTimestampError => {
                ("clock", "the timestamp is more than 5 minutes off")
            }
            _ => ("bad_signature", "the signature does not fit"),
        };
        (StatusCode::UNAUTHORIZED, code, message.to_owned())
    })?;
    let malformed = |problem: String| (StatusCode::BAD_REQUEST, "malformed", problem);
    let mut call: Value =
        serde_json::from_slice(body).map_err(|error| malformed(error.to_string()))?;
    check_call(&call).map_err(malformed)?;
    match call["type"].as_str() {
        Some("shop.test" | "order.check" | "tribute.event") => Ok(Call::Noted),
        Some("order.activate") => serde_json::from_value(call["data"].take())
            .map(Call::Activate)
            .map_err(|error| malformed(error.to_string())),
        Some("order.refunded") => match call["data"]["order_id"].as_str() {
            Some(order_id) => Ok(Call::Revoke(order_id.to_owned())),
            None => Err(malformed("the order_id is missing".to_owned())),
        },
        _ => {
            let message = "this shop knows order.activate, order.refunded and shop.test".to_owned();
            Err((StatusCode::BAD_REQUEST, "unsupported_type", message))
        }
    }
}

/// The point at which a call is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldPoint {
    /// The request is read and verified; nothing has been given.
    BeforeEffect,
    /// The goods are given; the answer is not on its way.
    AfterEffect,
}

/// A call that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct HeldCall {
    pub order_id: String,
    pub webhook_id: String,
}

/// A hold on the next call. Dropping it lets the call go on.
#[derive(Debug)]
#[must_use = "dropping a hold releases the call"]
pub struct Hold {
    arrived: oneshot::Receiver<HeldCall>,
    release: oneshot::Sender<()>,
}

/// The shop's end of a [`Hold`].
pub(super) struct PendingHold {
    pub(super) point: HoldPoint,
    arrived: oneshot::Sender<HeldCall>,
    released: oneshot::Receiver<()>,
}

pub(super) fn hold(point: HoldPoint) -> (PendingHold, Hold) {
    let (arrived_sender, arrived) = oneshot::channel();
    let (release, released) = oneshot::channel();
    (PendingHold { point, arrived: arrived_sender, released }, Hold { arrived, release })
}

impl Hold {
    /// Waits until a call stands at the point asked for; `None` when the shop is gone.
    pub async fn arrived(&mut self) -> Option<HeldCall> {
        (&mut self.arrived).await.ok()
    }

    /// Lets the call go on.
    pub fn release(self) {
        // The caller may be dead: then nobody waits, and that is fine.
        let _ = self.release.send(());
    }
}

impl PendingHold {
    /// Tells that `call` is here and waits for its release.
    pub(super) async fn wait(self, call: HeldCall) {
        if self.arrived.send(call).is_ok() {
            // An error is a dropped hold: that releases too.
            let _ = self.released.await;
        }
    }
}
