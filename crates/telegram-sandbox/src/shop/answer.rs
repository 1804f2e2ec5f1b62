//! The shop's answers.

use std::io::Read as _;

use flate2::Compression;
use flate2::read::GzEncoder;
use hyper::StatusCode;
use hyper::header::{CONTENT_ENCODING, HeaderValue, LOCATION, RETRY_AFTER};
use serde_json::json;

use super::Effect;
use super::response::ShopResponse;
use super::schema::check;
use crate::event::Outcome;
use crate::http::{self, HttpAnswer, answer, page};

/// Far more than anybody should read of an answer, in bytes.
const HUGE_BODY_BYTES: usize = 4 * 1024 * 1024;
/// More levels of brackets than careless readers of JSON go down.
const DEEP_LEVELS: usize = 300;

/// A shop's answer, or the lack of one.
pub(super) enum Answer {
    Http(HttpAnswer),
    /// Not before the caller gives up.
    Never,
    /// The connection is closed in its place.
    Closed,
}

/// The answer to a call that gives nothing, and how the sandbox calls that; `None` for one that gives.
pub(super) fn without_effect(response: &ShopResponse) -> Option<(Answer, Outcome)> {
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
        ShopResponse::UnclearJson => answer(StatusCode::OK, "application/json", "{}"),
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
        ShopResponse::Close => return Some((Answer::Closed, outcome)),
        ShopResponse::Timeout => return Some((Answer::Never, outcome)),
        ShopResponse::Activated
        | ShopResponse::OtherAccount
        | ShopResponse::NumberId
        | ShopResponse::LoneSurrogate
        | ShopResponse::Cp1251
        | ShopResponse::HugeNumber
        | ShopResponse::Deep
        | ShopResponse::Gzip
        | ShopResponse::TimeoutButDone => return None,
    };
    Some((Answer::Http(answer), outcome))
}

/// The answer to a call for which the goods are given, now or before, and what is odd about it.
pub(super) fn with_effect(
    response: &ShopResponse,
    is_new: bool,
    effect: &Effect,
) -> (HttpAnswer, Outcome) {
    let (status, outcome) = if is_new {
        ("activated", Outcome::Activated)
    } else {
        ("already_activated", Outcome::AlreadyActivated)
    };
    let mut body = json!({ "status": status, "payment_id": effect.payment_id });
    if effect.names_account {
        body["account_id"] = json!(effect.account_id);
    }
    if let Some(product) = &effect.product {
        body["product"] = json!(product);
    }
    if *response == ShopResponse::NumberId {
        body["payment_id"] = json!(effect.number);
    }
    if *response == ShopResponse::OtherAccount {
        body["account_id"] = json!(format!("9{}", effect.account_id));
    }
    debug_assert_eq!(check(&body, "answer"), Ok(()));
    let mut body = body.to_string().into_bytes();
    let deep = ["\"tree\":", &"[".repeat(DEEP_LEVELS), &"]".repeat(DEEP_LEVELS)].concat();
    let odd_field: &[u8] = match response {
        ShopResponse::LoneSurrogate => br#""customer_message":"Thanks \ud83d""#,
        ShopResponse::Cp1251 => b"\"customer_message\":\"\xd1\xef\xe0\xf1\xe8\xe1\xee\"",
        ShopResponse::HugeNumber => br#""balance":1e999"#,
        ShopResponse::Deep => deep.as_bytes(),
        _ => &[],
    };
    if !odd_field.is_empty() {
        body.splice(1..1, [odd_field, b","].concat());
    }
    if *response != ShopResponse::Gzip {
        return (answer(StatusCode::OK, "application/json", body), outcome);
    }
    let mut zipped = Vec::new();
    // Reading from memory can't fail.
    let _ = GzEncoder::new(&*body, Compression::default()).read_to_end(&mut zipped);
    let mut answer = answer(StatusCode::OK, "application/json", zipped);
    answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    (answer, outcome)
}

/// The answer to a call that the goods be taken back: now, or before.
pub(super) fn taken_back(is_new: bool) -> HttpAnswer {
    json(StatusCode::OK, &json!({"status": if is_new { "revoked" } else { "already_revoked" }}))
}

pub(super) fn taken() -> HttpAnswer {
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
    debug_assert_eq!(check(body, "answer"), Ok(()));
    http::json(status, body)
}
