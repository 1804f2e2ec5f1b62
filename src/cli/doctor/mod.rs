//! `doctor`: is everything in place for orders to be carried out? It changes nothing.
//!
//! - `checks`: the table of what is looked at. `inputs`: what a check works with, and what those before it
//!   found. `finding`: what comes of one. `runner` makes them, each bounded in time; `report` shows them.
//! - On this machine: `config`, `files`, `session`, `running` (what a `run` at work tells), `journal`, `android`.
//! - Outside: `route` (can Telegram be reached), `telegram`, `shop`; `clock` compares theirs with ours.
//! - `test_message`: the only one that sends anything, and only when it is asked to.
//!
//! While `run` is at work, what needs the session is skipped: Telegram ends a session for good that is used in
//! two places. Else its lock is held, and Telegram is asked with a copy of it in memory. Without a
//! configuration nobody outside is asked anything: it might have named a proxy.

mod android;
mod checks;
mod clock;
mod config;
mod files;
mod finding;
mod inputs;
mod journal;
mod report;
mod route;
mod runner;
mod running;
mod session;
mod shop;
mod telegram;
mod test_message;

use std::sync::Arc;

use self::checks::CHECKS;
use self::inputs::Inputs;
use self::runner::CheckRunner;
use super::arguments::Doctor;
use super::interrupt::interrupted;
use super::terminal::Person;
use super::{Context, Outcome};
use crate::config::Config;
use crate::i18n;
use crate::report::Exit;
use crate::telegram::examination::Examination;

/// Lets the moderators' phones ring; returns what came of it and what to do.
pub(super) async fn ring(config: &Config, person: &mut impl Person) -> (String, Option<String>) {
    i18n::use_language(config.language);
    let finding = test_message::send_alone(config, person).await;
    (finding.what, finding.remedy)
}

/// Carries it out.
pub(super) async fn run(arguments: &Doctor, context: &mut Context<'_>) -> Outcome {
    let inputs = Arc::new(Inputs::gather(context));
    let mut runner = CheckRunner::new(context.stdio.stderr_is_terminal && !arguments.json);
    let is_whole = tokio::select! {
        biased;
        () = interrupted() => false,
        () = examine(&inputs, &mut runner, arguments, context) => true,
    };
    runner.pause();
    if let Some(examination) = into_examination(inputs) {
        examination.end().await;
    }
    let style = context.stdio.output_style();
    let is_well = is_whole && report::is_well(&runner.results);
    let out = &mut context.stdio.stdout;
    if arguments.json {
        report::write_json(&runner.results, is_well, out)?;
    } else {
        report::write_table(&runner.results, is_whole, style, out)?;
    }
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

/// The connection, when no check that hangs has it still.
fn into_examination(inputs: Arc<Inputs>) -> Option<Examination> {
    Arc::into_inner(inputs)?.facts.examination.into_inner()
}

async fn examine(
    inputs: &Arc<Inputs>,
    runner: &mut CheckRunner,
    arguments: &Doctor,
    context: &mut Context<'_>,
) {
    for check in &CHECKS {
        runner.run(check, inputs).await;
    }
    if arguments.ring {
        test_message::send(inputs, runner, arguments.json, context.stdio).await;
    }
}
