//! The fields of a JSON object of Tribute's, whose names are spelt in two ways: `purchase_id`, `purchaseId`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use crate::order::Untrusted;
use crate::shop::json::Object;

/// No name is longer, nor the reason of a refund.
const TEXT_CHARACTERS_MAX: usize = 256;

/// A field that can't be read, by its name in the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadField {
    /// It stands there twice, with different values.
    #[error("{0} stands twice, with different values")]
    Ambiguous(&'static str),
    /// Its value is not of the kind that it has to be.
    #[error("{0} can't be read")]
    Unreadable(&'static str),
}

/// The fields by their names without case, `_` and `-`; a value of `null` is none.
#[derive(Debug, Default)]
pub(super) struct Fields(BTreeMap<String, Vec<Box<RawValue>>>);

/// A name as it counts, however it is spelt.
pub(super) fn plain_name(name: &str) -> String {
    let kept = name.chars().filter(|character| !matches!(character, '_' | '-' | ' '));
    kept.flat_map(char::to_lowercase).collect()
}

impl Fields {
    pub(super) fn of(object: Object) -> Self {
        let mut fields = BTreeMap::<String, Vec<_>>::new();
        for (name, value) in object.into_entries().filter(|(_, value)| value.get() != "null") {
            fields.entry(plain_name(&name)).or_default().push(value);
        }
        Self(fields)
    }

    /// The value of a field as it was written.
    pub(super) fn raw(&self, name: &'static str) -> Result<Option<&RawValue>, BadField> {
        let Some(values) = self.0.get(&plain_name(name)) else { return Ok(None) };
        let (first, others) = (&values[0], &values[1..]);
        let is_same = |other: &RawValue| match (written(first), written(other)) {
            (Some(one), Some(other)) => one == other,
            _ => first.get() == other.get(),
        };
        if !others.iter().all(|other| is_same(other)) {
            return Err(BadField::Ambiguous(name));
        }
        Ok(Some(first))
    }

    /// A text; a number as it was written. An empty one is none.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, BadField> {
        let Some(value) = self.raw(name)? else { return Ok(None) };
        let text = written(value).ok_or(BadField::Unreadable(name))?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// The first characters of a text; more of it says nothing more.
    pub(super) fn untrusted(&self, name: &'static str) -> Result<Option<Untrusted>, BadField> {
        Ok(self.text(name)?.map(|text| beginning(&text)))
    }

    /// A name that Tribute gave: of what can stand in a header.
    pub(super) fn id(&self, name: &'static str) -> Result<Option<String>, BadField> {
        const BYTES_MAX: usize = 64;
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        match self.text(name)? {
            Some(id) if id.len() > BYTES_MAX || !id.bytes().all(is_part) => {
                Err(BadField::Unreadable(name))
            }
            id => Ok(id),
        }
    }

    /// A moment, with as many digits as it has; without a zone it is UTC. What can't be read is none.
    pub(super) fn time(&self, name: &'static str) -> Option<Timestamp> {
        let text = self.text(name).ok().flatten()?;
        let civil = |text: &str| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
        text.parse().ok().or_else(|| civil(&text).map(|zoned| zoned.timestamp()))
    }
}

/// The first characters of a text.
pub(super) fn beginning(text: &str) -> Untrusted {
    Untrusted::new(text.chars().take(TEXT_CHARACTERS_MAX).collect::<String>())
}

/// A text as it reads, a number or a boolean as it was written; `None` for the rest.
fn written(value: &RawValue) -> Option<String> {
    match value.get().as_bytes().first()? {
        b'"' => serde_json::from_str(value.get()).ok(),
        b'{' | b'[' => None,
        _ => Some(value.get().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields {
        Fields::of(Object::parse(json.as_bytes()).unwrap())
    }

    #[test]
    fn both_spellings_are_one_name() {
        for json in [
            r#"{"purchase_id":78901}"#,
            r#"{"purchaseId":"78901"}"#,
            r#"{"PurchaseID":78901,"purchase-id":"78901","purchase_id":null}"#,
        ] {
            assert_eq!(fields(json).id("purchase_id"), Ok(Some("78901".to_owned())), "{json}");
        }
        assert_eq!(fields("{}").id("purchase_id"), Ok(None));
    }

    #[test]
    fn different_values_are_none() {
        for json in [
            r#"{"amount":1,"Amount":2}"#,
            r#"{"amount":"1","amount":"1.0"}"#,
            r#"{"amount":{},"AMOUNT":1}"#,
        ] {
            assert_eq!(fields(json).text("amount"), Err(BadField::Ambiguous("amount")), "{json}");
        }
        for json in [r#"{"amount":{}}"#, r#"{"amount":[1]}"#, r#"{"amount":"\ud83c"}"#] {
            assert_eq!(fields(json).text("amount"), Err(BadField::Unreadable("amount")), "{json}");
        }
    }

    #[test]
    fn an_id_can_stand_in_a_header() {
        for json in [r#"{"uuid":"a b"}"#, r#"{"uuid":"1/2"}"#, r#"{"uuid":1.5}"#] {
            assert_eq!(fields(json).id("uuid"), Err(BadField::Unreadable("uuid")), "{json}");
        }
    }

    #[test]
    fn times_have_nine_digits_or_none() {
        for (written, read) in [
            ("2026-04-14T00:00:00.123456789Z", Some("2026-04-14T00:00:00.123456789Z")),
            ("2026-04-14T00:00:00.1Z", Some("2026-04-14T00:00:00.1Z")),
            ("2026-04-14T03:00:00+03:00", Some("2026-04-14T00:00:00Z")),
            ("2026-04-14T00:00:00", Some("2026-04-14T00:00:00Z")),
            ("yesterday", None),
            ("", None),
        ] {
            let found = fields(&format!(r#"{{"created_at":"{written}"}}"#)).time("createdAt");
            assert_eq!(found, read.map(|read| read.parse().unwrap()), "{written}");
        }
    }
}
