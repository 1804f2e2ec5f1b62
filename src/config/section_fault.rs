//! What is wrong with a key of the file.

use std::ops::Range;
use std::time::Duration;

use toml::de::DeValue;

use super::duration;
use super::fault::Fault;
use super::near::nearest;
use crate::i18n::arguments;

/// What may stand behind a key.
#[derive(Clone, Copy)]
pub(super) enum Type {
    Text,
    Boolean,
    Integer,
    IntegerOrText,
    Integers,
    Texts,
    Duration,
    Section,
    Sections,
}

impl Type {
    /// The kind as the texts know it.
    fn kind(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::IntegerOrText => "integer-or-text",
            Self::Integers => "integers",
            Self::Texts => "texts",
            Self::Duration => "duration",
            Self::Section => "section",
            Self::Sections => "sections",
        }
    }
}

/// The key's value is of another type than is `wanted`.
pub(super) fn wrong_type(name: &str, wanted: Type, found: &DeValue<'_>) -> Fault {
    let found = match found {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "list",
        DeValue::Table(_) => "section",
    };
    Fault::with(
        "config.wrong_type",
        arguments!(name = name, wanted = wanted.kind(), found = found),
    )
}

/// Nothing asks for this key; `known` are those that something asks for.
pub(super) fn unknown_key(section: &str, key: &str, known: &[&'static str]) -> Fault {
    Fault::with(
        "config.unknown_key",
        arguments!(
            section = if section.is_empty() { "none" } else { section },
            key = key,
            nearest = nearest(key, known.iter().copied()).unwrap_or("none"),
            known = known.join(", ")
        ),
    )
}

/// More entries than there may be.
pub(super) fn too_many(name: &str, count_max: usize) -> Fault {
    Fault::with(
        "config.too_many",
        arguments!(name = name, count_max = count_max),
    )
}

/// No duration, or one that does not fit here.
pub(super) fn bad_duration(text: &str, shortest: Duration, longest: Duration) -> Fault {
    Fault::with(
        "config.bad_duration",
        arguments!(
            text = text,
            shortest = duration::show(shortest),
            longest = duration::show(longest)
        ),
    )
}

/// A number outside of what makes sense.
pub(super) fn out_of_range(number: i64, range: &Range<i64>) -> Fault {
    Fault::with(
        "config.out_of_range",
        arguments!(
            number = number.to_string(),
            least = range.start.to_string(),
            most = (range.end - 1).to_string()
        ),
    )
}

/// The key does not stand in the file at all; `name` has its section in front, and `example` is what could
/// be written.
pub(super) fn missing_key(name: &str, key: &str, example: &str) -> Fault {
    let line = format!("{key} = {example}");
    Fault::with(
        "config.missing_key",
        arguments!(name = name, kind = "key", line = line),
    )
}

/// A path that can't be meant.
pub(super) fn bad_path(text: &str) -> Fault {
    Fault::with(
        "config.bad_path",
        arguments!(text = format!("{text:?}"), is_session = "no"),
    )
}
