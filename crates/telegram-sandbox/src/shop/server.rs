//! The shop's HTTP side.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use http_body_util::BodyExt as _;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use hyper::{HeaderMap, Method, StatusCode};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use tokio::net::TcpListener;

use super::Shop;
use super::answer::{Answer, error, not_found, taken};
use super::call::{Call, SignedCall, header, read};
use crate::http::{self, HttpAnswer, HttpRequest};

pub(super) const PATH: &str = "/activate";

pub(super) async fn serve(listener: TcpListener, shop: Arc<Shop>) -> Infallible {
    http::serve(listener, move |request| answer(request, Arc::clone(&shop))).await
}

async fn answer(request: HttpRequest, shop: Arc<Shop>) -> io::Result<HttpAnswer> {
    if request.uri().path() != PATH || request.method() != Method::POST {
        return Ok(not_found());
    }
    let (parts, body) = request.into_parts();
    let Some(body) = body else {
        let (status, message) = (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large");
        return Ok(error(status, "too_large", message));
    };
    let mut answer = answer_call(&shop, &parts.headers, &body).await?;
    sign(&shop, &parts.headers, &mut answer).await;
    Ok(answer)
}

async fn answer_call(shop: &Shop, headers: &HeaderMap, body: &Bytes) -> io::Result<HttpAnswer> {
    let call = match read(&shop.webhook, headers, body) {
        Ok(call) => call,
        Err((status, code, message)) => {
            if status == StatusCode::UNAUTHORIZED {
                shop.record_unverified(header(headers, HEADER_WEBHOOK_ID));
            }
            return Ok(error(status, code, &message));
        }
    };
    let signed = SignedCall::new(headers, body);
    let answer = match call {
        Call::Noted => Answer::Http(taken()),
        Call::Activate(activation) => shop.activate(activation, signed).await,
        Call::Revoke(order_id) => shop.revoke(&order_id, signed.webhook_id),
    };
    match answer {
        Answer::Http(answer) => Ok(answer),
        Answer::Never => std::future::pending().await,
        Answer::Closed => Err(io::ErrorKind::ConnectionAborted.into()),
    }
}

/// Signs the answer as the request was signed, for callers that insist on it.
async fn sign(shop: &Shop, request: &HeaderMap, answer: &mut HttpAnswer) {
    let Some(id) = header(request, HEADER_WEBHOOK_ID) else {
        return;
    };
    let Ok(body) = answer.body().clone().collect().await;
    let timestamp = (shop.clock)().as_second();
    let signature = shop.webhook.sign(&id, timestamp, &body.to_bytes()).ok();
    let signature = signature.and_then(|signature| HeaderValue::from_str(&signature).ok());
    if let (Some(signature), Ok(id)) = (signature, HeaderValue::from_str(&id)) {
        let headers = answer.headers_mut();
        headers.insert(HEADER_WEBHOOK_ID, id);
        headers.insert(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from(timestamp));
        headers.insert(HEADER_WEBHOOK_SIGNATURE, signature);
    }
}
