//! What the bank sends to the agent's server.

use hyper::{HeaderMap, StatusCode};
use sha2::{Digest as _, Sha256};

use super::SOURCE;
use crate::inbox::{Heard, Rejection, Webhook};
use crate::order::SourceName;
use crate::tbank::Terminal;
use crate::tbank::notification::{self, ANSWER, Refusal};
use crate::tbank::token::hexadecimal;

/// `POST /webhooks/tbank`
pub struct Endpoint(pub Terminal);

impl Webhook for Endpoint {
    fn name(&self) -> &'static str {
        "tbank"
    }

    fn source(&self) -> SourceName {
        SOURCE.clone()
    }

    /// What is signed is kept, also what can't be read: money may be concerned.
    fn verify(&self, _: &HeaderMap, raw: &[u8]) -> Result<Heard, Rejection> {
        let dedup_key = match notification::hear(&self.0, raw) {
            Ok(heard) => heard.dedup_key(),
            Err(Refusal::Token | Refusal::OtherTerminal) => return Err(Rejection::Forged),
            Err(Refusal::Unreadable(_)) => {
                format!("unreadable:{}", hexadecimal(&Sha256::digest(raw)[..12]))
            }
        };
        Ok(Heard::Event { source: self.source(), dedup_key })
    }

    fn forged_status(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }

    fn answer(&self) -> (&'static str, &'static str) {
        ("text/plain", ANSWER)
    }
}
