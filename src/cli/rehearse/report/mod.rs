//! The report of a rehearsal, for people and for machines.

mod people;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::case::{End, end_name};
use super::run_result::{Outcome, RunResult};
use crate::cli::json_line;
use crate::cli::orders::json::{KEYS, order_json};
use crate::report::UserError as _;
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

    pub(super) fn is_good(&self) -> bool {
        self.summary.as_expected == self.summary.orders
    }

    /// Writes `--json`: an object for each message, and a last one with the sums and the injected faults.
    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        for outcome in self.outcomes() {
            writeln!(out, "{}", json_line::of(&object(outcome)))?;
        }
        let mut last = json!({ "summary": self.summary });
        let faults = self.faults();
        if faults.values().any(|count| *count > 0) {
            last["troubles"] = json!(faults);
        }
        if let Some(fatal) = self.fatal() {
            last["ended"] = json!({ "code": fatal.code(), "exit": fatal.exit() as u8 });
        }
        writeln!(out, "{last}")
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

/// The keys of `orders list --json` (all null for what is no order), and the expectation.
fn object(outcome: &Outcome) -> Value {
    let mut object = match outcome.observed.record.as_ref().map(order_json) {
        Some(Value::Object(object)) => object,
        _ => Map::from_iter(KEYS.map(|key| (key.to_owned(), Value::Null))),
    };
    let expected = outcome.case.expected.end.map(end_name);
    object.insert("state".to_owned(), json!(outcome.observed.state_name()));
    object.insert("expected".to_owned(), json!(expected));
    object.insert("as_expected".to_owned(), json!(outcome.is_as_expected()));
    Value::Object(object)
}
