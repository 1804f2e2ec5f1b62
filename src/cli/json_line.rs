//! JSON on one line that is safe in a terminal: what people outside wrote stands in it.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::order::untrusted::is_invisible;

/// The value as JSON, without a line end.
pub(super) fn of(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Escaping);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        // Texts and numbers written to memory can't fail.
        Err(_) => "null".to_owned(),
    }
}

/// Compact JSON that means the same and is safe in a terminal: characters that could steer it or
/// can't be seen are written as `\u202e`.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        for character in fragment.chars() {
            if is_invisible(character) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{character}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_escaped() {
        let shown = of(&json!({ "a\u{9B}": "\u{1B}[31m\u{202E}\u{E0041}" }));
        assert_eq!(shown, r#"{"a\u009b":"\u001b[31m\u202e\udb40\udc41"}"#);
    }

    proptest! {
        #[test]
        fn it_means_the_same(text in any::<String>()) {
            let shown = of(&text);
            prop_assert!(!shown.chars().any(is_invisible));
            prop_assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), Value::from(text));
        }
    }
}
