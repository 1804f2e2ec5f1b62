//! A scenario, run until it has ended as expected and stays so, or until there is no hope of that.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::observer::{Notice, Observed, Observer, Snapshot};
use super::report::Progress;
use super::scenario::{Case, End, Expected, Facts, Scenario, Tolerance, end_name, shown};
use super::testbed::Testbed;
use crate::i18n::t;
use crate::journal::{Journal, JournalError};
use crate::moderation::IncidentKind;
use crate::order::life::{Event, Order, ShopAnswer};
use crate::report::CodedError;
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
    pub(super) outcomes: Vec<Outcome>,
    /// The moderators' chat, first to last.
    pub(super) told: Vec<Notice>,
    pub(super) faults: FaultCounts,
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
        Ok(RunResult { outcomes, told, faults })
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

/// Something that is not as expected. Its values are for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deviation {
    /// `state`, `activations`, …
    pub(super) aspect: &'static str,
    pub(super) expected: String,
    pub(super) came: String,
}

impl Deviation {
    pub(super) fn new(
        aspect: &'static str,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Self {
        Self { aspect, expected: expected.into(), came: came.into() }
    }
}

impl Expected {
    /// The end that is expected when the owner's own server has the last word.
    fn by_answer(&self, answer: Option<&ShopAnswer>) -> Self {
        let mut expected = self.clone();
        let reason = match answer {
            Some(ShopAnswer::Refused { .. }) => "shop_refused",
            Some(ShopAnswer::Unclear { .. }) => "shop_unclear",
            _ => {
                // The demo shop's book is empty then.
                expected.facts.retain(|name, _| !["activations", "attempts"].contains(name));
                return expected;
            }
        };
        let rest = [("reason", reason), ("replies", "0"), ("presses", "0")];
        expected.facts.retain(|name, _| *name == "account_id");
        expected.facts.extend(rest.map(|(name, fact)| (name, fact.to_owned())));
        Self { end: Some(End::Escalated), ..expected }
    }
}

/// The deviations of one message. In a world with several messages, no notice to the moderators
/// belongs to one of them.
fn deviations(expected: &Expected, observed: &Observed, told: &[Notice]) -> Vec<Deviation> {
    let facts = facts(observed);
    let end = observed.end();
    let press_may_be_lost = expected.tolerance == Tolerance::PressMayBeLost
        && (expected.end, end) == (Some(End::Completed), Some(End::Escalated))
        && facts["reason"] == "press_unknown";
    let is_tolerated =
        |aspect: &str| press_may_be_lost && ["state", "reason", "presses"].contains(&aspect);
    let mut found = Vec::new();
    let is_right = match expected.end {
        Some(_) => end == expected.end,
        None => end.is_some() || expected.tolerance == Tolerance::AgentStops,
    };
    if !is_right {
        let end = t!("rehearse-end", end = expected.end.map_or("any", end_name));
        found.push(Deviation::new("state", end, observed.state_in_words()));
    }
    let wrong = expected.facts.iter().filter(|(name, expected)| facts[*name] != **expected);
    found.extend(wrong.map(|(name, expected)| Deviation::new(name, expected, &facts[name])));
    found.retain(|deviation| !is_tolerated(deviation.aspect));
    for name in ["activations", "replies", "presses"] {
        let is_found = found.iter().any(|deviation| deviation.aspect == name);
        if !is_found && !["0", "1"].contains(&&*facts[name]) {
            found.push(Deviation::new(name, t!("rehearse-at-most-once"), &facts[name]));
        }
    }
    disagreements_with_the_shop(observed, &facts["account_id"], &mut found);
    if let Some(pieces) = &expected.told {
        wrong_notices(pieces, told, &mut found);
    }
    found
}

/// The deviations of the world as a whole: what no careful client ever does.
fn violations(snapshot: &Snapshot) -> Vec<Deviation> {
    let counts =
        [("bad_signatures", snapshot.bad_signatures), ("unrequested", snapshot.unrequested)];
    let found = counts.into_iter().filter(|(_, count)| *count > 0);
    found.map(|(aspect, count)| Deviation::new(aspect, "0", count.to_string())).collect()
}

fn facts(observed: &Observed) -> Facts {
    let record = observed.record.as_ref();
    let life = record.map(|record| &record.life);
    Facts::from([
        ("reason", shown(life.and_then(Order::reason_name))),
        ("account_id", shown(life.and_then(|life| life.account.as_ref()))),
        ("price", shown(record.and_then(|record| record.form.price))),
        ("activations", observed.seen.effects.to_string()),
        ("attempts", observed.calls.to_string()),
        ("replies", observed.seen.replies.to_string()),
        ("presses", observed.seen.presses.to_string()),
    ])
}

/// The journal against the shop's own book.
fn disagreements_with_the_shop(observed: &Observed, account: &str, found: &mut Vec<Deviation>) {
    let given_to = shown(observed.given_to.as_ref());
    if observed.seen.effects > 0 && given_to != account {
        found.push(Deviation::new("shop_account_id", account, given_to));
    }
    let record = observed.record.as_ref().filter(|_| observed.answer.is_none());
    let begun = record.map_or(observed.calls, |it| it.life.activation_attempts as usize);
    if observed.calls != begun {
        found.push(Deviation::new(
            "journal_attempts",
            observed.calls.to_string(),
            begun.to_string(),
        ));
    }
}

fn wrong_notices(pieces: &[String], told: &[Notice], found: &mut Vec<Deviation>) {
    let has = |notice: &Notice, piece: &String| notice.iter().any(|text| text.contains(piece));
    let quoted = |text: &String| format!("«{}»", text.replace('\n', " ⏎ "));
    for piece in pieces {
        if !told.iter().any(|notice| has(notice, piece)) {
            let all: Vec<_> = told.iter().filter_map(|it| it.last()).map(quoted).collect();
            let came = shown((!all.is_empty()).then(|| all.join(", ")));
            found.push(Deviation::new("told", format!("«{piece}»"), came));
        }
    }
    for notice in told {
        if !pieces.iter().any(|piece| has(notice, piece)) {
            found.push(Deviation::new("told", "—", shown(notice.first().map(quoted))));
        }
    }
}
