//! JSON from the shop, read with suspicion: a key that stands twice says nothing; and leniently: what is
//! wrong with one value is nothing to the others.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON object with its keys and values as they were written, twice if they stand twice. A value is
/// decoded when it is asked for: one that can't be (half a surrogate pair, a number beyond every bound,
/// brackets without end) is as good as absent.
///
/// What reads a repeated key as its last value, as `serde_json::Value` does, can be told
/// `activated` by the same body that tells another reader `refused`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object(Vec<(Box<RawValue>, Box<RawValue>)>);

impl Object {
    /// Reads a body that is one JSON object and nothing else. A byte order mark before it is
    /// forgiven: PHP files saved with one put it before everything they print. So are bytes that are no
    /// UTF-8, and line breaks within a text: the texts they stand in suffer, and nothing else.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let body = String::from_utf8_lossy(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body));
        let body = if body.contains(is_control) {
            Cow::Owned(body.replace(is_control, " "))
        } else {
            body
        };
        serde_json::from_str(&body).ok()
    }

    /// The keys and values as they stand; a key that can't be read is left out.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = (String, Box<RawValue>)> {
        self.0.into_iter().filter_map(|(name, value)| Some((text(&name)?, value)))
    }

    /// Whether the key stands, however often and with whatever value but `null`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.values(key).any(|value| value.get() != "null")
    }

    /// Whether the key stands with `false`.
    pub(super) fn is_false(&self, key: &str) -> bool {
        self.values(key).any(|value| value.get() == "false")
    }

    /// The text under a key that stands once.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        text(self.only(key)?)
    }

    /// The text, or the whole number as it was written, under a key that stands once.
    pub(crate) fn text_or_number(&self, key: &str) -> Option<String> {
        let value = self.only(key)?;
        let digits = value.get().strip_prefix('-').unwrap_or(value.get());
        let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_whole { Some(value.get().to_owned()) } else { text(value) }
    }

    /// The object under a key that stands once.
    pub(super) fn object(&self, key: &str) -> Option<Self> {
        serde_json::from_str(self.only(key)?.get()).ok()
    }

    fn only(&self, key: &str) -> Option<&RawValue> {
        let mut values = self.values(key);
        let value = values.next()?;
        values.next().is_none().then_some(value)
    }

    fn values(&self, key: &str) -> impl Iterator<Item = &RawValue> {
        let named = self.0.iter().filter(move |(name, _)| text(name).as_deref() == Some(key));
        named.map(|(_, value)| &**value)
    }
}

/// A text that nothing of was lost on the way here.
fn text(value: &RawValue) -> Option<String> {
    let text: String = serde_json::from_str(value.get()).ok()?;
    (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}

/// JSON escapes them in texts; between its words they are white space, or would be.
fn is_control(character: char) -> bool {
    character.is_ascii_control() && character != '\u{7F}'
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let pairs = std::iter::from_fn(|| map.next_entry().transpose());
                pairs.collect::<Result<_, _>>().map(Object)
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}
