//! JSON on one line that is safe in a terminal: what people outside wrote stands in it.

use serde::Serialize;

use crate::order::untrusted::is_invisible;

/// The value as JSON, without a line end. It means the same, but characters that could steer a terminal or
/// can't be seen, which texts only can hold, are written as `\u202e`.
pub(super) fn of(value: &impl Serialize) -> String {
    // Texts and numbers written to memory can't fail.
    let json = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if is_invisible(character) {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units).iter();
            safe.extend(units.map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(character);
        }
    }
    safe
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
