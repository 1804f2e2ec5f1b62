//! Checkouts that are paid at T-Bank, from the shop's request to the order.

use std::fs::File;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use telegram_sandbox::event::{Event, EventStream, Kind};
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tbank::cards::Card;
use telegram_sandbox::tbank::{Bank, BankOptions, BankStatus};
use telegram_sandbox::tribute_api::planned::Buyers;
use telegram_sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::agent::{Agent, program, write_private};
use crate::restore::home::{Ended, ended};
use crate::server::http;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const PATIENCE: Duration = Duration::from_mins(1);

/// A sandbox with a bank and a shop, and a configuration without a Telegram account that fits them.
pub(super) struct Scene {
    pub(super) running: Running,
    pub(super) folder: TempDir,
    url: String,
    events: EventStream,
}

impl Scene {
    pub(super) async fn with_buyers(buyers: Buyers) -> Self {
        Self::with(buyers, false).await
    }

    /// `salebot`: a project there hears of the payments, in the shop's place.
    pub(super) async fn with(buyers: Buyers, salebot: bool) -> Self {
        let bank = BankOptions {
            buyers,
            interval: Duration::from_millis(5),
            speedup: 100_000,
            ..BankOptions::default()
        };
        let options = Options { bank: Some(bank), salebot, ..Options::default() };
        let running = Sandbox::start(options).await.unwrap();
        // Free again at once, for the agent.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let events = running.events();
        let folder = tempfile::tempdir().unwrap();
        let scene = Self { running, folder, url: format!("http://127.0.0.1:{port}"), events };
        let (bank, shop) = (scene.bank(), scene.running.shop());
        let shop = match scene.running.salebot() {
            Some(project) => format!(
                "kind = \"salebot\"\nurl = \"{}\"\napi_key = \"{}\"\nprefix = \"{}\"",
                project.url(),
                project.api_key(),
                project.prefix(),
            ),
            None => format!("url = \"{}\"\nsecret = \"{}\"", shop.url(), shop.secret()),
        };
        let text = format!(
            "language = \"en\"\nlivemode = false\njournal = \"shop.journal\"\n\
             [server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"{}\"\ntoken = \"{TOKEN}\"\n\
             [tbank]\nterminal_key = \"{}\"\npassword = \"{}\"\nurl = \"{}\"\n\
             taxation = \"usn_income\"\n[shop]\n{shop}\n\
             [timing]\nprobe_interval = \"300ms\"\nincident_after = \"500ms\"\n",
            scene.url,
            bank.terminal_key(),
            bank.password(),
            bank.url(),
        );
        write_private(&scene.folder.path().join("config.toml"), &text);
        scene
    }

    pub(super) fn bank(&self) -> &Bank {
        self.running.bank().unwrap()
    }

    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("agent.log")).unwrap_or_default()
    }

    /// `run`, once its server answers.
    pub(super) async fn agent(&self) -> Agent {
        let before = self.log().matches("the server listens").count();
        let log = self.folder.path().join("agent.log");
        let stderr = File::options().append(true).create(true).open(log).unwrap();
        let mut program = program(&self.folder.path().join("config.toml"), "run", &[]);
        let agent = Agent::spawn(program.stdout(Stdio::null()).stderr(stderr));
        let listens = async {
            while self.log().matches("the server listens").count() == before {
                // A file tells nobody when it grows.
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, listens).await.unwrap_or_else(|_| panic!("never: {}", self.log()));
        agent
    }

    pub(super) async fn command(&self, command: &str, words: &[&str]) -> Ended {
        ended(program(&self.folder.path().join("config.toml"), command, words)).await
    }

    pub(super) async fn posts(&self, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
        let url = format!("{}/api/v1/{path}", self.url);
        let call = http().post(url).bearer_auth(TOKEN);
        let call = call.header("idempotency-key", key).header("content-type", "application/json");
        let answer = call.body(body.to_string()).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        (status, serde_json::from_str(&text).unwrap())
    }

    pub(super) async fn gets(&self, path: &str) -> Value {
        let call = http().get(format!("{}/api/v1/{path}", self.url)).bearer_auth(TOKEN);
        serde_json::from_str(&call.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    /// Changes the configuration.
    pub(super) fn reconfigure(&self, change: impl FnOnce(&str) -> String) {
        let file = self.folder.path().join("config.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        write_private(&file, &change(&text));
    }

    /// A checkout that can be paid.
    pub(super) async fn opens(&self, change: Value) -> Value {
        let (status, told) = self.posts("checkouts", "key-1", &checkout(change)).await;
        assert_eq!(status, StatusCode::CREATED, "{told}: {}", self.log());
        told
    }

    /// Says what the bank could say, well signed. Returns what is answered.
    pub(super) async fn is_told(&self, message: &Value) -> (u16, String) {
        let url = format!("{}/webhooks/tbank", self.url);
        let call = http().post(url).body(self.bank().signed(message));
        let answer = call.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Waits until the journal has an order in this state; returns it.
    pub(super) async fn until_order(&self, number: u32, state: &str) -> Value {
        let wanted = async {
            loop {
                let listed = self.command("orders", &["list", "--json"]).await.stdout;
                let mut orders = listed.lines().map(|line| serde_json::from_str(line).unwrap());
                let order = orders.find(|order: &Value| order["number"] == number);
                if let Some(order) = order.filter(|order| order["state"] == state) {
                    return order;
                }
            }
        };
        timeout(PATIENCE, wanted).await.unwrap_or_else(|_| panic!("never {state}: {}", self.log()))
    }

    async fn until(&mut self, wanted: impl Fn(&Event) -> bool) {
        let happens = async { while !wanted(&self.events.next().await) {} };
        timeout(PATIENCE, happens).await.unwrap();
    }

    /// Waits until the agent has said this.
    pub(super) async fn until_said(&self, words: &str) {
        let said = async {
            while !self.log().contains(words) {
                // A file tells nobody when it grows.
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, said).await.unwrap_or_else(|_| panic!("never {words}: {}", self.log()));
    }

    /// Of all that is looked after, its time comes at once; no agent is at work.
    fn hurry(&self) {
        let journal = rusqlite::Connection::open(self.folder.path().join("shop.journal")).unwrap();
        for table in ["checkouts", "charges"] {
            let sql = format!("UPDATE {table} SET due_at_ms = 0 WHERE due_at_ms IS NOT NULL");
            journal.execute(&sql, []).unwrap();
        }
    }
}

fn checkout(change: Value) -> Value {
    let mut body = json!({
        "provider": "tbank",
        "account_id": "12345",
        "title": "1 алмаз",
        "price": { "amount": 19_900, "currency": "RUB" },
        "reference": "cart-7",
    });
    let Value::Object(change) = change else { panic!("an object") };
    body.as_object_mut().unwrap().extend(change);
    body
}

fn is_init(event: &Event) -> bool {
    matches!(&event.kind, Kind::ApiCall { path, .. } if path == "/v2/Init")
}

#[tokio::test]
async fn what_is_confirmed_is_given_once() {
    let scene = Scene::with_buyers(Buyers::Pay).await;
    for fault in [Fault::WebhooksTwice, Fault::WebhooksForged, Fault::WebhooksOutOfOrder] {
        scene.bank().inject(fault);
    }
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let order = scene.until_order(1, "completed").await;
    let (id, payment) = (scene.bank().terminal_key(), scene.bank().payments()[0].id);
    assert_eq!(order["id"], format!("test-tbank-{id}-{payment}"));
    assert_eq!((&order["source"], &order["account_id"]), (&json!("tbank"), &json!("12345")));
    assert_eq!(scene.running.settled(PATIENCE).await.unsettled, 0, "{}", scene.log());
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
    let calls = scene.running.shop().calls();
    let checkout = told["id"].as_str().unwrap();
    assert!(calls[0].body.contains(&format!(r#""checkout_id":"{checkout}""#)), "{calls:?}");
    let forged =
        json!({ "TerminalKey": "other", "OrderId": checkout, "PaymentId": 1, "Status": "NEW" });
    assert_eq!(scene.is_told(&forged).await.0, 403);
}

#[tokio::test]
async fn money_that_is_only_held_gives_nothing() {
    let scene = Scene::with_buyers(Buyers::Prepay).await;
    let _agent = scene.agent().await;
    scene.opens(json!({})).await;
    scene.until_said("the bank tells of a payment").await;
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
}

/// Another attempt is another payment, of the same checkout.
#[tokio::test]
async fn a_card_that_is_rejected_can_be_followed_by_another() {
    let scene = Scene::with_buyers(Buyers::Decline).await;
    let _agent = scene.agent().await;
    scene.opens(json!({})).await;
    let order = scene.until_order(1, "completed").await;
    let paid = scene.bank().payments()[1].id;
    assert!(order["id"].as_str().unwrap().ends_with(&format!("-{paid}")), "{order}");
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn an_agent_that_dies_while_the_bank_makes_a_payment_makes_one_that_can_be_paid() {
    let mut scene = Scene::with_buyers(Buyers::Leave).await;
    scene.bank().inject(Fault::ApiCreateLost);
    let agent = scene.agent().await;
    let (url, asked) = (format!("{}/api/v1/checkouts", scene.url), checkout(json!({})));
    let asks = tokio::spawn(async move {
        let call = http().post(url).bearer_auth(TOKEN);
        let call = call.header("content-type", "application/json");
        call.header("idempotency-key", "key-1").body(asked.to_string()).send().await.map(drop)
    });
    scene.until(is_init).await;
    agent.kill().await;
    drop(asks.await.unwrap());
    scene.running.clear_faults();
    // The call must have ended by then.
    let journal = rusqlite::Connection::open(scene.folder.path().join("shop.journal")).unwrap();
    let sql = "UPDATE checkouts SET state = json_set(state, '$.asked_at', '2026-11-01T00:00:00Z')";
    journal.execute(sql, []).unwrap();
    drop(journal);
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let payments = scene.bank().payments();
    let [lost, made] = &payments[..] else { panic!("{payments:?}: {}", scene.log()) };
    assert_eq!((lost.status, made.status), (BankStatus::Canceled, BankStatus::New));
    assert!(told["url"].as_str().unwrap().ends_with(&made.id.to_string()), "{told}");
    assert!(scene.bank().pay(&made.order_id, Card::Good));
    scene.until_order(1, "completed").await;
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn a_payment_of_which_no_notification_comes_is_found() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    agent.terminate().await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::Good));
    while scene.bank().payments()[0].status != BankStatus::Confirmed {
        tokio::task::yield_now().await;
    }
    scene.hurry();
    let _agent = scene.agent().await;
    scene.until_order(1, "completed").await;
    assert_eq!(scene.running.settled(PATIENCE).await.unsettled, 0, "{}", scene.log());
    assert_eq!(scene.running.shop().effects().len(), 1, "{}", scene.log());
}

#[tokio::test]
async fn another_amount_and_a_second_payment_are_left_to_people() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({})).await;
    let said = |payment: u64, amount: u64| {
        json!({
            "OrderId": told["id"], "Success": true, "Status": "CONFIRMED", "PaymentId": payment,
            "ErrorCode": "0", "Amount": amount,
        })
    };
    assert_eq!(scene.is_told(&said(1, 19_901)).await, (200, "OK".to_owned()));
    scene.until_order(1, "escalated").await;
    assert_eq!(scene.is_told(&said(2, 19_900)).await, (200, "OK".to_owned()));
    scene.until_said("paid_before").await;
    let mut unknown = said(3, 19_900);
    unknown["OrderId"] = json!("A-1");
    assert_eq!(scene.is_told(&unknown).await, (200, "OK".to_owned()));
    scene.until_said("nobody_asked").await;
    // It is no order, though it was told: that its money went back is told, too.
    unknown["Status"] = json!("REFUNDED");
    assert_eq!(scene.is_told(&unknown).await, (200, "OK".to_owned()));
    scene.until_said("unknown_payment").await;
    let mut new = said(1, 19_900);
    new["Status"] = json!("FUTURE_STATUS");
    assert_eq!(scene.is_told(&new).await, (200, "OK".to_owned()));
    scene.until_said("new_status").await;
    assert!(scene.running.shop().calls().is_empty(), "{}", scene.log());
}

#[tokio::test]
async fn money_goes_back_when_somebody_says_so() {
    let scene = Scene::with_buyers(Buyers::Pay).await;
    let _agent = scene.agent().await;
    scene.opens(json!({})).await;
    scene.until_order(1, "completed").await;
    let asked = scene.command("orders", &["refund", "1", "--yes"]).await;
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    let order = scene.until_order(1, "refunded").await;
    assert_eq!(scene.bank().payments()[0].status, BankStatus::Refunded);
    assert!(scene.running.shop().revoked().contains(order["id"].as_str().unwrap()));
}

#[tokio::test]
async fn a_card_is_charged_again_for_an_order_of_its_own() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let told = scene.opens(json!({ "recurring": "on_demand" })).await;
    assert!(scene.bank().pay(told["id"].as_str().unwrap(), Card::ThreeDs));
    scene.until_order(1, "completed").await;
    let body = json!({
        "checkout_id": told["id"], "price": { "amount": 9_900, "currency": "RUB" },
    });
    let (status, charged) = scene.posts("charges", "key-2", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{charged}: {}", scene.log());
    let order = scene.until_order(2, "completed").await;
    assert_eq!(order["price"], json!({ "amount": 9_900, "currency": "RUB" }));
    let made = scene.bank().payments().into_iter().filter(|it| it.amount == 9_900);
    assert_eq!(made.count(), 1);
    assert_eq!(scene.running.shop().effects().len(), 2, "{}", scene.log());
}

#[tokio::test]
async fn what_the_bank_would_not_take_is_told_in_words() {
    let scene = Scene::with_buyers(Buyers::Leave).await;
    let _agent = scene.agent().await;
    let receipt = json!({ "products": [{ "name": "1 алмаз", "price": "198.99" }] });
    let body = checkout(json!({ "receipt": receipt, "email": "a@example.test" }));
    let (status, told) = scene.posts("checkouts", "key-1", &body).await;
    assert_eq!(
        (status, &told["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("provider_refused"))
    );
    assert!(told["detail"].as_str().unwrap().contains("add up"), "{told}");
    assert!(scene.bank().payments().is_empty());
    let receipt = json!({ "products": [{ "name": "1 алмаз", "quantity": 3 }] });
    let body = checkout(json!({ "receipt": receipt, "email": "a@example.test" }));
    let (status, told) = scene.posts("checkouts", "key-2", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let items = scene.bank().payments()[0].asked["Receipt"]["Items"].clone();
    let amounts = items.as_array().unwrap().iter().map(|it| it["Amount"].as_i64().unwrap());
    assert_eq!(amounts.collect::<Vec<_>>(), [6_633, 6_633, 6_634]);
}
