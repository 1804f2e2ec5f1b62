//! What a buyer's message asks for.

use crate::order::Untrusted;

/// No command or argument is longer.
const WORD_CHARACTERS_MAX: usize = 64;
/// The argument of a link that says nothing.
pub(super) const NO_ARGUMENT: &str = "-";

/// What a message asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// To begin, or to buy; a link to the bot may name the account.
    Buy(Option<&'a str>),
    Terms,
    Support,
    /// A command that there is not.
    Unknown,
    /// Something in plain words.
    Words(&'a str),
    /// A picture, a sticker, a voice.
    Nothing,
}

impl<'a> Said<'a> {
    pub fn read(text: &'a Untrusted) -> Self {
        let text = text.as_str().trim();
        if text.is_empty() {
            return Self::Nothing;
        }
        let Some(command) = text.strip_prefix('/') else { return Self::Words(text) };
        let (name, argument) =
            command.split_once(char::is_whitespace).unwrap_or((command, Default::default()));
        // `/buy@shop_bot`, as a menu in a group writes it.
        let name = name.split('@').next().unwrap_or_default();
        if name.chars().count() > WORD_CHARACTERS_MAX {
            return Self::Unknown;
        }
        let argument = Some(argument.trim());
        let argument = argument.filter(|it| !it.is_empty() && *it != NO_ARGUMENT);
        match name.to_lowercase().as_str() {
            "start" | "buy" | "help" => Self::Buy(argument),
            "terms" => Self::Terms,
            "paysupport" | "support" => Self::Support,
            _ => Self::Unknown,
        }
    }
}

/// What a link to the bot says for an account: Telegram takes letters, digits, `_` and `-` there.
pub(super) fn link_argument(account: Option<&str>) -> String {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let fits =
        |it: &&str| !it.is_empty() && it.len() <= WORD_CHARACTERS_MAX && it.bytes().all(is_part);
    account.filter(fits).unwrap_or(NO_ARGUMENT).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_telegram_sends_them() {
        for (text, said) in [
            ("/start", Said::Buy(None)),
            ("/start 12345", Said::Buy(Some("12345"))),
            ("/start -", Said::Buy(None)),
            ("/START@shop_bot  12345 ", Said::Buy(Some("12345"))),
            ("/buy", Said::Buy(None)),
            ("/buy\n12345", Said::Buy(Some("12345"))),
            ("/help", Said::Buy(None)),
            ("/terms", Said::Terms),
            ("/terms@shop_bot", Said::Terms),
            ("/paysupport please", Said::Support),
            ("/", Said::Unknown),
            ("/@", Said::Unknown),
            ("/buy12345", Said::Unknown),
            ("/сarт", Said::Unknown),
            ("12345", Said::Words("12345")),
            (" буду 12345 / ", Said::Words("буду 12345 /")),
            ("", Said::Nothing),
            (" \n\t", Said::Nothing),
        ] {
            assert_eq!(Said::read(&Untrusted::new(text)), said, "{text:?}");
        }
        let long = Untrusted::new(format!("/{}", "ж".repeat(4000)));
        assert_eq!(Said::read(&long), Said::Unknown);
    }

    #[test]
    fn a_link_says_what_links_can_say() {
        for (account, argument) in [
            (Some("12345"), "12345"),
            (Some("Player_One-2"), "Player_One-2"),
            (Some("a@b.example"), "-"),
            (Some(""), "-"),
            (None, "-"),
        ] {
            assert_eq!(link_argument(account), argument);
        }
        assert_eq!(link_argument(Some(&"1".repeat(65))), "-");
    }
}
