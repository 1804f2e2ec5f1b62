//! Test servers that are right, or wrong in one way: `tests/shops/wrong.py`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::report::Exit;

use super::{Rehearsal, command};
use crate::shop::server::{Reply, Seen, Server, reply};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shops/wrong.py");

/// A server in Python, gone when dropped.
struct Shop {
    process: Child,
    url: String,
}

impl Shop {
    fn start(mode: &str) -> Self {
        let mut python = Command::new("python3");
        python.args([SHOP, mode]).env("TRIBUTE_SECRET", SECRET);
        let mut process = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { process, url: url.trim().to_owned() }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn rehearsed(mode: &str, options: &[&str]) -> Rehearsal {
    let shop = Shop::start(mode);
    rehearsed_at(&shop.url, options).await
}

/// Six orders, of which nothing but what customers write needs more than ASCII.
async fn rehearsed_at(url: &str, more: &[&str]) -> Rehearsal {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path());
    let arguments = ["--config", "mine.toml", "--orders", "6", "--shop", url];
    command(folder.path(), &[&arguments, more].concat()).await
}

fn configure(folder: &Path) {
    let text = format!(
        r#"
language = "en"
[shop]
url = "https://shop.example/tribute"
secret = "{SECRET}"
[account_id]
pattern = '\b\d{{4,12}}\b'
examples = ["12345", "23456"]
[[product]]
name = "1 diamond"
sku = "diamond"
price = "5.00 EUR"
"#
    );
    std::fs::write(folder.join("mine.toml"), text).unwrap();
}

#[tokio::test]
async fn a_right_shop_passes_whatever_goes_wrong() {
    for more in [&[][..], &["--shop-faults", "all"]] {
        let rehearsal = rehearsed("right", more).await;
        assert_eq!(rehearsal.exit, Exit::Done, "{more:?}: {}", rehearsal.stdout);
        assert!(
            rehearsal.stdout.contains("6 of 6 as expected: 6 completed"),
            "{}",
            rehearsal.stdout
        );
    }
}

#[tokio::test]
async fn each_wrong_shop_fails_with_its_reason_and_what_to_do() {
    for (mode, reason, advice) in [
        (
            "no-idempotency",
            "order 1: the shop's answer to the same call once more: expected already_activated A-",
            "→ Store `order_id` under a unique key",
        ),
        (
            "refuses-everything",
            "order 1: the shop's answer: expected activated, came the shop: refused (order_not_found)",
            "→ The shop has to know the accounts in `[account_id] examples`",
        ),
        (
            "reserialises",
            "expected activated, came bad_signature",
            "it verifies the JSON as it prints it anew, not as it came",
        ),
        (
            "wrong-clock",
            "expected activated, came clock",
            "→ The shop says that the clocks differ.",
        ),
        (
            "other-account",
            "order 1: the shop's answer to the same order for another account: expected 4xx, came activated A-",
            "→ Store the account with `order_id`.",
        ),
    ] {
        let rehearsal = rehearsed(mode, &[]).await;
        assert_eq!(rehearsal.exit, Exit::Failed, "{mode}: {}", rehearsal.stdout);
        for words in [reason, advice] {
            assert!(rehearsal.stdout.contains(words), "{mode}: {words}\n{}", rehearsal.stdout);
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_ends_it_soon_and_clearly() {
    let another = Server::http(|_| reply(404, "<html>")).await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, advice) in [
        (another.url(), "There is nothing at this address"),
        (format!("http://{nobody}/tribute"), "Nothing listens there"),
    ] {
        let began = Instant::now();
        let rehearsal = rehearsed_at(&url, &[]).await;
        assert_eq!(rehearsal.exit, Exit::Failed, "{}", rehearsal.stdout);
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        assert!(rehearsal.stdout.contains(advice), "{}", rehearsal.stdout);
    }
}

/// Calls for each order that is given: one of the agent's and one more, and what a fault adds to that.
#[tokio::test]
async fn each_fault_is_made() {
    for (fault, calls_each, age_minutes) in [
        ("", 2, 0..=1),
        ("timeout_after_effect", 3, 0..=1),
        ("two_at_once", 3, 0..=1),
        ("repeat_after_an_hour", 2, 60..=61),
    ] {
        let calls: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let shop = Server::http(right(&calls)).await;
        let mut more = vec!["--shop-faults", fault];
        more.retain(|_| !fault.is_empty());
        let rehearsal = rehearsed_at(&shop.url(), &more).await;
        assert_eq!(rehearsal.exit, Exit::Done, "{fault}: {}", rehearsal.stdout);
        let calls = calls.lock().unwrap();
        let mut counts = BTreeMap::new();
        for call in calls.iter().filter(|call| call.header("webhook-id").ends_with(":1")) {
            *counts.entry(call.header("webhook-id")).or_insert(0) += 1;
            let body: Value = serde_json::from_slice(&call.body).unwrap();
            let made: Timestamp = body["timestamp"].as_str().unwrap().parse().unwrap();
            let age = Machine.now().duration_since(made).as_mins();
            assert!(age_minutes.contains(&age), "{fault}: {age}");
        }
        let expected = vec![calls_each; 6];
        assert_eq!(counts.into_values().collect::<Vec<_>>(), expected, "{fault}");
    }
}

/// A right shop, which keeps what it is asked.
fn right(calls: &Arc<Mutex<Vec<Seen>>>) -> impl Fn(&Seen) -> Reply + Send + Sync + 'static {
    let calls = Arc::clone(calls);
    move |call: &Seen| {
        let mut calls = calls.lock().unwrap();
        let id = call.header("webhook-id");
        let is_known = calls.iter().any(|known| known.header("webhook-id") == id);
        calls.push(call.clone());
        match (id.ends_with(":activate:1"), is_known) {
            (false, _) => reply(409, r#"{"error":{"code":"other_account"}}"#),
            (true, false) => reply(200, r#"{"status":"activated","payment_id":"A-1"}"#),
            (true, true) => reply(200, r#"{"status":"already_activated","payment_id":"A-1"}"#),
        }
    }
}
