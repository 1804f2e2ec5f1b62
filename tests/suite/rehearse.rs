//! `rehearse` from the outside: what it plays, what it finds, how it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tribute_agent::cli::orders::json::KEYS;
use tribute_agent::cli::rehearse::{self, FixtureFile, Orders, RehearseOptions, fixtures};
use tribute_agent::cli::{self, Stdio};
use tribute_agent::language::Language;
use tribute_agent::report::Exit;

use crate::shop::server::{Reply, Seen, Server, reply};

/// What a rehearsal wrote, and how it ended.
struct Rehearsal {
    exit: Exit,
    stdout: String,
    stderr: String,
}

/// A sink that can be read afterwards.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn stdio(directory: &Path) -> (Stdio, Sink, Sink) {
    let (out, err) = (Sink::default(), Sink::default());
    let stdio = Stdio {
        stdin: Box::new(Cursor::new("")),
        stdout: Box::new(out.clone()),
        stderr: Box::new(err.clone()),
        stdin_is_terminal: false,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        directory: directory.to_owned(),
        environment: |_| None,
    };
    (stdio, out, err)
}

/// `tribute-agent rehearse …`, in `directory`.
async fn command(directory: &Path, arguments: &[&str]) -> Rehearsal {
    let (mut stdio, out, err) = stdio(directory);
    let words = ["tribute-agent", "rehearse"].iter().chain(arguments);
    let exit = cli::run(words.map(Into::into), &mut stdio).await;
    Rehearsal {
        exit,
        stdout: out.text(),
        stderr: err.text(),
    }
}

/// These fixtures.
async fn play(files: Vec<FixtureFile>, language: Language, json: bool) -> Rehearsal {
    let folder = tempfile::tempdir().unwrap();
    let (mut stdio, out, err) = stdio(folder.path());
    let options = RehearseOptions {
        orders: Orders::Fixtures(files),
        config: None,
        faults: Vec::new(),
        shop: None,
        language,
        json,
    };
    let exit = rehearse::run(options, &mut stdio, std::future::pending())
        .await
        .unwrap();
    Rehearsal {
        exit,
        stdout: out.text(),
        stderr: err.text(),
    }
}

impl Rehearsal {
    /// The objects of `--json`: one for each order, and the sums.
    fn objects(&self) -> (Vec<Value>, Value) {
        let mut lines: Vec<Value> = self
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let last = lines.pop().unwrap();
        (lines, last["summary"].clone())
    }
}

fn fixture(name: &str, from: &str, to: &str) -> FixtureFile {
    let mut file = fixtures()
        .into_iter()
        .find(|file| file.name == name)
        .unwrap();
    assert!(file.text.contains(from), "{from}");
    file.text = file.text.replacen(from, to, 1).into();
    file
}

#[tokio::test]
async fn every_fixture_ends_as_expected_in_both_languages() {
    let russian = play(fixtures(), Language::Russian, true).await;
    let english = play(fixtures(), Language::English, false).await;
    for rehearsal in [&russian, &english] {
        assert_eq!(rehearsal.exit, Exit::Done, "{}", rehearsal.stdout);
        assert_eq!(rehearsal.stderr, "");
    }
    let (orders, summary) = russian.objects();
    assert_eq!(orders.len(), fixtures().len());
    let ends = |end: &str| orders.iter().filter(|order| order["state"] == end).count();
    assert_eq!(
        summary,
        json!({
            "orders": orders.len(), "as_expected": orders.len(), "completed": ends("completed"),
            "escalated": ends("escalated"), "closed": ends("closed"), "other": ends("other"),
        })
    );
    for order in &orders {
        assert_eq!(order["state"], order["expected"]);
        let keys: BTreeSet<&str> = order
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let contract = KEYS
            .into_iter()
            .chain(["expected", "as_expected"])
            .collect();
        assert_eq!(keys, contract);
    }
    assert!(
        english.stdout.contains("No button that I know"),
        "{}",
        english.stdout
    );
    assert!(english.stdout.contains("Two account numbers"));
    assert!(!english.stdout.contains('\u{1b}'), "no colours into a pipe");
}

#[tokio::test]
async fn a_fixture_made_wrong_is_named_with_what_came() {
    let wrong = vec![
        fixture(
            "01-plain.toml",
            "account_id = \"12345\"",
            "account_id = \"54321\"",
        ),
        fixture("02-plain-russian.toml", "presses = 1", "presses = 2"),
        fixture("03-thousands.toml", "amount = 125000", "amount = 1250"),
        fixture("08-no-number.toml", "ru = [\"", "ru = [\"никогда \u{2068}"),
        fixture(
            "09-two-numbers.toml",
            "reason = \"ambiguous_account_id\"",
            "reason = \"no_account_id\"",
        ),
        fixture(
            "18-donation.toml",
            "state = \"other\"",
            "state = \"escalated\"\nreason = \"no_details\"",
        ),
        fixture("19-subscription.toml", "# A known", "# Still a known"),
    ];
    let rehearsal = play(wrong, Language::Russian, false).await;
    assert_eq!(rehearsal.exit, Exit::Failed);
    for line in [
        "✗ 01-plain.toml: account_id: ожидалось 54321, вышло 12345",
        "✗ 02-plain-russian.toml: presses: ожидалось 2, вышло 1",
        "✗ 03-thousands.toml: price: ожидалось 12.50 EUR, вышло 1250.00 EUR",
        "✗ 08-no-number.toml: told: ожидалось «никогда ",
        "✗ 09-two-numbers.toml: reason: ожидалось no_account_id, вышло ambiguous_account_id",
        "✗ 18-donation.toml: state: ожидалось escalated, вышло other",
        "Как ожидалось: 1 из 7",
    ] {
        assert!(
            rehearsal.stdout.contains(line),
            "{line}\n{}",
            rehearsal.stdout
        );
    }
    assert!(!rehearsal.stdout.contains("✗ 19"));
}

const SECRET_BYTES: &[u8; 32] = b"a secret of thirty-two bytes, ok";

/// A configuration of which nothing stands anywhere else.
fn configure(folder: &Path, shop_url: &str) -> String {
    let secret = format!("whsec_{}", STANDARD.encode(SECRET_BYTES));
    let text = format!(
        r#"
language = "ru"

[tribute]
send_buttons = ["Вручить", "Hand over"]
[[tribute.profile]]
header = "Bestellung 🛒"
customer = "Kunde:"
product = "Ware:"
price = "Preis:"
details = "Wünsche:"

[shop]
url = "{shop_url}"
secret = "{secret}"

[account_id]
pattern = '(?i)\bqx-(?<id>[a-z]{{2}}\d{{3}})\b'
examples = ["QX-ab123", "мой QX-cd456"]

[[product]]
name = "Лунный камень"
sku = "moonstone"
price = "1250.00 RUB"
[[product]]
name = "Sternenstaub  (fein)"
sku = "stardust"
quantity = 7
[[product]]
name = "Кварц"
sku = "quartz"
price = "250 XTR"
"#
    );
    std::fs::write(folder.join("mine.toml"), text).unwrap();
    secret
}

#[tokio::test]
async fn the_owners_rules_are_rehearsed() {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), "https://shop.example/tribute");
    let arguments = ["--config", "mine.toml", "--orders", "7", "--json"];
    let rehearsal = command(folder.path(), &arguments).await;
    assert_eq!(
        rehearsal.exit,
        Exit::Done,
        "{}{}",
        rehearsal.stdout,
        rehearsal.stderr
    );
    let (orders, summary) = rehearsal.objects();
    assert_eq!(summary["completed"], 7);
    let column = |key: &str| {
        orders
            .iter()
            .map(|order| order[key].clone())
            .collect::<Vec<_>>()
    };
    let accounts = [
        "ab123", "cd456", "ab123", "cd456", "ab123", "cd456", "ab123",
    ];
    assert_eq!(column("account_id"), accounts);
    assert_eq!(column("number"), [1, 2, 3, 4, 5, 6, 7]);
    let products = ["Лунный камень", "Sternenstaub  (fein)", "Кварц"];
    assert_eq!(column("product")[..3], products);
    assert_eq!(
        orders[0]["price"],
        json!({"amount": 125_000, "currency": "RUB"})
    );
    assert_eq!(
        orders[2]["price"],
        json!({"amount": 250, "currency": "XTR"})
    );
    assert_eq!(orders[0]["activations"], 1);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["mine.toml"], "nothing of the owner's is touched");
}

/// A shop of the owner's: away at the first call for each order, and it knows no account of Ann's.
fn flaky(calls: &Arc<Mutex<Vec<Seen>>>) -> impl Fn(&Seen) -> Reply + Send + Sync + 'static {
    let calls = Arc::clone(calls);
    move |seen: &Seen| {
        let body: Value = serde_json::from_slice(&seen.body).unwrap();
        let is_first = !calls
            .lock()
            .unwrap()
            .iter()
            .any(|call: &Seen| call.header("webhook-id") == seen.header("webhook-id"));
        calls.lock().unwrap().push(Seen {
            method: seen.method.clone(),
            path: seen.path.clone(),
            headers: seen.headers.clone(),
            body: seen.body.clone(),
        });
        if body["data"]["product"]["sku"] == "quartz" {
            let refusal = json!({"error": {"code": "sold_out", "message": "ausverkauft"}});
            return reply(422, refusal.to_string());
        }
        if is_first {
            return reply(503, "");
        }
        reply(200, r#"{"status":"activated","payment_id":"T-1"}"#)
    }
}

#[tokio::test]
async fn the_owners_test_server_has_the_last_word() {
    let folder = tempfile::tempdir().unwrap();
    let calls: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let server = Server::http(flaky(&calls)).await;
    let secret = configure(folder.path(), "https://shop.example/tribute");
    let url = server.url();
    let arguments = [
        "--config",
        "mine.toml",
        "--orders",
        "6",
        "--shop",
        &url,
        "--json",
    ];
    let rehearsal = command(folder.path(), &arguments).await;
    assert_eq!(
        rehearsal.exit,
        Exit::Done,
        "{}{}",
        rehearsal.stdout,
        rehearsal.stderr
    );
    let (orders, summary) = rehearsal.objects();
    assert_eq!(
        (&summary["completed"], &summary["escalated"]),
        (&json!(4), &json!(2))
    );
    assert_eq!(orders[2]["reason"], "shop_refused");
    assert_eq!(orders[2]["expected"], "escalated");
    assert_eq!(orders[0]["payment_id"], "T-1");

    let mut by_id: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for call in calls.lock().unwrap().drain(..) {
        assert!(call.is_signed_with(&secret));
        let body: Value = serde_json::from_slice(&call.body).unwrap();
        assert_eq!(body["livemode"], false);
        assert!(
            body["data"]["order_id"]
                .as_str()
                .unwrap()
                .starts_with("test-")
        );
        by_id
            .entry(call.header("webhook-id").to_owned())
            .or_default()
            .push(call);
    }
    assert_eq!(by_id.len(), 6);
    let retried: Vec<_> = by_id.values().filter(|calls| calls.len() == 2).collect();
    assert_eq!(retried.len(), 4);
    for calls in retried {
        assert_eq!(calls[0].body, calls[1].body);
        // A second may not have passed, but a fresh timestamp is signed afresh.
        let signed = |call: &Seen| {
            let timestamp: i64 = call.header("webhook-timestamp").parse().unwrap();
            (timestamp, call.header("webhook-signature").to_owned())
        };
        let (first, second) = (signed(&calls[0]), signed(&calls[1]));
        assert!(first.0 <= second.0);
        assert_eq!(first.0 == second.0, first.1 == second.1);
    }
}

#[tokio::test]
async fn what_must_not_be_rehearsed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), "https://shop.example/tribute");
    std::fs::write(
        folder.path().join("bare.toml"),
        "[account_id]\npattern = '\\d+'\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("empty.jsonl"), "\n\n").unwrap();
    std::fs::write(
        folder.path().join("bad.jsonl"),
        "{\"text\":\"a\",\"entities\":[]}\nnope\n",
    )
    .unwrap();
    let live = "https://SHOP.example:443/tribute/";
    for (arguments, code) in [
        (
            vec!["--config", "mine.toml", "--shop", live],
            "rehearse.live_shop",
        ),
        (
            vec![
                "--config",
                "mine.toml",
                "--shop",
                "http://shop.example/test",
            ],
            "shop.plain_http",
        ),
        (
            vec!["--config", "mine.toml", "--shop", "nonsense"],
            "shop.url",
        ),
        (vec!["--config", "bare.toml"], "rehearse.no_examples"),
        (vec!["--orders", "empty.jsonl"], "rehearse.no_orders"),
        (vec!["--orders", "bad.jsonl"], "line 2"),
        (
            vec!["--orders", "missing.jsonl"],
            "rehearse.orders_unreadable",
        ),
        (vec!["--orders", "99999"], "rehearse.too_many_orders"),
        (vec!["--shop", "http://127.0.0.1:1/"], "--config"),
        (vec!["--faults", "earthquake"], "drop"),
    ] {
        let rehearsal = command(folder.path(), &arguments).await;
        assert_eq!(rehearsal.exit, Exit::Usage, "{arguments:?}");
        assert!(
            rehearsal.stderr.contains(code),
            "{arguments:?}: {}",
            rehearsal.stderr
        );
        assert_eq!(rehearsal.stdout, "", "{arguments:?}");
    }
}

#[tokio::test]
async fn a_file_of_orders_and_faults() {
    let folder = tempfile::tempdir().unwrap();
    let order = |account: &str, more: Value| {
        let text = format!(
            "🆕 Custom Product Order\n\nCustomer: Ann {account}\nProduct: tea\nPrice: €5.00\nOrder Details: {account}"
        );
        let mut line = json!({"text": text, "entities": []});
        line.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        format!("{line}\n")
    };
    let lines = [
        order("11111", json!({"expect": "completed", "bot": "unlinked"})),
        order("22222", json!({"expect": "escalated", "shop": ["refused gone"]})),
        order("nothing", json!({})),
        "{\"text\":\"Пользователь @a отправил донат €5.00.\",\"entities\":[],\"expect\":\"ignored\"}\n".to_owned(),
        order("33333", json!({"expect": "escalated"})),
    ];
    std::fs::write(folder.path().join("orders.jsonl"), lines.concat()).unwrap();
    let arguments = ["--orders", "orders.jsonl", "--faults", "drop", "--json"];
    let rehearsal = command(folder.path(), &arguments).await;
    assert_eq!(rehearsal.exit, Exit::Failed);
    let (orders, summary) = rehearsal.objects();
    let column = |key: &str| {
        orders
            .iter()
            .map(|order| order[key].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        column("state"),
        ["completed", "escalated", "escalated", "other", "completed"]
    );
    assert_eq!(column("as_expected"), [true, true, true, true, false]);
    assert_eq!(
        column("expected"),
        [
            json!("completed"),
            json!("escalated"),
            Value::Null,
            json!("other"),
            json!("escalated")
        ]
    );
    assert_eq!(summary["as_expected"], 4);
}

#[tokio::test]
async fn an_interrupt_ends_it_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (mut stdio, out, _) = stdio(folder.path());
    let options = RehearseOptions {
        orders: Orders::Count(50),
        config: None,
        faults: Vec::new(),
        shop: None,
        language: Language::English,
        json: true,
    };
    let interrupt = tokio::time::sleep(std::time::Duration::from_millis(300));
    let ended = rehearse::run(options, &mut stdio, interrupt).await;
    let Err(cli::Failure::Explained(error)) = ended else {
        panic!("it went on");
    };
    assert_eq!(error.code(), "rehearse.interrupted");
    assert_eq!(out.text(), "");
}
