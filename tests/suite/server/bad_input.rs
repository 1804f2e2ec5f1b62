//! What can't be understood, is too large or too slow has a clear answer.

use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{PATIENCE, Running, Scene, TOKEN, answered};

/// What stands on the wire after these bytes were sent, until the server closes.
async fn raw(running: &Running, bytes: &[u8]) -> String {
    let address = running.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    // It may answer and close before all was sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("it never closes");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn what_cannot_be_understood_is_told() {
    let scene = Scene::new().with_orders(1);
    let running = scene.start().await;
    let nested = "[".repeat(100_000);
    for (path, body, status, code) in [
        ("close", "{", 400, "bad_json"),
        ("close", "[]", 400, "bad_json"),
        ("close", "\u{feff}{}", 400, "bad_json"),
        ("close", &*nested, 400, "bad_json"),
        ("close", r#"{"colour":1}"#, 400, "bad_json"),
        ("close", r#"{"account_id":"1"}"#, 400, "bad_json"),
        ("account", r#"{"account_id":12345}"#, 400, "bad_json"),
        ("account", r#"{"account_id":"1","account_id":"2"}"#, 400, "bad_json"),
        ("account", "", 422, "no_account"),
        ("account", r#"{"account_id":"two words"}"#, 422, "no_account"),
        ("forget", "", 404, "not_found"),
    ] {
        let (found, problem) = running.post(&format!("/api/v1/orders/1/{path}"), body).await;
        assert_eq!((found.as_u16(), &problem["code"]), (status, &code.into()), "{path} {body:.60}");
    }
    for (path, status, code) in [
        ("/api/v1/orders?limit=0", 400, "bad_parameter"),
        ("/api/v1/orders?limit=201", 400, "bad_parameter"),
        ("/api/v1/orders?limit=-1", 400, "bad_parameter"),
        ("/api/v1/orders?after=x", 400, "bad_parameter"),
        ("/api/v1/orders?since=yesterday", 400, "bad_parameter"),
        ("/api/v1/orders?state=lost", 400, "bad_parameter"),
        ("/api/v1/orders?colour=red", 400, "bad_parameter"),
        ("/api/v1/orders/7", 404, "unknown_order"),
        ("/api/v1/orders/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7", 404, "unknown_order"),
        ("/api/v1/orders/%ff", 400, "bad_request"),
        ("/api/v1/nothing", 404, "not_found"),
        ("/", 404, "not_found"),
        ("/api/v1/orders/1/close", 405, "method_not_allowed"),
        ("/webhooks/tribute", 405, "method_not_allowed"),
    ] {
        let (found, problem) = running.get(path).await;
        assert_eq!((found.as_u16(), &problem["code"]), (status, &code.into()), "{path}");
    }
    let (status, problem) = running.post("/webhooks/nobody", "{}").await;
    assert_eq!((status.as_u16(), &problem["code"]), (404, &"not_found".into()));
    let (_, order) = running.get("/api/v1/orders/1").await;
    assert_eq!(order["state"], "escalated", "nothing was done");
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let scene = Scene::new().with_orders(1);
    let running = scene.start().await;
    let large = " ".repeat(256 * 1024 + 1);
    let (status, problem) = running.post("/api/v1/orders/1/close", large).await;
    assert_eq!((status.as_u16(), &problem["code"]), (413, &"too_large".into()));
    let whole = " ".repeat(256 * 1024 - 2) + "{}";
    assert_eq!(running.post("/api/v1/orders/1/close", whole).await.0, 200);
    let head =
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "x".repeat(20_000));
    let answer = raw(&running, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let many = "x-many: 1\r\n".repeat(100);
    let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{many}\r\n");
    let answer = raw(&running, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let answer = raw(&running, b"\x16\x03\x01 no HTTP at all\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(answered(running.anonymous(Method::GET, "/openapi.json")).await.0, 200);
}

#[tokio::test]
async fn who_is_too_slow_is_not_waited_for() {
    let scene = Scene::new().with_orders(1);
    let running = scene.start().await;
    let begun = format!(
        "POST /api/v1/orders/1/close HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n"
    );
    let (declared, chunked) = (
        format!("{begun}content-length: 10\r\n\r\n{{"),
        format!("{begun}transfer-encoding: chunked\r\n\r\n1\r\n{{\r\n"),
    );
    let (body, chunk, head, nothing) = timeout(Duration::from_secs(30), async {
        tokio::join!(
            raw(&running, declared.as_bytes()),
            raw(&running, chunked.as_bytes()),
            raw(&running, begun.as_bytes()),
            raw(&running, b""),
        )
    })
    .await
    .expect("they are waited for");
    for answer in [body, chunk] {
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("\"code\":\"timeout\""), "{answer}");
    }
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408 "), "{head}");
    assert_eq!(nothing, "");
}
