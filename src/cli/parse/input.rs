//! What `parse` reads: a text, or a message as the Bot API writes it.

use std::io::{self, BufRead, Read};

use serde::Deserialize;
use serde_json::Value;

use crate::language::Language;
use crate::order::{Entity, EntityKind, Untrusted, UserId};
use crate::phrasebook::Phrasebook;
use crate::report::UserError;

/// The longest message, in bytes, however it is written. Telegram's hold 4096 characters.
pub const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// At most so many lines; what follows is refused.
pub const LINES_MAX: u64 = 10_000_000;

/// What the reader of JSON says.
pub(super) const JSON: Phrasebook = Phrasebook(&[
    ("{} at line {=} column {=}", "{}: строка {=}, знак {=}"),
    ("no object", "это не объект { }"),
    ("EOF while parsing a string", "текст не закрыт кавычкой"),
    ("EOF while parsing a list", "список не закрыт скобкой ]"),
    ("EOF while parsing an object", "объект не закрыт скобкой }"),
    ("EOF while parsing a value", "нет значения"),
    ("expected value", "нет значения"),
    ("expected ident", "неизвестное слово"),
    ("expected `:`", "нет знака : после ключа"),
    ("expected `,` or `]`", "в списке нет запятой или скобки ]"),
    ("expected `,` or `}`", "нет запятой или скобки }"),
    ("trailing characters", "лишнее в конце"),
    ("trailing comma", "лишняя запятая"),
    ("key must be a string", "ключ должен стоять в кавычках"),
    ("invalid escape", "после \\ в тексте стоит не то"),
    ("invalid number", "неверное число"),
    ("number out of range", "слишком большое число"),
    (
        "recursion limit exceeded",
        "слишком много скобок внутри скобок",
    ),
    ("missing field `{=}`", "нет ключа `{=}`"),
    ("duplicate field `{=}`", "ключ `{=}` стоит дважды"),
    ("invalid type: {}, expected {}", "здесь {}, а нужно {}"),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "в тексте непечатаемый знак",
    ),
    ("null", "пусто"),
    ("sequence", "список"),
    ("a sequence", "список"),
    ("map", "объект"),
    ("a string", "текст"),
    ("string {=}", "текст {=}"),
    ("integer `{=}`", "число {=}"),
    ("floating point `{=}`", "число {=}"),
    ("boolean `{=}`", "{=}"),
]);

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
pub enum Broken {
    /// Longer than [`MESSAGE_BYTES_MAX`].
    #[error("longer than {MESSAGE_BYTES_MAX} bytes")]
    TooLong,
    /// Line [`LINES_MAX`] + 1: nothing behind it is read.
    #[error("more than {LINES_MAX} lines")]
    TooManyLines,
    /// Not a text in UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// Not a JSON object with a `text` and, perhaps, `entities`.
    #[error("not a message in JSON: {0}")]
    NotJson(Untrusted),
}

impl UserError for Broken {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "parse.too_long",
            Self::TooManyLines => "parse.too_many_lines",
            Self::NotUtf8 => "parse.not_utf8",
            Self::NotJson(_) => "parse.not_json",
        }
    }

    fn what(&self, language: Language) -> String {
        match self {
            Self::TooLong => language.pick(
                format!("The message is longer than {MESSAGE_BYTES_MAX} bytes."),
                format!("Сообщение длиннее {MESSAGE_BYTES_MAX} байт."),
            ),
            Self::TooManyLines => language.pick(
                format!("There are more than {LINES_MAX} lines."),
                format!("Строк больше {LINES_MAX}."),
            ),
            Self::NotUtf8 => language.pick(
                "The input is not a text in UTF-8.".to_owned(),
                "Это не текст в кодировке UTF-8.".to_owned(),
            ),
            Self::NotJson(reason) => {
                let reason = Untrusted::new(JSON.say(reason.as_str(), language));
                language.pick(
                    format!("Not a message in JSON ({reason})."),
                    format!("Это не сообщение в JSON ({reason})."),
                )
            }
        }
    }

    fn remedy(&self, language: Language) -> String {
        let remedy = match self {
            Self::TooLong => language.pick(
                "Give one message, or one per line with --lines.",
                "Передайте одно сообщение или, с --lines, по одному в строке.",
            ),
            Self::TooManyLines => language.pick("Split the file.", "Разделите файл."),
            Self::NotUtf8 => language.pick("Save it as UTF-8.", "Сохраните его в UTF-8."),
            Self::NotJson(_) => language.pick(
                r#"Expected: {"text":"…","entities":[…]}, as the Bot API has them."#,
                r#"Нужно: {"text":"…","entities":[…]}, как в Bot API."#,
            ),
        };
        remedy.to_owned()
    }
}

/// A message as the Bot API writes it; what else it has does not matter here.
#[derive(Deserialize)]
struct Written {
    text: String,
    entities: Option<Vec<Value>>,
}

/// Reads everything as one message: JSON when it is a JSON object, otherwise a text.
///
/// The outer result is the stream's, the inner one the message's.
pub fn read_one(input: &mut impl BufRead) -> io::Result<Result<Message, Broken>> {
    let mut bytes = Vec::new();
    input
        .take(MESSAGE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(decode(&bytes).and_then(|text| {
        if looks_like_json(text) {
            from_json(text)
        } else {
            Ok(Message {
                text: text.to_owned(),
                entities: Vec::new(),
            })
        }
    }))
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
    // serde would take an array for an object, its values in the fields' order.
    if !text.trim_start().starts_with('{') {
        return Err(Broken::NotJson(Untrusted::new("no object")));
    }
    let written: Written = serde_json::from_str(text)
        .map_err(|error| Broken::NotJson(Untrusted::new(error.to_string())))?;
    let entities = written.entities.unwrap_or_default();
    Ok(Message {
        text: written.text,
        entities: entities.iter().filter_map(entity).collect(),
    })
}

/// An entity as the Bot API writes it. `None` for one without the place that it needs, or with a
/// negative or fractional one.
fn entity(value: &Value) -> Option<Entity> {
    let kind = match value.get("type")?.as_str()? {
        "mention" => EntityKind::Mention,
        "text_mention" => EntityKind::TextMention {
            user: UserId(value.get("user")?.get("id")?.as_i64()?),
        },
        "text_link" => EntityKind::TextLink {
            url: value.get("url")?.as_str()?.to_owned(),
        },
        _ => EntityKind::Other,
    };
    let units = |key| usize::try_from(value.get(key)?.as_u64()?).ok();
    Some(Entity {
        kind,
        offset_utf16: units("offset")?,
        length_utf16: units("length")?,
    })
}
