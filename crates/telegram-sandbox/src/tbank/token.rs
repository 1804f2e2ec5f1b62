//! The bank's signature, by its documents: the values of the root in the order of their names, the password among
//! them, one after the other, hashed.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// Returns the token of a message.
pub fn token(message: &Map<String, Value>, password: &str) -> String {
    let mut values = vec![("Password", password.to_owned())];
    for (name, value) in message {
        match value {
            _ if name == "Token" => {}
            Value::String(text) => values.push((name, text.clone())),
            Value::Bool(_) | Value::Number(_) => values.push((name, value.to_string())),
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        }
    }
    values.sort();
    let all: String = values.into_iter().map(|(_, value)| value).collect();
    Sha256::digest(all.as_bytes()).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string can't fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Published: a call of 2018 with its password, and a notification.
    #[test]
    fn tokens_are_the_banks() {
        for (message, password, expected) in [
            (
                json!({ "TerminalKey": "15180119216597", "PaymentId": 5_353_155, "Amount": 851_500, "Receipt": {} }),
                "asd21dsas2",
                "a2804ae88b7a71d6bf831ea497f8df0768864002459eaeef7a0c50835d72810a",
            ),
            (
                json!({
                    "TerminalKey": "1321054611234DEMO", "OrderId": "201709", "Success": true,
                    "Status": "AUTHORIZED", "PaymentId": 8_742_591, "ErrorCode": "0", "Amount": 9855,
                    "RebillId": 101_709, "CardId": 322_264, "Pan": "430000******0777", "ExpDate": "1122",
                    "Token": "b906",
                }),
                "Dfsfh56dgKl",
                "b906d28e76c6428e37b25fcf86c0adc52c63d503013fdd632e300593d165766b",
            ),
        ] {
            assert_eq!(token(message.as_object().unwrap(), password), expected);
        }
    }
}
