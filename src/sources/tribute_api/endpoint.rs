//! What Tribute sends to the agent's server.

use hyper::HeaderMap;
use hyper::header::HeaderValue;

use super::SOURCE;
use crate::inbox::{Heard, Rejection, Webhook};
use crate::order::SourceName;
use crate::tribute::ApiKey;
use crate::tribute::webhook::{self, Refusal, SIGNATURE_HEADER};

/// `POST /webhooks/tribute`
pub struct Endpoint(pub ApiKey);

impl Webhook for Endpoint {
    fn name(&self) -> &'static str {
        "tribute"
    }

    fn source(&self) -> SourceName {
        SOURCE.clone()
    }

    fn verify(&self, headers: &HeaderMap, raw: &[u8]) -> Result<Heard, Rejection> {
        let signatures = headers.get_all(SIGNATURE_HEADER).iter().map(HeaderValue::as_bytes);
        let signatures: Vec<&[u8]> = signatures.collect();
        match webhook::hear(&self.0, &signatures, raw) {
            Ok(webhook::Heard::Event { dedup_key }) => Ok(Heard::Event { dedup_key }),
            Ok(webhook::Heard::Test) => Ok(Heard::Test),
            Err(Refusal::Signature) => Err(Rejection::Forged),
            Err(Refusal::NotJson) => Err(Rejection::Malformed),
        }
    }
}
