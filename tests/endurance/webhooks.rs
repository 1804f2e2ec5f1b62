//! Purchases told by webhooks from many connections at once, the agent killed in the middle; each is told
//! again until it is taken. In the end every purchase is activated once.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use telegram_sandbox::tribute_api::signature;
use telegram_sandbox::{Options, Sandbox};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::agent::{Agent, program, write_private};
use crate::private_folder;

const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const CONNECTIONS: usize = 32;
/// From one purchase to the next: two hundred a second.
const APART: Duration = Duration::from_millis(5);
/// Before what was not taken is told again.
const AGAIN_AFTER: Duration = Duration::from_millis(50);
/// How long all may take to be activated after the last was taken.
const SETTLES_WITHIN: Duration = Duration::from_mins(2);
const LOOKED_EVERY: Duration = Duration::from_millis(50);

/// How it went.
#[derive(Debug, Default)]
pub struct Figures {
    pub purchases: usize,
    /// Of answers of 200, from the shortest.
    taken_within: Vec<Duration>,
    /// Attempts that were not taken.
    again: usize,
    /// The most memory that the last process had, in KiB.
    memory_kib: Option<u64>,
}

/// Tells of so many purchases, and says what was violated.
pub async fn run(purchases: usize, folder: &Path) -> (Figures, Vec<String>) {
    let private = private_folder(folder, "webhooks");
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = private.path().join("config.toml");
    let shop = &sandbox.ready().shop;
    write_private(
        &config,
        &format!(
            "language = \"en\"\npace = \"0s\"\nlivemode = false\njournal = \"webhooks.journal\"\n\
             [server]\nlisten = \"127.0.0.1:{port}\"\ntoken = \"{TOKEN}\"\n\
             [tribute_api]\nkey = \"{KEY}\"\nurl = \"http://127.0.0.1:9/api/v1\"\n\
             [shop]\nurl = \"{}\"\nsecret = \"{}\"\n\
             [account_id]\npattern = '\\d{{4,12}}'\nexamples = [\"12345678\"]\n",
            shop.url, shop.secret
        ),
    );
    let start = || {
        let log = File::options().append(true).create(true).open(private.path().join("agent.log"));
        let mut program = program(&config, "run", &[]);
        Agent::spawn(program.stdout(Stdio::null()).stderr(log.unwrap()))
    };
    let mut agent = start();
    let url = format!("http://127.0.0.1:{port}/webhooks/tribute");
    let begun = Instant::now() + Duration::from_secs(1);
    let mut senders = JoinSet::new();
    for connection in 0..CONNECTIONS {
        senders.spawn(tell(connection, purchases, url.clone(), begun));
    }
    sleep_until(begun + APART * u32::try_from(purchases / 2).unwrap()).await;
    agent.kill().await;
    agent = start();
    let mut figures = Figures { purchases, ..Figures::default() };
    while let Some(told) = senders.join_next().await {
        let (taken, again) = told.unwrap();
        figures.taken_within.extend(taken);
        figures.again += again;
    }
    figures.taken_within.sort();
    let all_given = async {
        while sandbox.shop().effects().len() < purchases {
            // The shop tells nobody how many it gave.
            sleep(LOOKED_EVERY).await;
        }
    };
    let mut violations = Vec::new();
    if timeout(SETTLES_WITHIN, all_given).await.is_err() {
        violations.push(format!("{} of {purchases} given", sandbox.shop().effects().len()));
    }
    figures.memory_kib = memory_kib(agent.id());
    agent.terminate().await;
    let code = agent.exit_code().await;
    if code != Some(0) {
        violations.push(format!("asked to end, the agent ended with {code:?}"));
    }
    let effects = sandbox.shop().effects();
    for (order_id, effect) in effects.iter().filter(|(_, effect)| effect.count != 1) {
        violations.push(format!("{order_id} was given {} times", effect.count));
    }
    let of_purchases = (0..purchases).map(|number| format!("test-tribute-purchase-{}", id(number)));
    violations.extend(
        of_purchases
            .filter(|it| !effects.contains_key(it))
            .map(|it| format!("{it} was never given")),
    );
    if effects.len() > purchases {
        violations.push(format!("{} purchases were given", effects.len()));
    }
    (figures, violations)
}

fn id(number: usize) -> usize {
    600_001 + number
}

/// Tells every so-manieth purchase on one connection, until each is taken. Returns how long those answers took,
/// and how often one had to be told again.
async fn tell(
    connection: usize,
    purchases: usize,
    url: String,
    begun: Instant,
) -> (Vec<Duration>, usize) {
    let client = client();
    let (mut taken, mut again) = (Vec::new(), 0);
    for number in (connection..purchases).step_by(CONNECTIONS) {
        sleep_until(begun + APART * u32::try_from(number).unwrap()).await;
        loop {
            let body = body(number, taken.len() + again);
            let request =
                client.post(&url).header("trbt-signature", signature(KEY, body.as_bytes()));
            let sent = Instant::now();
            let answer = request.header("content-type", "application/json").body(body).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                taken.push(sent.elapsed());
                break;
            }
            again += 1;
            sleep(AGAIN_AFTER).await;
        }
    }
    (taken, again)
}

fn client() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
    client.timeout(Duration::from_secs(10)).build().unwrap()
}

/// The same purchase each time, at another time of sending.
fn body(number: usize, attempt: usize) -> String {
    format!(
        "{{\"name\":\"new_digital_product\",\"created_at\":\"2026-11-01T00:00:00.{number:09}Z\",\
         \"sent_at\":\"2026-11-01T00:00:01.{attempt:09}Z\",\"payload\":{{\"product_id\":456,\
         \"product_name\":\"VPN\",\"amount\":500,\"currency\":\"usd\",\"trb_user_id\":\"T-{number}\",\
         \"telegram_user_id\":{},\"purchase_id\":{},\"transaction_id\":{number}}}}}",
        9_300_000_000_u64 + number as u64,
        id(number)
    )
}

fn memory_kib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.split_whitespace().next()?.parse().ok()
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = |percent: usize| {
            let last = self.taken_within.len().saturating_sub(1);
            self.taken_within.get(last * percent / 100).copied().unwrap_or_default()
        };
        write!(
            f,
            "webhooks: {} purchases from {CONNECTIONS} connections, {} told again; answered within {:?} (median), \
             {:?} (p99), {:?} at most; {} MiB",
            self.purchases,
            self.again,
            at(50),
            at(99),
            at(100),
            self.memory_kib.unwrap_or_default() / 1024
        )
    }
}
