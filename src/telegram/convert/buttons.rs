//! Buttons, by what pressing them would do.

use grammers_tl_types::{enums, types};

use crate::order::{Button, ButtonKind, Untrusted};

/// Telegram shows no more; more are not kept.
const BUTTONS_MAX: usize = 100;

/// The buttons of a message, row by row. A markup that takes a keyboard away has none.
pub(super) fn read(markup: Option<enums::ReplyMarkup>) -> Vec<Button> {
    match markup {
        Some(enums::ReplyMarkup::ReplyInlineMarkup(markup)) => {
            let rows = markup.rows.into_iter();
            rows.flat_map(|enums::KeyboardInlineButtonRow::Row(row)| row.buttons)
                .map(|enums::KeyboardInlineButton::Button(button)| inline(button))
                .take(BUTTONS_MAX)
                .collect()
        }
        Some(enums::ReplyMarkup::ReplyKeyboardMarkup(markup)) => {
            let rows = markup.rows.into_iter();
            rows.flat_map(|enums::KeyboardButtonRow::Row(row)| row.buttons)
                .map(|enums::KeyboardButton::Button(button)| keyboard(button))
                .take(BUTTONS_MAX)
                .collect()
        }
        Some(
            enums::ReplyMarkup::ReplyKeyboardHide(_)
            | enums::ReplyMarkup::ReplyKeyboardForceReply(_),
        )
        | None => Vec::new(),
    }
}

fn inline(button: types::KeyboardInlineButton) -> Button {
    use enums::InlineButtonType as Type;

    let kind = match button.r#type {
        Type::Callback(callback) if !callback.requires_password => ButtonKind::Callback {
            data: callback.data,
        },
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
    Button {
        label: Untrusted::new(label),
        kind,
    }
}

fn never(kind: &str) -> ButtonKind {
    ButtonKind::NeverPressed {
        kind: kind.to_owned(),
    }
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

    #[test]
    fn inline_buttons_are_told_apart() {
        let url = types::InlineButtonTypeUrl {
            url: "https://example.org".to_owned(),
        };
        let markup = inline_markup(vec![
            vec![("Send", callback(false)), ("Safe", callback(true))],
            vec![("Open", enums::InlineButtonType::Url(url))],
        ]);
        let pressed = ButtonKind::Callback { data: vec![0, 255] };
        let expected = [
            ("Send", pressed),
            ("Safe", never("callback_with_password")),
            ("Open", never("url")),
        ];
        assert_eq!(
            read(Some(markup)),
            expected.map(|(label, kind)| labelled(label.to_owned(), kind))
        );
    }

    #[test]
    fn a_message_has_no_more_buttons_than_telegram_shows() {
        let row: Vec<_> = (0..150).map(|_| ("Send", callback(false))).collect();
        assert_eq!(read(Some(inline_markup(vec![row]))).len(), BUTTONS_MAX);
    }

    #[test]
    fn a_keyboards_buttons_send_their_label_and_nothing_else() {
        let button = |text: &str, r#type| {
            enums::KeyboardButton::Button(types::KeyboardButton {
                style: None,
                text: text.to_owned(),
                r#type,
            })
        };
        let markup = enums::ReplyMarkup::ReplyKeyboardMarkup(types::ReplyKeyboardMarkup {
            resize: false,
            single_use: false,
            selective: false,
            persistent: false,
            force_reply: false,
            placeholder: None,
            rows: vec![enums::KeyboardButtonRow::Row(types::KeyboardButtonRow {
                buttons: vec![
                    button("Отправить", enums::ButtonType::Default),
                    button("Phone", enums::ButtonType::RequestPhone),
                ],
            })],
        });
        let kinds: Vec<_> = read(Some(markup)).into_iter().map(|b| b.kind).collect();
        assert_eq!(kinds, [ButtonKind::KeyboardText, never("request_phone")]);
    }
}
