//! A sandbox with a bank and a shop, and an agent of no Telegram account before them.

use std::fs::File;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use telegram_sandbox::event::{Event, EventStream};
use telegram_sandbox::tbank::{Bank, BankOptions};
use telegram_sandbox::tribute_api::planned::Buyers;
use telegram_sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};
use tribute_agent::journal::Journal;

use crate::agent::{Agent, program, write_private};
use crate::restore::home::{Ended, ended};
use crate::server::http;

pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A sandbox with a bank and a shop, and a configuration without a Telegram account that fits them.
pub struct Scene {
    pub running: Running,
    pub folder: TempDir,
    pub url: String,
    pub events: EventStream,
}

impl Scene {
    pub async fn with_buyers(buyers: Buyers) -> Self {
        Self::with(buyers, false).await
    }

    /// `salebot`: a project there hears of the payments, in the shop's place.
    pub async fn with(buyers: Buyers, salebot: bool) -> Self {
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

    pub fn bank(&self) -> &Bank {
        self.running.bank().unwrap()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("agent.log")).unwrap_or_default()
    }

    /// `run`, once its server answers.
    pub async fn agent(&self) -> Agent {
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

    pub async fn command(&self, command: &str, words: &[&str]) -> Ended {
        ended(program(&self.folder.path().join("config.toml"), command, words)).await
    }

    pub async fn posts(&self, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
        let url = format!("{}/api/v1/{path}", self.url);
        let call = http().post(url).bearer_auth(TOKEN);
        let call = call.header("idempotency-key", key).header("content-type", "application/json");
        let answer = call.body(body.to_string()).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        (status, serde_json::from_str(&text).unwrap())
    }

    /// What the server tells.
    pub async fn gets(&self, path: &str) -> Value {
        let call = http().get(format!("{}/api/v1/{path}", self.url)).bearer_auth(TOKEN);
        serde_json::from_str(&call.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    /// Changes the configuration.
    pub fn rewrite_config(&self, change: impl FnOnce(&str) -> String) {
        let file = self.folder.path().join("config.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        write_private(&file, &change(&text));
    }

    /// A checkout that can be paid.
    pub async fn opens(&self, change: Value) -> Value {
        let (status, told) = self.posts("checkouts", "key-1", &checkout(change)).await;
        assert_eq!(status, StatusCode::CREATED, "{told}: {}", self.log());
        told
    }

    /// Says what the bank could say, well signed. Returns what is answered.
    pub async fn is_told(&self, message: &Value) -> (u16, String) {
        let url = format!("{}/webhooks/tbank", self.url);
        let call = http().post(url).body(self.bank().signed(message));
        let answer = call.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// The journal, to be read.
    pub fn journal(&self) -> Journal {
        Journal::open_to_read(&self.folder.path().join("shop.journal")).unwrap()
    }

    /// What monitors read.
    pub async fn metrics(&self) -> String {
        let call = http().get(format!("{}/metrics", self.url)).bearer_auth(TOKEN);
        call.send().await.unwrap().text().await.unwrap()
    }

    /// Waits until the journal has an order in this state; returns it.
    pub async fn until_order(&self, number: u32, state: &str) -> Value {
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

    pub async fn until(&mut self, wanted: impl Fn(&Event) -> bool) {
        let happens = async { while !wanted(&self.events.next().await) {} };
        timeout(PATIENCE, happens).await.unwrap();
    }

    /// Waits until the agent has said this.
    pub async fn until_said(&self, words: &str) {
        let said = async {
            while !self.log().contains(words) {
                // A file tells nobody when it grows.
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, said).await.unwrap_or_else(|_| panic!("never {words}: {}", self.log()));
    }

    /// Of all that is looked after, its time comes at once; no agent is at work.
    pub fn hurry(&self) {
        let journal = rusqlite::Connection::open(self.folder.path().join("shop.journal")).unwrap();
        for table in ["checkouts", "charges"] {
            let sql = format!("UPDATE {table} SET due_at_ms = 0 WHERE due_at_ms IS NOT NULL");
            journal.execute(&sql, []).unwrap();
        }
    }
}

/// What a shop asks for, with these changes.
pub fn checkout(change: Value) -> Value {
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

/// What the bank says of a payment of a checkout, in a status and an amount.
pub fn notification(checkout: &Value, payment: u64, status: &str, amount: u64) -> Value {
    json!({
        "OrderId": checkout["id"], "Success": true, "Status": status, "PaymentId": payment,
        "ErrorCode": "0", "Amount": amount,
    })
}
