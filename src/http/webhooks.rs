//! `POST /webhooks/…`: what other servers send is verified, kept, and then answered.

use std::collections::{HashMap, VecDeque};
use std::sync::PoisonError;
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State as Extracted};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use tokio::time::Instant;
use tracing::{info, warn};

use super::access::Peer;
use super::metrics;
use super::problem::{Problem, too_large};
use super::{Shared, State};
use crate::inbox::{Heard, Incoming, Receipt, Rejection, TEST_RECEIVED_AT, Webhook};
use crate::journal::Journal;

/// So many forged messages within so long are told to people.
const FORGERIES_MAX: usize = 10;
const FORGERIES_WITHIN: Duration = Duration::from_hours(1);

/// Takes a webhook in. Answered once it is on the disk; before that, its sender sends it again.
#[cfg_attr(test, utoipa::path(
    post, path = "/webhooks/{name}", tag = "webhooks",
    params(("name" = String, Path, description = "The provider: `tribute`")),
    request_body(content = String, description = "As the provider sends it", content_type = "application/json"),
    responses(
        (status = 200, description = "It is kept, or was kept before"),
        (status = 400, description = "Signed, but not understood", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 401, description = "Not signed by the provider", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 404, description = "No such provider is configured", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 413, description = "Larger than 256 KiB", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 503, description = "It can't be kept now: send it again", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn receive(
    Extracted(shared): State,
    Path(name): Path<String>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    raw: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let webhooks = shared.settings().webhooks;
    let Some(webhook) = webhooks.into_iter().find(|webhook| webhook.name() == name) else {
        let detail = "No such provider is configured.";
        return Err(Problem::new(StatusCode::NOT_FOUND, "not_found", detail));
    };
    let source = webhook.source();
    let count = |outcome| metrics::count_webhook(source.as_str(), outcome);
    let raw = raw.map_err(|error| {
        count("unreadable");
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return too_large();
        }
        Problem::bad_request("unreadable", "The body can't be read to its end.")
    })?;
    let (source, dedup_key) = match webhook.verify(&headers, &raw) {
        Ok(Heard::Event { source, dedup_key }) => (source, dedup_key),
        Ok(Heard::Test) => {
            count("test");
            info!(source = source.as_str(), "a test request came in");
            let now = shared.clock.now().as_second();
            let note = move |journal: &mut Journal| {
                journal.write(|writer| writer.set(TEST_RECEIVED_AT, now))
            };
            shared.inbox.with_journal(note).await?;
            return Ok(answer(&*webhook));
        }
        Err(Rejection::Forged) => {
            count("forged");
            shared.note_forgery(&*webhook).await;
            let detail = "It is not signed with the key that is configured.";
            let problem = Problem::new(webhook.forged_status(), "bad_signature", detail);
            return Err(shared.refuse_of(peer.map(|Extension(peer)| peer), &headers, problem));
        }
        Err(Rejection::Malformed) => {
            count("malformed");
            warn!(source = source.as_str(), "a signed webhook can't be understood");
            return Err(Problem::bad_request("malformed", "It can't be understood."));
        }
    };
    let count = |outcome| metrics::count_webhook(source.as_str(), outcome);
    let incoming = Incoming { source: source.clone(), dedup_key, raw: raw.to_vec() };
    let receipt = shared.inbox.receive(incoming).await.inspect_err(|error| {
        count("refused");
        warn!(source = source.as_str(), %error, "a webhook can't be kept; it has to come again");
    })?;
    count(match receipt {
        Receipt::New => "kept",
        Receipt::Known => "known",
    });
    Ok(answer(&*webhook))
}

impl Shared {
    /// Tells the source once too many have come that somebody else has sent, or that were signed otherwise.
    async fn note_forgery(&self, webhook: &dyn Webhook) {
        let now = Instant::now();
        let forgeries = self.forgeries.lock();
        let is_often = forgeries.unwrap_or_else(PoisonError::into_inner).count(webhook.name(), now);
        let Some(dedup_key) = webhook.often_forged(self.clock.now()).filter(|_| is_often) else {
            return;
        };
        let told = Incoming { source: webhook.source(), dedup_key, raw: Vec::new() };
        if let Err(error) = self.inbox.receive(told).await {
            warn!(%error, "that many webhooks were forged can't be kept");
        }
    }
}

/// The forged messages of the last hour, by whose they should have been.
#[derive(Debug, Default)]
pub(super) struct Forgeries(HashMap<&'static str, VecDeque<Instant>>);

impl Forgeries {
    /// Counts one more. Returns whether there are so many that people have to look, and begins anew then.
    fn count(&mut self, name: &'static str, now: Instant) -> bool {
        let times = self.0.entry(name).or_default();
        times.retain(|at| now.duration_since(*at) < FORGERIES_WITHIN);
        times.push_back(now);
        if times.len() < FORGERIES_MAX {
            return false;
        }
        times.clear();
        true
    }
}

fn answer(webhook: &dyn Webhook) -> Response {
    let (kind, body) = webhook.answer();
    ([(CONTENT_TYPE, kind)], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_within_an_hour_are_many() {
        let (mut forgeries, begun) = (Forgeries::default(), Instant::now());
        let mut counts =
            |name, minutes: u64| forgeries.count(name, begun + Duration::from_secs(60 * minutes));
        assert!((0..9).all(|minute| !counts("tbank", minute)));
        assert!(!counts("tribute", 9));
        assert!(counts("tbank", 59));
        // Begun anew; of those, the first is too long ago.
        assert!((60..69).all(|minute| !counts("tbank", minute)));
        assert!(!counts("tbank", 120) && counts("tbank", 120));
    }
}
