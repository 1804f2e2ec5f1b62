//! How Tribute refuses a call: `{"error": "error_not_found", "message": "…"}`.

use hyper::StatusCode;
use serde_json::json;

use crate::http::{self, HttpAnswer};

/// A refusal.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
}

impl Problem {
    pub(super) const UNAUTHORIZED: Self =
        Self::new(StatusCode::UNAUTHORIZED, "error_unauthorized", "invalid api key");
    pub(super) const NOT_FOUND: Self =
        Self::new(StatusCode::NOT_FOUND, "error_not_found", "not found");
    pub(super) const NOT_STARS: Self = Self::new(
        StatusCode::FORBIDDEN,
        "error_not_permitted",
        "only purchases paid in Stars can be cancelled",
    );
    pub(super) const ALREADY_REFUNDED: Self =
        Self::bad("error_already_refunded", "it is refunded already");
    pub(super) const NOT_PAID: Self = Self::bad("error_order_not_paid", "the order is not paid");

    const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }

    /// 400 with a code.
    pub(super) const fn bad(code: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 400 without a code of its own.
    pub(super) const fn malformed(message: &'static str) -> Self {
        Self::bad("error_bad_request", message)
    }

    pub(super) fn answer(&self) -> HttpAnswer {
        http::json(self.status, &json!({ "error": self.code, "message": self.message }))
    }
}
