//! Lines for people that no terminal cuts in the middle of a word.

use unicode_width::UnicodeWidthStr as _;

use crate::order::Untrusted;
use crate::wrapping::wrapped;

/// Lines for a terminal of a known width, or of any length.
pub(super) struct Page {
    columns: Option<usize>,
    lines: Vec<String>,
}

impl Page {
    pub(super) fn new(columns: Option<usize>) -> Self {
        let lines = Vec::new();
        Self { columns, lines }
    }

    /// Adds words of ours.
    pub(super) fn say(&mut self, indentation: &str, text: &str) {
        let line = format!("{indentation}{text}");
        self.lines.push(wrapped(&line, self.columns));
    }

    /// Adds somebody else's, line by line behind a bar.
    pub(super) fn quote(&mut self, indentation: &str, text: &str) {
        let bar = format!("{indentation}│ ");
        let columns = self.columns.map(|all| all.saturating_sub(bar.width()));
        for line in text.lines() {
            let shown = wrapped(&Untrusted::new(line).to_string(), columns);
            let lines = shown.split('\n').map(|part| format!("{bar}{part}"));
            self.lines.extend(lines);
        }
    }

    /// All lines, without a line end behind the last.
    pub(super) fn text(self) -> String {
        self.lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(columns: Option<usize>) -> String {
        let mut page = Page::new(columns);
        page.say("  ", "Сообщение для всех");
        page.quote("  ", "{\n  \"ключ\": \"два слова\"\n}\nhttps://shop.example/long");
        page.text()
    }

    #[test]
    fn lines_end_between_words_and_quotes_keep_their_bar() {
        assert_eq!(
            page(Some(16)),
            "  Сообщение для\n  всех\n  │ {\n  │   \"ключ\":\n  │   \"два\n  │   слова\"\n  │ }\n\
             \u{20} │ https://shop.example/long"
        );
        let whole = page(None);
        assert_eq!(whole.lines().count(), 5);
        assert_eq!(whole, page(Some(80)));
    }
}
