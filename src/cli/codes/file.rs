//! A file of codes: comma-separated values with a head, as spreadsheets write them. Every line is one code, or is
//! told by its number.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::i18n::{arguments, t};
use crate::order::code::NoCode;
use crate::order::{Code, Untrusted};
use crate::report::{CodedError, failed};

/// More is no list of codes: 64 MiB.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
const SKU_CHARACTERS_MAX: usize = 64;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A code, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1, the head's.
    pub(super) number: usize,
    pub(super) sku: String,
    pub(super) code: Code,
}

/// A line that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) line: usize,
    pub(super) problem: Problem,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    NotUtf8,
    /// A quote is not closed, or something stands behind it.
    BrokenQuote,
    /// Not as many fields as the head has.
    Fields(usize, usize),
    NoSku,
    /// Beyond what a code may be.
    NoCode(NoCode),
    UnknownSku(String),
    /// The sku stands where the code belongs.
    Swapped,
    /// The same code stands in an earlier line.
    Twice(usize),
    InStock,
    Given(u32),
}

impl Problem {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "not_utf8",
            Self::BrokenQuote => "broken_quote",
            Self::Fields(..) => "fields",
            Self::NoSku => "no_sku",
            Self::NoCode(NoCode::Empty) => "no_code",
            Self::NoCode(NoCode::Unseen) => "unseen_character",
            Self::NoCode(NoCode::TooLong(_)) => "too_long",
            Self::UnknownSku(_) => "unknown_sku",
            Self::Swapped => "swapped",
            Self::Twice(_) => "twice",
            Self::InStock => "in_stock",
            Self::Given(_) => "given",
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (detail, other) = match self {
            Self::Fields(found, wanted) => (found.to_string(), wanted.to_string()),
            Self::NoCode(NoCode::TooLong(units)) => (units.to_string(), String::new()),
            Self::UnknownSku(sku) => {
                (Untrusted::new(&**sku).excerpt(SKU_CHARACTERS_MAX), String::new())
            }
            Self::Twice(line) => (line.to_string(), String::new()),
            Self::Given(number) => (number.to_string(), String::new()),
            _ => (String::new(), String::new()),
        };
        f.write_str(&t!("codes-problem", problem = self.name(), detail, other))
    }
}

/// Reads all lines, good or bad; the file itself is refused where it can't be read or has no head.
pub(super) fn read(
    path: &Path,
    length_max: usize,
) -> Result<Vec<Result<Line, Refused>>, CodedError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|it| it.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
    read.map_err(|error| failed("codes.unreadable", arguments!(path, error = error.to_string())))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(failed("codes.too_large", arguments!(path)));
    }
    let head = || failed("codes.no_head", arguments!(path, head = "sku,code"));
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let mut lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let first =
        lines.next().and_then(|(_, line)| std::str::from_utf8(line).ok()).ok_or_else(head)?;
    let separator = if first.contains(';') { ';' } else { ',' };
    let names = fields(first.trim_end_matches('\r'), separator).map_err(|_| head())?;
    let names: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
    let column = |name| names.iter().position(|it| it == name);
    let (Some(sku), Some(code)) = (column("sku"), column("code")) else {
        return Err(head());
    };
    let rows = lines.filter_map(|(index, line)| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_empty = line.iter().all(u8::is_ascii_whitespace);
        (!is_empty).then(|| {
            let row = Row { line, separator, columns: names.len(), sku, code };
            let (number, read) = (index + 1, row.read(length_max));
            let read = read.map_err(|problem| Refused { line: number, problem });
            read.map(|(sku, code)| Line { number, sku, code })
        })
    });
    Ok(rows.collect())
}

struct Row<'f> {
    line: &'f [u8],
    separator: char,
    columns: usize,
    sku: usize,
    code: usize,
}

impl Row<'_> {
    fn read(&self, length_max: usize) -> Result<(String, Code), Problem> {
        let line = std::str::from_utf8(self.line).map_err(|_| Problem::NotUtf8)?;
        let fields = fields(line, self.separator)?;
        if fields.len() != self.columns {
            return Err(Problem::Fields(fields.len(), self.columns));
        }
        let sku = fields[self.sku].trim();
        if sku.is_empty() {
            return Err(Problem::NoSku);
        }
        let code = Code::parse(&fields[self.code], length_max).map_err(Problem::NoCode)?;
        Ok((sku.to_owned(), code))
    }
}

/// The fields of one line. One in quotes may have separators in it, and two quotes for one; it does not go on in the
/// next line: no code does.
fn fields(line: &str, separator: char) -> Result<Vec<String>, Problem> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let field = rest.trim_start_matches([' ', '\t']);
        let after = if let Some(quoted) = field.strip_prefix('"') {
            let (text, after) = unquoted(quoted)?;
            fields.push(text);
            after.trim_start_matches([' ', '\t'])
        } else {
            let end = rest.find(separator).unwrap_or(rest.len());
            fields.push(rest[..end].to_owned());
            &rest[end..]
        };
        match after.strip_prefix(separator) {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(fields),
            None => return Err(Problem::BrokenQuote),
        }
    }
}

/// What stands before the closing quote, and what behind it.
fn unquoted(quoted: &str) -> Result<(String, &str), Problem> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let (before, after) = rest.split_once('"').ok_or(Problem::BrokenQuote)?;
        text.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                text.push('"');
                rest = after;
            }
            None => return Ok((text, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::UserError as _;

    fn read_bytes(bytes: &[u8]) -> Result<Vec<Result<Line, Refused>>, CodedError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.csv");
        std::fs::write(&path, bytes).unwrap();
        read(&path, 10)
    }

    /// `2 key AB-1`, `3 BrokenQuote`
    fn lines(text: &str) -> Vec<String> {
        let lines = read_bytes(text.as_bytes()).unwrap().into_iter();
        let told = |line: Result<Line, Refused>| match line {
            Ok(Line { number, sku, code }) => format!("{number} {sku} {}", code.expose()),
            Err(Refused { line, problem }) => format!("{line} {problem:?}"),
        };
        lines.map(told).collect()
    }

    #[test]
    fn files_as_spreadsheets_write_them() {
        let expected = ["2 key AB-1", "4 key-10 CD;2,\"3"];
        for text in [
            "sku,code\nkey,AB-1\n\nkey-10,\"CD;2,\"\"3\"\n",
            "\u{FEFF}SKU;Code\r\nkey;AB-1\r\n \r\nkey-10;\"CD;2,\"\"3\"",
            "code, sku ,note\n AB-1 ,key,first\n\n\"CD;2,\"\"3\" , key-10 ,\"\"\n",
        ] {
            assert_eq!(lines(text), expected, "{text}");
        }
        assert!(lines("sku,code\n").is_empty());
    }

    #[test]
    fn every_line_that_is_not_taken_is_told() {
        let text = "sku,code\nkey,\"AB\nkey,\"AB\"x\nkey\nkey,A,B\n,AB\nkey,\nkey,A\0B\nkey,12345678901\nkey,AB\n";
        let expected = [
            "2 BrokenQuote",
            "3 BrokenQuote",
            "4 Fields(1, 2)",
            "5 Fields(3, 2)",
            "6 NoSku",
            "7 NoCode(Empty)",
            "8 NoCode(Unseen)",
            "9 NoCode(TooLong(11))",
            "10 key AB",
        ];
        assert_eq!(lines(text), expected);
        let latin = read_bytes(b"sku,code\nkey,\xE0\xE1\n").unwrap();
        assert_eq!(latin, [Err(Refused { line: 2, problem: Problem::NotUtf8 })]);
    }

    #[test]
    fn without_a_head_nothing_is_guessed() {
        for text in ["", "key,AB-1\n", "sku\nkey\n", "\"sku,code\n", "sku\tcode\nkey\tAB\n"] {
            assert_eq!(read_bytes(text.as_bytes()).unwrap_err().code(), "codes.no_head", "{text}");
        }
    }

    #[test]
    fn a_hundred_thousand_lines_are_read() {
        let rows: Vec<String> = (0..100_000).map(|row| format!("key,C{row}\r\n")).collect();
        let read = read_bytes(format!("sku,code\r\n{}", rows.concat()).as_bytes()).unwrap();
        assert_eq!(read.len(), 100_000);
        assert!(read.iter().all(Result::is_ok));
    }
}
