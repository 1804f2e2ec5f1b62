//! Buttons, by what pressing them would do.

use grammers_client::tl::{enums, types};

use crate::order::{Button, ButtonKind, Untrusted};

/// Telegram shows no more; more are not kept.
const BUTTONS_MAX: usize = 100;

/// The buttons of a message, row by row. A markup that takes a keyboard away has none.
pub(super) fn read(markup: Option<enums::ReplyMarkup>) -> Vec<Button> {
    let mut buttons: Vec<Button> = match markup {
        Some(enums::ReplyMarkup::ReplyInlineMarkup(markup)) => {
            let rows = markup.rows.into_iter();
            rows.flat_map(|enums::KeyboardInlineButtonRow::Row(row)| row.buttons)
                .map(|enums::KeyboardInlineButton::Button(button)| inline(button))
                .collect()
        }
        Some(enums::ReplyMarkup::ReplyKeyboardMarkup(markup)) => {
            let rows = markup.rows.into_iter();
            rows.flat_map(|enums::KeyboardButtonRow::Row(row)| row.buttons)
                .map(|enums::KeyboardButton::Button(button)| keyboard(button))
                .collect()
        }
        _ => Vec::new(),
    };
    buttons.truncate(BUTTONS_MAX);
    buttons
}

fn inline(button: types::KeyboardInlineButton) -> Button {
    use enums::InlineButtonType as Type;

    let kind = match button.r#type {
        Type::Callback(callback) if !callback.requires_password => {
            ButtonKind::Callback { data: callback.data }
        }
        Type::Callback(_) => never("callback_with_password"),
        Type::Url(_) => never("url"),
        Type::UrlAuth(_) | Type::InputInlineButtonTypeUrlAuth(_) => never("login_url"),
        Type::WebView(_) => never("web_view"),
        Type::Game => never("game"),
        Type::Buy => never("buy"),
        Type::SwitchInline(_) => never("switch_inline"),
        Type::UserProfile(_) | Type::InputInlineButtonTypeUserProfile(_) => never("user_profile"),
        Type::Copy(_) => never("copy_text"),
        Type::Disabled => never("disabled"),
    };
    labelled(button.text, kind)
}

fn keyboard(button: types::KeyboardButton) -> Button {
    use enums::ButtonType as Type;

    let kind = match button.r#type {
        Type::Default => ButtonKind::KeyboardText,
        Type::RequestPhone => never("request_phone"),
        Type::RequestGeoLocation => never("request_location"),
        Type::RequestPoll(_) => never("request_poll"),
        Type::RequestPeer(_) | Type::InputButtonTypeRequestPeer(_) => never("request_peer"),
        Type::SimpleWebView(_) => never("web_view"),
    };
    labelled(button.text, kind)
}

fn labelled(label: String, kind: ButtonKind) -> Button {
    Button { label: Untrusted::new(label), kind }
}

fn never(kind: &str) -> ButtonKind {
    ButtonKind::NeverPressed { kind: kind.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline_markup(rows: Vec<Vec<(&str, enums::InlineButtonType)>>) -> enums::ReplyMarkup {
        let button = |(text, r#type): (&str, _)| {
            enums::KeyboardInlineButton::Button(types::KeyboardInlineButton {
                style: None,
                text: text.to_owned(),
                r#type,
            })
        };
        let row = |buttons: Vec<_>| {
            enums::KeyboardInlineButtonRow::Row(types::KeyboardInlineButtonRow {
                buttons: buttons.into_iter().map(button).collect(),
            })
        };
        enums::ReplyMarkup::ReplyInlineMarkup(types::ReplyInlineMarkup {
            force_reply: false,
            rows: rows.into_iter().map(row).collect(),
        })
    }

    fn callback(requires_password: bool) -> enums::InlineButtonType {
        enums::InlineButtonType::Callback(types::InlineButtonTypeCallback {
            requires_password,
            data: vec![0, 255],
        })
    }

    fn every_inline_kind() -> Vec<(enums::InlineButtonType, ButtonKind)> {
        use enums::InlineButtonType as Type;

        let url = || "https://example.org".to_owned();
        let pressed = ButtonKind::Callback { data: vec![0, 255] };
        vec![
            (callback(false), pressed),
            (callback(true), never("callback_with_password")),
            (types::InlineButtonTypeUrl { url: url() }.into(), never("url")),
            (
                types::InlineButtonTypeUrlAuth { fwd_text: None, url: url(), button_id: 1 }.into(),
                never("login_url"),
            ),
            (
                types::InputInlineButtonTypeUrlAuth {
                    request_write_access: false,
                    fwd_text: None,
                    url: url(),
                    bot: None,
                }
                .into(),
                never("login_url"),
            ),
            (types::InlineButtonTypeWebView { url: url() }.into(), never("web_view")),
            (Type::Game, never("game")),
            (Type::Buy, never("buy")),
            (
                types::InlineButtonTypeSwitchInline {
                    same_peer: false,
                    query: String::new(),
                    peer_types: None,
                }
                .into(),
                never("switch_inline"),
            ),
            (types::InlineButtonTypeUserProfile { user_id: 77 }.into(), never("user_profile")),
            (
                types::InputInlineButtonTypeUserProfile { user_id: enums::InputUser::UserSelf }
                    .into(),
                never("user_profile"),
            ),
            (types::InlineButtonTypeCopy { copy_text: url() }.into(), never("copy_text")),
            (Type::Disabled, never("disabled")),
        ]
    }

    fn every_keyboard_kind() -> Vec<(enums::ButtonType, ButtonKind)> {
        use enums::ButtonType as Type;

        let person = || {
            enums::RequestPeerType::User(types::RequestPeerTypeUser { bot: None, premium: None })
        };
        vec![
            (Type::Default, ButtonKind::KeyboardText),
            (Type::RequestPhone, never("request_phone")),
            (Type::RequestGeoLocation, never("request_location")),
            (types::ButtonTypeRequestPoll { quiz: None }.into(), never("request_poll")),
            (
                types::ButtonTypeRequestPeer { button_id: 1, peer_type: person(), max_quantity: 1 }
                    .into(),
                never("request_peer"),
            ),
            (
                types::InputButtonTypeRequestPeer {
                    name_requested: false,
                    username_requested: false,
                    photo_requested: false,
                    button_id: 1,
                    peer_type: person(),
                    max_quantity: 1,
                }
                .into(),
                never("request_peer"),
            ),
            (
                types::ButtonTypeSimpleWebView { url: "https://example.org".to_owned() }.into(),
                never("web_view"),
            ),
        ]
    }

    fn keyboard_markup(buttons: Vec<(&str, enums::ButtonType)>) -> enums::ReplyMarkup {
        let button = |(text, r#type): (&str, _)| {
            enums::KeyboardButton::Button(types::KeyboardButton {
                style: None,
                text: text.to_owned(),
                r#type,
            })
        };
        enums::ReplyMarkup::ReplyKeyboardMarkup(types::ReplyKeyboardMarkup {
            resize: false,
            single_use: false,
            selective: false,
            persistent: false,
            force_reply: false,
            placeholder: None,
            rows: vec![enums::KeyboardButtonRow::Row(types::KeyboardButtonRow {
                buttons: buttons.into_iter().map(button).collect(),
            })],
        })
    }

    /// Of all kinds that there are, two may be pressed: one sends data to the bot, one its label.
    #[test]
    fn every_kind_of_button_is_told_apart() {
        let (inline, inline_expected): (Vec<_>, Vec<_>) = every_inline_kind().into_iter().unzip();
        let (keyboard, keyboard_expected): (Vec<_>, Vec<_>) =
            every_keyboard_kind().into_iter().unzip();
        let inline = inline.into_iter().map(|kind| vec![("Send", kind)]);
        let keyboard = keyboard.into_iter().map(|kind| ("Send", kind));
        for (markup, expected) in [
            (inline_markup(inline.collect()), inline_expected),
            (keyboard_markup(keyboard.collect()), keyboard_expected),
        ] {
            let read = read(Some(markup));
            assert_eq!(read.iter().filter(|button| button.may_be_pressed()).count(), 1);
            let labelled = expected.into_iter().map(|kind| labelled("Send".to_owned(), kind));
            assert_eq!(read, labelled.collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_message_has_no_more_buttons_than_telegram_shows() {
        let row: Vec<_> = (0..150).map(|_| ("Send", callback(false))).collect();
        assert_eq!(read(Some(inline_markup(vec![row]))).len(), BUTTONS_MAX);
    }
}
