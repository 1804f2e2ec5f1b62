//! Entities and buttons.

use grammers_tl_types::{enums, types};

use crate::world::{
    Entity, EntityKind, InlineAction, InlineButton, Key, KeyAction, Markup, UserId,
};

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
    entities: &[enums::MessageEntity],
    me: UserId,
) -> Vec<Entity> {
    let known = entities.iter().filter_map(|entity| {
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
        Tl::MentionName(it) => {
            let kind = EntityKind::TextMention(UserId(it.user_id));
            (kind, it.offset, it.length)
        }
        Tl::TextUrl(it) => (EntityKind::TextLink(it.url.clone()), it.offset, it.length),
        Tl::Pre(it) => (EntityKind::Pre(it.language.clone()), it.offset, it.length),
        Tl::Blockquote(it) => (EntityKind::Blockquote, it.offset, it.length),
        plain => return read_plain_entity(plain),
    })
}

pub(in super::super) fn markup(markup: &Markup) -> enums::ReplyMarkup {
    match markup {
        Markup::Inline(rows) => types::ReplyInlineMarkup {
            force_reply: false,
            rows: rows.iter().map(|row| inline_row(row)).collect(),
        }
        .into(),
        Markup::Keyboard { rows, once } => types::ReplyKeyboardMarkup {
            resize: true,
            single_use: *once,
            selective: false,
            persistent: false,
            force_reply: false,
            rows: rows.iter().map(|row| key_row(row)).collect(),
            placeholder: None,
        }
        .into(),
        Markup::HideKeyboard => types::ReplyKeyboardHide { selective: false }.into(),
        Markup::ForceReply => types::ReplyKeyboardForceReply {
            single_use: false,
            selective: false,
            placeholder: None,
        }
        .into(),
    }
}

fn inline_row(row: &[InlineButton]) -> enums::KeyboardInlineButtonRow {
    let buttons = row.iter().map(|button| {
        types::KeyboardInlineButton {
            style: None,
            text: button.label.clone(),
            r#type: inline_type(&button.action),
        }
        .into()
    });
    types::KeyboardInlineButtonRow { buttons: buttons.collect() }.into()
}

fn inline_type(action: &InlineAction) -> enums::InlineButtonType {
    match action {
        InlineAction::Callback(data) => {
            types::InlineButtonTypeCallback { requires_password: false, data: data.clone() }.into()
        }
        InlineAction::CallbackWithPassword(data) => {
            types::InlineButtonTypeCallback { requires_password: true, data: data.clone() }.into()
        }
        InlineAction::Url(url) => types::InlineButtonTypeUrl { url: url.clone() }.into(),
        InlineAction::WebView(url) => types::InlineButtonTypeWebView { url: url.clone() }.into(),
        InlineAction::Copy(text) => types::InlineButtonTypeCopy { copy_text: text.clone() }.into(),
        InlineAction::Buy => enums::InlineButtonType::Buy,
        InlineAction::SwitchInline(query) => types::InlineButtonTypeSwitchInline {
            same_peer: false,
            query: query.clone(),
            peer_types: None,
        }
        .into(),
    }
}

fn key_row(row: &[Key]) -> enums::KeyboardButtonRow {
    let buttons = row.iter().map(|key| {
        types::KeyboardButton {
            style: None,
            text: key.label.clone(),
            r#type: key_type(&key.action),
        }
        .into()
    });
    types::KeyboardButtonRow { buttons: buttons.collect() }.into()
}

fn key_type(action: &KeyAction) -> enums::ButtonType {
    match action {
        KeyAction::Text => enums::ButtonType::Default,
        KeyAction::RequestPhone => enums::ButtonType::RequestPhone,
        KeyAction::RequestLocation => enums::ButtonType::RequestGeoLocation,
        KeyAction::WebView(url) => types::ButtonTypeSimpleWebView { url: url.clone() }.into(),
    }
}
