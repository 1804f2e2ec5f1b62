//! `rehearse`: the whole job in one process, with nothing real touched.
//!
//! - `fixture`: messages with rules and ends of their own; each has a sandbox to itself.
//! - `orders`: orders for the owner's rules, or of a file; they share one sandbox.
//! - `testbed`: a sandbox with an agent in it. `run_result`: it is run, and watched to its end.
//! - `observer`, `deviations`: the outside view, compared with what was expected (`case`).
//! - `report`: what is said at the end; `progress`: what is shown meanwhile.

mod agent_rules;
mod case;
mod deviations;
mod fixture;
mod observer;
mod orders;
mod progress;
mod recorder;
mod report;
mod run_result;
mod shop_url;
mod testbed;

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;
use tracing::subscriber::{NoSubscriber, set_default};

pub use self::fixture::{FixtureFile, embedded as fixtures};

use self::agent_rules::AgentRules;
use self::case::{Case, Tolerance};
use self::fixture::Fixture;
use self::progress::Progress;
use self::report::{Report, write_for_people, write_json};
use self::run_result::{RunResult, TimeLimits};
use self::testbed::Scenario;
use super::sandbox::{SandboxError, Seller};
use super::temporary::TemporaryFolder;
use super::{Outcome, Stdio};
use crate::config::Config;
use crate::machine::Machine;
use crate::report::Exit;
use telegram_sandbox::faults::Fault;

/// The choices of a rehearsal.
#[derive(Clone, Debug)]
pub struct RehearseOptions {
    /// The messages to rehearse.
    pub orders: Orders,
    /// `--config FILE`; without it, the fixtures' own rules, else rules that take anything.
    pub config: Option<Config>,
    /// `--faults NAME`
    pub faults: Vec<Fault>,
    /// `--shop URL`: the owner's test server; only with a configuration.
    pub shop: Option<String>,
    /// `--json`
    pub json: bool,
}

/// The source of the messages.
#[derive(Clone, Debug)]
pub enum Orders {
    /// Each in a sandbox of its own.
    Fixtures(Vec<FixtureFile>),
    /// Made up for the rules.
    Count(usize),
    /// A file of JSON Lines.
    File(PathBuf),
}

/// The number of sandboxes at once, which share one thread; and with faults, when most of them wait.
const SANDBOXES_MAX: usize = 8;
const SANDBOXES_WITH_FAULTS_MAX: usize = 24;

const LIMITS: TimeLimits = TimeLimits {
    stalled: Duration::from_secs(20),
    total: Duration::from_mins(1),
};
/// An owner's server may be away for a while: its orders are tried again after 1, 2, 4, … seconds.
const LIMITS_WITH_SHOP: TimeLimits = TimeLimits {
    stalled: Duration::from_secs(40),
    total: Duration::from_mins(3),
};
/// Added to the total for each order of a long scenario.
const TIME_PER_ORDER: Duration = Duration::from_secs(3);
const TIME_PER_ORDER_WITH_FAULTS: Duration = Duration::from_secs(10);
/// A session that is ended needs no more to be shown.
const ORDERS_OF_AN_ENDED_SESSION: usize = 3;

/// Rehearses, and reports to `stdio`. Done only if all is as expected.
pub async fn run(
    options: RehearseOptions,
    stdio: &mut Stdio,
    interrupt: impl Future<Output = ()>,
) -> Outcome {
    // The agent's log is of no use here unless somebody asks for it.
    let is_log_wanted = (stdio.environment)("TRIBUTE_AGENT_LOG").is_some();
    let _silence = (!is_log_wanted).then(|| set_default(NoSubscriber::default()));
    let scenarios = scenarios(&options)?;
    let progress = Rc::new(Progress::new(stdio.stderr_is_terminal && !options.json));
    let begun = Instant::now();
    // Agents hold their journals, which stay on this thread.
    let thread = LocalSet::new();
    let results = thread.run_until(async {
        tokio::select! {
            biased;
            () = interrupt => Err(SandboxError::failed("rehearse.interrupted")),
            results = run_all(scenarios, &options, &progress) => results,
        }
    });
    let report = Report::new(results.await?);
    progress.clear();
    if options.json {
        write_json(&report, &mut stdio.stdout)?;
    } else {
        let style = stdio.output_style();
        write_for_people(&report, begun.elapsed(), style, &mut stdio.stdout)?;
    }
    Ok(if report.is_good() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// Runs several scenarios at once and returns their results in order.
async fn run_all(
    scenarios: Vec<Scenario>,
    options: &RehearseOptions,
    progress: &Rc<Progress>,
) -> Result<Vec<RunResult>, SandboxError> {
    let limits = time_limits(options, &scenarios);
    let sandboxes_max = if options.faults.is_empty() {
        SANDBOXES_MAX
    } else {
        SANDBOXES_WITH_FAULTS_MAX
    };
    let mut waiting = scenarios.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut results = Vec::new();
    loop {
        while running.len() < sandboxes_max
            && let Some((position, scenario)) = waiting.next()
        {
            let progress = Rc::clone(progress);
            running.spawn_local(async move {
                (position, RunResult::of(scenario, limits, &progress).await)
            });
        }
        match running.join_next().await {
            None => break,
            Some(Ok((position, result))) => results.push((position, result?)),
            Some(Err(panic)) => {
                return Err(
                    SandboxError::failed("rehearse.broken").with("problem", panic.to_string())
                );
            }
        }
    }
    results.sort_by_key(|(position, _)| *position);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

fn scenarios(options: &RehearseOptions) -> Result<Vec<Scenario>, SandboxError> {
    let is_ended = options.faults.iter().any(|fault| fault.is_final());
    let (rules, cases) = match &options.orders {
        Orders::Fixtures(files) if !is_ended => return fixture_scenarios(options, files),
        Orders::Fixtures(_) => made_up(options, ORDERS_OF_AN_ENDED_SESSION)?,
        Orders::Count(count) => {
            Seller::Rehearse.check_count(*count)?;
            made_up(options, *count)?
        }
        Orders::File(path) => {
            let rules = agent_rules(options)?;
            let cases = orders::of_file(path, &rules.reading)?;
            (rules, cases)
        }
    };
    let shop = match (&options.shop, &options.config) {
        (Some(url), Some(config)) => Some(shop_url::settings(url, config.shop()?)?),
        _ => None,
    };
    Ok(vec![Scenario {
        cases: cases
            .into_iter()
            .map(|case| tolerant(case, options))
            .collect(),
        rules,
        faults: options.faults.clone(),
        seed: 1,
        in_basic_group: false,
        shop,
    }])
}

fn agent_rules(options: &RehearseOptions) -> Result<AgentRules, SandboxError> {
    match &options.config {
        Some(config) => Ok(AgentRules::of(config)?),
        None => AgentRules::for_anything(),
    }
}

fn made_up(
    options: &RehearseOptions,
    count: usize,
) -> Result<(AgentRules, Vec<Case>), SandboxError> {
    let rules = agent_rules(options)?;
    let cases = match &options.config {
        Some(config) => orders::of_config(config, count)?,
        None => orders::of_demo(&rules.reading, count),
    };
    Ok((rules, cases))
}

fn fixture_scenarios(
    options: &RehearseOptions,
    files: &[FixtureFile],
) -> Result<Vec<Scenario>, SandboxError> {
    let folder = TemporaryFolder::create(&Machine);
    let folder = folder.map_err(|error| {
        SandboxError::failed("rehearse.no_folder").with("problem", error.to_string())
    })?;
    let scenario = |(number, file)| {
        let fixture = Fixture::read(file, number, folder.path())?;
        Ok(Scenario {
            seed: fixture.case.number.into(),
            cases: vec![tolerant(fixture.case, options)],
            rules: fixture.rules,
            faults: options.faults.clone(),
            in_basic_group: fixture.in_basic_group,
            shop: None,
        })
    };
    (1..).zip(files).map(scenario).collect()
}

/// Allows for the faults that are injected.
fn tolerant(mut case: Case, options: &RehearseOptions) -> Case {
    if options.faults.iter().any(|fault| fault.is_final()) {
        case.expected.tolerate(Tolerance::AgentStops);
    } else if !options.faults.is_empty() {
        case.expected.tolerate(Tolerance::PressMayBeLost);
    }
    case
}

fn time_limits(options: &RehearseOptions, scenarios: &[Scenario]) -> TimeLimits {
    let limits = if options.shop.is_some() {
        LIMITS_WITH_SHOP
    } else {
        LIMITS
    };
    let per_order = if options.faults.is_empty() {
        TIME_PER_ORDER
    } else {
        TIME_PER_ORDER_WITH_FAULTS
    };
    let lengths = scenarios.iter().map(|scenario| scenario.cases.len());
    let longest = u32::try_from(lengths.max().unwrap_or(0)).unwrap_or(u32::MAX);
    TimeLimits {
        total: limits.total + per_order * longest,
        ..limits
    }
}
