//! The signature of calls and notifications: over every scalar of the root, known here or not, and the password.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::fields::Fields;
use super::{Password, Terminal};

const TOKEN: &str = "Token";
const PASSWORD: &str = "Password";

/// Returns the token of a message; `None` for what is no JSON object that can be signed.
pub fn of_message(message: &[u8], password: &Password) -> Option<String> {
    Fields::parse(message).map(|fields| of_fields(&fields, password))
}

/// Names the terminal in a call, and signs it.
pub fn sign(call: &mut Map<String, Value>, terminal: &Terminal) {
    call.insert("TerminalKey".to_owned(), terminal.key.as_str().into());
    let scalars = call.iter().filter_map(|(name, value)| Some((name.as_str(), written(value)?)));
    let token = of_scalars(scalars.collect(), &terminal.password);
    call.insert(TOKEN.to_owned(), token.into());
}

/// Whether a message is signed with this password. Takes the same time for every wrong token.
pub(super) fn is_signed(fields: &Fields, password: &Password) -> bool {
    let Some(shown) = fields.text(TOKEN) else { return false };
    // Of a hash nothing can be guessed byte by byte.
    Sha256::digest(shown) == Sha256::digest(of_fields(fields, password))
}

fn of_fields(fields: &Fields, password: &Password) -> String {
    let scalars = fields.scalars().iter();
    of_scalars(scalars.map(|(name, value)| (name.as_str(), value.clone())).collect(), password)
}

fn of_scalars(mut scalars: BTreeMap<&str, String>, password: &Password) -> String {
    scalars.remove(TOKEN);
    scalars.remove(PASSWORD);
    let (before, after) = (scalars.range(..PASSWORD), scalars.range(PASSWORD..));
    let mut digest = Sha256::new();
    before.for_each(|(_, value)| digest.update(value));
    digest.update(password.expose());
    after.for_each(|(_, value)| digest.update(value));
    hexadecimal(&digest.finalize())
}

/// A value as it counts; `None` for one that does not.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string can't fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests;
