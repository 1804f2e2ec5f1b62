//! What the bank sends to the agent's server.

use hyper::{HeaderMap, StatusCode};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::SOURCE;
use crate::inbox::{Heard, Rejection, Webhook};
use crate::journal::Received;
use crate::order::SourceName;
use crate::tbank::Terminal;
use crate::tbank::notification::{self, ANSWER, Refusal};
use crate::tbank::token::hexadecimal;

/// How the key begins of what is kept of many wrong tokens; the bank's payments are numbers.
const FORGERIES: &str = "wrong_tokens:";

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

    /// Told once a day.
    fn often_forged(&self, now: Timestamp) -> Option<String> {
        Some(format!("{FORGERIES}{}", now.strftime("%F")))
    }
}

/// Whether it is no notification, but that many had a wrong token.
pub(super) fn is_of_forgeries(received: &Received) -> bool {
    received.raw.is_empty() && received.dedup_key.starts_with(FORGERIES)
}
