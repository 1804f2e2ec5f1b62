//! `rehearse`: the whole job, played in one process, with nothing real touched.
//!
//! - `fixture`: messages with rules and ends of their own; each is played in a world of its own.
//! - `orders`: orders for the owner's rules, or of a file; they are played in one world.
//! - `play`: a world with an agent in it. `performance`: a play, watched to its end.
//! - `seen`, `verdict`: what can be seen from the outside, against what was expected (`case`).
//! - `report`: what is said at the end; `progress`: what is shown meanwhile.

mod case;
mod fixture;
mod orders;
mod performance;
mod play;
mod progress;
mod report;
mod rulebook;
mod seen;
mod shop_url;
mod verdict;
mod witness;

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;
use tracing::subscriber::{DefaultGuard, NoSubscriber, set_default};

pub use self::fixture::{FixtureFile, embedded as fixtures};

use self::case::{Case, Leniency};
use self::fixture::Fixture;
use self::performance::{Outcome, Patience, Performance};
use self::play::Play;
use self::progress::Progress;
use self::report::{Summary, write_for_people, write_json};
use self::rulebook::Rulebook;
use super::sandbox::{SandboxCommand, SandboxError};
use super::temporary::TemporaryFolder;
use super::{Outcome as CommandOutcome, Stdio};
use crate::config::Config;
use crate::language::Language;
use crate::machine::Machine;
use crate::report::Exit;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::orders::file::ORDERS_MAX;

/// What is to be rehearsed, and how.
#[derive(Clone, Debug)]
pub struct RehearseOptions {
    /// What is sold.
    pub orders: Orders,
    /// `--config FILE`: whose rules; `None`: the fixtures' own, else rules that take anything.
    pub config: Option<Config>,
    /// `--faults NAME`
    pub faults: Vec<Fault>,
    /// `--shop URL`: the owner's test server; only with a configuration.
    pub shop: Option<String>,
    /// What people read.
    pub language: Language,
    /// `--json`
    pub json: bool,
}

/// Where the messages come from.
#[derive(Clone, Debug)]
pub enum Orders {
    /// These, each in a world of its own.
    Fixtures(Vec<FixtureFile>),
    /// So many, made up for the rules.
    Count(usize),
    /// A file of JSON Lines.
    File(PathBuf),
}

/// So many worlds at once: they share one thread.
const WORLDS_MAX: usize = 8;
/// And so many where things go wrong: most of them wait.
const WORLDS_IN_TROUBLE_MAX: usize = 24;

/// A fixture that does not get there has had every chance by then.
const FIXTURE_PATIENCE: Patience = Patience {
    stalled: Duration::from_secs(20),
    whole: Duration::from_mins(1),
};
/// Faults take their time: a flood wait is two seconds, a black hole three.
const FAULTS_PATIENCE: Patience = Patience {
    stalled: Duration::from_secs(20),
    whole: Duration::from_mins(1),
};
/// A server of the owner's may be away for a while: its orders are tried again at 1, 2, 4, … seconds.
const SHOP_PATIENCE: Patience = Patience {
    stalled: Duration::from_secs(40),
    whole: Duration::from_mins(3),
};
/// More, for each order of a long play.
const PATIENCE_PER_ORDER: Duration = Duration::from_secs(3);
/// And where things go wrong.
const PATIENCE_PER_ORDER_IN_TROUBLE: Duration = Duration::from_secs(10);
/// A session that is ended needs no more to be shown.
const ORDERS_OF_AN_ENDED_SESSION: usize = 3;

/// Rehearses, and reports to `stdio`. Done only if all is as expected.
pub async fn run(
    options: RehearseOptions,
    stdio: &mut Stdio,
    interrupt: impl Future<Output = ()>,
) -> CommandOutcome {
    let _silence = silence(stdio);
    let plays = plays(&options)?;
    let patience = patience(&options, &plays);
    let progress = Rc::new(Progress::new(
        stdio.stderr_is_terminal && !options.json,
        options.language,
    ));
    let begun = Instant::now();
    // Agents hold their journals, which stay on this thread.
    let thread = LocalSet::new();
    let worlds_max = if options.faults.is_empty() {
        WORLDS_MAX
    } else {
        WORLDS_IN_TROUBLE_MAX
    };
    let performed = thread.run_until(async {
        tokio::select! {
            biased;
            () = interrupt => Err(SandboxError::Interrupted),
            performed = perform(plays, (patience, worlds_max), &progress) => performed,
        }
    });
    let mut performances = performed.await?;
    progress.clear();
    let outcomes: Vec<Outcome> = performances
        .iter_mut()
        .flat_map(|performance| std::mem::take(&mut performance.outcomes))
        .collect();
    if options.json {
        write_json(&performances, &outcomes, &mut stdio.stdout)?;
    } else {
        let on_terminal = stdio.stdout_is_terminal;
        let style = report::Style {
            language: options.language,
            on_terminal,
        };
        write_for_people(
            &performances,
            &outcomes,
            begun.elapsed(),
            style,
            &mut stdio.stdout,
        )?;
    }
    Ok(if Summary::of(&outcomes).is_good() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// The agent's log is of no use here unless somebody asks for it.
fn silence(stdio: &Stdio) -> Option<DefaultGuard> {
    let asked = (stdio.environment)("TRIBUTE_AGENT_LOG");
    asked
        .is_none()
        .then(|| set_default(NoSubscriber::default()))
}

/// Plays several at once and returns their performances in order.
async fn perform(
    plays: Vec<Play>,
    (patience, worlds_max): (Patience, usize),
    progress: &Rc<Progress>,
) -> Result<Vec<Performance>, SandboxError> {
    let mut waiting = plays.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut performances = Vec::new();
    loop {
        while running.len() < worlds_max
            && let Some((position, play)) = waiting.next()
        {
            let progress = Rc::clone(progress);
            running.spawn_local(async move {
                (position, Performance::of(play, patience, &progress).await)
            });
        }
        match running.join_next().await {
            None => break,
            Some(Ok((position, performance))) => performances.push((position, performance?)),
            Some(Err(broken)) => return Err(SandboxError::Broken(broken.to_string())),
        }
    }
    performances.sort_by_key(|(position, _)| *position);
    Ok(performances
        .into_iter()
        .map(|(_, performance)| performance)
        .collect())
}

fn plays(options: &RehearseOptions) -> Result<Vec<Play>, SandboxError> {
    let is_ended = options.faults.iter().any(|fault| fault.is_final());
    let options = &RehearseOptions {
        orders: match &options.orders {
            Orders::Fixtures(_) if is_ended => Orders::Count(ORDERS_OF_AN_ENDED_SESSION),
            orders => orders.clone(),
        },
        ..options.clone()
    };
    if let Orders::Fixtures(files) = &options.orders {
        return fixture_plays(options, files);
    }
    let language = options.language;
    let rulebook = match &options.config {
        Some(config) => Rulebook::of(config, language)?,
        None => Rulebook::for_anything(language)?,
    };
    let mut cases = match (&options.orders, &options.config) {
        (Orders::File(path), _) => orders::of_file(path, &rulebook.rules, language)?,
        (Orders::Count(count), _) if *count > ORDERS_MAX => {
            return Err(SandboxError::ManyOrders(SandboxCommand::Rehearse, *count));
        }
        (Orders::Count(count), Some(config)) => orders::of_config(config, *count)?,
        (Orders::Count(count), None) => orders::of_demo(&rulebook.rules, language, *count),
        (Orders::Fixtures(_), _) => Vec::new(),
    };
    let shop = match (&options.shop, &options.config) {
        (Some(url), Some(config)) => Some(shop_url::settings(url, config.shop()?)?),
        _ => None,
    };
    forgive(&mut cases, &options.faults);
    Ok(vec![Play {
        cases,
        rulebook,
        faults: options.faults.clone(),
        seed: 1,
        in_basic_group: false,
        shop,
    }])
}

fn fixture_plays(
    options: &RehearseOptions,
    files: &[FixtureFile],
) -> Result<Vec<Play>, SandboxError> {
    let folder = TemporaryFolder::create(&Machine).map_err(SandboxError::Folder)?;
    let play = |(number, file)| {
        let mut fixture = Fixture::read(file, number, options.language, folder.path())?;
        forgive(std::slice::from_mut(&mut fixture.case), &options.faults);
        Ok(Play {
            seed: fixture.case.number.into(),
            cases: vec![fixture.case],
            rulebook: fixture.rulebook,
            faults: options.faults.clone(),
            in_basic_group: fixture.in_basic_group,
            shop: None,
        })
    };
    (1..).zip(files).map(play).collect()
}

/// What may come else than expected where things go wrong on purpose.
fn forgive(cases: &mut [Case], faults: &[Fault]) {
    if faults.is_empty() {
        return;
    }
    let leniency = if faults.iter().any(|fault| fault.is_final()) {
        Leniency::AgentStops
    } else {
        Leniency::PressMayBeLost
    };
    for case in cases {
        case.expected.forgive(leniency);
    }
}

fn patience(options: &RehearseOptions, plays: &[Play]) -> Patience {
    let base = if options.shop.is_some() {
        SHOP_PATIENCE
    } else if options.faults.is_empty() {
        FIXTURE_PATIENCE
    } else {
        FAULTS_PATIENCE
    };
    let longest = plays.iter().map(|play| play.cases.len()).max().unwrap_or(0);
    let per_order = if options.faults.is_empty() {
        PATIENCE_PER_ORDER
    } else {
        PATIENCE_PER_ORDER_IN_TROUBLE
    };
    let more = per_order * u32::try_from(longest).unwrap_or(u32::MAX);
    Patience {
        whole: base.whole + more,
        ..base
    }
}
