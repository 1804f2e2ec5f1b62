//! What is wrong with a key of the file.

use std::ops::Range;
use std::time::Duration;

use toml::de::DeValue;

use super::duration;
use super::fault::Fault;
use super::near::nearest;

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
    /// English, Russian.
    fn description(self, name: &str) -> (String, String) {
        let (english, russian) = match self {
            Self::Text => ("a text in quotes: \"…\"", "текст в кавычках: \"…\""),
            Self::Boolean => ("true or false", "true или false"),
            Self::Integer => ("a whole number, without quotes", "целое число без кавычек"),
            Self::IntegerOrText => (
                "a whole number without quotes, or a text in quotes",
                "целое число без кавычек или текст в кавычках",
            ),
            Self::Integers => (
                "a list of whole numbers: [111, 222]",
                "список целых чисел: [111, 222]",
            ),
            Self::Texts => (
                "a list of texts: [\"…\", \"…\"]",
                "список текстов: [\"…\", \"…\"]",
            ),
            Self::Duration => (
                "a duration in quotes: \"2s\", \"5m\", \"1h30m\"",
                "промежуток времени в кавычках: \"2s\", \"5m\", \"1h30m\"",
            ),
            Self::Section => return both(format!("[{name}]")),
            Self::Sections => return both(format!("[[{name}]]")),
        };
        (english.to_owned(), russian.to_owned())
    }
}

fn both(text: String) -> (String, String) {
    (text.clone(), text)
}

/// The key's value is of another type than is `wanted`.
pub(super) fn wrong_type(name: &str, wanted: Type, found: &DeValue<'_>) -> Fault {
    let (english, russian) = wanted.description(name);
    let (found_english, found_russian) = match found {
        DeValue::String(_) => ("a text", "текст"),
        DeValue::Integer(_) | DeValue::Float(_) => ("a number", "число"),
        DeValue::Boolean(_) => ("true or false", "true или false"),
        DeValue::Datetime(_) => ("a date", "дата"),
        DeValue::Array(_) => ("a list", "список"),
        DeValue::Table(_) => ("a section", "раздел"),
    };
    Fault::new("config.wrong_type")
        .what(
            format!("`{name}` can't be {found_english}"),
            format!("в `{name}` стоит {found_russian}, а так нельзя"),
        )
        .remedy(format!("Write {english}."), format!("Напишите {russian}."))
}

/// Nothing asks for this key; `known` are those that something asks for.
pub(super) fn unknown_key(section: &str, key: &str, known: &[&'static str]) -> Fault {
    let (place, place_russian) = if section.is_empty() {
        ("outside of sections".to_owned(), "вне разделов".to_owned())
    } else {
        (format!("in [{section}]"), format!("в разделе [{section}]"))
    };
    let fault = Fault::new("config.unknown_key").what(
        format!("there is no `{key}` {place}"),
        format!("ключа `{key}` {place_russian} не бывает"),
    );
    match nearest(key, known.iter().copied()) {
        Some(near) => fault.remedy(
            format!("Did you mean `{near}`?"),
            format!("Может быть, `{near}`?"),
        ),
        None => fault.remedy(
            format!("Delete it. What there is {place}: {}.", known.join(", ")),
            format!(
                "Удалите его. Что бывает {place_russian}: {}.",
                known.join(", ")
            ),
        ),
    }
}

/// More entries than there may be.
pub(super) fn too_many(name: &str, count_max: usize) -> Fault {
    Fault::new("config.too_many")
        .what(
            format!("`{name}` has too many entries"),
            format!("в `{name}` слишком много записей"),
        )
        .remedy(
            format!("Leave at most {count_max}."),
            format!("Оставьте не больше {count_max}."),
        )
}

/// No duration, or one that does not fit here.
pub(super) fn bad_duration(text: &str, shortest: Duration, longest: Duration) -> Fault {
    let (shortest, longest) = (duration::show(shortest), duration::show(longest));
    Fault::new("config.bad_duration")
        .what(
            format!("\"{text}\" is no duration that fits here"),
            format!("\"{text}\" сюда не подходит: нужен промежуток времени"),
        )
        .remedy(
            format!("Write \"2s\", \"200ms\", \"5m\" or \"1h30m\", from {shortest} to {longest}."),
            format!(
                "Напишите \"2s\", \"200ms\", \"5m\" или \"1h30m\", от {shortest} до {longest}."
            ),
        )
}

/// A number outside of what makes sense.
pub(super) fn out_of_range(number: i64, range: &Range<i64>) -> Fault {
    let (least, most) = (range.start, range.end - 1);
    Fault::new("config.out_of_range")
        .what(
            format!("{number} is out of range"),
            format!("число {number} не подходит"),
        )
        .remedy(
            format!("Write a number from {least} to {most}."),
            format!("Напишите число от {least} до {most}."),
        )
}

/// The key does not stand in the file at all; `name` has its section in front, and `example` is what could
/// be written.
pub(super) fn missing_key(name: &str, key: &str, example: &str) -> Fault {
    Fault::new("config.missing_key")
        .what(
            format!("`{name}` is missing"),
            format!("не хватает `{name}`"),
        )
        .remedy(
            format!("Add a line such as: {key} = {example}"),
            format!("Добавьте строку, например: {key} = {example}"),
        )
}

/// A path that can't be meant.
pub(super) fn bad_path(text: &str) -> Fault {
    Fault::new("config.bad_path")
        .what(
            format!("{text:?} is no path that can be used here"),
            format!("{text:?} — не путь, который можно здесь указать"),
        )
        .remedy(
            "Write a path relative to this file, or a full one beginning with `/`; `~` is not understood.",
            "Напишите путь относительно этого файла или полный, с `/` в начале; `~` не понимается.",
        )
}
