//! A message as `inspect --json` writes it: `docs/inspect.md` explains each key.

use serde_json::{Value, json};

use super::super::parse;
use super::classify::Classified;
use crate::order::{Button, ButtonKind, Entity, EntityKind};

/// The message as one JSON object: every key always there, `null` when unknown.
pub(super) fn object(seen: &Classified<'_>) -> Value {
    let message = seen.message;
    let mut object = json!({
        "message_id": message.id,
        "date": message.sent_at.to_string(),
        "edited": message.edited_at.map(|at| at.to_string()),
        "direction": if message.outgoing { "out" } else { "in" },
        "kind": seen.kind.name(),
        "reply_to": message.reply_to,
        "about": seen.about,
        "forwarded": message.forwarded,
        "text": message.text.as_str(),
        "entities": entities(&message.entities),
        "buttons": buttons(seen),
    });
    if let Value::Object(read) = parse::object(&seen.reading) {
        for (key, value) in read.into_iter().filter(|(key, _)| key != "kind") {
            object[key] = value;
        }
    }
    object
}

fn buttons(seen: &Classified<'_>) -> Vec<Value> {
    let shown = seen.message.buttons.iter();
    let one = |button: &Button| {
        let kind = match &button.kind {
            ButtonKind::Callback { .. } => "inline",
            ButtonKind::KeyboardText => "keyboard",
            ButtonKind::NeverPressed { kind } => kind,
        };
        json!({
            "label": button.label.as_str(),
            "type": kind,
            "would_press": seen.wanted.as_ref() == Some(button),
        })
    };
    shown.map(one).collect()
}

/// As the Bot API writes them, and `parse` reads them; formatting is left out.
pub(super) fn entities(entities: &[Entity]) -> Vec<Value> {
    let one = |entity: &Entity| {
        let (kind, more) = match &entity.kind {
            EntityKind::Mention => ("mention", None),
            EntityKind::TextMention { user } => {
                ("text_mention", Some(("user", json!({ "id": user.0 }))))
            }
            EntityKind::TextLink { url } => ("text_link", Some(("url", json!(url)))),
            EntityKind::Other => return None,
        };
        let (offset, length) = (entity.offset_utf16, entity.length_utf16);
        let mut object = json!({ "type": kind, "offset": offset, "length": length });
        if let Some((key, value)) = more {
            object[key] = value;
        }
        Some(object)
    };
    entities.iter().filter_map(one).collect()
}
