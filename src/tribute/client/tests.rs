use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";

/// Answers one call after the other so, with status and body; `None` loses the answer. Returns the calls.
async fn serve(listener: TcpListener, answers: &[Option<(u16, &str)>]) -> Vec<String> {
    let mut calls = Vec::new();
    for answer in answers {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut call = Vec::new();
        while !is_whole(&call) {
            assert_ne!(stream.read_buf(&mut call).await.unwrap(), 0);
        }
        calls.push(String::from_utf8(call).unwrap());
        if let Some((status, body)) = answer {
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        }
    }
    calls
}

fn is_whole(call: &[u8]) -> bool {
    let call = String::from_utf8_lossy(call);
    let Some((head, body)) = call.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| body.len() >= length.parse().unwrap())
}

async fn client() -> (Client, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api/v1", listener.local_addr().unwrap());
    (Client::new(&url, ApiKey::new(KEY).unwrap()).unwrap(), listener)
}

#[tokio::test]
async fn calls_carry_the_key_and_go_where_they_should() {
    let (client, listener) = client().await;
    let done = Some((200, r#"{"success":true,"purchaseId":78901,"message":"ok"}"#));
    let answers = [done, Some((404, "{}"))];
    let calling = async {
        let cancelled = client.cancel_purchase("78901").await.unwrap();
        assert!(cancelled.success);
        client.product("../shop?x=1#y").await.unwrap_err()
    };
    let (_, calls) = tokio::join!(calling, serve(listener, &answers));
    let [cancel, product] = &calls[..] else { panic!() };
    assert!(cancel.starts_with("POST /api/v1/products/purchases/78901/cancel HTTP"), "{cancel}");
    assert!(cancel.to_lowercase().contains(&format!("api-key: {KEY}")), "{cancel}");
    assert!(product.starts_with("GET /api/v1/products/..%2Fshop%3Fx=1%23y HTTP"), "{product}");
    assert_eq!(format!("{:?}", client.key), "ApiKey(…)");
}

#[tokio::test]
async fn products_come_page_by_page() {
    let (client, listener) = client().await;
    let answers = [Some((200, r#"{"rows":[],"meta":{"total":0,"offset":20,"limit":20}}"#))];
    let wanted = ProductFilter { kind: Some("custom"), page: 2, size: 20 };
    let (page, calls) = tokio::join!(client.products(wanted), serve(listener, &answers));
    assert!(page.unwrap().rows.is_empty());
    assert!(calls[0].starts_with("GET /api/v1/products?page=2&size=20&type=custom HTTP"));
}
