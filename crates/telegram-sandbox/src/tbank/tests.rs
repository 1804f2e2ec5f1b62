use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc;

use super::*;
use crate::system;

/// A shop that hears notifications: each is answered with the next of these, then with `OK`.
struct Shop {
    url: LoopbackUrl,
    heard: mpsc::UnboundedReceiver<Value>,
    _server: JoinSet<Infallible>,
}

impl Shop {
    async fn open(answers: Vec<(u16, &'static str)>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/webhooks/tbank", listener.local_addr().unwrap());
        let (sender, heard) = mpsc::unbounded_channel();
        let answers = Arc::new(Mutex::new(answers.into_iter()));
        let mut server = JoinSet::new();
        server.spawn(http::serve(listener, move |request| {
            let next = answers.lock().unwrap().next();
            let (status, body) = next.unwrap_or((200, "OK"));
            let said = serde_json::from_slice(request.body().as_ref().unwrap()).unwrap();
            sender.send(said).unwrap();
            let status = hyper::StatusCode::from_u16(status).unwrap();
            std::future::ready(Ok(http::answer(status, "text/plain", body)))
        }));
        Self { url: url.parse().unwrap(), heard, _server: server }
    }

    async fn next(&mut self) -> Value {
        tokio::time::timeout(Duration::from_secs(30), self.heard.recv()).await.unwrap().unwrap()
    }
}

async fn bank(shop: &Shop, buyers: Buyers) -> Bank {
    let options = BankOptions {
        notification_url: Some(shop.url.clone()),
        buyers,
        interval: Duration::from_millis(1),
        speedup: 3_600_000,
        ..BankOptions::default()
    };
    let around = Surroundings {
        ledger: Arc::new(Ledger::new(system::clock())),
        clock: system::clock(),
        randomness: system::randomness(),
        seed: 1,
    };
    Bank::open(options, around).await.unwrap()
}

/// What a call comes to, well signed; `None` if the answer is lost.
async fn call(bank: &Bank, method: &str, asked: Value) -> Option<Value> {
    post(bank, method, bank.signed(&asked)).await
}

async fn post(bank: &Bank, method: &str, body: String) -> Option<Value> {
    let address = bank.inner.origin.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!("POST /v2/{method} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    let call = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(call.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

fn new_payment(order: &str) -> Value {
    json!({ "Amount": 10_000, "OrderId": order, "Recurrent": "Y", "CustomerKey": "c" })
}

#[tokio::test]
async fn a_payment_is_told_until_it_is_taken() {
    let answers = vec![(500, "OK"), (200, "\"OK\""), (200, "OK\n"), (403, "")];
    let mut shop = Shop::open(answers).await;
    let bank = bank(&shop, Buyers::Pay).await;
    let made = call(&bank, "Init", new_payment("A-1")).await.unwrap();
    assert_eq!((&made["Success"], &made["Status"]), (&json!(true), &json!("NEW")));
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let heard = shop.next().await;
        let said = heard.as_object().unwrap();
        assert_eq!(said["Token"], token::token(said, bank.password()));
        assert_eq!(said["PaymentId"].to_string(), made["PaymentId"].as_str().unwrap());
        assert!(said["RebillId"].as_u64().unwrap() > 1 << 31);
        statuses.push(said["Status"].clone());
    }
    statuses.sort_by_key(Value::to_string);
    statuses.dedup();
    assert_eq!(statuses, ["AUTHORIZED", "CONFIRMED"]);
    let mut pending = bank.pending();
    pending.wait_for(|pending| *pending == 0).await.unwrap();
    let state = call(&bank, "GetState", json!({ "PaymentId": made["PaymentId"] })).await.unwrap();
    assert_eq!(state["Status"], "CONFIRMED");
}

/// Each attempt is a payment of its own.
#[tokio::test]
async fn an_order_may_be_tried_twice() {
    let mut shop = Shop::open(Vec::new()).await;
    let bank = bank(&shop, Buyers::Decline).await;
    call(&bank, "Init", new_payment("A-1")).await.unwrap();
    let first = shop.next().await;
    assert_eq!((&first["Status"], &first["ErrorCode"]), (&json!("REJECTED"), &json!("1051")));
    assert_ne!(shop.next().await["PaymentId"], first["PaymentId"]);
    let order = call(&bank, "CheckOrder", json!({ "OrderId": "A-1" })).await.unwrap();
    let statuses = order["Payments"].as_array().unwrap().iter().map(|it| it["Status"].clone());
    assert_eq!(statuses.collect::<Vec<_>>(), ["REJECTED", "CONFIRMED"]);
    let again = call(&bank, "Init", new_payment("A-1")).await.unwrap();
    assert_eq!(again["ErrorCode"], "20");
}

#[tokio::test]
async fn money_goes_back_once_for_each_name() {
    let mut shop = Shop::open(Vec::new()).await;
    let bank = bank(&shop, Buyers::Pay).await;
    let made = call(&bank, "Init", new_payment("A-1")).await.unwrap();
    for _ in 0..2 {
        shop.next().await;
    }
    let part = json!({ "PaymentId": made["PaymentId"], "Amount": 4_000, "ExternalRequestId": "r" });
    for _ in 0..2 {
        let told = call(&bank, "Cancel", part.clone()).await.unwrap();
        assert_eq!(
            (&told["Status"], &told["NewAmount"]),
            (&json!("PARTIAL_REFUNDED"), &json!(6_000))
        );
    }
    let heard = shop.next().await;
    assert_eq!((&heard["Status"], &heard["Amount"]), (&json!("PARTIAL_REFUNDED"), &json!(4_000)));
    let too_much = json!({ "PaymentId": made["PaymentId"], "Amount": 6_001 });
    assert_eq!(call(&bank, "Cancel", too_much).await.unwrap()["ErrorCode"], "251");
    let rest = call(&bank, "Cancel", json!({ "PaymentId": made["PaymentId"] })).await.unwrap();
    assert_eq!((&rest["Status"], &rest["NewAmount"]), (&json!("REFUNDED"), &json!(0)));
    assert_eq!(shop.next().await["Amount"], 6_000);
}

#[tokio::test]
async fn a_card_that_was_left_is_charged_again() {
    let mut shop = Shop::open(Vec::new()).await;
    let bank = bank(&shop, Buyers::Leave).await;
    call(&bank, "Init", new_payment("A-1")).await.unwrap();
    assert!(bank.pay("A-1", Card::Good));
    let rebill = shop.next().await["RebillId"].clone();
    shop.next().await;
    assert!(!bank.pay("A-1", Card::Good), "it is paid");
    let next = json!({ "Amount": 500, "OrderId": "A-2" });
    let next = call(&bank, "Init", next).await.unwrap();
    let charge = json!({ "PaymentId": next["PaymentId"], "RebillId": rebill });
    let charged = call(&bank, "Charge", charge.clone()).await.unwrap();
    assert_eq!((&charged["Success"], &charged["Status"]), (&json!(true), &json!("CONFIRMED")));
    assert_eq!(call(&bank, "Charge", charge).await.unwrap()["ErrorCode"], "8");
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let shop = Shop::open(Vec::new()).await;
    let bank = bank(&shop, Buyers::Leave).await;
    let good = new_payment("A-1");
    let forged = bank.signed(&good).replace("10000", "10001");
    assert_eq!(post(&bank, "Init", forged).await.unwrap()["ErrorCode"], "204");
    let other = json!({ "TerminalKey": "x", "PaymentId": 1 });
    assert_eq!(call(&bank, "GetState", other).await.unwrap()["ErrorCode"], "501");
    let item =
        json!({ "Name": "A", "Price": 9_999, "Quantity": 1, "Amount": 9_999, "Tax": "none" });
    let receipt = json!({ "Email": "a@example.test", "Taxation": "osn", "Items": [item] });
    for (name, value, code) in [
        ("Amount", json!("10000"), "251"),
        ("Amount", json!(1), "251"),
        ("OrderId", json!("x".repeat(37)), "212"),
        ("OrderId", json!(""), "201"),
        ("Description", json!("я".repeat(141)), "213"),
        ("CustomerKey", json!(null), "201"),
        ("PayType", json!("X"), "200"),
        ("RedirectDueDate", json!("2026-01-01T00:00:00+03:00"), "12"),
        ("RedirectDueDate", json!("tomorrow"), "12"),
        ("DATA", json!({ "a": {} }), "209"),
        ("Receipt", receipt, "308"),
        ("Receipt", json!({}), "309"),
    ] {
        let mut asked = good.clone();
        asked[name] = value;
        let answer = call(&bank, "Init", asked).await.unwrap();
        assert_eq!(answer["ErrorCode"], code, "{name}");
    }
    assert!(bank.payments().is_empty());
    let unknown = call(&bank, "CheckOrder", json!({ "OrderId": "A-1" })).await.unwrap();
    assert_eq!(unknown["ErrorCode"], "335");
}

#[tokio::test]
async fn answers_get_lost_and_notifications_go_wrong() {
    let mut shop = Shop::open(Vec::new()).await;
    let bank = bank(&shop, Buyers::Pay).await;
    for fault in [Fault::ApiCreateLost, Fault::WebhooksForged, Fault::WebhooksTwice] {
        bank.inject(fault);
    }
    assert_eq!(call(&bank, "Init", new_payment("A-1")).await, None);
    assert_eq!(bank.payments().len(), 1);
    let mut good = 0;
    for _ in 0..6 {
        let heard = shop.next().await;
        let said = heard.as_object().unwrap();
        good += usize::from(said["Token"] == token::token(said, bank.password()));
    }
    assert_eq!(good, 4);
    bank.clear_faults();
    bank.inject(Fault::ApiErrors);
    let state = json!({ "PaymentId": bank.payments()[0].id });
    let (first, second) =
        (call(&bank, "GetState", state.clone()).await, call(&bank, "GetState", state).await);
    assert_ne!(first.is_some(), second.is_some());
}
