//! A place in the file, with its line quoted as far as that leaks nothing.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::redact::redact;
use crate::order::Untrusted;

/// A longer line is not quoted whole.
const QUOTED_CHARACTERS_MAX: usize = 120;

/// Where a mistake is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Line {
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
        /// The line, and a mark under the mistake.
        excerpt: String,
    },
    /// An environment variable, by its name.
    Variable(String),
    /// The whole file.
    File,
}

impl Place {
    /// Where a stretch of `text` begins, in bytes.
    pub(super) fn of(span: Range<usize>, text: &str) -> Self {
        let start = text.floor_char_boundary(span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        // The line's end is no part of it, whatever it is made of.
        let line_end = line_start + line.len();
        let start = start.min(line_end);
        let end = text.floor_char_boundary(span.end).clamp(start, line_end);
        let before = &text[line_start..start];
        let number = text[..start].matches('\n').count() + 1;
        let shown = match redact(line, &text[..line_start]) {
            Some(redacted) => visible(&redacted),
            None => excerpt(line, before, &text[start..end]),
        };
        Self::Line {
            line: number,
            column: before.chars().count() + 1,
            excerpt: format!("{number:>5} | {shown}"),
        }
    }
}

/// The line, and carets under the stretch that is wrong.
fn excerpt(line: &str, before: &str, wrong: &str) -> String {
    let quoted = Untrusted::new(line).excerpt(QUOTED_CHARACTERS_MAX);
    let indent = visible(before).width();
    if indent >= QUOTED_CHARACTERS_MAX {
        return quoted;
    }
    let carets = visible(wrong).width();
    let carets = "^".repeat(carets.clamp(1, QUOTED_CHARACTERS_MAX - indent));
    format!("{quoted}\n      | {}{carets}", " ".repeat(indent))
}

/// The text with nothing in it that a terminal would obey.
fn visible(text: &str) -> String {
    Untrusted::new(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, column and excerpt.
    fn line_of(text: &str, span: Range<usize>) -> (usize, usize, String) {
        match Place::of(span, text) {
            Place::Line { line, column, excerpt } => (line, column, excerpt),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_line_is_quoted_with_a_mark_under_the_mistake() {
        let text = "a = 1\nимя = \"ключ\"\n";
        let start = text.find("\"ключ\"").expect("it is there");
        let (line, column, excerpt) = line_of(text, start..start + "\"ключ\"".len());
        assert_eq!((line, column), (2, 7));
        assert_eq!(excerpt, "    2 | имя = \"ключ\"\n      |       ^^^^^^");
    }

    #[test]
    fn a_secret_is_never_quoted() {
        for line in [
            "secret = \"hunter2\"",
            "api_hash=\"hunter2\"",
            "  \"whsec_hunter2\"",
            "shop = { url = \"x\", secret = \"hunter2\" }",
            "proxy = \"socks5://me:hunter2@host\"",
        ] {
            let (_, _, excerpt) = line_of(line, 3..5);
            assert!(!excerpt.contains("hunter2"), "{excerpt}");
        }
    }

    #[test]
    fn odd_spans_are_survived() {
        for (text, span) in [("", 0..0), ("é", 1..2), ("a\n", 2..9), ("a\r\nb", 1..4)] {
            assert!(!line_of(text, span).2.is_empty());
        }
    }

    #[test]
    fn terminal_escapes_are_shown_not_obeyed() {
        let (_, _, excerpt) = line_of("a = \"\u{1b}[31m\"", 4..6);
        assert!(!excerpt.contains('\u{1b}'));
    }
}
