//! The real binary, running against a sandbox in this process.

mod process;

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use telegram_sandbox::Language;
use telegram_sandbox::accounts::{CODE, SELLER, TRIBUTE};
use telegram_sandbox::event::EventStream;
use telegram_sandbox::event::{Event, Kind};
use telegram_sandbox::ledger::OrderRecord;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::tribute::Delays;
use telegram_sandbox::world::{Peer, View};
use telegram_sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::{sleep, timeout};
use tribute_agent::telegram::import;

pub use process::{Agent, program};

/// Long enough for anything on a busy machine, short enough to see a hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// The bot's chat, as the seller names it.
pub const BOT: Peer = Peer::User(TRIBUTE);

/// Where moderators are.
#[derive(Clone, Copy, Debug, Default)]
pub enum Moderators {
    #[default]
    Supergroup,
    Group,
    Me,
}

/// A sandbox, a configuration that fits it, and what has happened so far.
pub struct Scene {
    pub running: Running,
    /// Where the configuration is, and what the agent says.
    pub folder: TempDir,
    /// Where the session and the journal are.
    pub data: PathBuf,
    events: EventStream,
    story: String,
}

/// Orders of the demo shop; the bot treats them as `modes` says.
pub fn orders(count: usize, modes: &str) -> Vec<PlannedOrder> {
    let bot = Some(modes.parse().unwrap());
    let made = OrderGenerator::demo(Language::English, 1).generate(count);
    made.into_iter().map(|order| PlannedOrder { bot, ..order }).collect()
}

/// An order in which nobody finds an account number.
pub fn without_account() -> PlannedOrder {
    let mut order = orders(1, "edits").remove(0);
    let digits: String = order.text.split('\n').next_back().unwrap().to_owned();
    order.text = order.text.replace(&digits, "to my account, please");
    order
}

/// A sandbox that is as impatient as the tests.
pub fn options(orders: Vec<PlannedOrder>) -> Options {
    let short = Duration::from_millis(5);
    Options {
        code: Some(CODE.to_owned()),
        orders,
        first_order_after: short,
        interval: short * 4,
        quiet: Duration::from_millis(600),
        delays: Delays {
            confirmation: short,
            slow: Duration::from_millis(2_500),
            late: Duration::from_millis(500),
            notice: short,
            owner_press: short,
        },
        ..Options::default()
    }
}

impl Scene {
    pub async fn new(orders: Vec<PlannedOrder>) -> Self {
        Self::with(options(orders), Moderators::default()).await
    }

    pub async fn with(options: Options, moderators: Moderators) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_owned();
        Self::storing_in(data, folder, options, moderators).await
    }

    /// With the session and the journal in a folder of their own.
    pub async fn storing_in(
        data: PathBuf,
        folder: TempDir,
        options: Options,
        moderators: Moderators,
    ) -> Self {
        let running = Sandbox::start(options).await.unwrap();
        let session = data.join("seller.session");
        import::import(&running.ready().seller.string_session, &session, false).unwrap();
        let scene = Self { events: running.events(), running, folder, data, story: String::new() };
        scene.configure(moderators);
        scene
    }

    /// Has the agents that are started from now on be as impatient as the tests, and tell moderators
    /// there.
    pub fn configure(&self, moderators: Moderators) {
        let ready = self.running.ready();
        let chat = match moderators {
            Moderators::Supergroup => ready.moderators_chat.to_string(),
            Moderators::Group => ready.moderators_basic_group.to_string(),
            Moderators::Me => "\"me\"".to_owned(),
        };
        let config = format!(
            "language = \"en\"\npace = \"0s\"\n\
             [telegram]\napi_id = {}\napi_hash = \"{}\"\nsession = \"{}/seller.session\"\n\
             [tribute]\nbot = \"@tribute\"\nbot_id = {}\nsend_buttons = [\"Send\"]\n\
             refusals = [\"This order can't be sent now.\"]\n\
             [shop]\nurl = \"{}\"\nsecret = \"{}\"\ntimeout = \"20s\"\n\
             [account_id]\npattern = '\\b\\d{{8}}\\b'\nexamples = [\"12345678\"]\n\
             [reply]\ntemplate = \"Done: {{{{ product }}}}\"\n\
             [moderators]\nchat = {chat}\nboard = false\n\
             [timing]\nconfirmation_timeout = \"1s\"\npress_settle = \"1s\"\n\
             probe_interval = \"300ms\"\nreread_interval = \"2s\"\nincident_after = \"500ms\"\n\
             config_interval = \"50ms\"\n",
            ready.api_id,
            ready.api_hash,
            self.data.display(),
            ready.tribute.id,
            ready.shop.url,
            ready.shop.secret,
        );
        write_private(&self.config(), &config);
    }

    /// Has the agents that are started from now on wait otherwise; keys of `[timing]`.
    pub fn retime(&self, keys: &[(&str, &str)]) {
        let mut text = std::fs::read_to_string(self.config()).unwrap();
        for (key, value) in keys {
            let is_other = |line: &&str| !line.starts_with(&format!("{key} ="));
            let kept: Vec<&str> = text.lines().filter(is_other).collect();
            // `[timing]` comes last.
            text = format!("{}\n{key} = \"{value}\"\n", kept.join("\n"));
        }
        write_private(&self.config(), &text);
    }

    /// Has agents give up a call to the shop after another time.
    pub fn let_the_shop_take(&self, timeout: &str) {
        let text = std::fs::read_to_string(self.config()).unwrap();
        let fresh = format!("\ntimeout = \"{timeout}\"");
        write_private(&self.config(), &text.replace("\ntimeout = \"20s\"", &fresh));
    }

    /// However busy the machine is, nobody is told that something takes long.
    pub fn let_everything_take_long(&self) {
        self.retime(&[("confirmation_timeout", "1m"), ("incident_after", "1m")]);
    }

    /// Has moderators, and the owner, be spoken to in Russian from the next start on.
    pub fn in_russian(&self) {
        let text = std::fs::read_to_string(self.config()).unwrap();
        let text = text.replace("language = \"en\"", "language = \"ru\"");
        write_private(&self.config(), &text);
    }

    /// Waits until the agent has said this.
    pub async fn until_said(&self, words: &str) {
        self.until_said_often(words, 1).await;
    }

    /// Waits until the agents' logs hold these words so many times.
    pub async fn until_said_often(&self, words: &str, times: usize) {
        let said = async {
            while self.said().matches(words).count() < times {
                // A file tells nobody when it grows.
                sleep(Duration::from_millis(30)).await;
            }
        };
        self.comes(said).await;
    }

    /// Waits until moderators were told something that holds these words.
    pub async fn until_told(&mut self, words: &str) {
        self.until(|event| match &event.kind {
            Kind::Escalation { text, .. } | Kind::Message { text, .. } => text.contains(words),
            _ => false,
        })
        .await;
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    pub fn journal(&self) -> PathBuf {
        self.data.join("seller.journal")
    }

    /// The agent, at work. The first one takes everything that is there: orders come as soon as it
    /// connects, and what is there before its first look would be below the baseline.
    pub fn agent(&self) -> Agent {
        if self.journal().exists() {
            self.agent_with(&[])
        } else {
            self.agent_with(&["--since", "all"])
        }
    }

    pub fn agent_with(&self, arguments: &[&str]) -> Agent {
        self.agent_in(&[], arguments)
    }

    /// In an environment with these variables.
    pub fn agent_in(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Agent {
        let mut program = program(&self.config(), "run", arguments);
        self.spawn(program.envs(environment.iter().copied()))
    }

    /// The first agent, saying all that it can say.
    pub fn talkative_agent(&self) -> Agent {
        self.agent_in(&[("TRIBUTE_AGENT_LOG", "trace")], &["--since", "all"])
    }

    fn spawn(&self, program: &mut Command) -> Agent {
        let stderr = File::options().append(true).create(true).open(self.log());
        let program = program.stdout(Stdio::null()).stderr(stderr.unwrap());
        Agent::spawn(program)
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("agent.log")
    }

    /// All that the agents have said so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Waits for something that has to come; if it doesn't, says what came instead.
    pub async fn comes<T>(&self, what: impl Future<Output = T>) -> T {
        match timeout(PATIENCE, what).await {
            Ok(came) => came,
            Err(late) => panic!("it never came: {late}\n{}", self.tell()),
        }
    }

    /// The next event that is wanted; others are skipped.
    pub async fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        let mut passed = String::new();
        let found = timeout(PATIENCE, async {
            loop {
                let event = self.events.next().await;
                writeln!(passed, "{event:?}").unwrap();
                if wanted(&event) {
                    return event;
                }
            }
        })
        .await;
        self.story += &passed;
        found.unwrap_or_else(|_| panic!("it never happened\n{}", self.tell()))
    }

    /// The events so far that are wanted.
    pub fn events(&self, wanted: impl Fn(&Kind) -> bool) -> Vec<Event> {
        let mut events = self.running.events();
        std::iter::from_fn(|| events.try_next()).filter(|event| wanted(&event.kind)).collect()
    }

    /// Waits until the order with this number has completed.
    pub async fn completed(&mut self, number: u32) {
        self.until(|event| event.order == Some(number) && event.kind == Kind::Completed).await;
    }

    /// Waits until all orders have ended as they should; checks the promises from the outside.
    pub async fn settled(&self) -> Vec<OrderRecord> {
        let totals = self.running.settled(PATIENCE).await;
        assert!(totals.is_good(), "{totals:?}\n{}", self.tell());
        assert_eq!(totals.misused, 0, "{}", self.tell());
        let orders = self.running.orders();
        for order in &orders {
            let once = order.effects <= 1 && order.replies <= 1 && order.presses <= 1;
            assert!(once, "{order:?}\n{}", self.tell());
        }
        orders
    }

    /// What `orders list --json` says.
    pub async fn listed(&self) -> Vec<Value> {
        let mut list = program(&self.config(), "orders", &["list", "--json"]);
        let output = self.comes(list.output()).await.unwrap();
        // An agent that has just started has not made its journal yet.
        let errors = String::from_utf8_lossy(&output.stderr);
        let is_early = errors.contains("journal.missing");
        assert!(output.status.success() || is_early, "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The list's line of the order with this number in the sandbox, once there is one.
    pub async fn listed_order(&self, number: u32) -> Option<Value> {
        let orders = self.running.orders();
        let message = orders.iter().find(|order| order.number == number)?.message_id?;
        let mut lines = self.listed().await.into_iter();
        lines.find(|line| line["message_id"] == message)
    }

    /// What stands in a chat, as the seller sees it.
    pub fn chat(&self, peer: Peer) -> Vec<View> {
        self.running.world().chat(SELLER, peer)
    }

    /// What moderators were told that holds these words.
    pub fn told(&self, peer: Peer, words: &str) -> usize {
        let chat = self.chat(peer);
        let told = chat.iter().filter(|view| view.message.body.text.contains(words));
        told.count()
    }

    /// Everything that happened, for whoever has to find out why.
    pub fn tell(&self) -> String {
        let mut story = String::from("--- events\n");
        let mut events = self.running.events();
        while let Some(event) = events.try_next() {
            writeln!(story, "{event:?}").unwrap();
        }
        writeln!(story, "--- orders").unwrap();
        for order in self.running.orders() {
            writeln!(story, "{order:?}").unwrap();
        }
        let log = self.said();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(60)..].join("\n");
        story + "--- the agent\n" + &last
    }
}

/// It holds secrets.
pub fn write_private(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// Waits until the order with this number stands in the chat.
pub async fn sent(scene: &mut Scene, number: u32) {
    scene
        .until(|event| event.order == Some(number) && matches!(event.kind, Kind::OrderSent { .. }))
        .await;
}
