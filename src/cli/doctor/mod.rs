//! `doctor`: is everything in place for orders to be carried out? It changes nothing.
//!
//! - `checks`: the table of what is looked at, and what makes the checks. `inputs`: what one works with, and
//!   what those before it found. `finding`: what comes of one. `report` shows them.
//! - On this machine: `files`, `journal` (also what a `run` at work tells), `android`. Outside: `telegram`, `shop`.
//! - `test_message`: the only one that sends anything, and only when it is asked to.
//!
//! While `run` is at work, what needs the session is skipped: Telegram ends a session for good that is used in
//! two places. Else its lock is held, and Telegram is asked with a copy of it in memory. Without a
//! configuration nobody outside is asked anything: it might have named a proxy.

mod android;
mod checks;
mod files;
mod finding;
mod inputs;
mod journal;
mod report;
mod shop;
mod telegram;
mod test_message;

use std::sync::Arc;

pub(super) use self::test_message::ring;

use self::checks::{CHECKS, CheckRunner};
use self::inputs::Inputs;
use super::arguments::Doctor;
use super::interrupt::interrupted;
use super::{Context, Outcome};
use crate::report::Exit;

pub(super) async fn run(arguments: &Doctor, context: &mut Context<'_>) -> Outcome {
    let inputs = Arc::new(Inputs::gather(context));
    let mut runner = CheckRunner::new(context.stdio.stderr_is_terminal && !arguments.json);
    let is_whole = tokio::select! {
        biased;
        () = interrupted() => false,
        () = examine(&inputs, &mut runner, arguments, context) => true,
    };
    runner.pause();
    // No check that hangs may have the connection still.
    let inputs = Arc::into_inner(inputs);
    if let Some(examination) = inputs.and_then(|it| it.facts.examination.into_inner()) {
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

async fn examine(
    inputs: &Arc<Inputs>,
    runner: &mut CheckRunner,
    arguments: &Doctor,
    context: &mut Context<'_>,
) {
    for check in CHECKS {
        runner.run(check, inputs).await;
    }
    if arguments.ring {
        test_message::send(inputs, runner, arguments.json, context.stdio).await;
    }
}
