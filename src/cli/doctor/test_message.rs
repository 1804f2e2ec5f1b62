//! A message into the moderators' chat, and the question that only people there can answer.

use std::time::Duration;

use tokio::time::timeout;

use super::finding::{Finding, finding};
use super::inputs::Inputs;
use super::runner::CheckRunner;
use super::telegram;
use crate::cli::Stdio;
use crate::cli::confirm;
use crate::cli::terminal::{Person, Terminal};
use crate::config::Config;
use crate::i18n::t;
use crate::machine::{Machine, Randomness as _};
use crate::rich_text::RichText;
use crate::telegram::Outgoing;
use crate::telegram::examination::{Examination, ModeratorsPlace};

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
    let Ok((examination, place)) = inputs.moderators() else {
        return;
    };
    let audience = inputs.facts.audience.get();
    if audience.is_some_and(|audience| audience.others == Some(0)) {
        return;
    }
    runner.pause();
    let mut person = Terminal::take(stdio).filter(|_| !is_for_machines);
    match deliver(examination, place).await {
        Ok(()) => {
            // Who interrupts the question is told all the same that it was sent.
            runner.replace(PHONE, judge(None));
            runner.replace(PHONE, judge(heard(person.as_mut()).await));
        }
        Err(unsent) => runner.replace(PHONE, unsent),
    }
}

/// Sends it and asks, without any other check.
pub(super) async fn send_alone(config: &Config, person: &mut impl Person) -> Finding {
    let examination = match telegram::connect(config) {
        Ok(examination) => examination,
        Err(failure) => return failure.into(),
    };
    let sent = async {
        examination.account().await?;
        let place = examination.moderators().await?;
        deliver(&examination, &place).await
    };
    let finding = match sent.await {
        Ok(()) => judge(heard(Some(person)).await),
        Err(unsent) => unsent,
    };
    examination.end().await;
    finding
}

async fn deliver(examination: &Examination, place: &ModeratorsPlace) -> Result<(), Finding> {
    let outgoing = Outgoing {
        text: RichText::plain(t!("doctor-test-message")),
        reply_to: None,
        random_id: Machine.next_u64().cast_signed(),
    };
    examination
        .send_test_message(place, &outgoing)
        .await
        .map_err(|error| {
            let error = error.explanation();
            finding!(Failed, "doctor-test-message-unsent", error)
        })
}

/// Whether a phone rang; `None`: nobody said.
async fn heard(person: Option<&mut impl Person>) -> Option<bool> {
    let person = person?;
    person.prompt(&t!("doctor-test-message-question"));
    let line = timeout(ANSWER_PATIENCE, person.line()).await.ok()?.ok()?;
    Some(confirm::is_yes(&line))
}

fn judge(heard: Option<bool>) -> Finding {
    match heard {
        Some(true) => finding!(Ok, "doctor-test-message-heard"),
        Some(false) => finding!(Warning, "doctor-test-message-unheard"),
        None => finding!(Skipped, "doctor-test-message-unanswered"),
    }
}
