//! The agent's client against the sandbox's bank.

use std::time::Duration;

use serde_json::json;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tbank::cards::Card;
use telegram_sandbox::tbank::{Bank, BankOptions};
use telegram_sandbox::tribute_api::planned::Buyers;
use telegram_sandbox::{Options, Running, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::report::UserError as _;
use tribute_agent::tbank::client::{Cancellation, NewPayment, Payment};
use tribute_agent::tbank::notification::{self, ANSWER, Notification};
use tribute_agent::tbank::receipt::{Defaults, Receipt, Taxation};
use tribute_agent::tbank::{ApiError, Client, Password, Status, Terminal, TerminalKey};

const PATIENCE: Duration = Duration::from_mins(1);

/// A bank whose buyers go away, and a shop that hears its notifications.
struct Scene {
    running: Running,
    listener: TcpListener,
}

impl Scene {
    async fn new() -> Self {
        let bank = BankOptions {
            buyers: Buyers::Leave,
            interval: Duration::from_millis(5),
            speedup: 100_000,
            ..BankOptions::default()
        };
        let options = Options { bank: Some(bank), ..Options::default() };
        let running = Sandbox::start(options).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { running, listener }
    }

    fn bank(&self) -> &Bank {
        self.running.bank().unwrap()
    }

    fn terminal(&self) -> Terminal {
        let key = TerminalKey::new(self.bank().terminal_key()).unwrap();
        Terminal { key, password: Password::new(self.bank().password()).unwrap() }
    }

    fn client(&self) -> Client {
        Client::new(&self.bank().url(), self.terminal()).unwrap()
    }

    fn new_payment(&self, order_id: &str) -> NewPayment {
        let url = format!("http://{}/webhooks/tbank", self.listener.local_addr().unwrap());
        NewPayment { notification_url: Some(url), ..NewPayment::new(order_id, 10_000) }
    }

    async fn init(&self, new: &NewPayment) -> Result<Payment, ApiError> {
        self.client().init(new, Machine.now()).await
    }

    /// The next notification, answered.
    async fn notified(&self) -> Notification {
        let heard = async {
            let (mut stream, _) = self.listener.accept().await.unwrap();
            let mut request = Vec::new();
            let body = loop {
                assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
                if let Some(body) = body_of(&request) {
                    break body;
                }
            };
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{ANSWER}");
            stream.write_all(answer.as_bytes()).await.unwrap();
            notification::hear(&self.terminal(), body.as_bytes()).unwrap()
        };
        timeout(PATIENCE, heard).await.unwrap()
    }

    /// A payment that is made; and what the card can be charged by.
    async fn paid(&self, order_id: &str) -> (Payment, String) {
        let new = NewPayment {
            recurrent: true,
            customer_key: Some("shop-7".to_owned()),
            ..self.new_payment(order_id)
        };
        let made = self.init(&new).await.unwrap();
        assert!(self.bank().pay(order_id, Card::ThreeDs));
        let heard = [self.notified().await, self.notified().await];
        for status in [Status::Authorized, Status::Confirmed] {
            let told = heard.iter().find(|told| told.status == status).unwrap();
            assert_eq!((&told.order_id, &told.payment_id), (&new.order_id, &made.id));
            assert_eq!((told.amount, told.success), (Some(10_000), true));
        }
        assert_ne!(heard[0].dedup_key(), heard[1].dedup_key());
        (made, heard[0].rebill_id.clone().unwrap())
    }
}

/// The body of a request, once all of it has come.
fn body_of(request: &[u8]) -> Option<String> {
    let request = String::from_utf8_lossy(request);
    let (head, body) = request.split_once("\r\n\r\n")?;
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    (body.len() >= length.parse().unwrap()).then(|| body.to_owned())
}

fn cancellation(payment_id: &str, amount: Option<i64>, name: Option<&str>) -> Cancellation {
    Cancellation {
        payment_id: payment_id.to_owned(),
        amount,
        receipt: None,
        request_id: name.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_payment_is_made_and_told() {
    let scene = Scene::new().await;
    let (made, rebill_id) = scene.paid("chk_1").await;
    assert!(made.url.is_some_and(|url| url.starts_with("http://127.0.0.1")));
    assert!(rebill_id.parse::<u64>().unwrap() > 1 << 31);
    let state = scene.client().state(&made.id).await.unwrap();
    assert_eq!((state.status, state.amount), (Status::Confirmed, Some(10_000)));
}

/// One attempt is rejected; the same order is paid by the next.
#[tokio::test]
async fn an_order_is_paid_by_the_attempt_that_succeeds() {
    let scene = Scene::new().await;
    let first = scene.init(&scene.new_payment("chk_1")).await.unwrap();
    assert!(scene.bank().pay("chk_1", Card::Empty));
    let rejected = scene.notified().await;
    assert_eq!((rejected.status, rejected.error_code.as_deref()), (Status::Rejected, Some("1051")));
    let state = scene.client().state(&first.id).await.unwrap();
    assert_eq!((state.status, state.error_code.as_deref()), (Status::Rejected, Some("1051")));
    assert!(scene.bank().pay("chk_1", Card::Good));
    scene.notified().await;
    scene.notified().await;
    let found = scene.client().find("chk_1").await.unwrap().unwrap();
    assert_eq!(found.status, Status::Confirmed);
    assert_ne!(found.id, first.id);
    assert_eq!(scene.client().find("chk_2").await, Ok(None));
}

#[tokio::test]
async fn a_lost_answer_is_looked_up() {
    let scene = Scene::new().await;
    scene.running.inject(Fault::ApiCreateLost);
    let lost = scene.init(&scene.new_payment("chk_1")).await.unwrap_err();
    assert!(lost.may_have_had_effect(), "{lost}");
    let found = scene.client().find("chk_1").await.unwrap().unwrap();
    assert_eq!((found.status, found.amount, found.url), (Status::New, Some(10_000), None));
    let again = scene.init(&scene.new_payment("chk_1")).await.unwrap_err();
    assert!(again.is_repeated_order() && !again.may_have_had_effect(), "{again}");
    assert_eq!(scene.bank().payments().len(), 1);
    scene.running.inject(Fault::ApiErrors);
    let busy = scene.init(&scene.new_payment("chk_2")).await;
    let busy = busy.or(scene.init(&scene.new_payment("chk_2")).await).unwrap_err();
    assert!(busy.is_passing() && busy.may_have_had_effect(), "{busy}");
}

#[tokio::test]
async fn a_card_is_charged_once_for_each_payment() {
    let scene = Scene::new().await;
    let (_, rebill_id) = scene.paid("chk_1").await;
    let made = scene.init(&NewPayment::new("chg_1", 500)).await.unwrap();
    let unknown = scene.client().charge(&made.id, "1").await.unwrap_err();
    assert_eq!(unknown.code(), "tbank.refused");
    let charged = scene.client().charge(&made.id, &rebill_id).await.unwrap();
    assert_eq!((&charged.id, charged.status), (&made.id, Status::Confirmed));
    let again = scene.client().charge(&made.id, &rebill_id).await.unwrap_err();
    assert_eq!(again.code(), "tbank.refused");
}

#[tokio::test]
async fn money_goes_back_once_for_each_name() {
    let scene = Scene::new().await;
    let (made, _) = scene.paid("chk_1").await;
    let part = cancellation(&made.id, Some(3_000), Some("ref_1"));
    for _ in 0..2 {
        let cancelled = scene.client().cancel(&part).await.unwrap();
        assert_eq!((cancelled.status, cancelled.left), (Status::PartialRefunded, Some(7_000)));
    }
    let told = scene.notified().await;
    assert_eq!((told.status, told.amount), (Status::PartialRefunded, Some(3_000)));
    let too_much = scene.client().cancel(&cancellation(&made.id, Some(7_001), None)).await;
    assert_eq!(too_much.unwrap_err().code(), "tbank.refused");
    let rest = scene.client().cancel(&cancellation(&made.id, None, None)).await.unwrap();
    assert_eq!((rest.status, rest.left), (Status::Refunded, Some(0)));
    let unpaid = scene.init(&scene.new_payment("chk_2")).await.unwrap();
    let off = scene.client().cancel(&cancellation(&unpaid.id, None, None)).await.unwrap();
    assert_eq!(off.status, Status::Canceled);
    assert!(!scene.bank().pay("chk_2", Card::Good));
}

/// The bank's own check agrees with the agent's.
#[tokio::test]
async fn a_receipt_that_adds_up_is_taken() {
    let scene = Scene::new().await;
    let defaults = Defaults {
        taxation: Some(Taxation::Osn),
        email: None,
        phone: Some("8 903 123-45-67"),
        payment: 10_000,
    };
    let lists = [
        json!([{ "name": "A", "quantity": 3, "tax": "vat22" }]),
        json!([
            { "name": "A", "price": "8.30", "quantity": "0.625", "tax": "vat10", "object": "goods" },
            { "name": "B", "tax": "none", "method": "full_prepayment" },
        ]),
        json!({ "FfdVersion": "1.2", "Items": [{
            "Name": "A", "Price": 10_000, "Quantity": 1, "Amount": 10_000, "Tax": "vat20",
            "PaymentMethod": "full_payment", "PaymentObject": "service", "MeasurementUnit": "шт",
        }] }),
    ];
    for (number, said) in lists.iter().enumerate() {
        let receipt = Some(Receipt::read(said, &defaults).unwrap());
        let new = NewPayment { receipt, ..scene.new_payment(&format!("chk_{number}")) };
        scene.init(&new).await.unwrap();
    }
    let receipt = Receipt::read(&lists[0], &defaults).unwrap();
    let new = NewPayment { receipt: Some(receipt), amount: 9_999, ..scene.new_payment("chk_9") };
    assert_eq!(scene.init(&new).await.unwrap_err().code(), "tbank.invalid");
    assert_eq!(scene.bank().payments().len(), lists.len());
}

#[tokio::test]
async fn what_keeps_the_bank_from_answering_is_told_apart() {
    let scene = Scene::new().await;
    let wrong =
        Terminal { password: Password::new("another-password").unwrap(), ..scene.terminal() };
    let wrong = Client::new(&scene.bank().url(), wrong).unwrap();
    assert_eq!(wrong.state("1").await.unwrap_err().code(), "tbank.wrong_terminal");
    let nobody = Client::new("http://127.0.0.1:9/v2", scene.terminal()).unwrap();
    let unreachable = nobody.state("1").await.unwrap_err();
    assert!(unreachable.code() == "tbank.unreachable" && unreachable.is_passing());
    let unknown = scene.client().state("1").await.unwrap_err();
    assert_eq!(unknown.code(), "tbank.refused");
}
