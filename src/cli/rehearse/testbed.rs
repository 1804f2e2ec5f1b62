//! A sandbox with an agent in it.
//!
//! The data centre, the bot and the demo shop are on loopback ports of their own; the seller is the
//! real client on a real connection, the journal a real file. Nothing of the owner's is opened.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::bank;
use super::payments::{Payments, PaymentsAtWork};
use super::run_result::Deviation;
use super::scenario::Scenario;
use super::shop::Recorder;
use super::supplier;
use super::webhooks::{KEY, Told};
use crate::agent::{Agent, Parts, Settings};
use crate::cli::Since;
use crate::cli::run::sources_settings;
use crate::cli::temporary::TemporaryFolder;
use crate::config::{Config, Timing};
use crate::i18n::{self, arguments, t};
use crate::journal::{Journal, JournalError, Pins};
use crate::machine::{Clock as _, Machine, SharedClock};
use crate::moderation::{Formatter, WaitingSettings};
use crate::order::{Record, UserId};
use crate::report::{CodedError, failed};
use crate::shop::SupplierSettings;
use crate::sources::tbank::{self, BankWorker};
use crate::sources::telegram_payments::{self, PaymentsWorker};
use crate::sources::tribute_api::{self, ApiWorker};
use crate::sources::tribute_shop::{self, ShopWorker};
use crate::sources::{self, SourceError};
use crate::tbank::Client;
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
/// Time to say `stop`.
const ACCOUNT_TAKEN_AFTER: Duration = Duration::from_secs(2);

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
        let clock: SharedClock = Arc::new(Machine);
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
        let connected = connect(&sandbox, scenario, moderators_chat, &folder, &clock).await?;
        let (messenger, telegram, store) = match connected {
            Ok(connected) => connected,
            Err(error) => return Ok(Err(error)),
        };
        let pins = Pins { seller: UserId(SELLER.0), bot: UserId(TRIBUTE.0), livemode: false };
        let config = agent_config(scenario);
        let sources = sources_for(&config, pins, &sandbox)?;
        let client = sources.tbank.as_ref().map(|it| it.client.clone());
        let (supplier, faults) = supplier::of(scenario, ready)?;
        let (clock_of_shop, book) = (clock.clone(), Mutex::default());
        let shop = Arc::new(Recorder { supplier, clock: clock_of_shop, faults, book });
        let path = folder.file("rehearsal.journal");
        let mut journal = Journal::open(&path, pins, "rehearsal", clock.now())?;
        journal.begin_numbers_at(scenario.cases.first().map_or(1, |case| case.number))?;
        if let Some((SupplierSettings::Codes(_), count)) = scenario.supplier {
            supplier::stock(&mut journal, &config, count)?;
        }
        let payments = match &scenario.payments {
            Some(payments) => {
                let (shop, _) = supplier::of(scenario, ready)?;
                let around = (telegram, store);
                Some(payments.begin((&mut journal, &path), &config, &sandbox, around, shop)?)
            }
            None => None,
        };
        let link = payments.as_ref().map(PaymentsAtWork::link);
        let (messenger, shop_of_agent) = (Arc::new(messenger), Arc::clone(&shop));
        let build = move |journal| {
            let payments = sources.telegram_payments.clone().zip(link.clone());
            Agent::new(Parts {
                settings: settings(sources.clone()),
                journal,
                messenger: Some(Arc::clone(&messenger)),
                shop: Arc::clone(&shop_of_agent),
                clock: clock.clone(),
                rng: Arc::new(Machine),
            })
            .with_source(sources.api.clone().map(ApiWorker::new))
            .with_source(sources.tribute_shop.clone().map(ShopWorker::new))
            .with_source(sources.tbank.clone().map(BankWorker::new))
            .with_source(payments.map(|(settings, link)| PaymentsWorker::new(settings, link)))
        };
        let agent = build(journal);
        let told = match (&scenario.webhooks, &scenario.bank, &client) {
            (Some(webhooks), _, _) => webhooks.begin(&sandbox, &config, &path, &agent)?,
            (_, Some(story), Some(client)) => {
                story.begin(&sandbox, (&config, client), &path, &agent).await?
            }
            _ => None,
        };
        let (shutdown, requested) = oneshot::channel();
        let requested = async move { drop(requested.await) };
        let killer = payments.as_ref().map(|it| it.killer(&sandbox));
        let reopened = path.clone();
        let agent = tokio::task::spawn_local(async move {
            let mut requested = pin!(requested);
            tokio::select! {
                biased;
                Some(()) = async { Some(killer?.await) } => {}
                ended = agent.run(&mut requested) => return ended,
            }
            let journal = Journal::open(&reopened, pins, "rehearsal", Machine.now())?;
            build(journal).run(requested).await
        });
        Ok(Ok(Self {
            moderators_chat,
            sandbox,
            shop: scenario.shop.as_ref().map(|_| shop),
            has_book: scenario.shop.is_none()
                && (scenario.supplier.is_none() || scenario.is_of_salebot()),
            journal: Journal::open_to_read(&path)?,
            agent,
            told,
            payments,
            shutdown: Some(shutdown),
            _folder: folder,
        }))
    }

    /// The statuses with which webhooks were answered so far.
    pub(super) fn answers(&self) -> String {
        let said = || Some(self.payments.as_ref()?.answers(&self.sandbox).join(", "));
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

/// What is wanted of the sources, which ask the sandbox's bank.
fn sources_for(
    config: &Config,
    pins: Pins,
    sandbox: &Running,
) -> Result<sources::Settings, CodedError> {
    let sources = sources_settings(config, pins, Some(Since::All));
    let mut sources = sources.map_err(|it| CodedError::of(&it))?;
    sources.chat.approve_first = 0;
    if let (Some(bank), Some(settings)) = (sandbox.bank(), &mut sources.tbank) {
        settings.client = Client::new(&bank.url(), settings.client.terminal().clone())?;
    }
    Ok(sources)
}

fn settings(sources: sources::Settings) -> Settings {
    Settings {
        sources,
        daily: None,
        moderators: Some(Vec::new()),
        moderators_bot: None,
        account_taken_after: ACCOUNT_TAKEN_AFTER,
        waiting: WaitingSettings::default(),
        timer_slack: Duration::ZERO,
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
    clock: &SharedClock,
) -> Result<Result<(Grammers, telegram::Settings, Arc<SessionStore>), ConnectError>, CodedError> {
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
    let connected = telegram::connect(settings, store, clock.clone(), Arc::new(Machine)).await;
    Ok(connected.map(|(messenger, _)| (messenger, its, stored)))
}
