//! A Telethon `StringSession`.

use crate::i18n::{Language, with_language};
use crate::report::UserError as _;
use crate::telegram::string_session::StringSession;

/// What is shorter opens nothing: a bot's token has 45 characters, a session hundreds.
const SECRET_CHARACTERS_MIN: usize = 24;

/// A text is refused without being repeated, for it may be a secret; or it is a login that comes out
/// of its own writing again.
pub fn string_session(text: &str) {
    match StringSession::decode(text) {
        Ok(session) => {
            let written = session.encode();
            assert_eq!(StringSession::decode(&written).as_ref(), Ok(&session));
            assert!(!format!("{session:?}").contains(&written[16..32]));
        }
        Err(error) => {
            let text = text.trim();
            // Words of the error's own are no secret, and no word is that long.
            let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "-_=:".contains(sign);
            let is_secret = text.len() >= SECRET_CHARACTERS_MIN && text.chars().all(is_sign);
            for language in [Language::English, Language::Russian] {
                let said = format!(
                    "{}{}{error}",
                    with_language(language, || error.what()),
                    with_language(language, || error.remedy())
                );
                assert!(!is_secret || !said.contains(text), "{said}");
            }
        }
    }
}
