//! A message into the moderators' chat, and the question that only people there can answer.

use std::time::Duration;

use tokio::time::timeout;

use super::finding::{Finding, Outcome, finding};
use super::inputs::Inputs;
use super::telegram;
use crate::cli::terminal::{Person, Terminal};
use crate::cli::{Stdio, confirm};
use crate::config::Config;
use crate::i18n::{self, t};
use crate::machine::{Machine, Randomness as _};
use crate::rich_text::RichText;
use crate::telegram::Outgoing;
use crate::telegram::examination::{Examination, ModeratorsPlace};

/// How long somebody is waited for who has to look at a phone.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(5);

/// Sends it where the moderators' chat was found and somebody is in it, asks whoever is at the terminal, and
/// replaces what was found of the moderators' phones.
pub(super) async fn send(
    inputs: &Inputs,
    phones: &mut Finding,
    is_for_machines: bool,
    stdio: &mut Stdio,
) {
    let is_nobody_there = inputs.facts.audience.get().is_some_and(|it| it.others == Some(0));
    let (false, Ok((examination, place))) = (is_nobody_there, inputs.moderators()) else {
        return;
    };
    let person = Terminal::take(stdio).filter(|_| !is_for_machines);
    if let Err(unsent) = deliver(examination, place).await {
        *phones = unsent;
        return;
    }
    // Who interrupts the question is told all the same that it was sent.
    *phones = finding!(Skipped, "doctor-test-message-unanswered");
    if let Some(mut person) = person {
        *phones = ask(&mut person).await;
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
    }
    .await;
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
    sent.map_err(|error| {
        finding!(Failed, "doctor-test-message-unsent", error = error.explanation())
    })
}

async fn ask(person: &mut impl Person) -> Finding {
    person.prompt(&t!("doctor-test-message-question"));
    match timeout(ANSWER_TIMEOUT, person.line()).await {
        Ok(Some(line)) if confirm::is_yes(&line) => finding!(Ok, "doctor-test-message-heard"),
        Ok(Some(_)) => finding!(Warning, "doctor-test-message-unheard"),
        _ => finding!(Skipped, "doctor-test-message-unanswered"),
    }
}
