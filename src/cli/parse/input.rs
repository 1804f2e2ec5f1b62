//! What `parse` reads: a text, or a message as the Bot API writes it.

use std::io::{self, BufRead, Read};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::i18n::arguments;
use crate::order::{Entity, EntityKind, Untrusted, UserId};
use crate::report::{Coded, CodedError, english, failed};

/// The longest message, in bytes, however it is written. Telegram's hold 4096 characters.
pub const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// At most so many lines; what follows is refused.
pub const LINES_MAX: u64 = 10_000_000;

/// A message to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its text.
    pub text: String,
    /// Its entities; those that can't be understood are left out.
    pub entities: Vec<Entity>,
}

/// Why an input is no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum Broken {
    /// Longer than [`MESSAGE_BYTES_MAX`].
    TooLong,
    /// Line [`LINES_MAX`] + 1: nothing behind it is read.
    TooManyLines,
    /// Not a text in UTF-8.
    NotUtf8,
    /// Not a JSON object with a `text` and, perhaps, `entities`.
    NotJson(Untrusted),
}

impl Coded for Broken {
    fn coded(&self) -> CodedError {
        match self {
            Self::TooLong => failed("parse.too_long", arguments!(bytes = MESSAGE_BYTES_MAX)),
            Self::TooManyLines => failed("parse.too_many_lines", arguments!(lines = LINES_MAX)),
            Self::NotUtf8 => failed("parse.not_utf8", arguments!()),
            Self::NotJson(why) => failed("parse.not_json", arguments!(reason = why.to_string())),
        }
    }
}

/// A message as the Bot API writes it.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Written {
    text: String,
    entities: Option<Vec<Value>>,
    /// Does not matter here; but with it, serde takes no array for an object.
    #[serde(flatten)]
    _others: IgnoredAny,
}

/// Reads everything as one message: JSON when it is a JSON object, otherwise a text.
///
/// The outer result is the stream's, the inner one the message's.
pub fn read_one(input: &mut impl BufRead) -> io::Result<Result<Message, Broken>> {
    let mut bytes = Vec::new();
    let mut bounded = input.take(MESSAGE_BYTES_MAX as u64 + 1);
    bounded.read_to_end(&mut bytes)?;
    let plain = |text: &str| Message { text: text.to_owned(), entities: Vec::new() };
    Ok(match decode(&bytes) {
        Ok(text) if looks_like_json(text) => from_json(text),
        text => text.map(plain),
    })
}

/// Reads the line of this number, from 1, as one message in JSON; `None` at the end of the input.
///
/// Never holds more than one message in memory: what is too long is skipped to the line's end.
pub fn read_line(
    input: &mut impl BufRead,
    number: u64,
) -> io::Result<Option<Result<Message, Broken>>> {
    let mut bytes = Vec::new();
    let mut bounded = input.take(MESSAGE_BYTES_MAX as u64 + 1);
    if number > LINES_MAX + 1 || bounded.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if number > LINES_MAX {
        return Ok(Some(Err(Broken::TooManyLines)));
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() > MESSAGE_BYTES_MAX {
        input.skip_until(b'\n')?;
    }
    Ok(Some(decode(&bytes).and_then(from_json)))
}

fn decode(bytes: &[u8]) -> Result<&str, Broken> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(Broken::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Broken::NotUtf8)?;
    // Editors put a byte order mark in front of a file; it is no part of the message.
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// Whether a text is meant as a JSON object, even a broken one: `{` and then a key or nothing.
fn looks_like_json(text: &str) -> bool {
    text.trim_start()
        .strip_prefix('{')
        .is_some_and(|rest| matches!(rest.trim_start().chars().next(), Some('"' | '}') | None))
}

fn from_json(text: &str) -> Result<Message, Broken> {
    let not_json = |error: serde_json::Error| Broken::NotJson(Untrusted::new(error.to_string()));
    let written: Written = serde_json::from_str(text).map_err(not_json)?;
    let entities = written.entities.unwrap_or_default();
    Ok(Message { text: written.text, entities: entities.iter().filter_map(entity).collect() })
}

/// An entity as the Bot API writes it. `None` for one without the place that it needs, or with a
/// negative or fractional one.
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
