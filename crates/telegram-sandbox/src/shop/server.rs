//! The shop's HTTP side.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderValue;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::Shop;
use super::answer::{Answer, HttpAnswer, error, not_found, test_passed};
use super::call::{SignedCall, header, read};

pub(super) const PATH: &str = "/activate";
/// No call of the protocol comes near it, in bytes.
const REQUEST_BODY_BYTES_MAX: usize = 256 * 1024;
/// More than any client of one shop opens at once.
const CONNECTIONS_MAX: usize = 256;

pub(super) async fn serve(listener: TcpListener, shop: Arc<Shop>) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= CONNECTIONS_MAX {
            connections.join_next().await;
        }
        // An accept that fails (too many open files) is the caller's trouble, who will try again.
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve_connection(stream, Arc::clone(&shop)));
            }
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn serve_connection(stream: TcpStream, shop: Arc<Shop>) {
    let service = service_fn(|request| answer(request, Arc::clone(&shop)));
    // How a connection ends matters to nobody here: the caller sees it too.
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(request: Request<Incoming>, shop: Arc<Shop>) -> io::Result<HttpAnswer> {
    if request.uri().path() != PATH || request.method() != Method::POST {
        return Ok(not_found());
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, REQUEST_BODY_BYTES_MAX).collect().await else {
        let (status, message) = (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large");
        return Ok(error(status, "too_large", message));
    };
    let mut answer = answer_call(&shop, &parts.headers, &body.to_bytes()).await?;
    sign(&shop, &parts.headers, &mut answer).await;
    Ok(answer)
}

async fn answer_call(shop: &Shop, headers: &HeaderMap, body: &Bytes) -> io::Result<HttpAnswer> {
    let activation = match read(&shop.webhook, headers, body) {
        Ok(Some(activation)) => activation,
        Ok(None) => return Ok(test_passed()),
        Err((status, code, message)) => {
            if status == StatusCode::UNAUTHORIZED {
                shop.record_unverified(header(headers, HEADER_WEBHOOK_ID));
            }
            return Ok(error(status, code, &message));
        }
    };
    let call = SignedCall::new(headers, body);
    match shop.activate(activation, call).await {
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
