//! Lines that end between words, however narrow the terminal is.

use unicode_width::UnicodeWidthStr as _;

/// What may begin a line and is no word of it: what goes on below stands under the first word.
const MARKS: [&str; 8] = ["→ ", "✓ ", "✗ ", "‼ ", "? ", "· ", "! ", "– "];

/// The text with lines that are at most so wide. One that fits stays as it is, so that what was
/// aligned stays aligned; what is wider than a line alone stays whole, to be copied. What goes on
/// below is indented as the line is, behind the bar of what is quoted.
///
/// `None`: nobody knows how wide, as nobody knows of a file or a pipe. The text stays as it is.
pub(crate) fn wrapped(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else {
        return text.to_owned();
    };
    let mut lines = Vec::new();
    for line in text.split('\n') {
        if line.width() <= columns {
            lines.push(line.to_owned());
        } else {
            wrap(line, columns, &mut lines);
        }
    }
    lines.join("\n")
}

fn wrap(line: &str, columns: usize, lines: &mut Vec<String>) {
    let unindented = line.trim_start_matches([' ', '│']);
    let mark = mark(unindented);
    let mut indentation = line[..line.len() - unindented.len()].to_owned();
    let mut fitting = indentation.clone();
    fitting.push_str(mark);
    indentation.push_str(&" ".repeat(mark.width()));
    let mut is_first = true;
    // Not at spaces that hold a price together.
    let words = unindented[mark.len()..].split([' ', '\t']);
    for word in words.filter(|word| !word.is_empty()) {
        if !is_first && fitting.width() + 1 + word.width() > columns {
            lines.push(std::mem::replace(&mut fitting, indentation.clone()));
        } else if !is_first {
            fitting.push(' ');
        }
        fitting.push_str(word);
        is_first = false;
    }
    lines.push(fitting);
}

/// What the line begins with and is no word of it: one of [`MARKS`], with a number before it or not.
fn mark(line: &str) -> &str {
    let unnumbered = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let mark = MARKS.iter().find(|mark| unnumbered.starts_with(**mark));
    mark.map_or("", |mark| &line[..line.len() - unnumbered.len() + mark.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words() {
        for (text, columns, expected) in [
            ("  один два три", 10, "  один два\n  три"),
            ("один два три", 80, "один два три"),
            ("цена €1\u{A0}250,00", 10, "цена\n€1\u{A0}250,00"),
            ("a https://shop.example b", 8, "a\nhttps://shop.example\nb"),
            ("\na b\n\nc", 3, "\na b\n\nc"),
            ("", 3, ""),
            ("  → один два три", 12, "  → один два\n    три"),
            ("✓ один два", 8, "✓ один\n  два"),
            (" 3 · один два", 9, " 3 · один\n     два"),
            ("  │   \"ключ\": \"два слова\"", 16, "  │   \"ключ\":\n  │   \"два\n  │   слова\""),
        ] {
            assert_eq!(wrapped(text, Some(columns)), expected);
        }
    }

    #[test]
    fn what_fits_keeps_its_shape() {
        let quoted = "    3 | api_id  =  x\n      |            ^";
        assert_eq!(wrapped(quoted, Some(20)), quoted);
        assert_eq!(wrapped("one  two three", None), "one  two three");
    }
}
