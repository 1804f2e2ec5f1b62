//! What is elsewhere: Telegram and the shop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::finding::{Check, Finding, Verdict};
use super::here::{Local, no_telegram};
use super::round::Round;
use super::{Patient, reach, ring, shop, telegram};
use crate::cli::arguments::Doctor;
use crate::cli::run::telegram_settings;
use crate::cli::terminal::{Person, Terminal};
use crate::cli::{Context, Failure};
use crate::config::Config;
use crate::edge::{Clock as _, Machine};
use crate::report::Explain;
use crate::telegram::Settings;
use crate::telegram::examination::Examination;
use crate::telegram::reach as doors;
use crate::telegram::session::SessionStore;

/// How long Telegram is waited for: it was reached just before.
const PATIENCE: Duration = Duration::from_secs(20);

/// The way to Telegram, and what is asked there.
pub(super) async fn telegram(
    config: &Config,
    local: &Local,
    patient: &Patient,
    round: &mut Round,
    arguments: &Doctor,
    context: &mut Context<'_>,
) {
    let language = round.language;
    let home = local.session.as_ref().and_then(|session| session.home);
    let doors = home.map_or_else(|| doors::doors(&patient.surroundings), |home| vec![home]);
    let is_reached = examine_way(config, &doors, round).await;
    let why = if config.telegram().is_err() {
        no_telegram(language)
    } else if local.session.is_none() {
        language.pick("There is no session.", "Сессии нет.")
    } else if !local.is_free {
        language.pick(
            "`run` is at work with this session, and two at once would end it. Stop `run` to have this checked.",
            "С этой сессией работает `run`, а вдвоём её погубят. Чтобы проверить это, остановите `run`.",
        )
    } else if config.refuse_sample().is_err() {
        language.pick("This is still the sample.", "Это всё ещё образец.")
    } else if !is_reached {
        language.pick("There is no way to Telegram.", "До Telegram не добраться.")
    } else {
        return ask_telegram(config, local, round, arguments, context).await;
    };
    round.skip(&telegram::CHECKS, why);
}

/// Whether there is a way to Telegram's `doors`.
async fn examine_way(config: &Config, doors: &[SocketAddr], round: &mut Round) -> bool {
    let language = round.language;
    let proxy = config
        .telegram()
        .ok()
        .and_then(|telegram| telegram.proxy.clone());
    let Some(proxy) = proxy else {
        let directly = reach::directly(doors, language);
        let is_reached = round.make(Check::Telegram, directly).await == Some(true);
        let why = language.pick("None is configured.", "В настройках его нет.");
        round.skip(&[Check::Proxy], why);
        return is_reached;
    };
    let why = language.pick("The proxy is the way.", "Дорога идёт через прокси.");
    round.skip(&[Check::Telegram], why);
    let through = reach::through(&proxy, doors, language);
    round.make(Check::Proxy, through).await == Some(true)
}

async fn ask_telegram(
    config: &Config,
    local: &Local,
    round: &mut Round,
    arguments: &Doctor,
    context: &mut Context<'_>,
) {
    let language = round.language;
    let opened = open(config);
    let (settings, store) = match opened {
        Ok(opened) => opened,
        Err(finding) => {
            round.note(*finding);
            let why = language.pick("The session can't be used.", "Сессией не воспользоваться.");
            round.skip(&telegram::CHECKS[1..], why);
            return;
        }
    };
    let known = telegram::Known {
        seller: local.session.as_ref().and_then(|session| session.seller),
        is_limited: config.moderators().is_ok_and(|it| !it.allowed.is_empty()),
        moderators: settings.moderators.clone(),
    };
    let (clock, dice) = (Arc::new(Machine), Arc::new(Machine));
    let examination = Examination::begin(settings, Arc::new(store), clock, dice);
    if let Some(place) = telegram::ask(round, &examination, &known).await {
        round.rest();
        let mut person = Terminal::take(context.stdio).filter(|_| !arguments.json);
        let is_wanted = match &mut person {
            _ if arguments.ring => true,
            Some(person) => ring::is_wanted(person, language).await,
            None => false,
        };
        if is_wanted {
            let person = person.as_mut();
            let finding = ring::ring(&examination, &place, &Machine, person, language).await;
            round.replace(finding);
        }
    }
    examination.end().await;
}

/// Lets the moderators' phones ring, and nothing else.
pub(in crate::cli) async fn ring_only(config: &Config, person: &mut impl Person) -> Finding {
    let language = config.language;
    let (settings, store) = match open(config) {
        Ok(opened) => opened,
        Err(finding) => return *finding,
    };
    let (clock, dice) = (Arc::new(Machine), Arc::new(Machine));
    let examination = Examination::begin(settings, Arc::new(store), clock, dice);
    let check = Check::ModeratorsPhone;
    let explained = |error| Finding::explained(check, Verdict::Failed, &error, language);
    let found = async {
        examination.account().await.map_err(explained)?;
        examination.moderators().await.map_err(explained)
    };
    let finding = match found.await {
        Ok(place) => ring::ring(&examination, &place, &Machine, Some(person), language).await,
        Err(finding) => finding,
    };
    examination.end().await;
    finding
}

/// A copy of the session, whose lock is held as long as it is there.
fn open(config: &Config) -> Result<(Settings, SessionStore), Box<Finding>> {
    let explained = |error: &dyn Explain| {
        Box::new(Finding::explained(
            Check::Account,
            Verdict::Failed,
            error,
            config.language,
        ))
    };
    let mut settings = telegram_settings(config).map_err(|failure| match failure {
        Failure::Explained(error) => explained(error.as_ref()),
        Failure::Output(error) => Box::new(Finding::failed(Check::Account, error.to_string())),
    })?;
    settings.patience = PATIENCE;
    let telegram = config.telegram().map_err(|error| explained(&error))?;
    let store = SessionStore::open_to_look(&telegram.session).map_err(|error| explained(&error))?;
    Ok((settings, store))
}

/// The shop, and its clock.
pub(super) async fn shop(config: &Config, round: &mut Round) {
    let language = round.language;
    let settings = match (config.shop(), config.refuse_sample()) {
        (Ok(shop), Ok(())) => shop.live.clone(),
        (Err(error), _) | (_, Err(error)) => {
            let finding = Finding::explained(Check::Shop, Verdict::Failed, &error, language);
            round.note(finding);
            round.note(shop::shop_clock(None, language));
            return;
        }
    };
    let probing = shop::probe(settings, Machine.now(), language);
    let report = round.make(Check::Shop, probing).await.flatten();
    round.note(shop::shop_clock(report.as_ref(), language));
}
