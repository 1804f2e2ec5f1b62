//! `run`: fulfils orders until told to stop.
//!
//! `seller` is the account at Telegram, and `bot` the owner's in the moderators' chat; on `threads` of their own, `server`
//! is what others call, and `payments` the bot that is paid; `following` reads the configuration again when it changes; `alarm` reaches the owner when it has to end; `dry_run` is
//! `run --dry-run`, whose `reporter` shows what would be done.

mod alarm;
mod bot;
pub(super) mod dry_run;
mod following;
mod payments;
mod reporter;
mod seller;
pub(super) mod server;
mod threads;

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::{mpsc, watch};
use tracing::{error, info};

use super::home::Home;
use super::interrupt::{hear_while_blocked, unless_interrupted};
use super::{Context, Failure, Outcome, arguments, interrupted};
use crate::agent::{Agent, AgentSource, Parts, Settings};
use crate::config::{Config, ConfigError, Moderators, Shop, Watch};
use crate::engine::Heartbeat;
use crate::i18n::{Arguments, Language};
use crate::inbox::Bell;
use crate::journal::{Journal, JournalError, Pins};
use crate::machine::{Clock as _, HostInfo, Machine};
use crate::moderation::Formatter;
use crate::moderation::commands::ACCOUNT_TAKEN_AFTER;
use crate::order::UserId;
use crate::report::{CodedError, Exit, UserError as _, usage};
use crate::shop::{Activator, Supplier, SupplierSettings};
use crate::sources;
use crate::sources::tbank::BankWorker;
use crate::sources::telegram_payments::{BotLink, PaymentsWorker};
use crate::sources::tribute_api::{self, ApiWorker};
use crate::sources::tribute_chat::{self, Portions, Since};
use crate::sources::tribute_shop::{self, ShopWorker};
use crate::telegram::session::SessionStore;
use crate::telegram::{self, AccountInfo, Grammers, Limits, Messenger, ModeratorsAddress};
use alarm::Alarm;
use payments::WaitingPayments;
use seller::{Beside, connected, first_bot};
use server::{Common, WaitingServer};
use threads::{ThreadSettings, Threads, Waiting};

/// How long a start may take to reach Telegram; a service manager will try again.
const CONNECT_TIMEOUT: Duration = Duration::from_mins(2);
/// Changes of the configuration that wait to be taken; more wait with the file.
const RELOADS_MAX: usize = 4;

pub(super) async fn run(since: Option<arguments::Since>, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let alarm = Alarm::new(&config)?;
    let ended = Box::pin(work(config, since, context, &alarm)).await;
    if let Err(Failure::Explained(error)) = &ended {
        alarm.raise(&**error).await;
    }
    ended
}

async fn work(
    config: Config,
    since: Option<arguments::Since>,
    context: &mut Context<'_>,
    alarm: &Alarm,
) -> Outcome {
    info!(version = env!("CARGO_PKG_VERSION"), config = %config.file.display(), "starting");
    // What is missing is told before anybody is called.
    config.check_runnable()?;
    let held = config.held_file()?;
    hear_while_blocked();
    let mut interrupt = std::pin::pin!(interrupted());
    let home = Home::open(&config, &held)?;
    let has_chat = !config.is_without_telegram();
    let common = Common::new(Bell::default(), Heartbeat::default(), has_chat);
    let shop = Arc::new(Supplier::new(shop_for(config.shop()?, home.is_live(&config))?)?);
    let (mut waiting, thread_settings) = waiting(&config, &home, &shop)?;
    let mut threads = Threads::default();
    // Who is logged in is known but on the first start: a journal that won't do is told at once, and what comes in
    // from outside is kept, Telegram or not.
    let path = config.journal()?;
    let early = home.seller().map(|it| home.open_journal(&path, &config, it)).transpose()?;
    if early.is_some() {
        waiting.start(&mut threads, &path, &common)?;
    }
    let seller = connected(&config, &home, threads.has_server(), &mut interrupt).await?;
    let journal = match (early, &seller) {
        (Some(journal), _) => journal,
        (None, Some(seller)) => home.open_journal(&path, &config, seller.account.seller)?,
        (None, None) => return Err(JournalError::Missing(path).into()),
    };
    waiting.start(&mut threads, &path, &common)?;
    let pins = journal.pins();
    info!(seller = seller.as_ref().map(|it| it.account.seller.0), live = pins.livemode, "at work");
    let _lock = home.keep(&HostInfo::new(context.stdio.environment))?;
    let (reloads, reloaded) = mpsc::channel(RELOADS_MAX);
    let keeper = seller.as_ref().map(|seller| seller.keeper(&config, reloads.clone()));
    let bot = first_bot(keeper.as_ref(), &mut interrupt).await?;
    let messenger = seller.as_ref().map(|seller| seller.messenger.clone());
    let agent = agent(&config, journal, since, (messenger, shop), &common)?;
    let agent =
        agent.speaking_through(bot.as_ref().and_then(|bot| bot.as_ref().ok()).cloned().flatten());
    let agent = with_sources(agent, &config, pins.livemode, threads.payments());
    let beside = Beside { seller: seller.as_ref(), keeper: keeper.as_ref(), bot, common: &common };
    let pinging = alarm.ping_while_well(agent.heartbeat().subscribe());
    let requests = following::hear_requests(&held, agent.bell());
    let watch = Watch::new(config, context.stdio.environment);
    let mut ended = tokio::select! {
        biased;
        ended = agent.listening_to(reloaded).run(interrupt) => ended,
        never = following::follow(watch, pins, reloads, thread_settings) => match never {},
        never = requests => match never {},
        never = beside.keep() => match never {},
        never = pinging => match never {},
    };
    threads.stop().await;
    if let Some(keeper) = keeper {
        keeper.shutdown(ended.as_ref().err()).await;
    }
    if let Some(seller) = seller {
        seller.hang_up(&mut ended).await;
    }
    ended.inspect_err(|error| error!(code = error.code(), %error, "stopped"))?;
    info!("stopped, as was asked; what is owed stays in the journal");
    Ok(Exit::Done)
}

/// What works beside the agent, and what is told there when the configuration changes.
fn waiting(
    config: &Config,
    home: &Home,
    shop: &Arc<Supplier>,
) -> Result<(Waiting, ThreadSettings), Failure> {
    let (server, settings) = watch::channel(server::settings_for(config)?);
    let asking = payments::asking_for(config, home.is_live(config), shop.clone());
    let (payments, asking) = asking.map(watch::channel).unzip();
    let waiting = Waiting {
        server: WaitingServer::bind(config, settings)?,
        payments: WaitingPayments::new(config, home, asking)?,
    };
    Ok((waiting, ThreadSettings { server, payments }))
}

/// The same agent, with what else the owner has configured.
fn with_sources<M: Messenger, A: Activator, S: AgentSource>(
    agent: Agent<M, A, S>,
    config: &Config,
    livemode: bool,
    bot: Option<BotLink>,
) -> Agent<M, A, impl AgentSource + use<M, A, S>> {
    let payments = payments::settings_for(config, livemode).zip(bot);
    agent
        .with_source(api_settings(config, livemode).map(ApiWorker::new))
        .with_source(shop_settings(config, livemode).map(ShopWorker::new))
        .with_source(server::bank_settings(config, livemode).map(BankWorker::new))
        .with_source(payments.map(|(settings, bot)| PaymentsWorker::new(settings, bot)))
}

/// An agent with the chat alone, if there is one.
fn agent(
    config: &Config,
    journal: Journal,
    since: Option<arguments::Since>,
    (messenger, shop): (Option<Arc<Grammers>>, Arc<Supplier>),
    common: &Common,
) -> Result<Agent<Grammers, Supplier>, Failure> {
    let pins = journal.pins();
    let agent = Agent::new(Parts {
        settings: settings_for(config, pins, since)?,
        journal,
        messenger,
        shop,
        clock: Arc::new(Machine),
        rng: Arc::new(Machine),
    });
    let agent = agent.sharing(common.bell.clone(), common.heartbeat.clone());
    Ok(agent.telling_owner_by(config.alert_command.clone()))
}

pub(super) async fn connect(
    settings: telegram::Settings,
    store: &Arc<SessionStore>,
    interrupt: impl Future<Output = ()>,
) -> Result<(Grammers, AccountInfo), Failure> {
    let clock = Arc::new(Machine);
    let connecting = telegram::connect(settings, store.clone(), clock, Arc::new(Machine));
    Ok(unless_interrupted(interrupt, connecting).await??)
}

pub(super) fn telegram_settings(
    config: &Config,
    moderators: ModeratorsAddress,
) -> Result<telegram::Settings, ConfigError> {
    let (telegram, timing) = (config.telegram()?, &config.timing);
    Ok(telegram::Settings {
        api_id: telegram.api_id,
        tribute_username: config.tribute.bot.clone(),
        tribute_id: config.tribute.bot_id,
        moderators,
        topic: config.moderators().ok().and_then(|moderators| moderators.topic),
        proxy: telegram.proxy.clone(),
        connect_timeout: CONNECT_TIMEOUT,
        limits: Limits {
            call: timing.telegram_timeout,
            // The bot is asked while we wait.
            press: timing.telegram_timeout + timing.telegram_timeout / 3,
            silence: timing.telegram_silence,
            suspend_threshold: timing.telegram_silence / 2,
            ..Limits::default()
        },
    })
}

fn settings_for(
    config: &Config,
    pins: Pins,
    since: Option<arguments::Since>,
) -> Result<Settings, ConfigError> {
    Ok(Settings {
        sources: sources_settings(config, pins, since)?,
        daily: config.moderators().map_or(None, |moderators| moderators.daily),
        moderators: config.moderators().ok().map(|moderators| moderators.allowed.clone()),
        moderators_bot: config.moderators().ok().and_then(Moderators::bot),
        account_taken_after: ACCOUNT_TAKEN_AFTER,
        waiting: config.moderators().map(|moderators| moderators.waiting).unwrap_or_default(),
        // A process that is later than half of it has slept.
        timer_slack: config.timing.telegram_silence / 12,
    })
}

/// What the owner wants of the sources.
pub(super) fn sources_settings(
    config: &Config,
    pins: Pins,
    since: Option<arguments::Since>,
) -> Result<sources::Settings, ConfigError> {
    Ok(sources::Settings {
        chat: chat_settings(config, pins, since)?,
        api: api_settings(config, pins.livemode),
        tribute_shop: shop_settings(config, pins.livemode),
        tbank: server::bank_settings(config, pins.livemode),
        telegram_payments: payments::settings_for(config, pins.livemode),
    })
}

/// What the owner wants in Tribute's chat.
pub(super) fn chat_settings(
    config: &Config,
    pins: Pins,
    since: Option<arguments::Since>,
) -> Result<tribute_chat::Settings, ConfigError> {
    Ok(tribute_chat::Settings {
        pins,
        rules: config.rules()?.clone(),
        send_buttons: config.tribute.send_buttons.clone(),
        refusals: config.tribute.refusals.clone(),
        reply: Arc::new(config.reply.clone()),
        pace: config.pace,
        timing: config.timing.chat(),
        formatter: formatter_for(config),
        since: since.map(|since| {
            since.start(Machine.now(), &TimeZone::system()).map_or(Since::All, Since::Moment)
        }),
        portions: Portions::default(),
        approve_first: config.moderators().map_or(0, |it| it.approve_first(pins.livemode)),
        tribute: config.tribute_api().ok().map(|api| api.client.clone()),
    })
}

/// What the owner wants of Tribute's API.
fn api_settings(config: &Config, livemode: bool) -> Option<tribute_api::Settings> {
    let api = config.tribute_api().ok()?;
    Some(tribute_api::Settings {
        client: api.client.clone(),
        livemode,
        catalogue: config.catalogue.clone(),
        account: api.account,
        forward: api.forward.clone(),
        formatter: formatter_for(config),
    })
}

/// What the owner wants of the shop at Tribute: whether there is one, Tribute says when it is asked.
fn shop_settings(config: &Config, livemode: bool) -> Option<tribute_shop::Settings> {
    let api = config.tribute_api().ok()?;
    Some(tribute_shop::Settings {
        client: api.client.clone(),
        livemode,
        forward: api.forward.clone(),
        formatter: formatter_for(config),
    })
}

fn formatter_for(config: &Config) -> Formatter {
    let labels = &config.tribute.send_buttons;
    // Of the usual ones, the one in the moderators' language.
    let is_theirs = |it: &&String| it.is_ascii() == (config.language == Language::English);
    let send_button = labels.iter().find(is_theirs).or(labels.first());
    Formatter {
        language: config.language,
        time_zone: moderators_time_zone(config),
        config_file: config.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        send_button: send_button.cloned().unwrap_or_default(),
    }
}

/// The moderators' time zone, which is this machine's unless the owner says otherwise.
fn moderators_time_zone(config: &Config) -> TimeZone {
    let named = config.moderators().ok().and_then(|moderators| moderators.time_zone.clone());
    named.unwrap_or_else(TimeZone::system)
}

pub(super) fn pins(config: &Config, seller: UserId, livemode: bool) -> Pins {
    Pins { seller, bot: config.tribute.bot_id, livemode }
}

/// Who gives the goods. In a sandbox nothing real was paid: the live shop does only if it is on this machine too.
fn shop_for(shop: &Shop, is_live: bool) -> Result<SupplierSettings, CodedError> {
    match &shop.test {
        _ if is_live => Ok(shop.live.clone()),
        Some(test) => Ok(test.clone()),
        None if shop.live.is_on_this_machine() => Ok(shop.live.clone()),
        None if matches!(shop.live, SupplierSettings::Salebot(_)) => {
            Err(usage("shop.salebot_in_sandbox", Arguments::new()))
        }
        None => Err(usage("shop.live_in_sandbox", Arguments::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::{self, Prefix, SalebotKey, SalebotSettings, Secret};

    const LIVE: &str = "https://shop.example/tribute";
    const TEST: &str = "https://test.shop.example/tribute";
    const HERE: &str = "http://127.0.0.1:8080/tribute";

    /// Where the calls of a live account go, and those of a sandbox's.
    fn called(live: &str, test: Option<&str>) -> [Option<String>; 2] {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let settings = |url: &str| SupplierSettings::Http(shop::Settings::new(url, secret.clone()));
        let shop = Shop { live: settings(live), test: test.map(settings), codes: None };
        [true, false].map(|live| match shop_for(&shop, live).ok()? {
            SupplierSettings::Http(settings) => Some(settings.url),
            SupplierSettings::Salebot(settings) => Some(settings.url),
            SupplierSettings::Command(_) | SupplierSettings::Codes(_) => None,
        })
    }

    #[test]
    fn a_sandbox_tells_salebot_nothing() {
        for (url, is_told) in [
            (shop::SALEBOT_URL, false),
            ("https://127.0.0.1.example", false),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
        ] {
            let live = SupplierSettings::Salebot(SalebotSettings {
                url: url.to_owned(),
                api_key: SalebotKey::new("0123456789abcdef").unwrap(),
                prefix: Prefix::new("ovg58keefc").unwrap(),
                timeout: Duration::from_secs(1),
            });
            let shop = Shop { live, test: None, codes: None };
            assert!(shop_for(&shop, true).is_ok());
            assert_eq!(shop_for(&shop, false).is_ok(), is_told, "{url}");
        }
    }

    #[test]
    fn live_orders_go_to_the_live_shop_and_a_sandboxs_never() {
        for (live, test, live_goes_to, sandbox_goes_to) in [
            (LIVE, None, LIVE, None),
            (LIVE, Some(TEST), LIVE, Some(TEST)),
            (LIVE, Some(HERE), LIVE, Some(HERE)),
            (HERE, None, HERE, Some(HERE)),
            (HERE, Some(TEST), HERE, Some(TEST)),
        ] {
            let expected = [Some(live_goes_to), sandbox_goes_to].map(|url| url.map(str::to_owned));
            assert_eq!(called(live, test), expected, "{live} {test:?}");
        }
    }
}
