//! `GET /webhooks/self`: whether it is this agent that a request comes out at, whatever proxies lie in between. It lies
//! below `/webhooks/`, the only path that the owner's proxy has to let through.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Extracted};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::{State, json};

const CHALLENGE_CHARACTERS_MAX: usize = 128;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    challenge: String,
}

/// What only an agent with this token can say.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Identity {
    /// HMAC-SHA256 of the challenge, by the token.
    answer: String,
}

/// Answers a challenge with what only this agent can make of it: `doctor` asks through the owner's proxy.
#[cfg_attr(test, utoipa::path(
    get, path = "/webhooks/self", tag = "health",
    params(("challenge" = String, Query, description = "Letters and digits, at most 128")),
    responses(
        (status = 200, description = "It is this agent", body = Identity),
        (status = 400, description = "No challenge", body = super::problem::Body, content_type = "application/problem+json"),
    ),
))]
pub(super) async fn identify(
    Extracted(shared): State,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let challenge = asked.map(|Query(asked)| asked.challenge).unwrap_or_default();
    let fits = (1..=CHALLENGE_CHARACTERS_MAX).contains(&challenge.len())
        && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !fits {
        let detail = "`challenge` is 1 to 128 letters and digits.";
        return Err(Problem::bad_request("bad_parameter", detail));
    }
    Ok(json(StatusCode::OK, &Identity { answer: shared.token.answer(&challenge) }))
}
