//! The shop's answers.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::json;

use super::Effect;
use super::response::ShopResponse;
use crate::event::Outcome;

/// Far more than anybody should read of an answer, in bytes.
const HUGE_BODY_BYTES: usize = 4 * 1024 * 1024;

pub(super) type HttpAnswer = Response<Full<Bytes>>;

/// A shop's answer, or the lack of one.
pub(super) enum Answer {
    Http(HttpAnswer),
    /// Not before the caller gives up.
    Never,
    /// The connection is closed in its place.
    Closed,
}

/// The answer to a call that gave nothing, and how the sandbox calls that.
pub(super) fn without_effect(response: &ShopResponse) -> (Answer, Outcome) {
    let outcome = match response {
        ShopResponse::Refused(_) => Outcome::Refused,
        ShopResponse::BadSignature | ShopResponse::Clock => Outcome::BadSignature,
        _ => Outcome::Unavailable,
    };
    let answer = match response {
        ShopResponse::Refused(code) => {
            error(StatusCode::UNPROCESSABLE_ENTITY, code, "the shop refuses")
        }
        ShopResponse::BadSignature => {
            error(StatusCode::UNAUTHORIZED, "bad_signature", "says the shop")
        }
        ShopResponse::Clock => error(StatusCode::UNAUTHORIZED, "clock", "says the shop"),
        ShopResponse::Unavailable => page(StatusCode::SERVICE_UNAVAILABLE, "503"),
        ShopResponse::RetryAfter(seconds) => {
            let mut answer = page(StatusCode::SERVICE_UNAVAILABLE, "503");
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
            answer
        }
        ShopResponse::ServerError => page(StatusCode::INTERNAL_SERVER_ERROR, "500"),
        ShopResponse::Pending => json(StatusCode::ACCEPTED, &json!({"status": "pending"})),
        ShopResponse::Unclear => page(StatusCode::OK, "Welcome to the shop"),
        ShopResponse::UnclearJson => json(StatusCode::OK, &json!({})),
        ShopResponse::CdnForbidden => page(StatusCode::FORBIDDEN, "Attention Required!"),
        ShopResponse::NotFound => not_found(),
        ShopResponse::Moved => {
            let elsewhere = HeaderValue::from_static("http://127.0.0.1:9/elsewhere");
            let mut answer = page(StatusCode::MOVED_PERMANENTLY, "Moved");
            answer.headers_mut().insert(LOCATION, elsewhere);
            answer
        }
        ShopResponse::Garbage => {
            let half: &[u8] = b"\xff\xfe{\"status\":\"activ";
            answer(StatusCode::OK, "application/json", half)
        }
        ShopResponse::HugeBody => answer(StatusCode::OK, "text/plain", vec![b'.'; HUGE_BODY_BYTES]),
        ShopResponse::Close => return (Answer::Closed, outcome),
        ShopResponse::Timeout
        | ShopResponse::Activated
        | ShopResponse::OtherAccount
        | ShopResponse::TimeoutButDone => return (Answer::Never, outcome),
    };
    (Answer::Http(answer), outcome)
}

/// The answer to a call for which the goods are given, now or before.
pub(super) fn with_effect(is_new: bool, effect: &Effect) -> (HttpAnswer, Outcome) {
    let (status, outcome) = if is_new {
        ("activated", Outcome::Activated)
    } else {
        ("already_activated", Outcome::AlreadyActivated)
    };
    let mut body = json!({
        "status": status,
        "payment_id": effect.payment_id,
        "account_id": effect.account_id,
    });
    if let Some(product) = &effect.product {
        body["product"] = json!(product);
    }
    (json(StatusCode::OK, &body), outcome)
}

pub(super) fn test_passed() -> HttpAnswer {
    json(StatusCode::OK, &json!({"status": "ok"}))
}

/// The shop's own word, with its code.
pub(super) fn error(status: StatusCode, code: &str, message: &str) -> HttpAnswer {
    json(status, &json!({"error": {"code": code, "message": message}}))
}

pub(super) fn not_found() -> HttpAnswer {
    page(StatusCode::NOT_FOUND, "404 Not Found")
}

fn json(status: StatusCode, body: &serde_json::Value) -> HttpAnswer {
    answer(status, "application/json", body.to_string())
}

fn page(status: StatusCode, title: &str) -> HttpAnswer {
    let body = format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head>\
         <body><h1>{title}</h1></body></html>"
    );
    answer(status, "text/html; charset=utf-8", body)
}

fn answer(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> HttpAnswer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}
