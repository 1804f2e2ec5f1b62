//! Tribute's API: the real binary against the sandbox's.

mod calls;
mod checkouts;
mod command_line;
mod doctor;
mod pending;
mod purchases;
mod refunds;

use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Map, Value, json};
use telegram_sandbox::event::{Event, EventStream};
use telegram_sandbox::tribute_api::planned::PlannedPurchase;
use telegram_sandbox::tribute_api::{ApiOptions, TributeApi};
use telegram_sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::agent::{Agent, program, write_private};
use crate::restore::home::{Ended, ended};
use crate::server::listened_at;

const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const PATIENCE: Duration = Duration::from_mins(1);

/// A sandbox with Tribute's API and a shop, and a configuration without a Telegram account that fits them.
struct Scene {
    running: Running,
    folder: TempDir,
    events: EventStream,
}

impl Scene {
    async fn new() -> Self {
        Self::with(|options| options).await
    }

    async fn with(change: impl FnOnce(ApiOptions) -> ApiOptions) -> Self {
        let api = change(ApiOptions {
            key: Some(KEY.to_owned()),
            interval: Duration::from_millis(5),
            ..ApiOptions::default()
        });
        let options = Options { tribute_api: Some(api), ..Options::default() };
        let running = Sandbox::start(options).await.unwrap();
        let events = running.events();
        let scene = Self { running, folder: tempfile::tempdir().unwrap(), events };
        scene.configure(KEY, "");
        scene
    }

    /// With this key, and more in `[tribute_api]`.
    fn configure(&self, key: &str, more: &str) {
        let (url, shop) = (self.api().url(), self.running.shop());
        let text = format!(
            "language = \"en\"\nlivemode = false\njournal = \"shop.journal\"\n\
             [server]\nlisten = \"127.0.0.1:0\"\ntoken = \"{TOKEN}\"\n\
             [tribute_api]\nkey = \"{key}\"\nurl = \"{url}\"\n{more}\n\
             [shop]\nurl = \"{}\"\nsecret = \"{}\"\n\
             [timing]\nprobe_interval = \"300ms\"\nincident_after = \"500ms\"\n",
            shop.url(),
            shop.secret(),
        );
        write_private(&self.config(), &text);
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    fn api(&self) -> &TributeApi {
        self.running.tribute_api().unwrap()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("agent.log")).unwrap_or_default()
    }

    /// `run`, once its server answers; Tribute's webhooks go there.
    async fn agent(&self) -> Agent {
        let before = self.log().matches("the server listens").count();
        let log = self.folder.path().join("agent.log");
        let stderr = File::options().append(true).create(true).open(log).unwrap();
        let mut program = program(&self.config(), "run", &[]);
        let agent = Agent::spawn(program.stdout(Stdio::null()).stderr(stderr));
        let url = timeout(PATIENCE, async {
            loop {
                if let Some(url) = listened_at(&self.log(), before) {
                    return url;
                }
                // A file tells nobody when it grows.
                sleep(Duration::from_millis(20)).await;
            }
        });
        let url = url.await.unwrap_or_else(|_| panic!("it never listened: {}", self.log()));
        self.api().set_webhook_url(format!("{url}/webhooks/tribute").parse().unwrap());
        agent
    }

    async fn command(&self, command: &str, words: &[&str]) -> Ended {
        ended(program(&self.config(), command, words)).await
    }

    /// Somebody buys, in this currency. Returns the sandbox's number of it.
    fn buys(&self, payload: Value, change: impl FnOnce(PlannedPurchase) -> PlannedPurchase) -> u32 {
        let Value::Object(given) = payload else { panic!("an object") };
        let mut payload = Map::new();
        payload.insert("telegram_user_id".to_owned(), json!(9_200_000_001_u64));
        payload.insert("trb_user_id".to_owned(), json!("T-1"));
        payload.extend(given);
        let planned = change(PlannedPurchase { payload, ..PlannedPurchase::default() });
        self.running.buy(planned).unwrap()
    }

    /// Waits until something happens in the sandbox.
    async fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        let happens = async {
            loop {
                let event = self.events.next().await;
                if wanted(&event) {
                    return event;
                }
            }
        };
        timeout(PATIENCE, happens).await.unwrap_or_else(|_| panic!("never: {}", self.log()))
    }

    /// Waits until the journal has an order in this state; returns it.
    async fn until_order(&self, number: u32, state: &str) -> Value {
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

    /// Waits until the agent has said this.
    async fn until_said(&self, words: &str) {
        let said = async {
            while !self.log().contains(words) {
                // A file tells nobody when it grows.
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, said).await.unwrap_or_else(|_| panic!("never {words}: {}", self.log()));
    }
}
