//! The shop's caller in these tests: HTTP/1.1 by hand, signed with the published crate.

use standardwebhooks::Webhook;
use telegram_sandbox::shop::DemoShop;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A call to the shop.
pub struct Call {
    pub webhook_id: String,
    pub timestamp: i64,
    pub body: String,
    pub secret: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }
}

#[expect(clippy::disallowed_methods, reason = "the shop looks at the real clock")]
pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Call {
    /// A well signed activation.
    pub fn activate(shop: &DemoShop, order_id: &str, account_id: &str) -> Self {
        let body = serde_json::json!({
            "type": "order.activate",
            "timestamp": "2026-11-22T11:00:00Z",
            "livemode": !order_id.starts_with("test-"),
            "data": {
                "order_id": order_id,
                "account_id": account_id,
                "product": {"name": "1 diamond", "sku": "diamond", "quantity": 1},
                "customer": {},
                "ordered_at": "2026-11-22T10:59:58Z",
            },
        });
        Self::of(shop, body.to_string())
    }

    /// Anything, well signed.
    pub fn of(shop: &DemoShop, body: impl Into<String>) -> Self {
        Self {
            webhook_id: "call-1:activate:1".to_owned(),
            timestamp: now(),
            body: body.into(),
            secret: shop.secret().to_owned(),
        }
    }

    /// Makes the call; `None` when the connection is closed without an answer.
    pub async fn make(&self, shop: &DemoShop) -> Option<Answer> {
        let url = shop.url().strip_prefix("http://").unwrap();
        let (address, path) = url.split_once('/').unwrap();
        let signature = Webhook::new(&self.secret)
            .unwrap()
            .sign(&self.webhook_id, self.timestamp, self.body.as_bytes())
            .unwrap();
        let request = format!(
            "POST /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nwebhook-id: {}\r\n\
             webhook-timestamp: {}\r\nwebhook-signature: {signature}\r\n\r\n{}",
            self.body.len(),
            self.webhook_id,
            self.timestamp,
            self.body,
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        // The shop may close before it has read everything: its answer counts.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n")?;
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        Some(Answer {
            status: head.split(' ').nth(1)?.parse().ok()?,
            head,
            body: answer[end + 4..].to_vec(),
        })
    }
}
