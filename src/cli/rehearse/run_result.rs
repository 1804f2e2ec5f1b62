//! A scenario, run until it has ended as expected and stays so, or until there is no hope of that.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::case::{Case, End, Expected};
use super::deviations::{Deviation, deviations, violations};
use super::observer::{Notice, Observed, Observer, Snapshot};
use super::progress::Progress;
use super::scenario::Scenario;
use super::testbed::Testbed;
use crate::i18n::t;
use crate::journal::{Journal, JournalError};
use crate::moderation::IncidentKind;
use crate::order::life::Event;
use crate::report::CodedError;
use crate::telegram::Fatal;
use telegram_sandbox::datacentre::faults::FaultCounts;

/// Nothing may happen for so long after the expected end: a second reply would.
const QUIET: Duration = Duration::from_millis(600);
/// Between two looks: the journal does not notify.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Looking may take at most one part in so many of the time.
const LOOK_SHARE: u32 = 4;

#[derive(Clone, Copy, Debug)]
pub(super) struct TimeLimits {
    /// Since anything last happened.
    pub(super) stalled: Duration,
    pub(super) total: Duration,
}

#[derive(Default)]
pub(super) struct RunResult {
    /// One for each case.
    pub(super) outcomes: Vec<Outcome>,
    /// The moderators' chat, first to last.
    pub(super) told: Vec<Notice>,
    pub(super) faults: FaultCounts,
    /// The error with which Telegram was to end the session, if it was.
    pub(super) fatal: Option<Fatal>,
}

pub(super) struct Outcome {
    /// With the owner's own server, the end that its answer leads to is expected.
    pub(super) case: Case,
    pub(super) observed: Observed,
    pub(super) deviations: Vec<Deviation>,
    pub(super) last_event: Option<Event>,
}

impl Outcome {
    pub(super) fn is_as_expected(&self) -> bool {
        self.deviations.is_empty()
    }
}

impl RunResult {
    pub(super) async fn of(
        scenario: Scenario,
        limits: TimeLimits,
        progress: &Progress,
    ) -> Result<Self, CodedError> {
        for case in &scenario.cases {
            progress.begin(case);
        }
        let mut testbed = match Testbed::start(&scenario).await? {
            Ok(testbed) => testbed,
            // Where connections are cut on purpose, one world may fail to start; the others go on.
            Err(error) => {
                let expected = t!("rehearse-expected-connection");
                let deviation = Deviation::new("connection", expected, error.to_string());
                let snapshot = Snapshot {
                    messages: vec![Observed::default(); scenario.cases.len()],
                    ..Snapshot::default()
                };
                return Ok(judge(&scenario, snapshot, None, vec![deviation], progress)?);
            }
        };
        let mut observer = Observer::new(&testbed);
        watch(&scenario, &testbed, &mut observer, limits, progress).await?;
        let wrong_exit = testbed.stop_agent(scenario.fatal()).await;
        let snapshot = observer.look(&testbed)?;
        let mut world = violations(&snapshot);
        world.extend(wrong_exit);
        let judged = judge(&scenario, snapshot, Some(&testbed.journal), world, progress)?;
        let faults = testbed.sandbox.fault_counts();
        testbed.sandbox.shutdown().await;
        Ok(Self { faults, ..judged })
    }
}

async fn watch(
    scenario: &Scenario,
    testbed: &Testbed,
    observer: &mut Observer,
    limits: TimeLimits,
    progress: &Progress,
) -> Result<(), JournalError> {
    let begun = Instant::now();
    let mut last = Snapshot::default();
    let mut changed_at = begun;
    loop {
        let looked_at = Instant::now();
        let snapshot = observer.look(testbed)?;
        if snapshot != last {
            changed_at = looked_at;
            for (case, observed) in scenario.cases.iter().zip(&snapshot.messages) {
                progress.update(case, observed);
            }
            last = snapshot;
        }
        let is_as_expected = |(case, observed): (&Case, &Observed)| {
            deviations(&expected(scenario, case, observed), observed, &last.told).is_empty()
        };
        let quiet = changed_at.elapsed();
        let is_over = quiet >= QUIET
            && !testbed.sandbox.has_more_to_come()
            && scenario.fatal().is_none()
            && scenario.cases.iter().zip(&last.messages).all(is_as_expected);
        let is_hopeless = quiet >= limits.stalled
            || begun.elapsed() >= limits.total
            || testbed.agent.is_finished()
            || does_shop_reject_our_key(scenario, testbed)?
            || !violations(&last).is_empty();
        if is_over || is_hopeless {
            return Ok(());
        }
        sleep(LOOK_EVERY.max(looked_at.elapsed() * LOOK_SHARE)).await;
    }
}

/// With another secret than the server's no order will ever get further.
fn does_shop_reject_our_key(scenario: &Scenario, testbed: &Testbed) -> Result<bool, JournalError> {
    if scenario.shop.is_none() {
        return Ok(false);
    }
    let incidents = testbed.journal.open_incidents()?;
    let misconfigured = IncidentKind::ShopMisconfigured.name();
    Ok(incidents.iter().any(|it| it.kind == misconfigured))
}

/// The answer of the owner's own server is taken as the truth.
fn expected(scenario: &Scenario, case: &Case, observed: &Observed) -> Expected {
    if scenario.shop.is_some() && case.expected.end == Some(End::Completed) {
        case.expected.by_answer(observed.answer.as_ref())
    } else {
        case.expected.clone()
    }
}

/// `world`: the deviations of the world as a whole, which the first outcome takes.
fn judge(
    scenario: &Scenario,
    snapshot: Snapshot,
    journal: Option<&Journal>,
    mut world: Vec<Deviation>,
    progress: &Progress,
) -> Result<RunResult, JournalError> {
    let mut outcomes = Vec::with_capacity(scenario.cases.len());
    for (case, observed) in scenario.cases.iter().zip(snapshot.messages) {
        let expected = expected(scenario, case, &observed);
        let mut deviations = deviations(&expected, &observed, &snapshot.told);
        deviations.append(&mut world);
        progress.end(case, &observed, deviations.is_empty());
        let last_event = match (&observed.record, journal) {
            (Some(record), Some(journal)) => journal.events_of(record.number)?.pop(),
            _ => None,
        };
        outcomes.push(Outcome {
            case: Case { expected, ..case.clone() },
            observed,
            deviations,
            last_event: last_event.map(|recorded| recorded.event),
        });
    }
    Ok(RunResult { outcomes, told: snapshot.told, fatal: scenario.fatal(), ..RunResult::default() })
}
