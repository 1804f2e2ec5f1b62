//! JSON from the shop, read with suspicion: a key that stands twice says nothing.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Number;

/// A JSON object with its keys as they were written, twice if they stand twice.
///
/// What reads a repeated key as its last value, as `serde_json::Value` does, can be told
/// `activated` by the same body that tells another reader `refused`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Written)>);

/// A value, as far as the protocol has such values.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Number(Number),
    Object(Object),
    Other(IgnoredAny),
}

impl Object {
    /// Reads a body that is one JSON object and nothing else. A byte order mark before it is
    /// forgiven: PHP files saved with one put it before everything they print.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)).ok()
    }

    /// The text under a key that stands once.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.only(key)? {
            Written::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, or the whole number, under a key that stands once.
    pub(super) fn text_or_number(&self, key: &str) -> Option<String> {
        match self.only(key)? {
            Written::Text(text) => Some(text.clone()),
            Written::Number(number) if !number.is_f64() => Some(number.to_string()),
            _ => None,
        }
    }

    /// The object under a key that stands once.
    pub(super) fn object(&self, key: &str) -> Option<&Self> {
        match self.only(key)? {
            Written::Object(object) => Some(object),
            _ => None,
        }
    }

    fn only(&self, key: &str) -> Option<&Written> {
        let mut found = self.0.iter().filter(|(name, _)| name == key);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value)
    }
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
