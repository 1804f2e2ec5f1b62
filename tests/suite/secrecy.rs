//! What must not be in the log is not, however much is asked of it.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::{Value, json};
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::world::Refusal;
use tribute_agent::telegram::string_session::StringSession;

use crate::agent::{Scene, orders, program, without_account};
use crate::proxy::server::Server;
use crate::restore::home::{Home, ended};

/// Words that customers write, and that nothing else here says.
const CUSTOMER: &str = "Жозефина";
const DETAILS: &str = "сиреневый кит";
const ACCOUNT: &str = "31415926";

#[test]
fn no_customers_words_and_no_secret_in_the_log() {
    let order = |details: &str| {
        format!(
            "🆕 Custom Product Order\n\nCustomer: {CUSTOMER}\nProduct: 1 алмаз\nPrice: €5.00\nOrder Details:\n{details}"
        )
    };
    let orders = [
        json!({"text": order(&format!("{DETAILS} {ACCOUNT}"))}),
        json!({"text": order(DETAILS)}),
        json!({"text": order(ACCOUNT), "forwarded": true, "expect": "ignored"}),
        json!({"text": format!("{CUSTOMER}: {DETAILS} {ACCOUNT}"), "expect": "ignored"}),
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.jsonl");
    std::fs::write(&file, orders.map(|order| order.to_string()).join("\n")).unwrap();
    let rehearsal = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
        .args(["rehearse", "--orders"])
        .arg(&file)
        .current_dir(folder.path())
        .env("TRIBUTE_AGENT_LOG", "trace")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&rehearsal.stdout);
    let log = String::from_utf8_lossy(&rehearsal.stderr);
    for word in [CUSTOMER, DETAILS, ACCOUNT] {
        assert!(said.contains(word), "moderators are told of {word}: {said}");
        assert!(!log.contains(word), "{word} is in the log");
    }
    for words in ["activate", "replied", "no rule knows", "not the bot's own"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(!log.contains("whsec_"), "the shop's secret is in the log");
}

/// What the proxy wants to be told, and how that is written in the configuration.
const PROXY: (&str, &str) = ("me@work", "p:a/ss%");
const PROXY_WRITTEN: &str = "me%40work:p%3Aa%2Fss%25@";
/// Nobody answers there. Whoever knows the path can call in the agent's place.
const PING: &str = "http://127.0.0.1:9/";
const PING_PATH: &str = "7b5e1a90-ping";
/// So much of a key is a secret.
const PIECE: usize = 12;

/// Everything that must be found nowhere, in every form in which it could be said.
struct Secrets(Vec<(String, Vec<u8>)>);

impl Secrets {
    fn add(&mut self, name: &str, form: impl Into<Vec<u8>>) {
        self.0.push((name.to_owned(), form.into()));
    }

    fn add_key(&mut self, name: &str, key: &[u8]) {
        for piece in key.chunks_exact(PIECE) {
            let hex = hex(piece);
            self.add(name, hex.to_uppercase());
            self.add(name, hex);
            self.add(name, piece);
            let listed = format!("{piece:?}");
            self.add(name, listed.trim_matches(['[', ']']));
        }
        // Three bytes are four letters: wherever one begins to read, one of three fits.
        for begin in 0..3 {
            let whole = &key[begin..begin + (key.len() - begin) / 3 * 3];
            for letters in [STANDARD.encode(whole), URL_SAFE.encode(whole)] {
                for piece in letters.as_bytes().chunks_exact(16) {
                    self.add(name, piece);
                }
            }
        }
    }

    fn are_not_in(&self, place: &str, text: &[u8]) {
        for (name, form) in &self.0 {
            let found = text.windows(form.len()).position(|window| window == form);
            assert_eq!(found, None, "{name} is in {place}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn secrets(scene: &Scene) -> Secrets {
    let ready = scene.running.ready();
    let mut secrets = Secrets(Vec::new());
    let login = &ready.seller.string_session;
    let session = StringSession::decode(login).unwrap();
    secrets.add_key("the auth key", session.auth_key.expose());
    secrets.add("the session", login.as_bytes());
    secrets.add("the api_hash", ready.api_hash.as_bytes());
    let letters = ready.shop.secret.strip_prefix("whsec_").unwrap();
    secrets.add("the shop's secret", letters);
    secrets.add_key("the shop's secret", &STANDARD.decode(letters).unwrap());
    secrets.add("the proxy's password", PROXY.1);
    secrets.add("the proxy's password", PROXY_WRITTEN);
    secrets.add("the path of ping_url", PING_PATH);
    secrets
}

#[tokio::test]
async fn no_secret_is_said_anywhere_in_chaos_and_at_its_end() {
    let mut planned = orders(3, "edits");
    planned.push(without_account());
    let scene = Scene::new(planned).await;
    scene.retime(&[("telegram_timeout", "2s"), ("telegram_silence", "4s")]);
    let telegram = scene.running.datacentre().address();
    let proxy = Server::start(Some(PROXY), telegram).await;
    let config = fs::read_to_string(scene.config()).unwrap();
    let port = proxy.address.port();
    let line = format!("proxy = \"socks5://{PROXY_WRITTEN}localhost:{port}\"\n[tribute]");
    let config = config.replace("[tribute]", &line);
    let config = format!("ping_url = \"{PING}{PING_PATH}\"\n{config}");
    fs::write(scene.config(), config).unwrap();
    scene.running.inject(Fault::Chaos);
    let mut agent = scene.talkative_agent();
    scene.settled().await;
    scene.running.clear_faults();
    let faults = scene.running.datacentre().faults();
    faults.end_sessions(SELLER, Refusal::SESSION_REVOKED);
    assert_eq!(agent.ends(&scene).await, Some(3), "{}", scene.tell());

    let secrets = secrets(&scene);
    let log = scene.said();
    assert!(log.contains("DEBUG"), "it said little");
    assert!(log.contains("ping_url can't be called"), "{log}");
    secrets.are_not_in("the log", log.as_bytes());
    for view in scene.chat(scene.running.supergroup()) {
        secrets.are_not_in("the moderators' chat", view.message.body.text.as_bytes());
    }
    let listed = serde_json::to_vec(&scene.listed().await).unwrap();
    secrets.are_not_in("orders list", &listed);
    // The search does find what is there.
    let config = fs::read(scene.config()).unwrap();
    let found = std::panic::catch_unwind(|| secrets.are_not_in("the configuration", &config));
    assert!(found.is_err());
}

/// What `rehearse` shows of chaos, and what it must not.
#[test]
fn a_chaotic_rehearsal_ends_as_expected_and_says_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let rehearsal = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
        .args(["rehearse", "--orders", "3", "--faults", "chaos", "--json"])
        .current_dir(folder.path())
        .env("TRIBUTE_AGENT_LOG", "trace")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&rehearsal.stdout);
    assert_eq!(rehearsal.status.code(), Some(0), "{said}");
    let last: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert_eq!(last["summary"]["as_expected"], 3, "{said}");
    let troubles = last["troubles"].as_object().unwrap().values();
    assert!(troubles.filter_map(Value::as_u64).sum::<u64>() > 0, "{said}");
    let log = String::from_utf8_lossy(&rehearsal.stderr);
    for secret in ["whsec_", "0123456789abcdef0123456789abcdef"] {
        assert!(!log.contains(secret) && !said.contains(secret), "{secret}");
    }
}

/// What may hold a secret is not quoted, however wrongly it was written.
#[tokio::test]
async fn no_secret_of_a_configuration_that_is_wrong() {
    let home = Home::new();
    let config = home.path("config.toml");
    let good = fs::read_to_string(&config).unwrap();
    for wrong in [
        "https://u:SUPERPASS@shop.invalid/x",
        "shop.invalid/?token=SUPERPASS",
        "https://shop.invalid/?token=SUPERPASS#x",
        "http://shop.invalid/?token=SUPERPASS",
    ] {
        fs::write(&config, good.replace("http://127.0.0.1:9", wrong)).unwrap();
        for format in ["text", "json"] {
            let told = ended(program(&config, "shop", &["test", "--log-format", format])).await;
            assert_eq!(told.code, Some(2), "{}", told.stderr);
            assert!(told.stderr.contains("url = …"), "{}", told.stderr);
            assert!(!told.stderr.contains("SUPERPASS"), "{}", told.stderr);
        }
    }
}

/// For machines also what is wrong with the configuration is English.
#[tokio::test]
async fn a_log_for_machines_tells_mistakes_in_english() {
    let home = Home::new();
    home.speaks("ru");
    let config = home.path("config.toml");
    let wrong = fs::read_to_string(&config).unwrap() + "pase = 1\n";
    fs::write(&config, wrong).unwrap();
    let told = ended(program(&config, "shop", &["test", "--log-format", "json"])).await;
    assert!(told.stderr.contains("config.unknown_key"), "{}", told.stderr);
    let is_russian = |letter| matches!(letter, 'а'..='я' | 'А'..='Я');
    assert!(!told.stderr.contains(is_russian), "{}", told.stderr);
    let told = ended(program(&config, "shop", &["test"])).await;
    assert!(told.stderr.contains(is_russian), "{}", told.stderr);
}
