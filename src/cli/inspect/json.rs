//! A message as `inspect --json` writes it: `docs/inspect.md` explains each key.

use serde_json::{Value, json};

use super::super::parse::json as reading_json;
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
    if let (Some(object), Value::Object(read)) =
        (object.as_object_mut(), reading_json::object(&seen.reading))
    {
        let read = read.into_iter().filter(|(key, _)| key != "kind");
        object.extend(read);
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
        let (offset, length) = (entity.offset_utf16, entity.length_utf16);
        match &entity.kind {
            EntityKind::Mention => {
                Some(json!({ "type": "mention", "offset": offset, "length": length }))
            }
            EntityKind::TextMention { user } => Some(json!({
                "type": "text_mention", "offset": offset, "length": length,
                "user": { "id": user.0 },
            })),
            EntityKind::TextLink { url } => Some(json!({
                "type": "text_link", "offset": offset, "length": length, "url": url,
            })),
            EntityKind::Other => None,
        }
    };
    entities.iter().filter_map(one).collect()
}
