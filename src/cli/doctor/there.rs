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
use crate::language::Language;
use crate::report::UserError;
use crate::telegram::Settings;
use crate::telegram::examination::Examination;
use crate::telegram::reach as doors;
use crate::telegram::session::SessionStore;

/// How long Telegram is waited for: it was reached just before.
const PATIENCE: Duration = Duration::from_secs(20);

/// The two ways there.
pub(super) const WAY: [Check; 2] = [Check::Telegram, Check::Proxy];
/// What is asked at the shop.
pub(super) const SHOP: [Check; 2] = [Check::Shop, Check::ShopClock];

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
    let nowhere = if config.telegram().is_err() {
        Some(no_telegram(language))
    } else {
        is_sample(config, language)
    };
    if let Some(why) = nowhere {
        round.skip(&WAY, why);
        round.skip(&telegram::CHECKS, why);
        return;
    }
    let home = local.session.as_ref().and_then(|session| session.home);
    let doors = home.map_or_else(|| doors::addresses(&patient.host), |home| vec![home]);
    let is_reached = examine_way(config, &doors, round).await;
    let why = match &local.session {
        None => language.pick("There is no session.", "Сессии нет."),
        Some(session) if !session.has_key => {
            language.pick("Nobody is logged in.", "В аккаунт никто не вошёл.")
        }
        Some(_) if !local.is_free => language.pick(
            "The session is in use: asking Telegram with it now, too, would end it for good. To have this checked, stop `run` first.",
            "Сессия занята: если сейчас обратиться с ней к Telegram ещё и отсюда, он завершит её навсегда. Чтобы проверить и это, сначала остановите `run`.",
        ),
        Some(_) if !is_reached => {
            language.pick("There is no way to Telegram.", "До Telegram не добраться.")
        }
        Some(_) => return ask_telegram(config, local, round, arguments, context).await,
    };
    round.skip(&telegram::CHECKS, why);
}

/// Why nobody outside is asked with the sample.
fn is_sample(config: &Config, language: Language) -> Option<&'static str> {
    let why = language.pick("This is still the sample.", "Это всё ещё образец.");
    config.refuse_sample().is_err().then_some(why)
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
        round.note(Finding::not_needed(Check::Proxy, why));
        return is_reached;
    };
    let why = language.pick("The proxy is the way.", "Дорога идёт через прокси.");
    round.note(Finding::not_needed(Check::Telegram, why));
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
    let settings = settings(config);
    let begun = settings.and_then(|settings| {
        let moderators = settings.moderators.clone();
        Ok((begin(config, settings)?, moderators))
    });
    let (examination, moderators) = match begun {
        Ok(begun) => begun,
        Err(finding) => {
            round.note(finding);
            let why = language.pick("The session can't be used.", "Сессией не воспользоваться.");
            round.skip(&telegram::CHECKS[1..], why);
            return;
        }
    };
    let known = telegram::Known {
        seller: local.session.as_ref().and_then(|session| session.seller),
        is_limited: config.moderators().is_ok_and(|it| !it.allowed.is_empty()),
        moderators,
    };
    let place = telegram::ask(round, &examination, &known).await;
    if let Some(place) = place.filter(|_| arguments.ring) {
        round.rest();
        let mut person = Terminal::take(context.stdio).filter(|_| !arguments.json);
        match ring::send(&examination, &place, &Machine, language).await {
            Ok(()) => {
                // Who interrupts the question is told all the same that it was sent.
                round.replace(ring::unanswered(language));
                round.replace(ring::heard(person.as_mut(), language).await);
            }
            Err(unsent) => round.replace(unsent),
        }
    }
    examination.end().await;
}

/// Lets the moderators' phones ring, and nothing else.
pub(in crate::cli) async fn ring_only(config: &Config, person: &mut impl Person) -> Finding {
    let language = config.language;
    let begun = settings(config).and_then(|settings| begin(config, settings));
    let examination = match begun {
        Ok(examination) => examination,
        Err(finding) => return finding,
    };
    let check = Check::ModeratorsPhone;
    let explained = |error| Finding::explained(check, Verdict::Failed, &error, language);
    let found = async {
        examination.account().await.map_err(explained)?;
        examination.moderators().await.map_err(explained)
    };
    let sent = match found.await {
        Ok(place) => ring::send(&examination, &place, &Machine, language).await,
        Err(finding) => Err(finding),
    };
    let finding = match sent {
        Ok(()) => ring::heard(Some(person), language).await,
        Err(finding) => finding,
    };
    examination.end().await;
    finding
}

/// What is needed to connect, as somebody watches.
fn settings(config: &Config) -> Result<Settings, Finding> {
    let settings = telegram_settings(config).map_err(|failure| match failure {
        Failure::Explained(error) => failed(error.as_ref(), config.language),
        Failure::Output(error) => Finding::failed(Check::Account, error.to_string()),
    })?;
    Ok(Settings {
        patience: PATIENCE,
        ..settings.watched()
    })
}

/// Connects with a copy of the session, whose lock is held as long as that lasts.
fn begin(config: &Config, settings: Settings) -> Result<Examination, Finding> {
    let language = config.language;
    let telegram = config.telegram();
    let telegram = telegram.map_err(|error| failed(&error, language))?;
    let store = SessionStore::open_to_look(&telegram.session);
    let store = Arc::new(store.map_err(|error| failed(&error, language))?);
    let begun = Examination::begin(settings, store, Arc::new(Machine), Arc::new(Machine));
    begun.map_err(|error| failed(&error, language))
}

fn failed(error: &dyn UserError, language: Language) -> Finding {
    Finding::explained(Check::Account, Verdict::Failed, error, language)
}

/// The shop, and its clock.
pub(super) async fn shop(config: &Config, round: &mut Round) {
    let language = round.language;
    if let Some(why) = is_sample(config, language) {
        return round.skip(&SHOP, why);
    }
    let settings = match config.shop() {
        Ok(shop) => shop.live.clone(),
        Err(error) => {
            let finding = Finding::explained(Check::Shop, Verdict::Failed, &error, language);
            round.note(finding);
            let why = language.pick("There is no shop.", "Магазин не указан.");
            return round.skip(&SHOP[1..], why);
        }
    };
    let probing = shop::probe(settings, Machine.now(), language);
    if let Some(report) = round.make(Check::Shop, probing).await.flatten() {
        round.note(shop::shop_clock(&report, language));
    } else {
        let why = language.pick("The shop did not answer.", "Магазин не ответил.");
        round.skip(&SHOP[1..], why);
    }
}
