//! How long a buyer who wants to pay waits for the bot, at worst: `cargo bench --profile dist --bench pre_checkouts`.
//!
//! The real binary against the sandbox: Telegram gives a bot ten seconds. Measured is from the buyer's "Pay" to the end of
//! the payment, with the network and Telegram's side in it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, reads the clock and stops at the first surprise"
)]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::world::{Actor, InvoiceSource, Tender, User, UserId};
use telegram_sandbox::{Language, Options, Running, Sandbox};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tribute_agent::telegram::import;

const BOT: UserId = UserId(7_000_000_444);
const BUYERS: UserId = UserId(777_200_000);
/// Orders that the agent finds in the chat, and can give nobody: the shop is silent.
const ORDERS: usize = 1_000;
/// Payments of a round, and so many of them at once.
const PAYMENTS: usize = 100;
const AT_ONCE: usize = 20;
const PATIENCE: Duration = Duration::from_mins(5);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What the agent is busy with.
struct Round {
    name: &'static str,
    is_busy: bool,
    /// More lines of `[telegram_payments]`.
    asks_shop: bool,
}

const ROUNDS: [Round; 3] = [
    Round { name: "nothing else to do", is_busy: false, asks_shop: false },
    Round { name: "busy", is_busy: true, asks_shop: false },
    Round { name: "busy, the shop is asked and silent", is_busy: true, asks_shop: true },
];

struct Stage {
    running: Running,
    folder: TempDir,
    /// Takes connections, and says nothing.
    _shop: TcpListener,
    agent: Option<Child>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{:<40}{:>10}{:>10}{:>10}{:>8}", "ms from Pay to paid", "p50", "p99", "max", "late");
    for round in ROUNDS {
        let mut stage = Stage::open(&round).await;
        stage.begin(round.is_busy).await;
        let mut took = stage.payments().await;
        stage.end().await;
        took.sort_by(f64::total_cmp);
        let at = |percent| took[(took.len() - 1) * percent / 100];
        let late = PAYMENTS - took.len();
        println!("{:<40}{:>10.1}{:>10.1}{:>10.1}{late:>8}", round.name, at(50), at(99), at(100));
    }
}

impl Stage {
    async fn open(round: &Round) -> Self {
        let running = Sandbox::start(Options::default()).await.unwrap();
        let shop = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let session = folder.path().join("seller.session");
        import::import(&running.ready().seller.string_session, &session, false).unwrap();
        let world = running.world();
        let token = world.register_bot(User::bot(BOT.0, "Shop", "sandbox_shop_bot"));
        for number in 0..PAYMENTS {
            let buyer = UserId(BUYERS.0 + i64::try_from(number).unwrap());
            world.add_user(User::human(buyer.0, "Buyer"));
            world.set_stars(buyer, 50);
        }
        let ready = running.ready();
        let asks = if round.asks_shop { "ask_shop = true\non_silence = \"accept\"\n" } else { "" };
        let config = format!(
            "language = \"en\"\npace = \"0s\"\n\
             [telegram]\napi_id = {}\napi_hash = \"{}\"\nsession = \"seller.session\"\n\
             [telegram_payments]\nbot_token = \"{token}\"\n{asks}\
             [tribute]\nbot = \"@{}\"\nbot_id = {}\nsend_buttons = [\"Send\"]\n\
             [shop]\nurl = \"http://{}/\"\nsecret = \"{}\"\n\
             [account_id]\npattern = '\\b\\d{{8}}\\b'\nexamples = [\"12345678\"]\n\
             [reply]\ntemplate = \"Done\"\n\
             [moderators]\nchat = {}\n",
            ready.api_id,
            ready.api_hash,
            ready.tribute.username,
            ready.tribute.id,
            shop.local_addr().unwrap(),
            ready.shop.secret,
            ready.moderators_chat,
        );
        private(&folder.path().join("config.toml"), &config);
        Self { running, folder, _shop: shop, agent: None }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, words: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_tribute-agent"));
        program.args(words).arg("--config").arg(self.file("config.toml"));
        program.stdin(Stdio::null()).env_remove("RUST_LOG").env("LANG", "en_US.UTF-8");
        program.kill_on_drop(true);
        program
    }

    /// Starts the agent; once it is busy, if it is to be: it reads a long history whose answers come slowly and in
    /// small pieces, and calls a silent shop for a thousand orders.
    async fn begin(&mut self, is_busy: bool) {
        let log = File::create(self.file("agent.log")).unwrap();
        let mut program = self.program(&["run", "--since", "all"]);
        self.agent = Some(program.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        self.until_said("buyers of this bot are heard from now on", 1).await;
        if is_busy {
            for order in OrderGenerator::demo(Language::English, 1).generate(ORDERS) {
                self.running.send_order(order).await;
            }
            self.until_said("new order", ORDERS).await;
            self.running.inject(Fault::Slow);
        }
    }

    async fn until_said(&self, words: &str, times: usize) {
        let said = async {
            loop {
                let log = std::fs::read_to_string(self.file("agent.log")).unwrap_or_default();
                if log.matches(words).count() >= times {
                    return;
                }
                sleep(LOOK_EVERY).await;
            }
        };
        timeout(PATIENCE, said).await.expect("the agent says so");
    }

    /// Has each buyer pay a link of their own. Returns how long each of them took, in ms; of those who were too late,
    /// nothing.
    async fn payments(&self) -> Vec<f64> {
        let mut links = Vec::new();
        for _ in 0..PAYMENTS {
            let words = ["checkout", "create", "--provider", "telegram", "--account", "12345678"];
            let goods = ["--price", "50 XTR", "--title", "Diamond", "--json"];
            let output = self.program(&[&words[..], &goods].concat()).output().await.unwrap();
            let made: Value = serde_json::from_slice(&output.stdout).expect("a checkout");
            let url = made["url"].as_str().expect("a link");
            links.push(InvoiceSource::Link(url.rsplit('$').next().unwrap().to_owned()));
        }
        let (mut paying, mut took) = (JoinSet::new(), Vec::new());
        for (number, link) in links.into_iter().enumerate() {
            if paying.len() == AT_ONCE {
                took.extend(paying.join_next().await.unwrap().unwrap());
            }
            let world = self.running.world().clone();
            let user = UserId(BUYERS.0 + i64::try_from(number).unwrap());
            paying.spawn(async move {
                let form = world.payment_form(user, &link).unwrap().id;
                let begun = Instant::now();
                let buyer = Actor { user, connection: None };
                let paid = world.pay(buyer, form, &link, Tender::Stars).unwrap().await;
                paid.is_ok().then(|| begun.elapsed().as_secs_f64() * 1_000.0)
            });
        }
        took.extend(paying.join_all().await.into_iter().flatten());
        took
    }

    async fn end(&mut self) {
        if let Some(mut agent) = self.agent.take() {
            agent.kill().await.unwrap();
        }
    }
}

/// It holds secrets.
fn private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
