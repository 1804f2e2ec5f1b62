//! A place in the file, with its line quoted as far as that leaks nothing.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::quotable::Quotable;
use crate::order::Untrusted;

/// A longer line is not quoted whole.
const QUOTED_CHARACTERS_MAX: usize = 120;

/// Where a mistake begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
    /// The line, and a mark under the mistake.
    pub(super) excerpt: String,
}

impl Place {
    /// The place of a stretch of `text`, in bytes.
    pub(super) fn of(text: &str, span: Range<usize>) -> Self {
        let start = floor_char_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        // The line's end is no part of it, whatever it is made of.
        let start = start.min(line_start + line.len());
        let before = &text[line_start..start];
        let number = text[..start].matches('\n').count() + 1;
        let end =
            floor_char_boundary(text, span.end).clamp(start, (line_start + line.len()).max(start));
        Self {
            line: number,
            column: before.chars().count() + 1,
            excerpt: match Quotable::of(line, &text[..line_start]) {
                Quotable::Whole => excerpt(number, line, before, &text[start..end]),
                Quotable::Key(key) => format!("{}{} = …", gutter(number), visible(key)),
                Quotable::Nothing => format!("{}…", gutter(number)),
            },
        }
    }
}

/// The line with its number, and carets under the stretch that is wrong.
fn excerpt(number: usize, line: &str, before: &str, wrong: &str) -> String {
    let gutter = gutter(number);
    let quoted = Untrusted::new(line).excerpt(QUOTED_CHARACTERS_MAX);
    let indent = visible(before).width();
    if indent >= QUOTED_CHARACTERS_MAX {
        return format!("{gutter}{quoted}");
    }
    let carets = visible(wrong)
        .width()
        .clamp(1, QUOTED_CHARACTERS_MAX - indent);
    let margin = " ".repeat(gutter.len() - 2);
    format!(
        "{gutter}{quoted}\n{margin}| {}{}",
        " ".repeat(indent),
        "^".repeat(carets)
    )
}

fn gutter(number: usize) -> String {
    format!("{number:>5} | ")
}

/// The text with nothing in it that a terminal would obey.
fn visible(text: &str) -> String {
    Untrusted::new(text).to_string()
}

/// The greatest character boundary at or before `index`.
fn floor_char_boundary(text: &str, index: usize) -> usize {
    let mut boundary = index.min(text.len());
    while !text.is_char_boundary(boundary) {
        boundary -= 1;
    }
    boundary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_quoted_with_a_mark_under_the_mistake() {
        let text = "a = 1\nимя = \"ключ\"\n";
        let start = text.find("\"ключ\"").expect("it is there");
        let place = Place::of(text, start..start + "\"ключ\"".len());
        assert_eq!((place.line, place.column), (2, 7));
        assert_eq!(
            place.excerpt,
            "    2 | имя = \"ключ\"\n      |       ^^^^^^"
        );
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
            let excerpt = Place::of(line, 3..5).excerpt;
            assert!(!excerpt.contains("hunter2"), "{excerpt}");
        }
    }

    #[test]
    fn odd_spans_are_survived() {
        for (text, span) in [("", 0..0), ("é", 1..2), ("a\n", 2..9), ("a\r\nb", 1..4)] {
            assert!(!Place::of(text, span).excerpt.is_empty());
        }
    }

    #[test]
    fn terminal_escapes_are_shown_not_obeyed() {
        let place = Place::of("a = \"\u{1b}[31m\"", 4..6);
        assert!(!place.excerpt.contains('\u{1b}'));
    }
}
