//! Every answer that is no success: `application/problem+json` (RFC 9457) with a stable `code`.

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tracing::error;

use crate::i18n::{self, Language};
use crate::inbox::InboxError;
use crate::journal::JournalError;
use crate::report::{CodedError, UserError as _, english};

/// After so many seconds it may go better.
const RETRY_AFTER_SECONDS: u64 = 5;

/// What is wrong with a request, or with us.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    body: Body,
    retry_after_seconds: Option<u64>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = Problem))]
pub(super) struct Body {
    /// `about:blank`: the code says what it is.
    r#type: &'static str,
    /// The status in words.
    title: &'static str,
    status: u16,
    /// Stable, for programs.
    code: String,
    /// For people.
    detail: String,
}

impl Problem {
    pub(super) fn new(
        status: StatusCode,
        code: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        let title = status.canonical_reason().unwrap_or_default();
        let (code, detail) = (code.into(), detail.into());
        let body = Body { r#type: "about:blank", title, status: status.as_u16(), code, detail };
        let retry_after_seconds =
            (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER_SECONDS);
        Self { status, body, retry_after_seconds }
    }

    pub(super) fn code(&self) -> &str {
        &self.body.code
    }

    pub(super) fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// What can't be asked for.
    pub(super) fn refused(error: &CodedError) -> Self {
        let code = error.code().rsplit('.').next().unwrap_or_default();
        let status = match code {
            "bad_idempotency_key" => StatusCode::BAD_REQUEST,
            "not_paid" | "not_recurring" => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let remedy = i18n::with_language(Language::English, || error.remedy());
        Self::new(status, code, format!("{} {remedy}", english(error)).trim_end())
    }

    pub(super) fn internal() -> Self {
        let detail = "The program made a mistake; its log may say more.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    pub(super) fn too_many_failures(seconds: u64) -> Self {
        let detail = "Too many requests of this address were refused in a minute.";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_failures", detail);
        Self { retry_after_seconds: Some(seconds), ..problem }
    }

    /// The journal can't be used. What it says of files is for the log.
    fn unavailable(error: &CodedError) -> Self {
        error!(code = error.code(), %error, "the server can't use the journal");
        let detail = "The journal can't be used now; send it again.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "journal_unavailable", detail)
    }
}

impl From<JournalError> for Problem {
    fn from(error: JournalError) -> Self {
        Self::unavailable(&error.into())
    }
}

impl From<InboxError> for Problem {
    fn from(error: InboxError) -> Self {
        match error {
            InboxError::TooLarge => too_large(),
            InboxError::Full => {
                let detail = "Too much waits to be taken; send it again.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "inbox_full", detail)
            }
            InboxError::Journal(error) => Self::unavailable(&error),
            InboxError::Ended => {
                let detail = "The program is about to end; send it again.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "ending", detail)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self.body).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

pub(super) fn too_large() -> Problem {
    let detail = "The body is larger than any that is expected.";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
}

/// Gives what the library refuses by itself a code, too.
pub(super) async fn name_unnamed(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_named = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/problem+json" || kind == "application/json");
    if is_named || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        StatusCode::INTERNAL_SERVER_ERROR => Problem::internal(),
        status => Problem::new(status, "bad_request", "The request can't be understood."),
    }
    .into_response()
}
