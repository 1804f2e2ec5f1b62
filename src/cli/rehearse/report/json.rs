//! `--json`: an object for each message, and a last one with the sums; with what went wrong, when
//! something was to.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Summary, troubles};
use crate::cli::json_line;
use crate::cli::orders::json::{KEYS, order_json};
use crate::cli::rehearse::performance::{Outcome, Performance};
use crate::report::UserError as _;
use telegram_sandbox::datacentre::faults::FaultCounts;

/// Writes them.
pub(in crate::cli::rehearse) fn write(
    performances: &[Performance],
    outcomes: &[Outcome],
    out: &mut dyn Write,
) -> io::Result<()> {
    for outcome in outcomes {
        writeln!(out, "{}", json_line::of(&object(outcome)))?;
    }
    let mut last = json!({ "summary": Summary::of(outcomes) });
    let tally = troubles::all(performances);
    if tally != FaultCounts::default() {
        last["troubles"] = json!(tally);
    }
    if let Some(fatal) = troubles::end(performances) {
        last["ended"] = json!({ "code": fatal.code(), "exit": fatal.exit() as u8 });
    }
    writeln!(out, "{last}")
}

/// The keys of `orders list --json`, what was expected, and whether it came so.
fn object(outcome: &Outcome) -> Value {
    let mut object = match outcome.seen.record.as_ref().map(order_json) {
        Some(Value::Object(object)) => object,
        _ => no_order(),
    };
    object.insert("state".to_owned(), json!(outcome.seen.state_name()));
    object.insert("expected".to_owned(), json!(outcome.expected_name()));
    object.insert("as_expected".to_owned(), json!(outcome.is_as_expected()));
    Value::Object(object)
}

/// A message that is no order has the same keys, and nothing behind them.
fn no_order() -> Map<String, Value> {
    KEYS.iter()
        .map(|key| ((*key).to_owned(), Value::Null))
        .collect()
}
