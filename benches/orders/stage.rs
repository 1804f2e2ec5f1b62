//! A sandbox in this process, and one of the programs at work in it as a process of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use telegram_sandbox::event::{Event, EventStream, Kind};
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::generator::{OrderGenerator, demo_products};
use telegram_sandbox::{Language, Options, Running, Sandbox};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};
use tribute_agent::telegram::import;

use crate::process::{Traffic, signal};

/// More than any scenario sells in one sandbox.
const ORDERS_MAX: usize = 12_000;
/// Above the messages of the orders that a journal is filled with.
const FIRST_MESSAGE: i32 = 20_000_000;
/// One order takes milliseconds, under callgrind seconds.
const ONE_ORDER_TIMEOUT: Duration = Duration::from_mins(2);

/// From one look at a log to the next.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// A program that fulfils orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Peer {
    Agent,
    Floor,
    Telethon,
}

impl Peer {
    pub const ALL: [Self; 3] = [Self::Agent, Self::Floor, Self::Telethon];

    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Floor => "floor",
            Self::Telethon => "Telethon",
        }
    }
}

/// Where the programs are.
pub struct Programs {
    pub agent: PathBuf,
    /// A Python with what `benches/peers/requirements.txt` names.
    pub python: PathBuf,
}

/// What a peer needs to know of the sandbox.
#[derive(Serialize, Deserialize)]
pub struct Login {
    pub api_id: i32,
    pub api_hash: String,
    pub string_session: String,
    pub seller_id: i64,
    pub bot: String,
    pub bot_id: i64,
    pub shop_url: String,
    pub shop_secret: String,
}

/// When what happened to an order, in Unix seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    pub sent: f64,
    pub called: f64,
    pub replied: f64,
    pub confirmed: f64,
    pub pressed: f64,
}

/// Many orders sent at once.
#[derive(Clone, Copy, Debug)]
pub struct Burst {
    pub completed: u32,
    pub seconds: f64,
}

pub struct Stage {
    pub peer: Peer,
    pub folder: TempDir,
    running: Running,
    events: EventStream,
    stock: std::vec::IntoIter<PlannedOrder>,
    child: Option<Child>,
    /// Of the agent, when there was nothing to do: it looks for its chats, and makes its journal.
    pub first_start_ms: Option<f64>,
}

impl Stage {
    /// A sandbox with a seller who has so many private chats. Files are on the disk of the build.
    pub async fn open(peer: Peer, private_chats: u32) -> Self {
        let options =
            Options { private_chats, first_message_id: Some(FIRST_MESSAGE), ..Options::default() };
        let running = Sandbox::start(options).await.unwrap();
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let orders = OrderGenerator::demo(Language::English, 1).generate(ORDERS_MAX);
        let stock = orders.into_iter();
        let events = running.events();
        let (child, first_start_ms) = (None, None);
        let stage = Self { peer, folder, running, events, stock, child, first_start_ms };
        if peer == Peer::Agent {
            let session = stage.folder.path().join("seller.session");
            import::import(&stage.running.ready().seller.string_session, &session, false).unwrap();
            stage.configure();
        }
        stage
    }

    /// The defaults, but for the pace: nobody waits for people here.
    fn configure(&self) {
        let ready = self.running.ready();
        let products = demo_products(Language::English).into_iter().map(|it| {
            let (name, sku, quantity) = (it.name, it.sku, it.quantity);
            format!("[[product]]\nname = \"{name}\"\nsku = \"{sku}\"\nquantity = {quantity}\n")
        });
        let products = products.collect::<Vec<_>>().concat();
        let config = format!(
            "language = \"en\"\npace = \"0s\"\n\
             [telegram]\napi_id = {}\napi_hash = \"{}\"\nsession = \"seller.session\"\n\
             [tribute]\nbot = \"@{}\"\nbot_id = {}\nsend_buttons = [\"Send\"]\n\
             [shop]\nurl = \"{}\"\nsecret = \"{}\"\n\
             [account_id]\npattern = '\\b\\d{{8}}\\b'\nexamples = [\"12345678\"]\n\
             [reply]\ntemplate = \"Done\"\n\
             [moderators]\nchat = {}\n{products}",
            ready.api_id,
            ready.api_hash,
            ready.tribute.username,
            ready.tribute.id,
            ready.shop.url,
            ready.shop.secret,
            ready.moderators_chat,
        );
        private(&self.config(), &config);
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("seller.journal")
    }

    fn login(&self) -> String {
        let ready = self.running.ready();
        let login = Login {
            api_id: ready.api_id,
            api_hash: ready.api_hash.clone(),
            string_session: ready.seller.string_session.clone(),
            seller_id: ready.seller.id,
            bot: ready.tribute.username.clone(),
            bot_id: ready.tribute.id,
            shop_url: ready.shop.url.clone(),
            shop_secret: ready.shop.secret.clone(),
        };
        serde_json::to_string(&login).unwrap()
    }

    /// Starts the peer while an order waits, behind `wrapper` if there is one, and lets it fulfil the order.
    /// Returns the ms from the start to the shop's call.
    pub async fn start(&mut self, programs: &Programs, wrapper: &[String]) -> f64 {
        if self.peer == Peer::Agent && !self.journal().exists() {
            self.begin(programs).await;
        }
        let number = self.send().await;
        self.until(number, |kind| matches!(kind, Kind::OrderSent { .. })).await;
        let begun = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64();
        self.spawn(programs, wrapper);
        let called = self.until(number, |kind| matches!(kind, Kind::Activation { .. })).await;
        self.until(number, |kind| *kind == Kind::Completed).await;
        (called - begun) * 1000.0
    }

    /// What stands in the chat before the agent's first start is old to it.
    async fn begin(&mut self, programs: &Programs) {
        let begun = Instant::now();
        self.spawn(programs, &[]);
        let has_begun = async {
            while !self.log().contains("orders are taken from here on") {
                sleep(LOOK_EVERY).await;
            }
        };
        timeout(ONE_ORDER_TIMEOUT, has_begun).await.expect("the agent starts");
        self.first_start_ms = Some(begun.elapsed().as_secs_f64() * 1000.0);
        self.stop().await;
    }

    fn spawn(&mut self, programs: &Programs, wrapper: &[String]) {
        let mut line: Vec<String> = wrapper.to_vec();
        line.extend(self.command_line(programs));
        let log = File::create(self.folder.path().join("peer.log")).unwrap();
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        command.env_remove("RUST_LOG").env("LANG", "en_US.UTF-8").kill_on_drop(true);
        self.child = Some(command.spawn().unwrap());
    }

    fn command_line(&self, programs: &Programs) -> Vec<String> {
        let text = |path: &Path| path.display().to_string();
        match self.peer {
            Peer::Agent => {
                let run = ["run", "--config"].map(str::to_owned);
                [text(&programs.agent)]
                    .into_iter()
                    .chain(run)
                    .chain([text(&self.config())])
                    .collect()
            }
            Peer::Floor => {
                let program = std::env::current_exe().unwrap();
                vec![text(&program), "floor".to_owned(), self.login()]
            }
            Peer::Telethon => {
                let script =
                    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/telethon_peer.py");
                vec![text(&programs.python), text(&script), self.login()]
            }
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("peer.log")).unwrap_or_default()
    }

    /// Ends the peer, and waits until it has.
    pub async fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            signal(child.id().unwrap_or_default(), "-TERM").await;
            let _ = child.wait().await;
        }
    }

    pub fn id(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).expect("it runs")
    }

    /// Of the peer's connections to the sandbox.
    pub async fn traffic(&self) -> Option<Traffic> {
        let ready = self.running.ready();
        let shop = ready.shop.url.split([':', '/']).find_map(|part| part.parse().ok()).unwrap();
        Traffic::to(&[ready.port, shop]).await
    }

    /// Of its connection to Telegram: one to a shop is closed when nothing is sold.
    pub async fn telegram_traffic(&self) -> Option<Traffic> {
        Traffic::to(&[self.running.ready().port]).await
    }

    async fn send(&mut self) -> u32 {
        let order = self.stock.next().expect("enough orders");
        self.running.send_order(order).await
    }

    /// The time of the next event of this kind about this order.
    async fn until(&mut self, number: u32, wanted: impl Fn(&Kind) -> bool) -> f64 {
        loop {
            let event = self.next_event().await;
            if event.order == Some(number) && wanted(&event.kind) {
                return event.ts;
            }
        }
    }

    async fn next_event(&mut self) -> Event {
        let next = timeout(ONE_ORDER_TIMEOUT, self.events.next()).await;
        next.unwrap_or_else(|_| {
            panic!("{}: nothing happens any more\n{}", self.peer.name(), self.log())
        })
    }

    /// Sells one order, until it is at the customer.
    pub async fn sell(&mut self) -> Times {
        let number = self.send().await;
        let mut times = Times::default();
        loop {
            let event = self.next_event().await;
            if event.order != Some(number) {
                continue;
            }
            match event.kind {
                Kind::OrderSent { .. } => times.sent = event.ts,
                Kind::Activation { .. } => times.called = event.ts,
                Kind::Reply { .. } => times.replied = event.ts,
                Kind::Confirmation { .. } => times.confirmed = event.ts,
                Kind::Press { .. } => times.pressed = event.ts,
                Kind::Completed => return times,
                Kind::Escalation { .. }
                | Kind::Message { .. }
                | Kind::Card { .. }
                | Kind::Toast { .. }
                | Kind::ModeratorSaid { .. }
                | Kind::Refund { .. }
                | Kind::Callback { .. }
                | Kind::WebhookSent { .. }
                | Kind::ApiCall { .. }
                | Kind::PreCheckout { .. }
                | Kind::TelegramPayment { .. }
                | Kind::PaymentFailed { .. }
                | Kind::TelegramRefund { .. }
                | Kind::BuyerTold { .. } => {}
            }
        }
    }

    /// Sells so many at once, until all are at their customers or the time is over.
    pub async fn sell_at_once(&mut self, count: u32, time: Duration) -> Burst {
        for _ in 0..count {
            self.send().await;
        }
        let (mut first, mut last, mut completed) = (f64::INFINITY, 0.0, 0);
        let all = async {
            while completed < count {
                let event = self.events.next().await;
                match event.kind {
                    Kind::OrderSent { .. } => first = event.ts.min(first),
                    Kind::Completed => (last, completed) = (event.ts, completed + 1),
                    _ => {}
                }
            }
        };
        let _ = timeout(time, all).await;
        Burst { completed, seconds: last - first }
    }
}

/// It holds secrets.
fn private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
