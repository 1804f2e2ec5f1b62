//! What other servers send: how each of them is verified, and answered.

use hyper::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::order::SourceName;

/// What one provider's server sends, to a path of its own: `/webhooks/<name>`.
///
/// Nothing of a message is logged or quoted: it was written by a stranger until it is verified, and is about
/// a customer afterwards.
pub trait Webhook: Send + Sync {
    /// The last part of its path.
    fn name(&self) -> &'static str;

    /// The source under which its requests are counted that are for none.
    fn source(&self) -> SourceName;

    /// Verifies who has sent a message, and reads what names it. Acts on nothing.
    fn verify(&self, headers: &HeaderMap, raw: &[u8]) -> Result<Heard, Rejection>;

    /// The status for a message that somebody else has sent.
    fn forged_status(&self) -> StatusCode {
        StatusCode::UNAUTHORIZED
    }

    /// The answer to what is taken in: its type and its body, with status 200.
    fn answer(&self) -> (&'static str, &'static str) {
        ("application/json", r#"{"status":"ok"}"#)
    }

    /// The key of what is kept, empty, for the source once so many forged messages came in an hour that people have
    /// to look; `None`: nothing.
    fn often_forged(&self, _now: Timestamp) -> Option<String> {
        None
    }
}

/// A message whose sender was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is kept, and then answered.
    Event {
        /// The source whose worker takes it.
        source: SourceName,
        /// What names it at its source: when it is sent again, it has the same key.
        dedup_key: String,
    },
    /// A test by the provider's dashboard: it is answered, and when it came is known.
    Test,
}

/// Why a message is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It is not signed by who should have sent it.
    Forged,
    /// It is signed, and no message that can be understood.
    Malformed,
}
