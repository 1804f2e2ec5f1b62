//! A text's entities, in UTF-16 code units on both sides.

use grammers_client::tl::{enums, types};

use crate::order::{Entity, EntityKind, UserId};
use crate::rich_text::{Stretch, Style};

/// The entities as far as they make sense: a negative offset or length is nobody's.
pub(super) fn read(entities: Option<Vec<enums::MessageEntity>>) -> Vec<Entity> {
    entities.unwrap_or_default().into_iter().filter_map(entity).collect()
}

fn entity(entity: enums::MessageEntity) -> Option<Entity> {
    use enums::MessageEntity as E;

    let offset_utf16 = usize::try_from(entity.offset()).ok()?;
    let length_utf16 = usize::try_from(entity.length()).ok()?;
    let kind = match entity {
        E::Mention(_) => EntityKind::Mention,
        E::MentionName(mention) => EntityKind::TextMention { user: UserId(mention.user_id) },
        E::TextUrl(link) => EntityKind::TextLink { url: link.url },
        _ => EntityKind::Other,
    };
    Some(Entity { kind, offset_utf16, length_utf16 })
}

/// The styles of an outgoing text. What is beyond Telegram's integers is beyond its texts too, and
/// is left out.
pub(in crate::telegram) fn to_telegram(stretches: &[Stretch]) -> Option<Vec<enums::MessageEntity>> {
    let entities = stretches.iter().filter_map(|stretch| {
        let offset = i32::try_from(stretch.offset_utf16).ok()?;
        let length = i32::try_from(stretch.length_utf16).ok()?;
        let collapsed = false;
        Some(match stretch.style {
            Style::Code => types::MessageEntityCode { offset, length }.into(),
            Style::Bold => types::MessageEntityBold { offset, length }.into(),
            Style::Quote => types::MessageEntityBlockquote { collapsed, offset, length }.into(),
        })
    });
    let entities: Vec<_> = entities.collect();
    (!entities.is_empty()).then_some(entities)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_is_kept_and_nonsense_is_dropped() {
        let entities = vec![
            types::MessageEntityMention { offset: 1, length: 2 }.into(),
            types::MessageEntityMentionName { offset: 3, length: 4, user_id: 77 }.into(),
            types::MessageEntityTextUrl { offset: 5, length: 6, url: "tg://user?id=8".to_owned() }
                .into(),
            types::MessageEntityBold { offset: 7, length: 8 }.into(),
            types::MessageEntityBold { offset: -1, length: 8 }.into(),
        ];
        let user = UserId(77);
        let url = "tg://user?id=8".to_owned();
        let expected = [
            (EntityKind::Mention, 1, 2),
            (EntityKind::TextMention { user }, 3, 4),
            (EntityKind::TextLink { url }, 5, 6),
            (EntityKind::Other, 7, 8),
        ];
        let expected = expected.map(|(kind, offset_utf16, length_utf16)| Entity {
            kind,
            offset_utf16,
            length_utf16,
        });
        assert_eq!(read(Some(entities)), expected);
    }

    fn stretch(style: Style, offset_utf16: usize, length_utf16: usize) -> Stretch {
        Stretch { style, offset_utf16, length_utf16 }
    }

    #[test]
    fn styles_go_out_as_they_are() {
        assert_eq!(to_telegram(&[]), None);
        let entities = to_telegram(&[
            stretch(Style::Code, 1, 2),
            stretch(Style::Bold, 3, 4),
            stretch(Style::Quote, 5, 6),
            stretch(Style::Bold, usize::MAX, 1),
        ]);
        let expected = vec![
            types::MessageEntityCode { offset: 1, length: 2 }.into(),
            types::MessageEntityBold { offset: 3, length: 4 }.into(),
            types::MessageEntityBlockquote { collapsed: false, offset: 5, length: 6 }.into(),
        ];
        assert_eq!(entities, Some(expected));
    }
}
