//! What `parse` reads: a text, or a message as the Bot API writes it.

use std::io::{self, BufRead, Read};

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::i18n::{Arguments, arguments};
use crate::order::{Entity, EntityKind, Untrusted, UserId};
use crate::report::{CodedError, failed};

/// The longest message, in bytes, however it is written. Telegram's hold 4096 characters.
pub const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// At most so many lines; what follows is refused.
pub const LINES_MAX: u64 = 10_000_000;

/// A message to be read, as the Bot API writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an object")]
pub struct Message {
    pub text: String,
    /// Its entities; those that can't be understood are left out.
    #[serde(default, deserialize_with = "entities")]
    pub entities: Vec<Entity>,
    /// Does not matter here; but with it, serde takes no array for an object.
    #[serde(flatten)]
    _others: IgnoredAny,
}

/// Reads everything as one message: JSON when it is a JSON object, otherwise a text. The outer result is the
/// stream's, the inner one the message's.
pub fn read_one(input: &mut impl BufRead) -> io::Result<Result<Message, CodedError>> {
    let mut bytes = Vec::new();
    let mut bounded = input.take(MESSAGE_BYTES_MAX as u64 + 1);
    bounded.read_to_end(&mut bytes)?;
    let plain =
        |text: &str| Message { text: text.to_owned(), entities: Vec::new(), _others: IgnoredAny };
    Ok(match decode(&bytes) {
        Ok(text) if looks_like_json(text) => from_json(text),
        text => text.map(plain),
    })
}

/// Reads the line of this number, from 1, as one message in JSON; `None` at the end of the input. What is too
/// long is skipped to the line's end.
pub fn read_line(
    input: &mut impl BufRead,
    number: u64,
) -> io::Result<Option<Result<Message, CodedError>>> {
    let mut bytes = Vec::new();
    let mut bounded = input.take(MESSAGE_BYTES_MAX as u64 + 1);
    if number > LINES_MAX + 1 || bounded.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if number > LINES_MAX {
        return Ok(Some(Err(failed("parse.too_many_lines", arguments!(lines = LINES_MAX)))));
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() > MESSAGE_BYTES_MAX {
        input.skip_until(b'\n')?;
    }
    Ok(Some(decode(&bytes).and_then(from_json)))
}

fn decode(bytes: &[u8]) -> Result<&str, CodedError> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(failed("parse.too_long", arguments!(bytes = MESSAGE_BYTES_MAX)));
    }
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| failed("parse.not_utf8", Arguments::new()))?;
    // Editors put a byte order mark in front of a file; it is no part of the message.
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// Whether a text is meant as a JSON object, even a broken one: `{` and then a key or nothing.
fn looks_like_json(text: &str) -> bool {
    text.trim_start()
        .strip_prefix('{')
        .is_some_and(|rest| matches!(rest.trim_start().chars().next(), Some('"' | '}') | None))
}

fn from_json(text: &str) -> Result<Message, CodedError> {
    serde_json::from_str(text).map_err(|error| {
        let reason = Untrusted::new(error.to_string()).to_string();
        failed("parse.not_json", arguments!(reason))
    })
}

fn entities<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Entity>, D::Error> {
    let written: Option<Vec<Value>> = Option::deserialize(deserializer)?;
    Ok(written.unwrap_or_default().iter().filter_map(entity).collect())
}

/// An entity as the Bot API writes it. `None` for one without the place that it needs, or with an impossible one.
fn entity(value: &Value) -> Option<Entity> {
    let kind = match value.get("type")?.as_str()? {
        "mention" => EntityKind::Mention,
        "text_mention" => {
            EntityKind::TextMention { user: UserId(value.get("user")?.get("id")?.as_i64()?) }
        }
        "text_link" => EntityKind::TextLink { url: value.get("url")?.as_str()?.to_owned() },
        _ => EntityKind::Other,
    };
    let units = |key| usize::try_from(value.get(key)?.as_u64()?).ok();
    Some(Entity { kind, offset_utf16: units("offset")?, length_utf16: units("length")? })
}
