//! A scenario, run until it has ended as expected and stays so, or until there is no hope of that.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::observer::{Notice, Observed, Observer, Snapshot};
use super::report::Progress;
use super::scenario::{Case, End, Expected, Facts, Scenario, Tolerance, end_name, shown};
use super::testbed::Testbed;
use crate::i18n::t;
use crate::journal::JournalError;
use crate::moderation::IncidentKind;
use crate::order::life::{Event, Order};
use crate::report::CodedError;
use telegram_sandbox::datacentre::faults::FaultCounts;

/// Nothing may happen for so long after the expected end: a second reply would.
const QUIET: Duration = Duration::from_millis(600);
/// Between two looks: the journal does not notify.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Looking may take at most one part in so many of the time.
const LOOK_SHARE: u32 = 4;

/// So long after anything last happened nothing will. An owner's server may be away for a while: its orders
/// are tried again after 1, 2, 4, … seconds.
const STALLED: Duration = Duration::from_secs(20);
const STALLED_WITH_SHOP: Duration = Duration::from_secs(40);
/// Whatever happens, three times that and so much for each order are enough.
const TIME_PER_ORDER: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct RunResult {
    pub(super) outcomes: Vec<Outcome>,
    /// The moderators' chat, first to last.
    pub(super) told: Vec<Notice>,
    pub(super) faults: FaultCounts,
    /// What the owner can do about the test server.
    pub(super) advice: Vec<String>,
}

pub(super) struct Outcome {
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
    /// Runs it until it is over; until it is stopped, with the orders that are.
    pub(super) async fn run(&self, mut progress: Progress) -> Result<RunResult, CodedError> {
        if progress.stop.get() {
            return Ok(RunResult::default());
        }
        let mut result = match Box::pin(Testbed::start(self)).await? {
            Ok(testbed) => self.run_in(testbed, &mut progress).await?,
            // Where connections are cut on purpose, one world may fail to start; the others go on.
            Err(error) => {
                let expected = t!("rehearse-expected-connection");
                let deviation = Deviation::new("connection", expected, error.to_string());
                let messages = vec![Observed::default(); self.cases.len()];
                let snapshot = Snapshot { messages, ..Snapshot::default() };
                let outcomes = self.judge(&snapshot, None, vec![deviation])?;
                RunResult { outcomes, ..RunResult::default() }
            }
        };
        if progress.stop.get() {
            result.outcomes.retain(|it| self.is_over(&it.observed, it.is_as_expected()));
        }
        for outcome in &result.outcomes {
            progress.tell(&outcome.case, &outcome.observed, outcome.is_as_expected());
        }
        Ok(result)
    }

    async fn run_in(
        &self,
        mut testbed: Testbed,
        progress: &mut Progress,
    ) -> Result<RunResult, CodedError> {
        let mut observer = Observer::new(&testbed);
        self.watch(&testbed, &mut observer, progress).await?;
        let wrong_exit = testbed.stop_agent(self.fatal()).await;
        let snapshot = observer.look(&testbed)?;
        let world = violations(&snapshot).into_iter().chain(wrong_exit).collect();
        if let Some(shop) = &testbed.shop {
            shop.ask_again(progress).await;
        }
        let outcomes = self.judge(&snapshot, Some(&testbed), world)?;
        let names = outcomes.iter().flat_map(|it| &it.deviations).map(|it| it.advice);
        let names = names.filter(|name| !name.is_empty() && !progress.stop.get()).collect();
        let advice = match &testbed.shop {
            Some(shop) => shop.advice(names).await,
            None => Vec::new(),
        };
        let faults = testbed.sandbox.fault_counts();
        testbed.sandbox.shutdown().await;
        Ok(RunResult { outcomes, told: snapshot.told, faults, advice })
    }

    async fn watch(
        &self,
        testbed: &Testbed,
        observer: &mut Observer,
        progress: &mut Progress,
    ) -> Result<(), JournalError> {
        let (begun, misconfigured) = (Instant::now(), IncidentKind::ShopMisconfigured.name());
        let stalled = if self.shop.is_some() { STALLED_WITH_SHOP } else { STALLED };
        let orders = self.cases.len().try_into().unwrap_or(u32::MAX);
        let total = stalled * 3 + TIME_PER_ORDER * orders;
        let mut last = Snapshot::default();
        let (mut changed_at, mut are_over) = (begun, false);
        loop {
            let looked_at = Instant::now();
            let snapshot = observer.look(testbed)?;
            if snapshot != last {
                changed_at = looked_at;
                last = snapshot;
                are_over = self.tell(&last, progress);
            }
            let quiet = changed_at.elapsed();
            let is_over = are_over
                && quiet >= QUIET
                && !testbed.sandbox.has_more_to_come()
                && self.fatal().is_none();
            // With another secret than the server's no order will ever get further.
            let is_rejected = testbed.shop.as_ref().is_some_and(|shop| shop.is_unreached())
                || self.shop.is_some()
                    && testbed.journal.open_incidents()?.iter().any(|it| it.kind == misconfigured);
            let is_hopeless = quiet >= stalled
                || begun.elapsed() >= total
                || testbed.agent.is_finished()
                || is_rejected
                || !violations(&last).is_empty();
            if is_over || is_hopeless || progress.stop.get() {
                return Ok(());
            }
            sleep(LOOK_EVERY.max(looked_at.elapsed() * LOOK_SHARE)).await;
        }
    }

    /// Tells which orders are over, and returns whether all are.
    fn tell(&self, snapshot: &Snapshot, progress: &mut Progress) -> bool {
        let mut are_over = true;
        for (case, observed) in self.cases.iter().zip(&snapshot.messages) {
            let is_right = deviations(&case.expected, observed, &snapshot.told).is_empty();
            let is_over = self.is_over(observed, is_right);
            are_over &= is_over;
            if is_over && observed.end().is_some() {
                progress.tell(case, observed, is_right);
            }
        }
        are_over
    }

    /// Whether nothing more can come of an order: what a test server has said, stands.
    fn is_over(&self, observed: &Observed, is_right: bool) -> bool {
        is_right || self.shop.is_some() && observed.end().is_some()
    }

    /// `world`: the deviations of the world as a whole, which the first outcome takes.
    fn judge(
        &self,
        snapshot: &Snapshot,
        testbed: Option<&Testbed>,
        mut world: Vec<Deviation>,
    ) -> Result<Vec<Outcome>, JournalError> {
        let judge = |(case, observed): (&Case, &Observed)| {
            let mut deviations = deviations(&case.expected, observed, &snapshot.told);
            deviations.append(&mut world);
            let mut last_event = None;
            if let (Some(record), Some(testbed)) = (&observed.record, testbed) {
                last_event = testbed.journal.events_of(record.number)?.pop();
                let must = case.expected.end == Some(End::Completed);
                let shop = testbed.shop.iter();
                let found = shop.flat_map(|it| it.deviations(record.id.as_str(), must));
                let mut found: Vec<_> = found.collect();
                if found.iter().any(|it| it.aspect == "answer") {
                    // The rest comes of it.
                    deviations.clear();
                }
                deviations.append(&mut found);
            }
            let last_event = last_event.map(|recorded| recorded.event);
            let (case, observed) = (case.clone(), observed.clone());
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
    /// The name of the advice about it, if there is one.
    pub(super) advice: &'static str,
}

impl Deviation {
    pub(super) fn new(
        aspect: &'static str,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Self {
        Self { aspect, expected: expected.into(), came: came.into(), advice: "" }
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
    // Of one that has not ended the rest says nothing.
    let is_judged = is_right || end.is_some();
    let wrong = expected.facts.iter().filter(|_| is_judged);
    let wrong = wrong.filter(|(name, expected)| facts[*name] != **expected);
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
        ("refunds", u32::from(observed.seen.revoked).to_string()),
        ("answers", observed.answers.clone()),
        ("attempts", observed.calls.to_string()),
        ("notes", observed.notes.to_string()),
        ("replies", observed.seen.replies.to_string()),
        ("presses", observed.seen.presses.to_string()),
    ])
}

/// The journal against the shop's own book.
fn disagreements_with_the_shop(observed: &Observed, account: &str, found: &mut Vec<Deviation>) {
    let given_to = shown(observed.given_to.as_ref());
    // Where the order names nobody, the shop knows by itself.
    let is_named = account != "—";
    if observed.seen.effects > 0 && is_named && given_to != account {
        found.push(Deviation::new("shop_account_id", account, given_to));
    }
    let begun =
        observed.record.as_ref().map_or(observed.calls, |it| it.life.activation_attempts as usize);
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
