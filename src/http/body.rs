//! Bodies: read to their end, one JSON object.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::problem::{Problem, too_large};

/// What a body says; `None`: nothing.
pub(super) fn optional<T: DeserializeOwned>(
    raw: Result<Bytes, BytesRejection>,
) -> Result<Option<T>, Problem> {
    let raw = raw.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::bad_request("unreadable", "The body can't be read to its end."),
    })?;
    match raw.trim_ascii_start().first() {
        None => Ok(None),
        Some(b'{') => serde_json::from_slice(&raw)
            .map(Some)
            .map_err(|error| Problem::bad_request("bad_json", error.to_string())),
        // The library would take a list for an object.
        Some(_) => Err(no_object()),
    }
}

/// What a body says that can't be empty.
pub(super) fn required<T: DeserializeOwned>(
    raw: Result<Bytes, BytesRejection>,
) -> Result<T, Problem> {
    optional(raw)?.ok_or_else(no_object)
}

fn no_object() -> Problem {
    Problem::bad_request("bad_json", "The body is no JSON object.")
}
