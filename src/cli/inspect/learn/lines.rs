//! Lines of a configuration: TOML that a terminal shows and nothing in it obeys.

use std::fmt::Write as _;

use crate::order::Untrusted;
use crate::order::untrusted::is_invisible;

/// Lines in the making.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Something for the reader.
    pub(super) fn comment(&mut self, text: &str) {
        for line in text.split('\n') {
            self.push(&format!("# {}", Untrusted::new(line)));
        }
    }

    /// `[section]` or `[[section]]`, as given.
    pub(super) fn section(&mut self, header: &str) {
        self.push(&format!("\n{header}"));
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

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn push(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

/// As TOML writes a text; what can't be seen is written by its number.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        let escaped = match character {
            '"' => quoted.write_str("\\\""),
            '\\' => quoted.write_str("\\\\"),
            hidden if is_invisible(hidden) => write!(quoted, "\\U{:08X}", u32::from(hidden)),
            shown => quoted.write_char(shown),
        };
        // Writing to a string can't fail.
        let _ = escaped;
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Table;

    use super::*;

    proptest! {
        #[test]
        fn whatever_it_is_it_can_be_read_back(text in any::<String>()) {
            let mut lines = Lines::default();
            lines.comment(&text);
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
