//! Test servers that are right, or wrong in one way: `tests/shops/wrong.py`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tribute_agent::report::Exit;

use super::{Rehearsal, command};

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

/// Six orders, of which nothing but what customers write needs more than ASCII.
async fn rehearsed(mode: &str) -> Rehearsal {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path());
    let shop = Shop::start(mode);
    command(folder.path(), &["--config", "mine.toml", "--orders", "6", "--shop", &shop.url]).await
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
async fn a_right_shop_passes() {
    let rehearsal = rehearsed("right").await;
    assert_eq!(rehearsal.exit, Exit::Done, "{}", rehearsal.stdout);
    assert!(rehearsal.stdout.contains("6 of 6 as expected: 6 completed"), "{}", rehearsal.stdout);
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
        let rehearsal = rehearsed(mode).await;
        assert_eq!(rehearsal.exit, Exit::Failed, "{mode}: {}", rehearsal.stdout);
        for words in [reason, advice] {
            assert!(rehearsal.stdout.contains(words), "{mode}: {words}\n{}", rehearsal.stdout);
        }
    }
}
