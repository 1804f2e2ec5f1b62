//! The messages for people: one row each, newest last.

use std::io::{self, Write};

use super::classify::{Classified, Kind};
use crate::cli::moment;
use crate::cli::parse::table::fields;
use crate::cli::table::Table;
use crate::i18n::t;
use crate::order::Untrusted;
use crate::order::purchase::OrderForm;
use crate::report::OutputStyle;
use crate::sources::tribute_chat::message::Reading;

/// More of a text is not shown: `--json` has all of it.
const TEXT_CHARACTERS_MAX: usize = 160;
/// A name, a product, what stands on a button.
const NAME_CHARACTERS_MAX: usize = 40;

/// Writes the table, and a line of sums.
pub(super) fn write(
    seen: &[Classified<'_>],
    style: OutputStyle,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    if seen.is_empty() {
        return writeln!(out, "{}", t!("inspect-nothing"));
    }
    let columns = ["id", "time", "from", "kind", "content"];
    let mut table = Table::new(columns.map(|column| t!("inspect-column", column = column)));
    for seen in seen {
        let message = seen.message;
        let from = if message.outgoing { "you" } else { "bot" };
        let about = seen.about.map_or_else(String::new, |id| format!(" → {id}"));
        table.push([
            message.id.to_string(),
            moment::day_and_time(message.sent_at),
            t!("inspect-from", who = from),
            t!("inspect-kind", kind = seen.kind.name()) + &about,
            content(seen),
        ]);
    }
    writeln!(out, "{}", table.render(style))?;
    let count = |kind| seen.iter().filter(|seen| seen.kind == kind).count();
    let sums = t!(
        "inspect-sums",
        messages = seen.len(),
        orders = count(Kind::Order),
        confirmations = count(Kind::Confirmation),
        unrecognised = count(Kind::Unrecognised),
    );
    writeln!(out, "{sums}")
}

fn content(seen: &Classified<'_>) -> String {
    let text = &seen.message.text;
    let mut parts = match &seen.reading {
        Reading::Order(form) => vec![order(form)],
        _ if text.as_str().trim().is_empty() => Vec::new(),
        _ => vec![text.excerpt(TEXT_CHARACTERS_MAX)],
    };
    parts.extend(seen.message.buttons.iter().map(|button| {
        let label = button.label.excerpt(NAME_CHARACTERS_MAX);
        if seen.wanted.as_ref() == Some(button) {
            t!("inspect-button-wanted", label = label)
        } else {
            format!("[{label}]")
        }
    }));
    if seen.message.edited_at.is_some() {
        parts.push(t!("inspect-edited"));
    }
    parts.join("\n")
}

fn order(form: &OrderForm) -> String {
    let known = fields(form).into_iter().filter_map(|(name, value)| match name {
        "details" | "item" => None,
        "problem" => Some(format!("✗ {}", value?)),
        _ => Some(Untrusted::new(value?).excerpt(NAME_CHARACTERS_MAX)),
    });
    known.collect::<Vec<_>>().join(" · ")
}
