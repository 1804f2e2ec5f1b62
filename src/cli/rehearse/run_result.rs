//! A scenario, run until it has ended as expected and stays so, or until there is no hope of that.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::deviations::{Deviation, deviations, violations};
use super::observer::{Notice, Observed, Observer, Snapshot};
use super::progress::Progress;
use super::scenario::{Case, End, Expected, Scenario};
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

impl Scenario {
    pub(super) async fn run(
        &self,
        limits: TimeLimits,
        progress: &Progress,
    ) -> Result<RunResult, CodedError> {
        let lines = progress.begin(&self.cases);
        let (outcomes, told, faults) = match Testbed::start(self).await? {
            Ok(mut testbed) => {
                let mut observer = Observer::new(&testbed);
                let update = |observed: &[_]| Progress::update(&lines, &self.cases, observed);
                self.watch(&testbed, &mut observer, limits, update).await?;
                let wrong_exit = testbed.stop_agent(self.fatal()).await;
                let snapshot = observer.look(&testbed)?;
                let mut world = violations(&snapshot);
                world.extend(wrong_exit);
                let outcomes = self.judge(&snapshot, Some(&testbed.journal), world)?;
                let faults = testbed.sandbox.fault_counts();
                testbed.sandbox.shutdown().await;
                (outcomes, snapshot.told, faults)
            }
            // Where connections are cut on purpose, one world may fail to start; the others go on.
            Err(error) => {
                let expected = t!("rehearse-expected-connection");
                let deviation = Deviation::new("connection", expected, error.to_string());
                let messages = vec![Observed::default(); self.cases.len()];
                let snapshot = Snapshot { messages, ..Snapshot::default() };
                let outcomes = self.judge(&snapshot, None, vec![deviation])?;
                (outcomes, Vec::new(), FaultCounts::default())
            }
        };
        progress.end(&lines, &outcomes);
        Ok(RunResult { outcomes, told, faults, fatal: self.fatal() })
    }

    async fn watch(
        &self,
        testbed: &Testbed,
        observer: &mut Observer,
        limits: TimeLimits,
        update: impl Fn(&[Observed]),
    ) -> Result<(), JournalError> {
        let begun = Instant::now();
        let mut last = Snapshot::default();
        let mut changed_at = begun;
        loop {
            let looked_at = Instant::now();
            let snapshot = observer.look(testbed)?;
            if snapshot != last {
                changed_at = looked_at;
                last = snapshot;
                update(&last.messages);
            }
            let is_as_expected = |(case, observed): (&Case, &Observed)| {
                deviations(&self.expected(case, observed), observed, &last.told).is_empty()
            };
            let quiet = changed_at.elapsed();
            let is_over = quiet >= QUIET
                && !testbed.sandbox.has_more_to_come()
                && self.fatal().is_none()
                && self.cases.iter().zip(&last.messages).all(is_as_expected);
            let is_hopeless = quiet >= limits.stalled
                || begun.elapsed() >= limits.total
                || testbed.agent.is_finished()
                || self.does_shop_reject_our_key(testbed)?
                || !violations(&last).is_empty();
            if is_over || is_hopeless {
                return Ok(());
            }
            sleep(LOOK_EVERY.max(looked_at.elapsed() * LOOK_SHARE)).await;
        }
    }

    /// With another secret than the server's no order will ever get further.
    fn does_shop_reject_our_key(&self, testbed: &Testbed) -> Result<bool, JournalError> {
        if self.shop.is_none() {
            return Ok(false);
        }
        let misconfigured = IncidentKind::ShopMisconfigured.name();
        Ok(testbed.journal.open_incidents()?.iter().any(|it| it.kind == misconfigured))
    }

    /// The answer of the owner's own server is taken as the truth.
    fn expected(&self, case: &Case, observed: &Observed) -> Expected {
        if self.shop.is_some() && case.expected.end == Some(End::Completed) {
            case.expected.by_answer(observed.answer.as_ref())
        } else {
            case.expected.clone()
        }
    }

    /// `world`: the deviations of the world as a whole, which the first outcome takes.
    fn judge(
        &self,
        snapshot: &Snapshot,
        journal: Option<&Journal>,
        mut world: Vec<Deviation>,
    ) -> Result<Vec<Outcome>, JournalError> {
        let judge = |(case, observed): (&Case, &Observed)| {
            let expected = self.expected(case, observed);
            let mut deviations = deviations(&expected, observed, &snapshot.told);
            deviations.append(&mut world);
            let last_event = match (&observed.record, journal) {
                (Some(record), Some(journal)) => journal.events_of(record.number)?.pop(),
                _ => None,
            };
            let last_event = last_event.map(|recorded| recorded.event);
            let (case, observed) = (Case { expected, ..case.clone() }, observed.clone());
            Ok(Outcome { case, observed, deviations, last_event })
        };
        self.cases.iter().zip(&snapshot.messages).map(judge).collect()
    }
}
