//! Tribute's webhooks, which all come to one address: which source each is for, and what becomes of those that
//! are no orders.

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use tracing::{info, warn};

use super::{tribute_api, tribute_shop};
use crate::engine::{Engine, encode};
use crate::inbox::{Heard, Rejection, Webhook as Provider};
use crate::journal::{JournalError, NotificationKey, Received};
use crate::moderation::Formatter;
use crate::order::{SourceName, Untrusted};
use crate::rich_text::RichText;
use crate::shop::{self, EVENTS};
use crate::tribute::ApiKey;
use crate::tribute::webhook::{self, Refusal, SIGNATURE_HEADER, Webhook, is_same_name};

/// More of a body is not shown.
const SHOWN_CHARACTERS_MAX: usize = 1_500;

/// `POST /webhooks/tribute`
pub struct Endpoint(pub ApiKey);

impl Provider for Endpoint {
    fn name(&self) -> &'static str {
        "tribute"
    }

    fn source(&self) -> SourceName {
        tribute_api::SOURCE.clone()
    }

    fn verify(&self, headers: &HeaderMap, raw: &[u8]) -> Result<Heard, Rejection> {
        let signatures = headers.get_all(SIGNATURE_HEADER).iter().map(HeaderValue::as_bytes);
        let signatures: Vec<&[u8]> = signatures.collect();
        match webhook::hear(&self.0, &signatures, raw) {
            Ok(webhook::Heard::Event { dedup_key, is_of_shop }) => {
                let source = if is_of_shop { &tribute_shop::SOURCE } else { &tribute_api::SOURCE };
                Ok(Heard::Event { source: source.clone(), dedup_key })
            }
            Ok(webhook::Heard::Test) => Ok(Heard::Test),
            Err(Refusal::Signature) => Err(Rejection::Forged),
            Err(Refusal::NotJson) => Err(Rejection::Malformed),
        }
    }
}

/// Money may be concerned: people read what came in.
pub(super) fn unreadable(
    engine: &mut Engine,
    formatter: &Formatter,
    received: &Received,
    name: &Untrusted,
    why: &str,
) -> Result<(), JournalError> {
    warn!(event = %name, field = why, "a webhook that can't be read");
    let text = formatter.unreadable_webhook(name, &Untrusted::new(why), &shown(received));
    tell(engine, "unreadable", received, &text)
}

/// The beginning of what came in, for people to read.
pub(super) fn shown(received: &Received) -> Untrusted {
    let body = String::from_utf8_lossy(&received.raw);
    Untrusted::new(body.chars().take(SHOWN_CHARACTERS_MAX).collect::<String>())
}

/// Passes an event on to the shop, where the owner wants it.
pub(super) fn pass_on(
    engine: &mut Engine,
    (forward, livemode): (&[String], bool),
    received: &Received,
    webhook: &Webhook,
) -> Result<(), JournalError> {
    let name = webhook.name.as_str();
    if !forward.iter().any(|wanted| is_same_name(wanted, name)) {
        info!(event = %webhook.name, "an event that nobody asked for");
        return Ok(());
    }
    let at = (received.received_at, livemode);
    let payload = &webhook.payload;
    let call = shop::encode_event(&webhook.digest(), name, webhook.created_at, payload, at);
    let (key, call, now) = (webhook.dedup_key(), encode(&call), engine.now());
    engine.write(|writer| writer.receive(&EVENTS, &key, call.as_bytes(), now)).map(drop)
}

/// Moderators read it once.
pub(super) fn tell(
    engine: &mut Engine,
    kind: &str,
    received: &Received,
    text: &RichText,
) -> Result<(), JournalError> {
    engine.notify(&NotificationKey::once(&format!("webhook-{kind}:{}", received.id)), text)
}
