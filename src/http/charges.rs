//! `/api/v1/charges`: what is to be paid once more, without the customer.

use axum::body::Bytes;
use axum::extract::State as Extracted;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::checkouts::{key, unavailable};
use super::problem::Problem;
use super::{State, body, json};
use crate::checkout_request::view::ChargeView;
use crate::checkout_request::{ChargeBody, asked};
use crate::order::checkout::ChargeState;

/// Asks for a charge by a recurring checkout that was paid. One that is `pending` is looked after: the same
/// request again tells what came of it, and its order is activated as any other.
#[cfg_attr(test, utoipa::path(
    post, path = "/api/v1/charges", tag = "checkouts", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Yours, one for each charge: 1 to 255 visible ASCII characters")),
    request_body(content = ChargeBody),
    responses(
        (status = 201, description = "The charge, as it stands now", body = ChargeView),
        (status = 400, description = "The key or the body can't be understood", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 401, description = "No token, or a wrong one", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 409, description = "The checkout is not paid, or not a recurring one", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 422, description = "It can't be asked for: `code` says why", body = super::problem::Body, content_type = "application/problem+json"),
        (status = 503, description = "The journal, or the provider, can't be used now: send it again", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn create(
    Extracted(shared): State,
    headers: HeaderMap,
    raw: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let (key, wanted) = (key(&headers)?, body::required::<ChargeBody>(raw)?);
    let (terms, fresh) = (shared.settings().terms, shared.fresh());
    let kept = shared
        .inbox
        .with_journal(move |journal| asked::charge(journal, &key, &wanted, &terms, fresh));
    let charge = kept.await?.map_err(|error| Problem::refused(&error))?;
    let id = charge.id.clone();
    let settled = shared.until(move |journal| {
        let charge = journal.charge(&id)?;
        Ok(charge.filter(|it| !matches!(it.state, ChargeState::Pending { why: None, .. })))
    });
    let charge = settled.await?.unwrap_or(charge);
    if let ChargeState::Pending { why: Some(why), .. } = &charge.state {
        return Err(unavailable(why));
    }
    Ok(json(StatusCode::CREATED, &ChargeView::of(&charge)))
}
