//! A sandbox with an agent in it.
//!
//! The data centre, the bot and the demo shop are on loopback ports of their own; the seller is the
//! real client on a real connection, the journal a real file. Nothing of the owner's is opened.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::agent::{AgentMaker, sources_for};
use super::bank;
use super::payments::{self, Payments, PaymentsAtWork};
use super::run_result::Deviation;
use super::scenario::Scenario;
use super::shop::Recorder;
use super::supplier;
use super::webhooks::{KEY, Told};
use crate::cli::temporary::TemporaryFolder;
use crate::config::{Config, Timing};
use crate::i18n::{self, arguments, t};
use crate::journal::{Journal, JournalError, Pins};
use crate::machine::{Clock as _, Machine};
use crate::moderation::Formatter;
use crate::order::{Record, UserId};
use crate::report::{CodedError, failed};
use crate::shop::SupplierSettings;
use crate::sources::{SourceError, tbank, telegram_payments, tribute_api, tribute_shop};
use crate::telegram::session::SessionStore;
use crate::telegram::{self, ConnectError, Fatal, Grammers, Limits, ModeratorsAddress};
use telegram_sandbox::accounts::{PAYMENTS_BOT, SELLER, TRIBUTE, TRIBUTE_USERNAME};
use telegram_sandbox::tribute::Delays;
use telegram_sandbox::tribute::texts::BotTexts;
use telegram_sandbox::tribute_api::ApiOptions;
use telegram_sandbox::{Options, Running, Sandbox};

/// The agent's time limits: nobody here takes minutes.
const TIMING: Timing = Timing {
    confirmation_timeout: Duration::from_secs(5),
    press_settle: Duration::from_secs(2),
    probe_interval: Duration::from_millis(500),
    reread_interval: Duration::from_secs(1),
    incident_after: Duration::from_millis(300),
    pending_after: Duration::from_secs(30),
    config_interval: Duration::from_secs(3),
    ping_interval: Duration::from_secs(3),
    telegram_timeout: LIMITS.call,
    telegram_silence: LIMITS.silence,
};

/// The bot's pace: well within the agent's time limits.
const DELAYS: Delays = Delays {
    confirmation: Duration::from_millis(20),
    slow: Duration::from_millis(900),
    late: Duration::from_millis(300),
    notice: Duration::from_millis(300),
    owner_press: Duration::from_millis(100),
};

const LIMITS: Limits = Limits {
    call: Duration::from_secs(10),
    press: Duration::from_secs(10),
    silence: Duration::from_secs(10),
    pause_min: Duration::from_millis(50),
    pause_max: Duration::from_millis(500),
    suspend_threshold: Duration::from_secs(30),
    flood: Duration::from_secs(30),
};

/// Shorter, as most calls that are not answered are the faults' doing.
const LIMITS_WITH_FAULTS: Limits = Limits {
    call: Duration::from_secs(4),
    press: Duration::from_secs(4),
    silence: Duration::from_secs(2),
    ..LIMITS
};

/// Of the message ids that Telegram can give, those at which a rehearsal may begin.
const MESSAGE_IDS: i64 = 2_000_000_000;
const CONNECT_TIMEOUT: Duration = Duration::from_mins(1);
const ORDER_INTERVAL: Duration = Duration::from_millis(40);
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// The seller's client, and what another connection beside it is made with.
type Connected = (Grammers, telegram::Settings, Arc<SessionStore>);

pub(super) struct Testbed {
    pub(super) sandbox: Running,
    /// The owner's test server; none beside the demo shop, which has a book.
    pub(super) shop: Option<Arc<Recorder>>,
    /// Whether the demo shop gives the goods.
    pub(super) has_book: bool,
    /// The chat to which the seller's account writes, as bots see its id.
    pub(super) moderators_chat: i64,
    /// The agent's journal, read from beside it.
    pub(super) journal: Journal,
    pub(super) agent: JoinHandle<Result<(), SourceError>>,
    /// What Tribute posts.
    told: Option<Told>,
    /// What is paid at the bot.
    payments: Option<PaymentsAtWork>,
    /// Dropping it asks the agent to stop.
    shutdown: Option<oneshot::Sender<()>>,
    // Dropped last: the files are in use until then.
    _folder: TemporaryFolder,
}

impl Testbed {
    /// Sets everything up; the agent is at work when this returns. The inner error: the sandbox's
    /// Telegram did not answer.
    pub(super) async fn start(
        scenario: &Scenario,
    ) -> Result<Result<Self, ConnectError>, CodedError> {
        let problem = |error: std::io::Error| arguments!(problem = error.to_string());
        let folder = TemporaryFolder::create(&Machine)
            .map_err(|error| failed("rehearse.no_folder", problem(error)))?;
        let sandbox = Sandbox::start(sandbox_options(scenario)).await;
        let sandbox = sandbox.map_err(|error| failed("rehearse.cannot_listen", problem(error)))?;
        let ready = sandbox.ready();
        let moderators_chat = if scenario.in_basic_group {
            ready.moderators_basic_group
        } else {
            ready.moderators_chat
        };
        match connect(&sandbox, scenario, moderators_chat, &folder).await? {
            Ok(seller) => {
                let around = (folder, sandbox);
                Box::pin(Self::begin(scenario, around, moderators_chat, seller)).await.map(Ok)
            }
            Err(error) => Ok(Err(error)),
        }
    }

    /// Has an agent work for the seller, who is connected.
    async fn begin(
        scenario: &Scenario,
        (folder, sandbox): (TemporaryFolder, Running),
        moderators_chat: i64,
        (messenger, telegram, store): Connected,
    ) -> Result<Self, CodedError> {
        let config = agent_config(scenario);
        let pins = Pins { seller: UserId(SELLER.0), bot: UserId(TRIBUTE.0), livemode: false };
        let (supplier, faults) = supplier::of(scenario, sandbox.ready())?;
        let (clock, book) = (Arc::new(Machine), Mutex::default());
        let shop = Arc::new(Recorder { supplier, clock, faults, book });
        let path = folder.file("rehearsal.journal");
        let mut maker = AgentMaker {
            sources: sources_for(&config, pins, &sandbox)?,
            payments: None,
            messenger: Arc::new(messenger),
            shop: Arc::clone(&shop),
            journal: path.clone(),
            pins,
        };
        let mut journal = maker.open()?;
        journal.begin_numbers_at(scenario.cases.first().map_or(1, |case| case.number))?;
        if let Some((SupplierSettings::Codes(_), count)) = scenario.supplier {
            supplier::stock(&mut journal, &config, count)?;
        }
        let payments = match &scenario.payments {
            Some(payments) => {
                let (shop, _) = supplier::of(scenario, sandbox.ready())?;
                let around = (telegram, store);
                Some(payments.begin((&mut journal, &path), &config, &sandbox, around, shop)?)
            }
            None => None,
        };
        maker.payments = payments.as_ref().map(PaymentsAtWork::link);
        let agent = maker.make(journal);
        let client = maker.sources.tbank.as_ref().map(|it| it.client.clone());
        let told = match (&scenario.webhooks, &scenario.bank, &client) {
            (Some(webhooks), _, _) => webhooks.begin(&sandbox, &config, &path, &agent)?,
            (_, Some(bank), Some(client)) => {
                bank.begin(&sandbox, (&config, client), &path, &agent).await?
            }
            _ => None,
        };
        let killed = scenario.payments.as_ref().is_some_and(Payments::is_agent_killed);
        let killed = killed.then(|| payments::somebody_has_paid(&sandbox));
        let killed = async move {
            match killed {
                Some(killed) => killed.await,
                None => pending().await,
            }
        };
        let (shutdown, requested) = oneshot::channel();
        let asked_to_stop = async move { drop(requested.await) };
        Ok(Self {
            moderators_chat,
            sandbox,
            shop: scenario.shop.as_ref().map(|_| shop),
            has_book: scenario.shop.is_none()
                && (scenario.supplier.is_none() || scenario.is_of_salebot()),
            journal: Journal::open_to_read(&path)?,
            agent: tokio::task::spawn_local(maker.run(agent, killed, asked_to_stop)),
            told,
            payments,
            shutdown: Some(shutdown),
            _folder: folder,
        })
    }

    /// The statuses with which webhooks were answered so far.
    pub(super) fn answers(&self) -> String {
        let said =
            || Some(self.payments.as_ref().map(|_| payments::answers(&self.sandbox))?.join(", "));
        self.told.as_ref().map(Told::answers).or_else(said).unwrap_or_default()
    }

    /// Whether nothing more comes from outside: webhooks are answered, and buyers told whether they may pay.
    pub(super) fn is_all_answered(&self) -> bool {
        self.told.as_ref().is_some_and(Told::is_over)
            || self.payments.as_ref().is_some_and(|it| it.is_over(&self.sandbox))
    }

    /// The order of a webhook.
    pub(super) fn order_of_payment(&self, id: &str) -> Result<Option<Record>, JournalError> {
        if let Some(payment) = id.strip_prefix("tribute-shop-") {
            return self.journal.order_of_source(&tribute_shop::SOURCE, payment);
        }
        let start = format!("telegram-{PAYMENTS_BOT}-");
        if let Some(charge) = id.strip_prefix(&start) {
            return self.journal.order_of_source(&telegram_payments::SOURCE, charge);
        }
        if let Some((_, payment)) = id.strip_prefix("tbank-").and_then(|rest| rest.rsplit_once('-'))
        {
            return self.journal.order_of_source(&tbank::SOURCE, payment);
        }
        let purchase = id.strip_prefix("tribute-purchase-").unwrap_or_default();
        self.journal.order_of_source(&tribute_api::SOURCE, purchase)
    }

    /// Stops the agent; returns the deviation of one that has not stopped as it should: because of
    /// `fatal`, else only when it was asked to.
    pub(super) async fn stop_agent(&mut self, fatal: Option<Fatal>) -> Option<Deviation> {
        let was_early = self.agent.is_finished();
        self.shutdown = None;
        let mut expected = t!("rehearse-agent-works-to-the-end");
        let came = match timeout(SHUTDOWN_TIMEOUT, &mut self.agent).await {
            Ok(Ok(Ok(()))) if was_early => t!("rehearse-agent-stopped-early"),
            Ok(Ok(Ok(()))) => {
                expected = t!("rehearse-agent-stops", error = fatal?.to_string());
                t!("rehearse-agent-works-on")
            }
            Ok(Ok(Err(SourceError::Telegram(came)))) if fatal == Some(came) => return None,
            Ok(Ok(Err(error))) => error.to_string(),
            Ok(Err(panic)) => panic.to_string(),
            Err(_) => {
                self.agent.abort();
                t!("rehearse-agent-stuck")
            }
        };
        Some(Deviation::new("agent", expected, came))
    }
}

pub(super) fn greeting() -> String {
    let (config_file, send_button) = (String::new(), String::new());
    let (language, time_zone) = (i18n::language(), TimeZone::system());
    Formatter { language, time_zone, config_file, send_button }.first_start(0).text
}

/// The scenario's rules, as an agent of this world needs them.
fn agent_config(scenario: &Scenario) -> Config {
    let mut config = scenario.config.clone();
    config.language = i18n::language();
    config.tribute.bot_id = UserId(TRIBUTE.0);
    (config.pace, config.timing) = (Duration::ZERO, TIMING);
    config
}

fn sandbox_options(scenario: &Scenario) -> Options {
    let mut texts = BotTexts::new(i18n::language().into());
    let may_be_pressed = &scenario.config.tribute.send_buttons;
    if !may_be_pressed.contains(&texts.send_label)
        && let Some(label) = may_be_pressed.first()
    {
        texts.send_label.clone_from(label);
    }
    let is_chat = scenario.is_of_chat();
    let orders = scenario.cases.iter().filter(|_| is_chat).map(|case| case.planned.clone());
    let api = || ApiOptions { key: Some(KEY.to_owned()), ..ApiOptions::default() };
    Options {
        orders: orders.collect(),
        first_order_after: ORDER_INTERVAL,
        interval: ORDER_INTERVAL,
        delays: DELAYS,
        texts,
        tribute_api: scenario.webhooks.as_ref().map(|_| api()),
        salebot: scenario.is_of_salebot(),
        bank: scenario.bank.as_ref().map(|_| bank::options()),
        telegram_buyers: scenario.payments.as_ref().map(Payments::buyers).unwrap_or_default(),
        moderators: scenario.moderators,
        faults: scenario.faults.clone(),
        seed: scenario.seed,
        // A test server may remember the orders of every rehearsal: none takes as many messages as milliseconds.
        first_message_id: scenario.shop.as_ref().and_then(|_| {
            i32::try_from(Machine.now().as_millisecond().rem_euclid(MESSAGE_IDS)).ok()
        }),
        ..Options::default()
    }
}

async fn connect(
    sandbox: &Running,
    scenario: &Scenario,
    moderators_chat: i64,
    folder: &TemporaryFolder,
) -> Result<Result<Connected, ConnectError>, CodedError> {
    let path = folder.file("rehearsal.session");
    telegram::import::import(&sandbox.ready().seller.string_session, &path, false)?;
    let store = Arc::new(SessionStore::open(&path)?);
    let settings = telegram::Settings {
        api_id: sandbox.ready().api_id,
        tribute_username: TRIBUTE_USERNAME.to_owned(),
        tribute_id: UserId(TRIBUTE.0),
        moderators: ModeratorsAddress::of_id(moderators_chat).unwrap_or(ModeratorsAddress::Me),
        proxy: None,
        topic: None,
        connect_timeout: CONNECT_TIMEOUT,
        limits: if scenario.faults.is_empty() { LIMITS } else { LIMITS_WITH_FAULTS },
    };
    let (its, stored) = (settings.clone(), Arc::clone(&store));
    let (clock, rng) = (Arc::new(Machine), Arc::new(Machine));
    let connected = telegram::connect(settings, store, clock, rng).await;
    Ok(connected.map(|(messenger, _)| (messenger, its, stored)))
}
