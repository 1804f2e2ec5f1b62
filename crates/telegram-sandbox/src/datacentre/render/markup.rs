//! Entities and buttons.

use grammers_tl_types::{enums, types};

use crate::world::{Entity, EntityKind, InlineAction, InlineButton, Key, Markup, Refusal, UserId};

/// Conversions of the entities that are nothing but a kind and a place.
macro_rules! plain_entities {
    ($($kind:ident $tl:ident $enum:ident)*) => {
        fn plain_entity(kind: &EntityKind, offset: i32, length: i32) -> Option<enums::MessageEntity> {
            match kind {
                $(EntityKind::$kind => Some(types::$tl { offset, length }.into()),)*
                _ => None,
            }
        }

        fn read_plain_entity(entity: &enums::MessageEntity) -> Option<(EntityKind, i32, i32)> {
            match entity {
                $(enums::MessageEntity::$enum(it) => Some((EntityKind::$kind, it.offset, it.length)),)*
                _ => None,
            }
        }
    };
}

plain_entities! {
    Mention MessageEntityMention Mention
    Url MessageEntityUrl Url
    Email MessageEntityEmail Email
    PhoneNumber MessageEntityPhone Phone
    Hashtag MessageEntityHashtag Hashtag
    Cashtag MessageEntityCashtag Cashtag
    BotCommand MessageEntityBotCommand BotCommand
    Bold MessageEntityBold Bold
    Italic MessageEntityItalic Italic
    Underline MessageEntityUnderline Underline
    Strikethrough MessageEntityStrike Strike
    Spoiler MessageEntitySpoiler Spoiler
    Code MessageEntityCode Code
}

/// A text's entities; `None` when there are none.
pub(in super::super) fn entities(entities: &[Entity]) -> Option<Vec<enums::MessageEntity>> {
    let rendered: Vec<_> = entities.iter().filter_map(entity).collect();
    (!rendered.is_empty()).then_some(rendered)
}

fn entity(entity: &Entity) -> Option<enums::MessageEntity> {
    let (offset, length) = (entity.offset_utf16, entity.length_utf16);
    Some(match entity.kind.clone() {
        EntityKind::TextMention(UserId(user_id)) => {
            types::MessageEntityMentionName { offset, length, user_id }.into()
        }
        EntityKind::TextLink(url) => types::MessageEntityTextUrl { offset, length, url }.into(),
        EntityKind::Pre(language) => types::MessageEntityPre { offset, length, language }.into(),
        EntityKind::Blockquote => {
            types::MessageEntityBlockquote { collapsed: false, offset, length }.into()
        }
        plain => return plain_entity(&plain, offset, length),
    })
}

/// The entities of a client's text; kinds this Telegram doesn't know are dropped, as Telegram does.
pub(in super::super) fn read_entities(
    entities: Option<&[enums::MessageEntity]>,
    me: UserId,
) -> Vec<Entity> {
    let known = entities.unwrap_or_default().iter().filter_map(|entity| {
        let (kind, offset_utf16, length_utf16) = read_entity(entity, me)?;
        Some(Entity { kind, offset_utf16, length_utf16 })
    });
    known.collect()
}

fn read_entity(entity: &enums::MessageEntity, me: UserId) -> Option<(EntityKind, i32, i32)> {
    use enums::MessageEntity as Tl;
    Some(match entity {
        Tl::InputMessageEntityMentionName(it) => {
            let user = match &it.user_id {
                enums::InputUser::User(user) => UserId(user.user_id),
                enums::InputUser::UserSelf => me,
                enums::InputUser::Empty | enums::InputUser::FromMessage(_) => return None,
            };
            (EntityKind::TextMention(user), it.offset, it.length)
        }
        Tl::MentionName(it) => (EntityKind::TextMention(UserId(it.user_id)), it.offset, it.length),
        Tl::TextUrl(it) => (EntityKind::TextLink(it.url.clone()), it.offset, it.length),
        Tl::Pre(it) => (EntityKind::Pre(it.language.clone()), it.offset, it.length),
        Tl::Blockquote(it) => (EntityKind::Blockquote, it.offset, it.length),
        plain => return read_plain_entity(plain),
    })
}

pub(super) fn markup(markup: &Markup) -> enums::ReplyMarkup {
    match markup {
        Markup::Inline(rows) => {
            let row = |row: &Vec<InlineButton>| {
                let buttons = row.iter().map(inline_button).collect();
                types::KeyboardInlineButtonRow { buttons }.into()
            };
            types::ReplyInlineMarkup { force_reply: false, rows: rows.iter().map(row).collect() }
                .into()
        }
        Markup::Keyboard { rows, once } => {
            let row = |row: &Vec<Key>| {
                let buttons = row.iter().map(key).collect();
                types::KeyboardButtonRow { buttons }.into()
            };
            types::ReplyKeyboardMarkup {
                resize: true,
                single_use: *once,
                selective: false,
                persistent: false,
                force_reply: false,
                rows: rows.iter().map(row).collect(),
                placeholder: None,
            }
            .into()
        }
        Markup::HideKeyboard => types::ReplyKeyboardHide { selective: false }.into(),
    }
}

/// The longest data of a button, in bytes.
const DATA_BYTES_MAX: usize = 64;

/// The buttons that a bot hangs under its message.
pub(in super::super) fn read_markup(markup: &enums::ReplyMarkup) -> Result<Markup, Refusal> {
    let rows = match markup {
        enums::ReplyMarkup::ReplyInlineMarkup(markup) => &markup.rows,
        enums::ReplyMarkup::ReplyKeyboardHide(_) => return Ok(Markup::HideKeyboard),
        _ => return Err(Refusal::BUTTON_INVALID),
    };
    let row = |enums::KeyboardInlineButtonRow::Row(row): &enums::KeyboardInlineButtonRow| {
        row.buttons.iter().map(read_inline_button).collect::<Result<Vec<_>, _>>()
    };
    Ok(Markup::Inline(rows.iter().map(row).collect::<Result<_, _>>()?))
}

fn read_inline_button(button: &enums::KeyboardInlineButton) -> Result<InlineButton, Refusal> {
    let enums::KeyboardInlineButton::Button(button) = button;
    if button.text.trim().is_empty() {
        return Err(Refusal::BUTTON_INVALID);
    }
    let action = match &button.r#type {
        enums::InlineButtonType::Callback(it) => {
            if !(1..=DATA_BYTES_MAX).contains(&it.data.len()) {
                return Err(Refusal::BUTTON_DATA_INVALID);
            }
            InlineAction::Callback(it.data.clone())
        }
        enums::InlineButtonType::Url(it) => InlineAction::Url(it.url.clone()),
        enums::InlineButtonType::Buy => InlineAction::Buy,
        _ => return Err(Refusal::BUTTON_INVALID),
    };
    Ok(InlineButton { label: button.text.clone(), action })
}

fn inline_button(button: &InlineButton) -> enums::KeyboardInlineButton {
    let r#type = match &button.action {
        InlineAction::Callback(data) => {
            types::InlineButtonTypeCallback { requires_password: false, data: data.clone() }.into()
        }
        InlineAction::Url(url) => types::InlineButtonTypeUrl { url: url.clone() }.into(),
        InlineAction::Buy => enums::InlineButtonType::Buy,
    };
    types::KeyboardInlineButton { style: None, text: button.label.clone(), r#type }.into()
}

fn key(key: &Key) -> enums::KeyboardButton {
    let r#type = enums::ButtonType::Default;
    types::KeyboardButton { style: None, text: key.label.clone(), r#type }.into()
}
