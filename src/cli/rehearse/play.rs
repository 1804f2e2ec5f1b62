//! A world with an agent in it: set up, played until all has ended, taken down.
//!
//! The data centre, the bot and the demo shop are the sandbox's, on loopback ports of their own;
//! the seller is the real client on a real connection, the journal a real file. Nothing of the
//! owner's is opened.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::case::Case;
use super::rulebook::Rulebook;
use super::witness::{Answers, Witness};
use crate::agent::{Agent, AgentError, Parts, Settings};
use crate::cli::sandbox::{SandboxCommand, SandboxError};
use crate::cli::temporary::TemporaryFolder;
use crate::config::Timing;
use crate::journal::{Journal, Pins};
use crate::language::Language;
use crate::machine::{Machine, SharedClock, SharedRandomness};
use crate::moderation::Formatter;
use crate::order::UserId;
use crate::shop::{self, Secret};
use crate::sources::tribute_chat::{self, Portions, Since};
use crate::telegram::session::SessionStore;
use crate::telegram::{self, Fatal, Grammers, Limits, ModeratorsAddress};
use telegram_sandbox::accounts::{SELLER, TRIBUTE, TRIBUTE_USERNAME};
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tribute::Delays;
use telegram_sandbox::tribute::texts::BotTexts;
use telegram_sandbox::{Options, Running, Sandbox};

/// What is to be played in one world.
pub(super) struct Play {
    /// The messages, in the order in which they are sent.
    pub(super) cases: Vec<Case>,
    /// How the agent is configured.
    pub(super) rulebook: Rulebook,
    /// What goes wrong.
    pub(super) faults: Vec<Fault>,
    /// Decides when.
    pub(super) seed: u64,
    /// Whether the moderators' chat is a basic group.
    pub(super) in_basic_group: bool,
    /// The owner's test server; `None`: the demo shop.
    pub(super) shop: Option<shop::Settings>,
}

/// The agent's patience: nobody here takes minutes.
const TIMING: Timing = Timing {
    confirmation_timeout: Duration::from_secs(5),
    press_settle: Duration::from_secs(2),
    probe_interval: Duration::from_millis(500),
    reread_interval: Duration::from_secs(1),
    incident_after: Duration::from_millis(300),
    config_interval: Duration::from_secs(3),
    ping_interval: Duration::from_secs(3),
    telegram_timeout: LIMITS.call,
    telegram_silence: LIMITS.silence,
};

/// The bot's pace: well within the agent's patience.
const DELAYS: Delays = Delays {
    confirmation: Duration::from_millis(20),
    slow: Duration::from_millis(900),
    late: Duration::from_millis(300),
    notice: Duration::from_millis(300),
    owner_press: Duration::from_millis(100),
};

/// The connection's patience.
const LIMITS: Limits = Limits {
    call: Duration::from_secs(10),
    press: Duration::from_secs(10),
    silence: Duration::from_secs(10),
    pause_min: Duration::from_millis(50),
    pause_max: Duration::from_millis(500),
    suspend_threshold: Duration::from_secs(30),
    flood: Duration::from_secs(30),
};

/// Its patience when things go wrong: shorter, as somebody waits for the end of this.
const LIMITS_IN_TROUBLE: Limits = Limits {
    call: Duration::from_secs(4),
    press: Duration::from_secs(4),
    silence: Duration::from_secs(2),
    ..LIMITS
};

/// How long the demo shop may take to answer.
const SHOP_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a client may take to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_mins(1);
/// From one order to the next.
const INTERVAL: Duration = Duration::from_millis(40);
/// How long the agent may take to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

impl Play {
    /// The end that Telegram makes of the session, if it is to make one.
    pub(super) fn end_of_session(&self) -> Option<Fatal> {
        self.faults.iter().find_map(|fault| match fault {
            Fault::Revoked => Some(Fatal::SessionRevoked),
            Fault::Duplicated => Some(Fatal::SessionDuplicated),
            _ => None,
        })
    }
}

/// A world that plays.
pub(super) struct Stage {
    /// The world.
    pub(super) sandbox: Running,
    /// What the owner's server answered; `None` beside the demo shop, which has a book.
    pub(super) answers: Option<Answers>,
    /// Where the seller's account writes to the moderators, as bots see its id.
    pub(super) moderators_chat: i64,
    /// What the agent has written down, read from beside it.
    pub(super) journal: Journal,
    agent: JoinHandle<Result<(), AgentError>>,
    shutdown: oneshot::Sender<()>,
    // Dropped last: the files are in use until then.
    _folder: TemporaryFolder,
}

impl Stage {
    /// Sets everything up; the agent is at work when this returns.
    pub(super) async fn set(play: &Play) -> Result<Self, SandboxError> {
        let clock: SharedClock = Arc::new(Machine);
        let dice: SharedRandomness = Arc::new(Machine);
        let folder = TemporaryFolder::create(&Machine).map_err(SandboxError::Folder)?;
        let sandbox = Sandbox::start(sandbox_options(play))
            .await
            .map_err(|error| SandboxError::Listen(SandboxCommand::Rehearse, error))?;
        let messenger = connect(&sandbox, play, &folder, &clock, &dice).await?;
        let (activator, answers) = activator(play, &sandbox)?;
        let path = folder.file("rehearsal.journal");
        let pins = Pins {
            seller: UserId(SELLER.0),
            bot: UserId(TRIBUTE.0),
            livemode: false,
        };
        let mut journal = Journal::open(&path, pins, "rehearsal", clock.now())?;
        journal.begin_numbers_at(play.cases.first().map_or(1, |case| case.number))?;
        let agent = Agent::new(Parts {
            settings: agent_settings(play),
            journal,
            messenger: Arc::new(messenger),
            shop: Arc::new(activator),
            clock,
            rng: dice,
        });
        let (shutdown, stopped) = oneshot::channel();
        // Dropping the sender is a way to say stop, too.
        let agent = tokio::task::spawn_local(agent.run(async move { drop(stopped.await) }));
        Ok(Self {
            moderators_chat: moderators_chat(&sandbox, play),
            sandbox,
            answers: play.shop.is_some().then_some(answers),
            journal: Journal::open_to_read(&path)?,
            agent,
            shutdown,
            _folder: folder,
        })
    }

    /// What the moderators read when an agent starts: it says nothing about an order.
    pub(super) fn greeting(play: &Play) -> String {
        formatter_for(play.rulebook.language).first_start(0).text
    }

    /// Whether the agent has stopped, although nobody asked it to.
    pub(super) fn is_deserted(&self) -> bool {
        self.agent.is_finished()
    }

    /// Stops the agent, and has `look` look at what is left; then takes everything down.
    pub(super) async fn strike<T>(
        mut self,
        look: impl FnOnce(&Self) -> T,
    ) -> (T, Option<Desertion>) {
        let was_deserted = self.is_deserted();
        let (shutdown, _) = oneshot::channel();
        // An agent that is gone needs not be told.
        let _ = std::mem::replace(&mut self.shutdown, shutdown).send(());
        let desertion = match timeout(STOP_PATIENCE, &mut self.agent).await {
            Ok(Ok(Ok(()))) if !was_deserted => None,
            Ok(Ok(Ok(()))) => Some(Desertion::Quiet),
            Ok(Ok(Err(error))) => Some(Desertion::Error(error)),
            Ok(Err(panic)) => Some(Desertion::Panic(panic.to_string())),
            Err(_) => {
                self.agent.abort();
                Some(Desertion::Stuck)
            }
        };
        let seen = look(&self);
        self.sandbox.shutdown().await;
        (seen, desertion)
    }
}

/// How an agent ends that should not.
#[derive(Debug)]
pub(super) enum Desertion {
    /// It stopped and did not say why.
    Quiet,
    /// It says why.
    Error(AgentError),
    /// It broke.
    Panic(String),
    /// It did not stop when it was asked to.
    Stuck,
}

fn sandbox_options(play: &Play) -> Options {
    let language = play.rulebook.language;
    let mut texts = BotTexts::new(language.into());
    if let Some(label) = play.rulebook.send_buttons.first() {
        texts.send_label.clone_from(label);
    }
    Options {
        orders: play.cases.iter().map(|case| case.planned.clone()).collect(),
        first_order_after: INTERVAL,
        interval: INTERVAL,
        delays: DELAYS,
        texts,
        faults: play.faults.clone(),
        seed: play.seed,
        ..Options::default()
    }
}

fn agent_settings(play: &Play) -> Settings {
    let Rulebook {
        rules,
        send_buttons,
        reply,
        language,
    } = play.rulebook.clone();
    let chat = tribute_chat::Settings {
        seller: UserId(SELLER.0),
        bot: UserId(TRIBUTE.0),
        livemode: false,
        rules,
        send_buttons,
        reply: Arc::new(reply),
        pace: Duration::ZERO,
        timing: TIMING.chat(),
        formatter: formatter_for(language),
        // Whatever was sent before the first look counts as well.
        since: Some(Since::All),
        portions: Portions::default(),
    };
    Settings { chat, daily: None }
}

fn formatter_for(language: Language) -> Formatter {
    Formatter {
        language,
        time_zone: TimeZone::system(),
    }
}

async fn connect(
    sandbox: &Running,
    play: &Play,
    folder: &TemporaryFolder,
    clock: &SharedClock,
    dice: &SharedRandomness,
) -> Result<Grammers, SandboxError> {
    let path = folder.file("rehearsal.session");
    telegram::import::import(&sandbox.ready().seller.string_session, &path, false)?;
    let store = Arc::new(SessionStore::open(&path)?);
    let settings = telegram::Settings {
        api_id: sandbox.ready().api_id,
        tribute_username: TRIBUTE_USERNAME.to_owned(),
        tribute_id: UserId(TRIBUTE.0),
        moderators: ModeratorsAddress::of_id(moderators_chat(sandbox, play))
            .unwrap_or(ModeratorsAddress::Me),
        proxy: None,
        connect_timeout: CONNECT_TIMEOUT,
        limits: if play.faults.is_empty() {
            LIMITS
        } else {
            LIMITS_IN_TROUBLE
        },
    };
    let (messenger, _) = telegram::connect(settings, store, clock.clone(), dice.clone()).await?;
    Ok(messenger)
}

fn moderators_chat(sandbox: &Running, play: &Play) -> i64 {
    if play.in_basic_group {
        sandbox.ready().moderators_basic_group
    } else {
        sandbox.ready().moderators_chat
    }
}

fn activator(play: &Play, sandbox: &Running) -> Result<(Witness, Answers), SandboxError> {
    let settings = if let Some(settings) = &play.shop {
        settings.clone()
    } else {
        let address = &sandbox.ready().shop;
        let secret = Secret::parse(&address.secret)?;
        shop::Settings {
            timeout: SHOP_TIMEOUT,
            ..shop::Settings::new(address.url.clone(), secret)
        }
    };
    let answers = Answers::default();
    let client = shop::Client::new(settings)?;
    Ok((Witness::new(client, answers.clone()), answers))
}
