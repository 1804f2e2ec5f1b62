//! The messages as people and machines see them.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::classify::{Classified, Kind};
use crate::cli::parse::table::fields;
use crate::cli::table::Table;
use crate::cli::{moment, parse};
use crate::i18n::t;
use crate::order::purchase::OrderForm;
use crate::order::{Button, ButtonKind, Entity, EntityKind, Untrusted};
use crate::report::OutputStyle;
use crate::sources::tribute_chat::message::Reading;

/// More of a text is not shown: `--json` has all of it.
const TEXT_CHARACTERS_MAX: usize = 160;
/// A name, a product, what stands on a button.
const NAME_CHARACTERS_MAX: usize = 40;

pub(super) fn write_table(
    seen: &[Classified<'_>],
    style: OutputStyle,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    if seen.is_empty() {
        return writeln!(out, "{}", t!("inspect-nothing"));
    }
    let columns = ["id", "time", "from", "kind", "content"];
    let mut table = Table::new(columns.map(|column| t!("inspect-column", column)));
    for seen in seen {
        let message = seen.message;
        let who = if message.outgoing { "you" } else { "bot" };
        let about = seen.about.map_or_else(String::new, |id| format!(" → {id}"));
        table.push([
            message.id.to_string(),
            moment::day_and_time(message.sent_at),
            t!("inspect-from", who),
            t!("inspect-kind", kind = seen.kind.to_string()) + &about,
            content(seen),
        ]);
    }
    let count = |kind| seen.iter().filter(|seen| seen.kind == kind).count();
    let sums = t!(
        "inspect-sums",
        messages = seen.len(),
        orders = count(Kind::Order),
        confirmations = count(Kind::Confirmation),
        unrecognised = count(Kind::Unrecognised),
    );
    writeln!(out, "{}\n{sums}", table.render(style))
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
            t!("inspect-button-wanted", label)
        } else {
            format!("[{label}]")
        }
    }));
    parts.extend(seen.message.edited_at.map(|_| t!("inspect-edited")));
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

/// A message as one JSON object, every key always there: `docs/inspect.md` explains each.
pub(super) fn object(seen: &Classified<'_>) -> Value {
    let message = seen.message;
    let buttons = message.buttons.iter().map(|button| {
        json!({
            "label": button.label.as_str(),
            "type": button_type(button),
            "would_press": seen.wanted.as_ref() == Some(button),
        })
    });
    let mut object = json!({
        "message_id": message.id,
        "date": message.sent_at.to_string(),
        "edited": message.edited_at.map(|at| at.to_string()),
        "direction": if message.outgoing { "out" } else { "in" },
        "kind": seen.kind,
        "reply_to": message.reply_to,
        "about": seen.about,
        "forwarded": message.forwarded,
        "text": message.text.as_str(),
        "entities": entities(&message.entities),
        "buttons": buttons.collect::<Vec<_>>(),
    });
    if let Value::Object(read) = parse::object(&seen.reading) {
        for (key, value) in read.into_iter().filter(|(key, _)| key != "kind") {
            object[key] = value;
        }
    }
    object
}

fn button_type(button: &Button) -> &str {
    match &button.kind {
        ButtonKind::Callback { .. } => "inline",
        ButtonKind::KeyboardText => "keyboard",
        ButtonKind::NeverPressed { kind } => kind,
    }
}

/// As the Bot API writes them, and `parse` reads them; formatting is left out.
pub(super) fn entities(entities: &[Entity]) -> Vec<Value> {
    let one = |entity: &Entity| {
        let (offset, length) = (entity.offset_utf16, entity.length_utf16);
        let object = |kind| json!({ "type": kind, "offset": offset, "length": length });
        let (mut object, key, value) = match &entity.kind {
            EntityKind::Mention => return Some(object("mention")),
            EntityKind::TextMention { user } => {
                (object("text_mention"), "user", json!({ "id": user.0 }))
            }
            EntityKind::TextLink { url } => (object("text_link"), "url", json!(url)),
            EntityKind::Other => return None,
        };
        object[key] = value;
        Some(object)
    };
    entities.iter().filter_map(one).collect()
}
