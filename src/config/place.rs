//! A place in the file, with its line quoted. A quotation is printed, logged and kept by whatever keeps logs: so
//! a line is shown whole only where neither its key nor anything in it speaks of a secret.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::suggest::nearest;
use crate::order::Untrusted;
use crate::report::for_terminal;

/// A longer line is not quoted whole.
const QUOTED_CHARACTERS_MAX: usize = 120;
/// The keys whose values are secrets, or may have one within them: an address may hold a password or
/// a token, a command line as well.
const SECRET_KEYS: [&str; 14] = [
    "secret",
    "previous_secret",
    "password",
    "token",
    "bot_token",
    "provider_token",
    "api_hash",
    "api_key",
    "prefix",
    "proxy",
    "url",
    "ping_url",
    "alert_command",
    "command",
];
/// Also the key of a secret, and a part of many a word.
const SHORT_SECRET_KEY: &str = "key";
/// A run of so many letters and digits mixed is no word that anybody writes by hand.
const TOKEN_CHARACTERS_MIN: usize = 16;
/// What a value that goes on in the next lines begins and ends with.
const BRACKETS: [(&str, &str); 3] = [("[", "]"), ("\"\"\"", "\"\"\""), ("'''", "'''")];

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
            Some(redacted) => for_terminal(&redacted),
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
    let indent = for_terminal(before).width();
    if indent >= QUOTED_CHARACTERS_MAX {
        return quoted;
    }
    let carets = for_terminal(wrong).width();
    let carets = "^".repeat(carets.clamp(1, QUOTED_CHARACTERS_MAX - indent));
    format!("{quoted}\n      | {}{carets}", " ".repeat(indent))
}

/// What to show instead of a line of a file, with what stands above it there; `None`: all of it may be shown.
fn redact(line: &str, above: &str) -> Option<String> {
    let (open, own) = (key_still_open(above), key(line));
    // Anywhere in it, as in an inline table or a comment.
    let mut words = SECRET_KEYS.into_iter().chain(["whsec_", "://"]);
    let is_secret = words.any(|word| line.contains(word))
        || has_token(line)
        || [open, own].into_iter().flatten().any(is_secret_key);
    is_secret.then(|| match own {
        Some(key) if open.is_none() && !has_token(key) => format!("{key} = …"),
        _ => "…".to_owned(),
    })
}

/// What stands before the `=`, if that can be a key.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let is_key = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let bare = key.trim().trim_matches(['"', '\'']);
    (!bare.is_empty() && bare.chars().all(is_key)).then_some(key.trim_end())
}

/// The key above whose value has begun and not ended.
fn key_still_open(above: &str) -> Option<&str> {
    let open = above.lines().map(str::trim).fold(None, |open, line| match open {
        Some((_, close)) if line.starts_with(close) || line.ends_with(close) => None,
        Some(_) => open,
        None => opening(line),
    });
    open.map(|(key, _)| key)
}

/// The key of a value that goes on below, and what it will end with.
fn opening(line: &str) -> Option<(&str, &'static str)> {
    let key = key(line)?;
    let value = line.split_once('=')?.1.trim_start();
    let (open, close) = BRACKETS.iter().find(|(open, _)| value.starts_with(open))?;
    (!value[open.len()..].contains(close)).then_some((key, *close))
}

/// Also one that was mistyped: then it stands in the file all the same.
fn is_secret_key(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or(key);
    let last = last.trim().trim_matches(['"', '\'']);
    last == SHORT_SECRET_KEY || nearest(last, SECRET_KEYS).is_some()
}

fn has_token(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|run| {
        run.len() >= TOKEN_CHARACTERS_MIN
            && run.bytes().any(|byte| byte.is_ascii_digit())
            && run.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
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
            "password = \"hunter2\"",
            "pasword = \"hunter2\"",
            "bot_token = \"hunter2\"",
            "provider_token = \"hunter2\"",
            "tokens = \"hunter2\"",
            "key = \"hunter2\"",
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

    fn last_line_of(text: &str) -> Option<String> {
        let start = text.rfind('\n').map_or(0, |newline| newline + 1);
        redact(&text[start..], &text[..start])
    }

    #[test]
    fn what_may_be_a_secret_is_not_quoted() {
        for (text, key) in [
            ("url = 'https://u:hunter2@shop.invalid/x'", "url"),
            ("url='shop.invalid/?token=hunter2#x'", "url"),
            ("shop.test.url = 'hunter2'", "shop.test.url"),
            ("ping_url='hc-ping.com/hunter2'", "ping_url"),
            ("alert_command='mail hunter2'", "alert_command"),
            ("alrt_command = ['mail', 'hunter2']", "alrt_command"),
            ("api_hsh = 'hunter2'", "api_hsh"),
            ("webhook = 'https://u:hunter2@shop.invalid/x'", "webhook"),
            ("hash = 'hunter2hunter2hunter2'", "hash"),
            ("shop = { url = 'x', secret = 'hunter2' }", "shop"),
        ] {
            assert_eq!(last_line_of(text), Some(format!("{key} = …")), "{text}");
        }
        for text in [
            "whsec_hunter2hunter2hunter2=",
            "alert_command = [\n  'mail',\n  'hunter2', 5",
            "alert_command = [\n  'a]',\n  'b=c',\n  'hunter2', 5",
            "alert_command = [\n  'mail',\n  '--pass=hunter2', 5",
            "ping_url = \"\"\"\nhunter2",
        ] {
            assert_eq!(last_line_of(text), Some("…".to_owned()), "{text}");
        }
    }

    #[test]
    fn what_helps_is_quoted() {
        for text in [
            "[shop",
            "pace = 2",
            "chat = -1001234567890",
            "template = \"Готово: {{ produkt }}\"",
            "alert_command = ['mail']\n[moderators",
            "alert_command = [\n  'mail',\n]\n5",
            "examples = [\n  '12345',\n  5",
        ] {
            assert_eq!(last_line_of(text), None, "{text}");
        }
    }
}
