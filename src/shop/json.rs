//! JSON from the shop, read with suspicion: a key that stands twice says nothing.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON object with its keys as they were written, twice if they stand twice.
///
/// What reads a repeated key as its last value, as `serde_json::Value` does, can be told
/// `activated` by the same body that tells another reader `refused`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object(Vec<(String, Written)>);

/// A value, as far as the protocol has such values.
#[derive(Clone, Debug, PartialEq)]
enum Written {
    Text(String),
    Number(String),
    Object(Object),
    Other,
}

impl Object {
    /// Reads a body that is one JSON object and nothing else. A byte order mark before it is
    /// forgiven: PHP files saved with one put it before everything they print.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        match serde_json::from_slice(body) {
            Ok(Written::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// The text under a key that stands once.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.only(key)? {
            Written::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, or the whole number as it is written, under a key that stands once.
    pub(super) fn text_or_number(&self, key: &str) -> Option<&str> {
        match self.only(key)? {
            Written::Text(text) | Written::Number(text) => Some(text),
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

struct WrittenVisitor;

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor)
    }
}

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Written::Object(Object(pairs)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Written, A::Error> {
        // Read like everything else, not skipped: skipping would know no limit of depth.
        while elements.next_element::<Written>()?.is_some() {}
        Ok(Written::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Written, E> {
        Ok(Written::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Written, E> {
        Ok(Written::Other)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Written, E> {
        Ok(Written::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Written, E> {
        Ok(Written::Number(number.to_string()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Written, E> {
        Ok(Written::Other)
    }

    fn visit_unit<E>(self) -> Result<Written, E> {
        Ok(Written::Other)
    }
}
