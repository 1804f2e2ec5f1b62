//! `rehearse`: the whole job in one process, with nothing real touched.
//!
//! - `scenario`: the messages of one sandbox and how they must end: of a `fixture`, or `orders` for the owner's rules.
//! - `testbed`: a sandbox with an agent in it. `run_result`: it is run, and watched to its end.
//!   `observer`: the outside view, which is compared with what was expected. `shop`: the owner's test server.
//! - `report`: what is shown meanwhile, and said at the end.

mod fixture;
mod observer;
mod orders;
mod report;
mod run_result;
mod scenario;
mod shop;
mod testbed;

use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::Instant;
use tracing::subscriber::{NoSubscriber, set_default};

pub use self::fixture::{FixtureFile, fixtures};

use self::report::{Progress, Report};
use self::run_result::{RunResult, TimeLimits};
use self::scenario::{Scenario, scenarios};
use super::{Outcome, Rehearse, Stdio};
use crate::config::Config;
use crate::i18n::arguments;
use crate::report::{CodedError, Exit, UserError as _, failed};

/// The number of sandboxes at once, which share one thread; and with faults, when most of them wait.
const SANDBOXES_MAX: usize = 8;
const SANDBOXES_WITH_FAULTS_MAX: usize = 24;

const LIMITS: TimeLimits =
    TimeLimits { stalled: Duration::from_secs(20), total: Duration::from_mins(1) };
/// An owner's server may be away for a while: its orders are tried again after 1, 2, 4, … seconds.
const LIMITS_WITH_SHOP: TimeLimits =
    TimeLimits { stalled: Duration::from_secs(40), total: Duration::from_mins(3) };
/// Added to the total for each order of a long scenario.
const TIME_PER_ORDER: Duration = Duration::from_secs(3);
const TIME_PER_ORDER_WITH_FAULTS: Duration = Duration::from_secs(10);

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
    let progress = Progress::new(stdio.stderr_is_terminal && !arguments.json);
    let begun = Instant::now();
    // Agents hold their journals, which stay on this thread.
    let thread = LocalSet::new();
    let results = thread.run_until(async {
        tokio::select! {
            biased;
            () = interrupt => Err(failed("rehearse.interrupted", arguments!())),
            results = run_all(scenarios, &arguments, &progress) => results,
        }
    });
    let report = Report::new(results.await?, fatal);
    if arguments.json {
        report.write_json(&mut stdio.stdout)?;
    } else {
        let style = stdio.output_style();
        report.write_for_people(begun.elapsed(), style, &mut stdio.stdout)?;
    }
    let is_good = report.is_good();
    Ok(if is_good { Exit::Done } else { Exit::Failed })
}

async fn run_all(
    scenarios: Vec<Scenario>,
    arguments: &Rehearse,
    progress: &Progress,
) -> Result<Vec<RunResult>, CodedError> {
    let (sandboxes_max, time_per_order) = match arguments.faults[..] {
        [] => (SANDBOXES_MAX, TIME_PER_ORDER),
        _ => (SANDBOXES_WITH_FAULTS_MAX, TIME_PER_ORDER_WITH_FAULTS),
    };
    let mut limits = if arguments.shop.is_some() { LIMITS_WITH_SHOP } else { LIMITS };
    let longest = scenarios.iter().map(|scenario| scenario.cases.len()).max();
    limits.total += time_per_order * longest.unwrap_or(0).try_into().unwrap_or(u32::MAX);
    let places = Rc::new(Semaphore::new(sandboxes_max));
    let running = scenarios.into_iter().map(|scenario| {
        let (places, progress) = (Rc::clone(&places), progress.clone());
        spawn_local(async move {
            let _place = places.acquire().await;
            scenario.run(limits, &progress).await
        })
    });
    let mut results = Vec::new();
    for running in running.collect::<Vec<_>>() {
        let result = running
            .await
            .map_err(|panic| failed("rehearse.broken", arguments!(problem = panic.to_string())))?;
        // On an error of the rehearsal's own session or journal nobody has to act.
        results.push(result.map_err(|error| failed(error.code(), error.arguments()))?);
    }
    Ok(results)
}
