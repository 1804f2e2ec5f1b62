//! `rehearse`: the whole job in one process, with nothing real touched.
//!
//! - `scenario`: the messages of one sandbox and how they must end: of a `fixture` (of messages, of `webhooks`, of a `bank`, or of `payments` at the bot), or `orders` for the owner's rules.
//! - `testbed`: a sandbox with an `agent` in it. `run_result`: it is run, and watched to its end.
//!   `observer`: the outside view, which is compared with what was expected. `shop`: the owner's test server; `supplier`: who gives the goods.
//! - `report`: what is shown meanwhile, and said at the end.

mod agent;
mod bank;
mod fixture;
mod observer;
mod orders;
mod payments;
mod report;
mod run_result;
mod scenario;
mod shop;
mod supplier;
mod testbed;
mod webhooks;

use std::io;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, sleep};
use tracing::subscriber::{NoSubscriber, set_default};

pub use self::fixture::{FixtureFile, fixtures};

use self::report::{Progress, Report};
use self::run_result::RunResult;
use self::scenario::{Scenario, scenarios};
use super::{Outcome, Rehearse, Stdio};
use crate::config::Config;
use crate::i18n::arguments;
use crate::report::{CodedError, Exit, UserError as _, failed};
use crate::wrapping::wrapped;

/// The number of sandboxes at once, which share one thread; and with faults, when most of them wait.
const SANDBOXES_MAX: usize = 8;
const SANDBOXES_WITH_FAULTS_MAX: usize = 24;
/// Who interrupts a rehearsal does not wait longer for what it knows.
const TIME_TO_STOP: Duration = Duration::from_secs(8);

/// Rehearses, and reports to `stdio`. Done only if all is as expected. Without `config` and orders, these
/// `fixtures` are rehearsed by their own rules.
pub async fn run(
    arguments: Rehearse,
    config: Option<Config>,
    fixtures: Vec<FixtureFile>,
    stdio: &mut Stdio,
    interrupt: impl Future<Output = ()>,
) -> Outcome {
    // The agent's log is of no use here unless somebody asks for it.
    let is_log_wanted = (stdio.environment)("TRIBUTE_AGENT_LOG").is_some();
    let _silence = (!is_log_wanted).then(|| set_default(NoSubscriber::default()));
    let scenarios = scenarios(&arguments, config, &fixtures, &stdio.directory).await?;
    let fatal = scenarios.first().and_then(Scenario::fatal);
    let orders: usize = scenarios.iter().map(|scenario| scenario.cases.len()).sum();
    let (lines, received) = unbounded_channel();
    let progress = Progress::new(lines);
    let begun = Instant::now();
    let mut results = Vec::new();
    let all = run_all(scenarios, &arguments, &progress, &mut results);
    let is_silent = arguments.json;
    let columns = stdio.errors_style().columns;
    let show = |line: String| {
        if is_silent { Ok(()) } else { writeln!(stdio.stderr, "{}", wrapped(&line, columns)) }
    };
    // Agents hold their journals, which stay on this thread.
    LocalSet::new().run_until(watch(all, received, interrupt, &progress, show)).await?;
    let report = Report::new(results, fatal);
    let count = report.summary.orders;
    if arguments.json && count > 0 {
        report.write_json(&mut stdio.stdout)?;
    } else if count > 0 {
        let style = stdio.output_style();
        report.write_for_people(begun.elapsed(), style, &mut stdio.stdout)?;
    }
    if progress.stop.get() {
        return Err(failed("rehearse.interrupted", arguments!(count, orders)).into());
    }
    let is_good = report.is_good();
    Ok(if is_good { Exit::Done } else { Exit::Failed })
}

/// Waits for `all`, or for what there is of it once it is interrupted.
async fn watch(
    all: impl Future<Output = Result<(), CodedError>>,
    mut lines: UnboundedReceiver<String>,
    interrupt: impl Future<Output = ()>,
    progress: &Progress,
    mut show: impl FnMut(String) -> io::Result<()>,
) -> Result<(), CodedError> {
    let interrupted = async {
        interrupt.await;
        progress.stop.set(true);
        sleep(TIME_TO_STOP).await;
    };
    tokio::pin!(all, interrupted);
    loop {
        tokio::select! {
            biased;
            () = &mut interrupted => return Ok(()),
            // Progress that can't be shown is no loss.
            Some(line) = lines.recv() => drop(show(line)),
            ended = &mut all => return ended,
        }
    }
}

async fn run_all(
    scenarios: Vec<Scenario>,
    arguments: &Rehearse,
    progress: &Progress,
    results: &mut Vec<RunResult>,
) -> Result<(), CodedError> {
    let is_faulty = !arguments.faults.is_empty();
    let sandboxes_max = if is_faulty { SANDBOXES_WITH_FAULTS_MAX } else { SANDBOXES_MAX };
    let places = Rc::new(Semaphore::new(sandboxes_max));
    let mut running = JoinSet::new();
    for scenario in scenarios {
        let (places, progress) = (Rc::clone(&places), progress.clone());
        running.spawn_local(async move {
            let _place = places.acquire().await;
            Box::pin(scenario.run(progress)).await
        });
    }
    while let Some(ended) = running.join_next().await {
        let result = ended
            .map_err(|panic| failed("rehearse.broken", arguments!(problem = panic.to_string())))?;
        // On an error of the rehearsal's own session or journal nobody has to act.
        results.push(result.map_err(|error| failed(error.code(), error.arguments()))?);
    }
    Ok(())
}
