//! Everything that can go wrong underneath HTTP, and bodies without end.

use std::io::Read as _;
use std::time::Duration;

use flate2::Compression;
use flate2::read::GzEncoder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tribute_agent::order::life::ShopAnswer;
use tribute_agent::shop::{Activator as _, Client, Settings};

use super::server::{Server, raw, reply};
use super::{ACTIVATED, activate, call, is_activated, now, secret, unavailable};
use crate::occupancy::ShutDoor;

const LIMIT: usize = 64 * 1024;
/// A call with a time limit of 100 ms, on a busy machine.
const GIVEN_UP_WITHIN: Duration = Duration::from_secs(10);

/// Reads until the request's body has begun, so that closing is no reset.
async fn read_request(stream: &mut TcpStream) {
    let mut request = Vec::new();
    let body = call().body.into_bytes();
    while !request.ends_with(&body) {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "a request");
    }
}

/// What a call to a server comes to that never ends.
async fn with_timeout(url: &str) -> ShopAnswer {
    let mut settings = Settings::new(url, secret());
    settings.timeout = Duration::from_millis(100);
    let client = Client::new(settings).unwrap();
    let answer = timeout(GIVEN_UP_WITHIN, client.activate(&call(), now())).await;
    answer.expect("the call is given up")
}

#[tokio::test]
async fn nothing_listens() {
    let nobody = ShutDoor::new();
    let url = format!("http://{}/", nobody.address);
    assert_eq!(activate(&url).await, unavailable("connection refused"));
}

#[tokio::test]
async fn nobody_knows_the_name() {
    let mut settings = Settings::new("http://shop.invalid/", secret());
    settings.allow_insecure = true;
    // How long it takes to find that out is up to the machine's resolver.
    settings.timeout = Duration::from_mins(1);
    let answer = Client::new(settings).unwrap().activate(&call(), now()).await;
    assert_eq!(answer, unavailable("the server's name is not found"));
}

#[tokio::test]
async fn the_server_hangs_up_before_the_answer() {
    let (url, _server) = raw(|mut stream| async move { read_request(&mut stream).await }).await;
    let closed = unavailable("connection closed before the answer");
    assert_eq!(activate(&url).await, closed);
}

#[tokio::test]
async fn the_server_hangs_up_in_the_middle_of_the_answer() {
    let (url, _server) = raw(|mut stream| async move {
        read_request(&mut stream).await;
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"status\":\"activated\"}";
        stream.write_all(half).await.unwrap();
    })
    .await;
    let closed = unavailable("connection closed before the answer");
    assert_eq!(activate(&url).await, closed);
}

#[tokio::test]
async fn no_answer_in_time() {
    let (url, _server) = raw(|mut stream| async move {
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    assert_eq!(with_timeout(&url).await, unavailable("timed out after 100 ms"));
}

#[tokio::test]
async fn the_time_limit_is_for_the_body_too() {
    let (url, _server) = raw(|mut stream| async move {
        read_request(&mut stream).await;
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"status\":";
        stream.write_all(half).await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    assert_eq!(with_timeout(&url).await, unavailable("timed out after 100 ms"));
}

#[tokio::test]
async fn something_else_than_http_listens() {
    let (url, _server) = raw(|mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
    })
    .await;
    assert_eq!(activate(&url).await, unavailable("no HTTP on this port"));
}

#[tokio::test]
async fn no_tls_on_this_port() {
    let server = Server::http(|_| reply(200, ACTIVATED)).await;
    let answer = activate(&server.https_url("127.0.0.1")).await;
    assert_eq!(answer, unavailable("no TLS on this port"));
}

#[tokio::test]
async fn a_body_at_the_limit_is_read_and_one_above_it_is_unclear() {
    let padded = |length: usize| format!("{ACTIVATED}{}", " ".repeat(length - ACTIVATED.len()));
    let server = Server::http(move |_| reply(200, padded(LIMIT))).await;
    let answer = activate(&server.url()).await;
    assert!(is_activated(&answer), "{answer:?}");

    let server = Server::http(move |_| reply(200, padded(LIMIT + 1))).await;
    let answer = activate(&server.url()).await;
    assert!(matches!(answer, ShopAnswer::Unclear { .. }), "{answer:?}");
}

fn zipped(body: &[u8]) -> Vec<u8> {
    let mut zipped = Vec::new();
    GzEncoder::new(body, Compression::best()).read_to_end(&mut zipped).unwrap();
    zipped
}

#[tokio::test]
async fn a_zipped_body_is_unpacked_up_to_the_limit() {
    let bomb = [ACTIVATED.as_bytes(), &vec![b' '; 5_000_000]].concat();
    for (body, is_taken) in [(ACTIVATED.as_bytes(), true), (&bomb, false)] {
        let body = zipped(body);
        assert!(body.len() < LIMIT);
        let server = Server::http(move |_| {
            let mut answer = reply(200, body.clone());
            answer.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
            answer
        })
        .await;
        let answer = activate(&server.url()).await;
        assert_eq!(is_activated(&answer), is_taken, "{answer:?}");
        assert_eq!(matches!(answer, ShopAnswer::Unclear { .. }), !is_taken);
    }
}

#[tokio::test]
async fn a_body_without_end_is_left_alone() {
    let (url, server) = raw(|mut stream| async move {
        read_request(&mut stream).await;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"status\":\"activated\",\"x\":\"")
            .await
            .unwrap();
        // Until the client has had enough.
        while stream.write_all(&[b'x'; 4_096]).await.is_ok() {}
    })
    .await;
    let answer = activate(&url).await;
    assert!(matches!(answer, ShopAnswer::Unclear { .. }), "{answer:?}");
    server.await.unwrap();
}
