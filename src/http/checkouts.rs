//! `/api/v1/checkouts`: what is to be paid.
//!
//! What is asked for is kept in the journal; the agent's next turn asks the provider, and the answer is waited for. The
//! same request again finds what has become of it.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State as Extracted};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::{Shared, State, body, json, json_text, limit_of};
use crate::checkout_request::view::{CheckoutView, WHY_CHARACTERS_MAX, refusal};
use crate::checkout_request::{CheckoutBody, Fresh, IdempotencyKey, asked};
use crate::journal::{Journal, JournalError};
use crate::order::checkout::{Checkout, CheckoutState, CheckoutStatus};
use crate::order::{CheckoutId, Untrusted};

/// Which checkouts are wanted.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(utoipa::IntoParams))]
#[cfg_attr(test, into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    /// Only those that stand so.
    #[cfg_attr(test, param(value_type = Option<String>, example = "open"))]
    status: Option<CheckoutStatus>,
    /// At most so many: 1 to 200, by default 50.
    limit: Option<u32>,
    /// Only those after this one: `next` of the page before.
    after: Option<u32>,
}

/// A page of checkouts, oldest first.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = CheckoutPage))]
pub(super) struct Page<'a> {
    checkouts: Vec<CheckoutView<'a>>,
    /// `after` of the next page; `null` when this is the last.
    next: Option<u32>,
}

/// Asks for a checkout: something that a customer can pay.
#[cfg_attr(test, utoipa::path(
    post, path = "/api/v1/checkouts", tag = "checkouts", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Yours, one for each checkout: 1 to 255 visible ASCII characters")),
    request_body(content = CheckoutBody),
    responses(
        (status = 201, description = "It can be paid; for a key that is known, as it stands now", body = CheckoutView),
        (status = 400, description = "The key or the body can't be understood", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 422, description = "It can't be asked for, or the provider refuses it: `code` says why", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 503, description = "Not answered yet: the same request again tells", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn create(
    Extracted(shared): State,
    headers: HeaderMap,
    raw: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let (key, wanted) = (key(&headers)?, body::required::<CheckoutBody>(raw)?);
    let (terms, fresh) = (shared.settings().terms, shared.fresh());
    let kept = shared
        .inbox
        .with_journal(move |journal| asked::checkout(journal, &key, &wanted, &terms, fresh));
    let id = kept.await?.map_err(|error| Problem::refused(&error))?.id;
    let settled = shared.until(move |journal| {
        let checkout = journal.checkout(&id)?;
        Ok(checkout.filter(|it| !matches!(it.state, CheckoutState::Creating { why: None, .. })))
    });
    let checkout = settled.await?.ok_or_else(unanswered)?;
    if let CheckoutState::Creating { why: Some(why), .. } = &checkout.state {
        return Err(unavailable(why));
    }
    match refusal(&checkout.state) {
        Some(words) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "provider_refused", words))
        }
        None => Ok(json(StatusCode::CREATED, &CheckoutView::of(&checkout))),
    }
}

/// A checkout, as it stands.
#[cfg_attr(test, utoipa::path(
    get, path = "/api/v1/checkouts/{id}", tag = "checkouts", security(("token" = [])),
    params(("id" = String, Path, description = "Its name: `chk_…`")),
    responses(
        (status = 200, description = "The checkout", body = CheckoutView),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 404, description = "No such checkout", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn show(
    Extracted(shared): State,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let unknown = || {
        let detail = "There is no such checkout in the journal.";
        Problem::new(StatusCode::NOT_FOUND, "unknown_checkout", detail)
    };
    let id: CheckoutId = id.parse().map_err(|_| unknown())?;
    let checkout = shared.read(move |journal| journal.checkout(&id)).await?.ok_or_else(unknown)?;
    Ok(json(StatusCode::OK, &CheckoutView::of(&checkout)))
}

/// Checkouts, page by page.
#[cfg_attr(test, utoipa::path(
    get, path = "/api/v1/checkouts", tag = "checkouts", params(Filter), security(("token" = [])),
    responses(
        (status = 200, description = "A page, oldest first", body = Page),
        (status = 400, description = "A parameter can't be understood", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn list(
    Extracted(shared): State,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Filter { status, limit, after }) =
        filter.map_err(|error| Problem::bad_request("bad_parameter", error.body_text()))?;
    let limit = limit_of(limit)?;
    let body = shared.read(move |journal| page(journal, status, after.unwrap_or(0), limit));
    Ok(json_text(StatusCode::OK, body.await?))
}

fn page(
    journal: &Journal,
    status: Option<CheckoutStatus>,
    after: u32,
    limit: usize,
) -> Result<String, JournalError> {
    let one_more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let mut found: Vec<Checkout> = journal.checkouts(status, after, one_more)?;
    let is_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|last| last.number).filter(|_| is_more);
    let page = Page { checkouts: found.iter().map(CheckoutView::of).collect(), next };
    Ok(serde_json::to_string(&page)?)
}

/// What names a request: `Idempotency-Key`.
pub(super) fn key(headers: &HeaderMap) -> Result<IdempotencyKey, Problem> {
    let mut values = headers.get_all("idempotency-key").iter();
    match (values.next(), values.next()) {
        (Some(key), None) => {
            let text = key.to_str().unwrap_or_default();
            text.parse().map_err(|error| Problem::refused(&error))
        }
        (Some(_), Some(_)) => {
            let detail = "`Idempotency-Key` is there twice.";
            Err(Problem::bad_request("bad_idempotency_key", detail))
        }
        (None, _) => {
            let detail = "Send a header `Idempotency-Key`: a name of yours for this request.";
            Err(Problem::bad_request("idempotency_key_missing", detail))
        }
    }
}

/// The provider can't be asked now.
pub(super) fn unavailable(why: &Untrusted) -> Problem {
    let words = why.excerpt(WHY_CHARACTERS_MAX);
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "provider_unavailable", words)
}

fn unanswered() -> Problem {
    let detail = "The provider did not answer in time. The same request again, with the same key, tells what came of it.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unanswered", detail)
}

impl Shared {
    /// What is new about a request.
    pub(super) fn fresh(&self) -> Fresh {
        Fresh { now: self.clock.now(), random: [self.rng.next_u64(), self.rng.next_u64()] }
    }
}
