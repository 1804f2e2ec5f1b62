//! The agent's own server: the real binary over real HTTP, with and without a Telegram account.

mod access;
mod alone;
mod bad_input;
pub mod both;
mod checkouts;
mod command_line;
mod orders;
mod webhooks;

use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};
use tribute_agent::journal::{Journal, NewOrder, Pins};
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::life::{Delivery, begin};
use tribute_agent::order::purchase::{OrderForm, Problem};
use tribute_agent::order::{SourceName, Untrusted, UserId};
use tribute_agent::shop::{self, Secret};

use crate::agent::{Agent, program, write_private};
use crate::restore::home::{Ended, ended};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const PATIENCE: Duration = Duration::from_mins(1);
/// Whose the journal of an agent without a Telegram account is.
const PINS: Pins = Pins { seller: UserId(0), bot: UserId(6_675_346_585), livemode: false };

/// A configuration without a Telegram account.
struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().unwrap() };
        scene.configure("");
        scene
    }

    /// With more keys in `[server]`.
    fn configure(&self, more: &str) {
        let text = format!(
            "language = \"en\"\nlivemode = false\njournal = \"shop.journal\"\n\
             [server]\nlisten = \"127.0.0.1:0\"\ntoken = \"{TOKEN}\"\n{more}\n\
             [shop]\nurl = \"http://127.0.0.1:9/\"\n\
             secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n\
             [timing]\nreread_interval = \"30m\"\n"
        );
        write_private(&self.config(), &text);
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("shop.journal")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("agent.log")
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Orders in the journal that wait for people: nobody said for which account they are.
    fn with_orders(self, count: u32) -> Self {
        let now = Machine.now();
        let mut journal = Journal::open(&self.journal(), PINS, "shop", now).unwrap();
        for number in 1..=count {
            let form = OrderForm {
                product: Some(Untrusted::new(format!("product {number}"))),
                problem: Some(Problem::NoAccountId),
                ..OrderForm::default()
            };
            let new = NewOrder {
                id: format!("test-shop-{number}").parse().unwrap(),
                source: SourceName::new("shop"),
                external_id: number.to_string(),
                text: Untrusted::new("an order"),
                life: begin(&form, Delivery::Nothing).order,
                form,
                ordered_at: now,
            };
            journal.write(|writer| writer.insert_order(new, now)).unwrap();
        }
        self
    }

    /// `run`, which writes its log into a file.
    fn spawn(&self) -> Agent {
        let stderr = File::options().append(true).create(true).open(self.log()).unwrap();
        let mut program = program(&self.config(), "run", &[]);
        Agent::spawn(program.stdout(Stdio::null()).stderr(stderr))
    }

    /// The same, once its server answers.
    async fn start(&self) -> Running {
        let before = self.said().matches("the server listens").count();
        let agent = self.spawn();
        let url = timeout(PATIENCE, async {
            loop {
                if let Some(url) = listened_at(&self.said(), before) {
                    return url;
                }
                // A file tells nobody when it grows.
                sleep(Duration::from_millis(20)).await;
            }
        });
        let url = url.await.unwrap_or_else(|_| panic!("it never listened: {}", self.said()));
        Running { agent, url, http: http() }
    }

    /// A command beside it.
    async fn command(&self, command: &str, arguments: &[&str]) -> Ended {
        ended(program(&self.config(), command, arguments)).await
    }
}

/// Where a server listens, as the log says it.
pub fn listened_at(log: &str, before: usize) -> Option<String> {
    let line = log.lines().filter(|line| line.contains("the server listens")).nth(before)?;
    let (_, address) = line.split_once("address=")?;
    Some(format!("http://{}", address.split_whitespace().next()?.trim_matches('"')))
}

/// An agent whose server answers.
pub struct Running {
    pub agent: Agent,
    url: String,
    http: Client,
}

impl Running {
    /// A request with the token.
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(TOKEN)
    }

    fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answered(self.request(Method::GET, path)).await
    }

    async fn post(&self, path: &str, body: impl Into<String>) -> (StatusCode, Value) {
        answered(self.request(Method::POST, path).body(body.into())).await
    }

    /// Waits until all is well.
    pub async fn is_well(&self) -> Value {
        let well = async {
            loop {
                let (status, health) = answered(self.anonymous(Method::GET, "/healthz")).await;
                if status == StatusCode::OK {
                    return health;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, well).await.expect("it is never well")
    }
}

/// Calls as the agent does; the library's own has no TLS here.
pub fn http() -> Client {
    let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    shop::Client::new(shop::Settings::new("http://127.0.0.1:9/", secret)).unwrap().http()
}

async fn answered(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    (response.status(), json(response).await)
}

/// The body; of what is no success, it is checked to be what such bodies are.
async fn json(response: Response) -> Value {
    let status = response.status();
    let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    if kind.as_deref() == Some("application/problem+json") {
        assert_eq!(body["status"], status.as_u16());
        assert!(body["code"].is_string() && body["detail"].is_string(), "{body}");
        assert_eq!(body["type"], "about:blank");
    } else {
        assert_eq!(kind.as_deref(), Some("application/json"), "{body}");
        assert!(status.is_success() || body["sources"].is_object(), "{status}: {body}");
    }
    body
}
