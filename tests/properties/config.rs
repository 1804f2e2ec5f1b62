//! A configuration.

use std::path::Path;

use super::terminal::is_safe;
use crate::config::{Config, REPLY_UNITS_MAX};
use crate::i18n::{Language, with_language};
use crate::order::entity::utf16_len;
use crate::report::{OutputStyle, Severity, render};
use crate::sources::tribute_chat::message::read;
use crate::sources::tribute_chat::{RenderReply as _, ReplyValues};

/// More than so many mistakes are not told.
const MISTAKES_MAX: usize = 50;

/// A file of these bytes in `folder` is a configuration that can be worked with, or is refused in
/// words that name it and steer no terminal.
pub fn config(bytes: &[u8], folder: &Path) {
    let file = folder.join("config.toml");
    std::fs::write(&file, bytes).expect("a folder to write into");
    match Config::load(Some(&file), folder, &|_| None) {
        Ok(config) => works(&config),
        Err(error) => {
            let count = error.mistakes().count();
            assert!((1..=MISTAKES_MAX).contains(&count), "{count} mistakes");
            for language in [Language::English, Language::Russian] {
                let render = || render(&error, Severity::Error, OutputStyle::default());
                let told = with_language(language, render);
                assert!(is_safe(&told), "{told:?}");
                assert!(told.contains("config.toml"), "{told}");
                assert!(told.len() < MISTAKES_MAX * 64 * 1024, "{} bytes", told.len());
            }
        }
    }
}

fn works(config: &Config) {
    let texts = [
        "",
        "🆕 Custom Product Order\nCustomer: a\nProduct: b\nPrice: €1.00\nOrder Details:\n12345",
    ];
    if let Ok(rules) = config.rules() {
        for text in texts {
            let _ = read(text, &[], rules);
        }
    }
    let values = ReplyValues {
        product: "💎".repeat(5_000),
        customer_message: Some("{{ secret }}\n".repeat(500)),
        ..ReplyValues::default()
    };
    if let Ok(reply) = config.reply.render(&values) {
        assert!(!reply.trim().is_empty() && utf16_len(&reply) <= REPLY_UNITS_MAX);
    }
}
