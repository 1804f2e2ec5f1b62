//! `--json`: an object for each message, and a last one with the sums and the injected faults.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Report;
use crate::cli::json_line;
use crate::cli::orders::json::{KEYS, order_json};
use crate::cli::rehearse::case::end_name;
use crate::cli::rehearse::run_result::Outcome;
use crate::report::UserError as _;

/// Writes the report.
pub(in crate::cli::rehearse) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for outcome in report.outcomes() {
        writeln!(out, "{}", json_line::of(&object(outcome)))?;
    }
    let mut last = json!({ "summary": report.summary });
    let faults = report.faults();
    if faults.values().any(|count| *count > 0) {
        last["troubles"] = json!(faults);
    }
    if let Some(fatal) = report.fatal() {
        last["ended"] = json!({ "code": fatal.code(), "exit": fatal.exit() as u8 });
    }
    writeln!(out, "{last}")
}

/// The keys of `orders list --json` (all null for what is no order), and the expectation.
fn object(outcome: &Outcome) -> Value {
    let mut object = match outcome.observed.record.as_ref().map(order_json) {
        Some(Value::Object(object)) => object,
        _ => Map::from_iter(KEYS.map(|key| (key.to_owned(), Value::Null))),
    };
    let expected = outcome.expected.end.map(end_name);
    object.insert("state".to_owned(), json!(outcome.observed.state_name()));
    object.insert("expected".to_owned(), json!(expected));
    object.insert("as_expected".to_owned(), json!(outcome.is_as_expected()));
    Value::Object(object)
}
