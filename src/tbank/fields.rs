//! The root of a JSON object of the bank's: its scalars as they count in a [token](super::token), and the rest.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

use crate::order::Untrusted;
use crate::shop::json::Object;

/// More of the bank's words is not kept.
const TEXT_CHARACTERS_MAX: usize = 256;
const ID_BYTES_MAX: usize = 64;

/// A field that can't be read, by its name in the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} can't be read")]
pub struct BadField(pub &'static str);

/// The fields by their names, which count to the letter; a value of `null` is none.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// A text as it reads, a number or a boolean as it was written.
    scalars: BTreeMap<String, String>,
    nested: BTreeMap<String, Box<RawValue>>,
}

impl Fields {
    /// Reads one JSON object; `None` for anything else, and for one in which a name stands twice or a text can't be
    /// read: it can't be said what was signed there.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let mut fields = Self::default();
        let object = Object::parse(body)?;
        let mut names = BTreeSet::new();
        for (name, value) in object.into_entries() {
            if !names.insert(name.clone()) {
                return None;
            }
            match value.get().as_bytes().first()? {
                b'{' | b'[' => drop(fields.nested.insert(name, value)),
                b'"' => {
                    drop(fields.scalars.insert(name, serde_json::from_str(value.get()).ok()?));
                }
                _ if value.get() == "null" => {}
                _ => drop(fields.scalars.insert(name, value.get().to_owned())),
            }
        }
        Some(fields)
    }

    /// All scalars, by name.
    pub(super) fn scalars(&self) -> &BTreeMap<String, String> {
        &self.scalars
    }

    /// An object or a list, as it was written.
    pub(super) fn nested(&self, name: &str) -> Option<&RawValue> {
        self.nested.get(name).map(|value| &**value)
    }

    /// A text; a number or a boolean as it was written. An empty one is none.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.scalars.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The first characters of a text; more of it says nothing more.
    pub(super) fn untrusted(&self, name: &str) -> Option<Untrusted> {
        let text = self.text(name)?;
        Some(Untrusted::new(text.chars().take(TEXT_CHARACTERS_MAX).collect::<String>()))
    }

    /// A name that the bank gave, or was given: of what can stand in a header.
    pub(super) fn id(&self, name: &'static str) -> Result<Option<String>, BadField> {
        let fits =
            |id: &str| id.len() <= ID_BYTES_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
        match self.text(name) {
            Some(id) if !fits(id) => Err(BadField(name)),
            id => Ok(id.map(str::to_owned)),
        }
    }

    /// An amount in kopecks.
    pub(super) fn amount(&self, name: &'static str) -> Result<Option<i64>, BadField> {
        let amount = self.text(name).map(str::parse::<i64>);
        let amount = amount.transpose().map_err(|_| BadField(name))?;
        amount.map(|amount| (amount >= 0).then_some(amount).ok_or(BadField(name))).transpose()
    }

    /// Whether it says yes.
    pub(super) fn is_true(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_as_they_are_written() {
        let fields = Fields::parse(
            br#"{"RebillId":1741204285536,"Rate":1.50,"PaymentId":"20150","Success":true,"Data":{"a":1},"Rrn":null,"Pan":""}"#,
        );
        let fields = fields.unwrap();
        assert_eq!(fields.text("RebillId"), Some("1741204285536"));
        assert_eq!(fields.text("Rate"), Some("1.50"));
        assert_eq!(fields.amount("PaymentId"), Ok(Some(20150)));
        assert!(fields.is_true("Success"));
        assert_eq!(fields.nested("Data").map(RawValue::get), Some(r#"{"a":1}"#));
        for missing in ["Rrn", "Pan", "Data", "success"] {
            assert_eq!(fields.text(missing), None, "{missing}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        for body in [
            r#"{"Amount":1,"Amount":2}"#,
            r#"{"Amount":1,"Amount":1}"#,
            r#"{"Data":{},"Data":"x"}"#,
            r#"{"Pan":"\ud83c"}"#,
            "[]",
            "",
            "null",
        ] {
            assert!(Fields::parse(body.as_bytes()).is_none(), "{body}");
        }
        let fields = Fields::parse(br#"{"Amount":"19,00","Below":-1,"OrderId":"a b"}"#).unwrap();
        assert_eq!(fields.amount("Amount"), Err(BadField("Amount")));
        assert_eq!(fields.amount("Below"), Err(BadField("Below")));
        assert_eq!(fields.id("OrderId"), Err(BadField("OrderId")));
    }
}
