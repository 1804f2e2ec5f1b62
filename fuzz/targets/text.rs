//! Any text with any entities.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use tribute_agent::order::{Entity, EntityKind, UserId};
use tribute_agent::properties::any_text;

#[derive(Arbitrary, Debug)]
struct Message {
    entities: Vec<(u8, u16, u16, i64)>,
    text: String,
}

fuzz_target!(|message: Message| {
    let entities: Vec<Entity> = message.entities.iter().map(entity).collect();
    any_text(&message.text, &entities);
    any_text(&format!("🆕 Custom Product Order\n{}", message.text), &entities);
});

fn entity((kind, offset, length, user): &(u8, u16, u16, i64)) -> Entity {
    let kind = match kind % 4 {
        0 => EntityKind::Mention,
        1 => EntityKind::TextMention { user: UserId(*user) },
        2 => EntityKind::TextLink {
            url: format!("tg://user?id={user}"),
        },
        _ => EntityKind::Other,
    };
    Entity {
        kind,
        offset_utf16: usize::from(*offset),
        length_utf16: usize::from(*length),
    }
}
