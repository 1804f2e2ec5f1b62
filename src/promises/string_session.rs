//! A Telethon `StringSession`.

use crate::language::Language;
use crate::report::Explain as _;
use crate::telegram::string_session::StringSession;

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
            let is_quotable = text.chars().count() < 8;
            for language in [Language::English, Language::Russian] {
                let said = format!("{}{}{error}", error.what(language), error.remedy(language));
                assert!(is_quotable || !said.contains(text), "{said}");
            }
        }
    }
}
