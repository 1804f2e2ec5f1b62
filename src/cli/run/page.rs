//! What a dry run shows: lines that no terminal cuts in the middle of a word.

use unicode_width::UnicodeWidthStr as _;

use crate::language::Language;
use crate::order::Untrusted;
use crate::wrapping::wrapped;

/// How it is told.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// In which language.
    pub(super) language: Language,
    /// One JSON object a line, instead of blocks for people.
    pub(super) json: bool,
    /// Where the shop would be called.
    pub(super) shop: String,
    /// How wide the terminal is; `None`: lines may be of any length.
    pub(super) columns: Option<usize>,
}

/// Lines for people.
pub(super) struct Page<'s> {
    style: &'s Style,
    lines: Vec<String>,
}

impl<'s> Page<'s> {
    /// An empty one.
    pub(super) fn new(style: &'s Style) -> Self {
        let lines = Vec::new();
        Self { style, lines }
    }

    /// How it is told.
    pub(super) fn style(&self) -> &'s Style {
        self.style
    }

    /// Our own words.
    pub(super) fn say(&mut self, text: &str) {
        self.lines.push(self.fit(text, 0));
    }

    /// Somebody else's, line by line behind a bar.
    pub(super) fn quote(&mut self, indentation: &str, text: &str) {
        let bar = format!("{indentation}│ ");
        for line in text.lines() {
            let shown = self.fit(&Untrusted::new(line).to_string(), bar.width());
            let lines = shown.split('\n').map(|part| format!("{bar}{part}"));
            self.lines.extend(lines);
        }
    }

    /// All that was said, without a line end behind it.
    pub(super) fn text(self) -> String {
        self.lines.join("\n")
    }

    fn fit(&self, text: &str, margin: usize) -> String {
        let columns = self.style.columns;
        wrapped(text, columns.map(|columns| columns.saturating_sub(margin)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(columns: Option<usize>) -> String {
        let style = Style {
            language: Language::Russian,
            json: false,
            shop: String::new(),
            columns,
        };
        let mut page = Page::new(&style);
        page.say("  Сообщение для всех");
        page.quote(
            "  ",
            "{\n  \"ключ\": \"два слова\"\n}\nhttps://shop.example/long",
        );
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
