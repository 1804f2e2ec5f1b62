//! The report of a rehearsal, for people and for machines.

mod json;
mod people;

pub(super) use json::write as write_json;
pub(super) use people::write as write_for_people;

use std::collections::BTreeMap;

use super::case::End;
use super::run_result::{Outcome, RunResult};
use crate::telegram::Fatal;

/// The results of all scenarios together.
pub(super) struct Report {
    results: Vec<RunResult>,
    summary: Summary,
}

/// The numbers of messages by their ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
struct Summary {
    orders: usize,
    as_expected: usize,
    completed: usize,
    escalated: usize,
    closed: usize,
    /// No orders, and what has not ended.
    other: usize,
}

impl Report {
    pub(super) fn new(results: Vec<RunResult>) -> Self {
        let mut summary = Summary::default();
        for outcome in results.iter().flat_map(|result| &result.outcomes) {
            summary.orders += 1;
            summary.as_expected += usize::from(outcome.is_as_expected());
            *match outcome.observed.end() {
                Some(End::Completed) => &mut summary.completed,
                Some(End::Escalated) => &mut summary.escalated,
                Some(End::Closed) => &mut summary.closed,
                Some(End::Ignored) | None => &mut summary.other,
            } += 1;
        }
        Self { results, summary }
    }

    /// Whether all is as expected.
    pub(super) fn is_good(&self) -> bool {
        self.summary.as_expected == self.summary.orders
    }

    fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.results.iter().flat_map(|result| &result.outcomes)
    }

    /// The faults that were injected in all sandboxes, by their kinds.
    fn faults(&self) -> BTreeMap<String, u64> {
        let mut faults = BTreeMap::new();
        for result in &self.results {
            let counts = serde_json::to_value(result.faults).unwrap_or_default();
            for (kind, count) in counts.as_object().into_iter().flatten() {
                *faults.entry(kind.clone()).or_default() += count.as_u64().unwrap_or_default();
            }
        }
        faults
    }

    /// The error with which Telegram was to end the session, if it was.
    fn fatal(&self) -> Option<Fatal> {
        self.results.iter().find_map(|result| result.fatal)
    }
}
