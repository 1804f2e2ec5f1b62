//! A line for each message that is over; and the report at the end: for people the moderators' chat as they
//! would see it, a table, the deviations, the sums; for machines an object for each message, and a last one
//! with the sums.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::observer::Observed;
use super::run_result::{Outcome, RunResult};
use super::scenario::{Case, End, end_name};
use crate::cli::json_line;
use crate::cli::table::Table;
use crate::i18n::t;
use crate::order::Untrusted;
use crate::order_view::json::{KEYS, order_json};
use crate::order_view::words;
use crate::report::{OutputStyle, UserError as _};
use crate::telegram::Fatal;
use crate::wrapping::wrapped;

/// What is told while it goes on, and whether it is to go on.
#[derive(Clone)]
pub(super) struct Progress {
    lines: UnboundedSender<String>,
    pub(super) stop: Rc<Cell<bool>>,
    /// What was told of each order.
    marks: BTreeMap<u32, &'static str>,
}

impl Progress {
    pub(super) fn new(lines: UnboundedSender<String>) -> Self {
        Self { lines, stop: Rc::default(), marks: BTreeMap::new() }
    }

    /// Tells how an order has ended; once more only if it turns out otherwise.
    pub(super) fn tell(&mut self, case: &Case, observed: &Observed, as_expected: bool) {
        let mark = mark(as_expected);
        if self.marks.insert(case.number, mark) != Some(mark) {
            let line = format!("{mark} {} · {}", case.source, observed.state_in_words());
            // Progress that nobody reads is no loss.
            let _ = self.lines.send(line);
        }
    }
}

fn mark(as_expected: bool) -> &'static str {
    if as_expected { "✓" } else { "✗" }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Summary {
    pub(super) orders: usize,
    as_expected: usize,
    completed: usize,
    escalated: usize,
    closed: usize,
    /// No orders, and what has not ended.
    other: usize,
}

pub(super) struct Report {
    results: Vec<RunResult>,
    pub(super) summary: Summary,
    /// The faults that were injected in all sandboxes, by their kinds.
    faults: BTreeMap<String, u64>,
    /// The error with which Telegram was to end the session, if it was.
    fatal: Option<Fatal>,
}

impl Report {
    pub(super) fn new(mut results: Vec<RunResult>, fatal: Option<Fatal>) -> Self {
        results.sort_by_key(|result| result.outcomes.first().map(|outcome| outcome.case.number));
        let mut summary = Summary::default();
        for outcome in results.iter().flat_map(|result| &result.outcomes) {
            summary.orders += 1;
            summary.as_expected += usize::from(outcome.is_as_expected());
            *match outcome.observed.end() {
                Some(End::Completed) => &mut summary.completed,
                Some(End::Escalated) => &mut summary.escalated,
                Some(End::Closed) => &mut summary.closed,
                Some(End::Refunded | End::Ignored) | None => &mut summary.other,
            } += 1;
        }
        let mut faults = BTreeMap::new();
        for result in &results {
            let counts = serde_json::to_value(result.faults).unwrap_or_default();
            for (kind, count) in counts.as_object().into_iter().flatten() {
                *faults.entry(kind.clone()).or_default() += count.as_u64().unwrap_or_default();
            }
        }
        Self { results, summary, faults, fatal }
    }

    pub(super) fn is_good(&self) -> bool {
        self.summary.as_expected == self.summary.orders
    }

    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        for outcome in self.outcomes() {
            writeln!(out, "{}", json_line::of(&object(outcome)))?;
        }
        let mut last = json!({ "summary": self.summary });
        if self.faults.values().any(|count| *count > 0) {
            last["troubles"] = json!(self.faults);
        }
        if self.advice().next().is_some() {
            last["advice"] = self.advice().collect();
        }
        if let Some(fatal) = self.fatal {
            last["ended"] = json!({ "code": fatal.code(), "exit": fatal.exit() as u8 });
        }
        writeln!(out, "{last}")
    }

    pub(super) fn write_for_people(
        &self,
        took: Duration,
        style: OutputStyle,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let told = self.results.iter().flat_map(|result| &result.told);
        for (index, text) in told.filter_map(|notice| notice.last()).enumerate() {
            if index == 0 {
                writeln!(out, "{}\n", t!("rehearse-moderators-chat"))?;
            }
            quote(text, style, out)?;
        }
        writeln!(out, "{}\n", self.table().render(style))?;
        let deviations = self.outcomes().flat_map(deviations);
        let advice = self.advice().map(|advice| format!("→ {advice}"));
        let problems: Vec<_> = deviations.chain(advice).collect();
        if !problems.is_empty() {
            writeln!(out, "{}\n", wrapped(&problems.join("\n"), style.columns))?;
        }
        if let Some(fatal) = self.fatal {
            // What the owner would see.
            let code = fatal.exit() as u8;
            writeln!(out, "{}\n", t!("rehearse-session-ended", exit_code = code))?;
            quote(&format!("{}\n{}", fatal.what(), fatal.remedy()), style, out)?;
            writeln!(out, "{}\n", t!("rehearse-session-ended-next"))?;
        }
        let faults = self.faults.iter().filter(|(_, count)| **count > 0);
        let faults = faults.map(|(kind, count)| t!("rehearse-fault", kind, count = *count));
        let faults = faults.collect::<Vec<_>>().join(", ");
        if !faults.is_empty() {
            writeln!(out, "{}", t!("rehearse-faults", faults))?;
        }
        let sums = self.summary;
        let line = t!(
            "rehearse-summary",
            orders = sums.orders,
            as_expected = sums.as_expected,
            completed = sums.completed,
            escalated = sums.escalated,
            closed = sums.closed,
            other = sums.other,
            seconds = format!("{:.1}", took.as_secs_f64()),
        );
        writeln!(out, "{}", wrapped(&line, style.columns))
    }

    fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.results.iter().flat_map(|result| &result.outcomes)
    }

    fn advice(&self) -> impl Iterator<Item = &str> {
        self.results.iter().flat_map(|result| &result.advice).map(String::as_str)
    }

    fn table(&self) -> Table {
        let mut table = Table::new([
            "№".to_owned(),
            t!("rehearse-column-title"),
            t!("rehearse-column-state"),
            t!("rehearse-column-as-expected"),
        ]);
        for outcome in self.outcomes() {
            table.push([
                outcome.case.number.to_string(),
                outcome.case.title.clone(),
                state(outcome),
                mark(outcome.is_as_expected()).to_owned(),
            ]);
        }
        table
    }
}

/// The keys of `orders list --json` (all null for what is no order), and the expectation.
fn object(outcome: &Outcome) -> Value {
    let nothing = || Map::from_iter(KEYS.map(|key| (key.to_owned(), Value::Null))).into();
    let mut object = outcome.observed.record.as_ref().map_or_else(nothing, order_json);
    object["state"] = json!(outcome.observed.state_name());
    object["expected"] = json!(outcome.case.expected.end.map(end_name));
    object["as_expected"] = json!(outcome.is_as_expected());
    object
}

fn quote(text: &str, style: OutputStyle, out: &mut dyn Write) -> io::Result<()> {
    for line in text.lines() {
        let line = format!("  │ {}", Untrusted::new(line));
        writeln!(out, "{}", wrapped(&line, style.columns))?;
    }
    writeln!(out)
}

/// `completed → 12345`, `with the moderators (no_account_id)`
fn state(outcome: &Outcome) -> String {
    let state = outcome.observed.state_in_words();
    let record = outcome.observed.record.as_ref();
    match record.and_then(|record| record.life.account.as_ref()) {
        Some(account) if outcome.observed.end() == Some(End::Completed) => {
            format!("{state} → {account}")
        }
        _ => state,
    }
}

/// A line for each; the last event is the likely reason of them all.
fn deviations(outcome: &Outcome) -> impl Iterator<Item = String> {
    let last = outcome.last_event.as_ref().map(words::event);
    let last = last.filter(|event| outcome.deviations.iter().all(|it| it.came != *event));
    let mut last = last.map(|event| format!(" {}", t!("rehearse-last-event", event)));
    outcome.deviations.iter().map(move |deviation| {
        let line = t!(
            "rehearse-deviation",
            source = &outcome.case.source,
            aspect = deviation.aspect,
            expected = Untrusted::new(deviation.expected.as_str()).to_string(),
            came = Untrusted::new(deviation.came.as_str()).to_string(),
        );
        format!("✗ {line}{}", last.take().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex::Regex;
    use telegram_sandbox::datacentre::faults::FaultCounts;

    use super::*;

    const TEXTS: [&str; 2] = [
        include_str!("../../../locales/en/rehearse.ftl"),
        include_str!("../../../locales/ru/rehearse.ftl"),
    ];

    /// The names that a text chooses its words by.
    fn variants<'a>(texts: &'a str, id: &str) -> BTreeSet<&'a str> {
        let (_, text) = texts.split_once(&format!("\n{id} =")).unwrap();
        let lines = text.lines().skip(1).take_while(|it| it.starts_with(' '));
        let variant = Regex::new(r"^ +\*?\[(\w+)\]").unwrap();
        let names = lines.filter_map(|line| Some(variant.captures(line)?.get(1)?.as_str()));
        names.collect()
    }

    #[test]
    fn every_aspect_that_is_judged_has_its_words() {
        let sources =
            [include_str!("run_result.rs"), include_str!("shop.rs"), include_str!("testbed.rs")];
        let named = Regex::new(r#"(?:new|deviation|\W)\(\s*"([a-z_]+)","#).unwrap();
        let aspects = sources.iter().flat_map(|source| named.captures_iter(source));
        let aspects: BTreeSet<&str> = aspects.map(|it| it.get(1).unwrap().as_str()).collect();
        assert!(aspects.len() > 12, "{aspects:?}");
        for texts in TEXTS {
            assert_eq!(variants(texts, "rehearse-deviation"), aspects);
        }
    }

    #[test]
    fn every_end_and_every_fault_has_its_words() {
        let ends = [End::Completed, End::Escalated, End::Closed, End::Refunded, End::Ignored]
            .map(end_name);
        let ends = ends.into_iter().chain(["told", "any"]).collect();
        let faults = serde_json::to_value(FaultCounts::default()).unwrap();
        let faults = faults.as_object().unwrap().keys().map(String::as_str);
        let faults = faults.collect();
        for texts in TEXTS {
            assert_eq!(variants(texts, "rehearse-end"), ends);
            assert_eq!(variants(texts, "rehearse-fault"), faults);
        }
    }
}
