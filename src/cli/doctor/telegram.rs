//! Telegram: whether it can be reached, and what only it knows; and the test message, after which people in the
//! moderators' chat are asked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::check::{Finding, Inputs, Outcome, finding};
use super::shop::judge_clock;
use crate::cli::run::telegram_settings;
use crate::cli::terminal::{Person, Terminal};
use crate::cli::{Stdio, confirm};
use crate::config::Config;
use crate::i18n::{self, t};
use crate::machine::{Machine, Randomness as _};
use crate::order::{Untrusted, UserId};
use crate::rich_text::RichText;
use crate::telegram::examination::{Audience, Examination, ModeratorsPlace, Openness};
use crate::telegram::session::{SessionError, SessionSnapshot, SessionStore};
use crate::telegram::{Account, CallError, ModeratorsAddress, Outgoing, Settings, reach};

/// How long each try to reach Telegram may take.
const REACH_TIMEOUT: Duration = Duration::from_secs(8);
/// How long Telegram is waited for that was reached just before.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// How long somebody is waited for who has to look at a phone.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(5);

pub(super) async fn direct(inputs: &Inputs) -> Outcome {
    if inputs.own_telegram()?.proxy.is_some() {
        return Ok(finding!(NotNeeded, "doctor-telegram-by-proxy"));
    }
    reach::directly(&addresses(inputs), REACH_TIMEOUT).await?;
    inputs.facts.telegram_is_reached.get_or_init(|| ());
    Ok(finding!(Ok, "doctor-telegram-reached"))
}

pub(super) async fn through_proxy(inputs: &Inputs) -> Outcome {
    let Some(proxy) = &inputs.own_telegram()?.proxy else {
        return Ok(finding!(NotNeeded, "doctor-proxy-none"));
    };
    reach::through(proxy, &addresses(inputs), REACH_TIMEOUT).await?;
    inputs.facts.telegram_is_reached.get_or_init(|| ());
    Ok(finding!(Ok, "doctor-proxy-reached", proxy = proxy.to_string()))
}

/// Where the session lives, or all that is known.
fn addresses(inputs: &Inputs) -> Vec<SocketAddr> {
    let home = inputs.facts.session.get().and_then(SessionSnapshot::home_address);
    home.map_or_else(|| reach::addresses(&inputs.host), |home| vec![home])
}

/// Connects with a copy of the session, whose lock is held as long as that lasts.
pub(super) fn connect(config: &Config) -> Result<Examination, Finding> {
    let settings = telegram_settings(config, config.moderators()?.chat.clone())?.watched();
    let settings = Settings { connect_timeout: CONNECT_TIMEOUT, ..settings };
    let store = Arc::new(SessionStore::open_in_memory(&config.telegram()?.session)?);
    Ok(Examination::begin(settings, store, Arc::new(Machine), Arc::new(Machine))?)
}

pub(super) async fn account(inputs: &Inputs) -> Outcome {
    inputs.login()?;
    let examination = connect(inputs.config()?)?;
    let asked = examination.account().await.map_err(Finding::from);
    let judged = asked.and_then(|account| judge_account(&account, inputs.session()?.seller));
    if judged.is_ok() {
        inputs.facts.examination.get_or_init(|| examination);
    } else {
        examination.end().await;
    }
    judged
}

fn judge_account(account: &Account, known: Option<UserId>) -> Outcome {
    let found = account.id;
    if let Some(known) = known.filter(|known| *known != found) {
        return Err(SessionError::OtherAccount { known, found }.into());
    }
    Ok(finding!(Ok, "doctor-account", id = found.to_string(), name = initial(&account.name)))
}

/// Enough to know oneself by.
fn initial(name: &Untrusted) -> String {
    let first = name.as_str().chars().find(|c| c.is_alphanumeric());
    first.map_or_else(String::new, String::from) + "…"
}

pub(super) fn clock(inputs: &Inputs) -> Outcome {
    Ok(judge_clock("telegram", inputs.examination()?.clock_offset()))
}

pub(super) async fn tribute(inputs: &Inputs) -> Outcome {
    inputs.examination()?.tribute().await?;
    Ok(finding!(Ok, "doctor-tribute"))
}

pub(super) async fn moderators(inputs: &Inputs) -> Outcome {
    let config = inputs.config()?;
    if config.is_without_telegram() {
        let is_told = config.alert_command.is_some();
        return Ok(finding!(Warning, "doctor-moderators-none", is_told));
    }
    let found = inputs.examination()?.moderators().await?;
    Ok(found_chat(inputs.facts.moderators.get_or_init(|| found)))
}

pub(super) fn found_chat(place: &ModeratorsPlace) -> Finding {
    let title = match place.chat.title.as_str() {
        "" => place.chat.id.to_string(),
        _ => format!("«{}»", place.chat.title),
    };
    finding!(Ok, "doctor-moderators", title)
}

pub(super) async fn openness(inputs: &Inputs) -> Outcome {
    let (examination, place) = inputs.moderators()?;
    let (audience, finding) = judge_openness(examination, place, inputs.config()?).await?;
    inputs.facts.audience.get_or_init(|| audience);
    Ok(finding)
}

pub(super) async fn judge_openness(
    examination: &Examination,
    place: &ModeratorsPlace,
    config: &Config,
) -> Result<(Audience, Finding), Finding> {
    let is_limited = !config.moderators()?.allowed.is_empty();
    let audience = examination.audience(place).await.map_err(|error| unsaid(&error))?;
    let how = match audience.openness {
        Openness::Closed => "closed",
        Openness::ByLink => "link",
        Openness::Public => "public",
    };
    let finding = match audience.openness {
        Openness::Closed => finding!(Ok, "doctor-moderators-open-closed"),
        _ if is_limited => finding!(Ok, "doctor-moderators-open-limited", how),
        _ => finding!(Warning, "doctor-moderators-open", how),
    };
    Ok((audience, finding))
}

fn unsaid(error: &CallError) -> Finding {
    finding!(Skipped, "doctor-moderators-open-untold", error = error.explanation())
}

pub(super) fn phone(inputs: &Inputs) -> Outcome {
    inputs.moderators()?;
    let is_me = inputs.config()?.moderators()?.chat == ModeratorsAddress::Me;
    let others = inputs.facts.audience.get().and_then(|it| it.others);
    let has_bot = inputs.facts.bot_may_write.get().is_some();
    Ok(judge_phone(others, is_me, has_bot))
}

fn judge_phone(others: Option<usize>, is_me: bool, has_bot: bool) -> Finding {
    match others {
        Some(0) | None if has_bot => finding!(Ok, "doctor-moderators-phone-bot"),
        Some(0) => {
            let chat = if is_me { "me" } else { "group" };
            finding!(Warning, "doctor-moderators-phone-nobody", chat)
        }
        Some(others) => finding!(Ok, "doctor-moderators-phone", count = others),
        None => finding!(Skipped, "doctor-moderators-phone-unknown"),
    }
}

/// Sends the test message where the moderators' chat was found, asks whoever is at the
/// terminal, and replaces what was found of the moderators' phones.
pub(super) async fn send_test_message(
    inputs: &Inputs,
    phones: &mut Finding,
    is_for_machines: bool,
    stdio: &mut Stdio,
) {
    let Ok((examination, place)) = inputs.moderators() else {
        return;
    };
    let person = Terminal::take(stdio).filter(|_| !is_for_machines);
    let is_later = match deliver(examination, place).await {
        Ok(is_later) => is_later,
        Err(unsent) => {
            *phones = unsent;
            return;
        }
    };
    // Who interrupts the question is told all the same that it was sent.
    *phones = finding!(Skipped, "doctor-test-message-unanswered");
    if let Some(mut person) = person {
        *phones = ask(&mut person, is_later).await;
    }
}

/// Sends the test message and asks, without any other check; returns what came of it and what to do.
pub(in crate::cli) async fn ring(
    config: &Config,
    person: &mut impl Person,
) -> (String, Option<String>) {
    i18n::use_language(config.language);
    let (Ok(finding) | Err(finding)) = send_alone(config, person).await;
    (finding.what, finding.remedy)
}

async fn send_alone(config: &Config, person: &mut impl Person) -> Outcome {
    let examination = connect(config)?;
    let sent = async {
        examination.account().await?;
        deliver(&examination, &examination.moderators().await?).await
    }
    .await;
    examination.end().await;
    Ok(ask(person, sent?).await)
}

async fn deliver(examination: &Examination, place: &ModeratorsPlace) -> Result<bool, Finding> {
    let outgoing = Outgoing {
        text: RichText::plain(t!("doctor-test-message")),
        reply_to: None,
        random_id: Machine.next_u64().cast_signed(),
    };
    let sent = examination.send_test_message(place, &outgoing).await;
    sent.map_err(|error| {
        finding!(Failed, "doctor-test-message-unsent", error = error.explanation())
    })
}

async fn ask(person: &mut impl Person, is_later: bool) -> Finding {
    person.prompt(&t!("doctor-test-message-question", later = is_later));
    match timeout(ANSWER_TIMEOUT, person.line()).await {
        Ok(Some(line)) if confirm::is_yes(&line) => finding!(Ok, "doctor-test-message-heard"),
        Ok(Some(_)) => finding!(Warning, "doctor-test-message-unheard"),
        _ => finding!(Skipped, "doctor-test-message-unanswered"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Verdict;

    #[test]
    fn a_name_is_only_hinted_at() {
        assert_eq!(initial(&Untrusted::new("Анна Петрова")), "А…");
        assert_eq!(initial(&Untrusted::new("\u{202e}~zoe")), "z…");
        assert_eq!(initial(&Untrusted::new("")), "…");
    }

    #[test]
    fn another_account_than_the_sessions_fails() {
        let account = Account { id: UserId(5), name: Untrusted::new("X"), username: None };
        let found = judge_account(&account, Some(UserId(777_000))).unwrap_err();
        assert_eq!(found.code, Some("session.other_account"), "{found:?}");
        assert!(judge_account(&account, None).is_ok());
    }

    #[test]
    fn what_telegram_does_not_say_is_not_made_up() {
        let refused = CallError::Refused("CHAT_ADMIN_REQUIRED".to_owned());
        assert_eq!(unsaid(&refused).verdict, Verdict::Skipped);
        assert_eq!(judge_phone(None, false, false).verdict, Verdict::Skipped);
        assert_eq!(judge_phone(None, false, true).verdict, Verdict::Ok);
    }
}
