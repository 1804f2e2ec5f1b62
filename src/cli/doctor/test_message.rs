//! A message into the moderators' chat, and the question that only people there can answer.

use std::time::Duration;

use tokio::time::timeout;

use super::checks::CheckRunner;
use super::finding::{Finding, Outcome, finding};
use super::inputs::Inputs;
use super::telegram;
use crate::cli::terminal::{Person, Terminal};
use crate::cli::{Stdio, confirm};
use crate::config::Config;
use crate::i18n::{self, t};
use crate::machine::{Machine, Randomness as _};
use crate::rich_text::RichText;
use crate::telegram::examination::{Examination, ModeratorsPlace};
use crate::telegram::{CallError, Outgoing};

/// The check that it answers.
const PHONE: &str = "moderators_phone";
/// How long somebody is waited for who has to look at a phone.
const ANSWER_PATIENCE: Duration = Duration::from_mins(5);

/// Sends it where the moderators' chat was found and somebody is in it, and asks whoever is at the terminal.
pub(super) async fn send(
    inputs: &Inputs,
    runner: &mut CheckRunner,
    is_for_machines: bool,
    stdio: &mut Stdio,
) {
    let audience = inputs.facts.audience.get();
    let is_nobody_there = audience.is_some_and(|audience| audience.others == Some(0));
    let (false, Ok((examination, place))) = (is_nobody_there, inputs.moderators()) else {
        return;
    };
    runner.pause();
    let mut person = Terminal::take(stdio).filter(|_| !is_for_machines);
    if let Err(unsent) = deliver(examination, place).await {
        return runner.replace(PHONE, unsent);
    }
    // Who interrupts the question is told all the same that it was sent.
    runner.replace(PHONE, finding!(Skipped, "doctor-test-message-unanswered"));
    if let Some(person) = &mut person {
        runner.replace(PHONE, ask(person).await);
    }
}

/// Sends it and asks, without any other check; returns what came of it and what to do.
pub(in crate::cli) async fn ring(
    config: &Config,
    person: &mut impl Person,
) -> (String, Option<String>) {
    i18n::use_language(config.language);
    let (Ok(finding) | Err(finding)) = send_alone(config, person).await;
    (finding.what, finding.remedy)
}

async fn send_alone(config: &Config, person: &mut impl Person) -> Outcome {
    let examination = telegram::connect(config)?;
    let sent = async {
        examination.account().await?;
        deliver(&examination, &examination.moderators().await?).await
    };
    let sent = sent.await;
    examination.end().await;
    sent?;
    Ok(ask(person).await)
}

async fn deliver(examination: &Examination, place: &ModeratorsPlace) -> Result<(), Finding> {
    let outgoing = Outgoing {
        text: RichText::plain(t!("doctor-test-message")),
        reply_to: None,
        random_id: Machine.next_u64().cast_signed(),
    };
    let sent = examination.send_test_message(place, &outgoing).await;
    let unsent = |error: CallError| {
        let error = error.explanation();
        finding!(Failed, "doctor-test-message-unsent", error)
    };
    sent.map_err(unsent)
}

/// Whether a phone rang.
async fn ask(person: &mut impl Person) -> Finding {
    person.prompt(&t!("doctor-test-message-question"));
    match timeout(ANSWER_PATIENCE, person.line()).await {
        Ok(Some(line)) if confirm::is_yes(&line) => finding!(Ok, "doctor-test-message-heard"),
        Ok(Some(_)) => finding!(Warning, "doctor-test-message-unheard"),
        _ => finding!(Skipped, "doctor-test-message-unanswered"),
    }
}
