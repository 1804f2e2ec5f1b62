//! `--json`: an object for each message, and a last one with the sums.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Summary;
use crate::cli::json_line;
use crate::cli::orders::json::{KEYS, order_json};
use crate::cli::rehearse::performance::Outcome;

/// Writes them.
pub(in crate::cli::rehearse) fn write(outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    for outcome in outcomes {
        writeln!(out, "{}", json_line::of(&object(outcome)))?;
    }
    writeln!(out, "{}", json!({ "summary": Summary::of(outcomes) }))
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
