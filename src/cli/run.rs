//! `run`: fulfils orders until told to stop.
//!
//! `alarm` reaches the owner when it has to end; `bot` is the owner's
//! in the moderators' chat; `following` reads the configuration again when it changes;
//! `dry_run` is `run --dry-run`, whose `reporter` shows what would be done.

mod alarm;
mod bot;
pub(super) mod dry_run;
mod following;
mod reporter;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::mpsc;
use tracing::{error, info, warn};

use super::interrupt::{hear_while_blocked, unless_interrupted};
use super::{Context, Failure, Outcome, SessionProgressStore, arguments, interrupted};
use crate::agent::{Agent, Parts, Settings};
use crate::config::{Config, ConfigError, Moderators, Shop, Watch};
use crate::i18n::{Arguments, Language};
use crate::journal::{Journal, JournalError, Pins};
use crate::machine::{Clock as _, HostInfo, Machine, Randomness as _};
use crate::moderation::Formatter;
use crate::moderation::commands::ACCOUNT_TAKEN_AFTER;
use crate::order::UserId;
use crate::report::{CodedError, Exit, UserError as _, usage};
use crate::shop;
use crate::sources::SourceError;
use crate::sources::tribute_chat::{self, Portions, Since};
use crate::telegram::session::{SessionError, SessionStore};
use crate::telegram::{self, AccountInfo, Grammers, Limits, ModeratorsAddress};
use alarm::Alarm;

/// How long a start may take to reach Telegram; a service manager will try again.
const CONNECT_TIMEOUT: Duration = Duration::from_mins(2);
/// Under this name the session keeps on which machine it was used last.
const MACHINE: &str = "machine";
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
    let settings = telegram_settings(&config, config.moderators()?.chat.clone())?;
    // What is missing is told before anybody is called.
    config.rules()?;
    config.shop()?;
    let (session, path) = (config.telegram()?.session.clone(), config.telegram()?.journal());
    hear_while_blocked();
    let mut interrupt = std::pin::pin!(interrupted());
    let store = Arc::new(SessionStore::open(&session)?);
    // Who is logged in is known but on the first start: a journal that won't do is told at once,
    // network or not.
    let open = |seller| open_journal(&path, &config, seller, &store);
    let early = store.seller().map(open).transpose()?;
    let (messenger, account) = connect(settings.clone(), &store, &mut interrupt).await?;
    info!(seller = account.seller.0, live = account.live, "at work");
    let messenger = Arc::new(messenger);
    let journal = early.map_or_else(|| open(account.seller), Ok)?;
    remember_machine(&store, &HostInfo::new(context.stdio.environment))?;
    drop(store);
    let (reloads, reloaded) = mpsc::channel(RELOADS_MAX);
    let keeper = bot::Keeper::new(&config, settings, &messenger, reloads.clone());
    let bot = unless_interrupted(&mut interrupt, keeper.connect()).await?;
    let shop = shop_for(config.shop()?, &account)?;
    let agent = Agent::new(Parts {
        settings: settings_for(&config, &account, since)?,
        journal,
        messenger: messenger.clone(),
        shop: Arc::new(shop::Client::new(shop)?),
        clock: Arc::new(Machine),
        rng: Arc::new(Machine),
    });
    let speaking = bot.as_ref().ok().cloned().flatten();
    let agent = agent.speaking_through(speaking);
    let pinging = alarm.ping_while_well(agent.heartbeat());
    let requests = following::hear_requests(&session, reloads.clone());
    let watch = Watch::new(config, context.stdio.environment);
    let mut ended = tokio::select! {
        biased;
        ended = agent.listening_to(reloaded).run(interrupt) => ended,
        never = following::follow(watch, account, reloads) => match never {},
        never = requests => match never {},
        never = keeper.keep(bot) => match never {},
        never = pinging => match never {},
    };
    if let Err(SourceError::SecondInstance { devices, .. }) = &mut ended {
        *devices = messenger.devices().await;
    }
    // The agent has dropped its shares: these are the last ones.
    keeper.shutdown(ended.as_ref().err()).await;
    if let Some(messenger) = Arc::into_inner(messenger) {
        messenger.shutdown().await;
    }
    ended.inspect_err(|error| error!(code = error.code(), %error, "stopped"))?;
    info!("stopped, as was asked; what is owed stays in the journal");
    Ok(Exit::Done)
}

/// Notices a session that was copied or moved here: its other copy may still be at work.
fn remember_machine(store: &SessionStore, host: &HostInfo) -> Result<(), SessionError> {
    let (known, here) = (store.recall(MACHINE), host.machine_id());
    match here.filter(|here| known.as_ref() != Some(here)) {
        None => Ok(()),
        Some(here) => {
            if known.is_some() {
                warn!("the session was last used on another machine");
            }
            store.remember(MACHINE, &here)
        }
    }
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
    account: &AccountInfo,
    since: Option<arguments::Since>,
) -> Result<Settings, ConfigError> {
    Ok(Settings {
        chat: chat_settings(config, pins(config, account.seller, account.live), since)?,
        daily: config.moderators().map_or(None, |moderators| moderators.daily),
        moderators: config.moderators().ok().map(|moderators| moderators.allowed.clone()),
        moderators_bot: config.moderators().ok().and_then(Moderators::bot),
        account_taken_after: ACCOUNT_TAKEN_AFTER,
        waiting: config.moderators().map(|moderators| moderators.waiting).unwrap_or_default(),
        // A process that is later than half of it has slept.
        timer_slack: config.timing.telegram_silence / 12,
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

pub(super) fn open_journal(
    path: &Path,
    config: &Config,
    seller: UserId,
    store: &Arc<SessionStore>,
) -> Result<Journal, JournalError> {
    let name = format!("{:016x}", Machine.next_u64());
    let pins = pins(config, seller, store.is_live());
    let progress = Box::new(SessionProgressStore(store.clone()));
    Journal::open_tracked(path, pins, &name, Machine.now(), progress)
}

pub(super) fn pins(config: &Config, seller: UserId, livemode: bool) -> Pins {
    Pins { seller, bot: config.tribute.bot_id, livemode }
}

/// Where activation calls go. In a sandbox nothing real was paid: to the live url only if it is on this machine too.
fn shop_for(shop: &Shop, account: &AccountInfo) -> Result<shop::Settings, CodedError> {
    match &shop.test {
        _ if account.live => Ok(shop.live.clone()),
        Some(test) => Ok(test.clone()),
        None if shop.live.is_loopback() => Ok(shop.live.clone()),
        None => Err(usage("shop.live_in_sandbox", Arguments::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Untrusted;

    const LIVE: &str = "https://shop.example/tribute";
    const TEST: &str = "https://test.shop.example/tribute";
    const HERE: &str = "http://127.0.0.1:8080/tribute";

    fn account(live: bool) -> AccountInfo {
        let moderators =
            telegram::ModeratorsChat { id: -7, title: Untrusted::new(""), public: false };
        AccountInfo { seller: UserId(777), live, moderators }
    }

    /// Where the calls of a live account go, and those of a sandbox's.
    fn called(live: &str, test: Option<&str>) -> [Option<String>; 2] {
        let secret = shop::Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let settings = |url: &str| shop::Settings::new(url, secret.clone());
        let shop = Shop { live: settings(live), test: test.map(settings) };
        [true, false].map(|live| {
            let settings = shop_for(&shop, &account(live)).ok()?;
            Some(settings.url)
        })
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
