//! Lines of a configuration: TOML that a terminal shows and nothing in it obeys.

use std::fmt::Write as _;

use crate::language::Language;
use crate::order::untrusted::is_invisible;

/// Lines in the making.
pub(super) struct Lines {
    text: String,
    language: Language,
}

impl Lines {
    pub(super) fn new(language: Language) -> Self {
        Self {
            text: String::new(),
            language,
        }
    }

    /// Something for the reader, in their language.
    pub(super) fn comment(&mut self, english: impl Into<String>, russian: impl Into<String>) {
        let text = self.language.pick(english.into(), russian.into());
        for line in text.split('\n') {
            self.push(&format!("# {}", visible(line)));
        }
    }

    /// `[section]` or `[[section]]`, as given.
    pub(super) fn section(&mut self, header: &str) {
        self.push("");
        self.push(header);
    }

    /// An empty line: something else begins.
    pub(super) fn gap(&mut self) {
        self.push("");
    }

    /// `key = "text"`
    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.push(&format!("{key} = {}", quoted(text)));
    }

    /// `key = ["text", …]`
    pub(super) fn texts(&mut self, key: &str, texts: &[String]) {
        let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        self.push(&format!("{key} = [{}]", texts.join(", ")));
    }

    /// `key = 1`
    pub(super) fn number(&mut self, key: &str, number: u32) {
        self.push(&format!("{key} = {number}"));
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// As TOML writes a text; what can't be seen is written by its number.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        let escaped = match character {
            '"' => quoted.write_str("\\\""),
            '\\' => quoted.write_str("\\\\"),
            '\n' => quoted.write_str("\\n"),
            '\t' => quoted.write_str("\\t"),
            hidden if is_invisible(hidden) => write!(quoted, "\\U{:08X}", u32::from(hidden)),
            shown => quoted.write_char(shown),
        };
        // Writing to a string can't fail.
        let _ = escaped;
    }
    quoted.push('"');
    quoted
}

fn visible(text: &str) -> String {
    crate::order::Untrusted::new(text).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Table;

    use super::*;

    proptest! {
        #[test]
        fn whatever_it_is_it_can_be_read_back(text in any::<String>()) {
            let mut lines = Lines::new(Language::English);
            lines.comment(text.clone(), "");
            lines.section("[a]");
            lines.text("b", &text);
            lines.texts("c", std::slice::from_ref(&text));
            let written = lines.finish();
            prop_assert!(!written.replace('\n', "").contains(is_invisible));
            let read: Table = written.parse().unwrap();
            prop_assert_eq!(read["a"]["b"].as_str().unwrap(), text.as_str());
            prop_assert_eq!(read["a"]["c"][0].as_str().unwrap(), text.as_str());
        }
    }
}
