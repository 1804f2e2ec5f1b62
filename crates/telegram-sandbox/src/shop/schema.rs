//! `docs/activation.schema.json`, and as much of JSON Schema (2020-12) as it needs.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

#[expect(clippy::expect_used, reason = "a file of this repository")]
static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../../../docs/activation.schema.json");
    serde_json::from_str(text).expect("the schema is JSON")
});

/// Checks a call by the definition of its type; the error: what does not fit. A type that the schema does not
/// know fits.
pub fn check_call(call: &Value) -> Result<(), String> {
    match call["type"].as_str() {
        Some("shop.test") => check(call, "test"),
        Some("order.activate") => check(call, "activate"),
        Some("order.refunded") => check(call, "refunded"),
        Some(_) => Ok(()),
        None => Err("the type is missing".to_owned()),
    }
}

/// Checks a value by one of the schema's definitions.
pub(super) fn check(value: &Value, definition: &str) -> Result<(), String> {
    fits(value, &SCHEMA["$defs"][definition], definition)
}

fn fits(value: &Value, schema: &Value, place: &str) -> Result<(), String> {
    if *schema == false {
        return Err(format!("{place} must not be there"));
    }
    for (keyword, wanted) in schema.as_object().into_iter().flatten() {
        let fit = |schema| fits(value, schema, place);
        let has = |name: &Value| value.get(name.as_str().unwrap_or_default()).is_some();
        let parts = || wanted.as_object().into_iter().flatten();
        let items = || wanted.as_array().into_iter().flatten();
        let limit = wanted.as_u64().unwrap_or_default();
        let length = value.as_str().map(|text| text.chars().count() as u64);
        let is_right = match keyword.as_str() {
            "$schema" | "title" | "description" | "then" | "else" => true,
            "$ref" => {
                let name = wanted.as_str().and_then(|path| path.strip_prefix("#/$defs/"));
                fits(value, &SCHEMA["$defs"][name.unwrap_or_default()], place)?;
                true
            }
            "type" if wanted.is_array() => items().any(|name| is_of_type(value, name)),
            "type" => is_of_type(value, wanted),
            "properties" => {
                for (name, schema) in parts() {
                    let Some(part) = value.get(name) else { continue };
                    fits(part, schema, &format!("{place}.{name}"))?;
                }
                true
            }
            "required" => items().all(has) || !value.is_object(),
            "dependentRequired" => parts().all(|(name, others)| {
                value.get(name).is_none() || others.as_array().into_iter().flatten().all(has)
            }),
            "additionalProperties" => {
                let known = |name: &String| schema["properties"].get(name).is_some();
                value.as_object().is_none_or(|object| object.keys().all(known))
            }
            "allOf" => {
                items().try_for_each(fit)?;
                true
            }
            "oneOf" => items().filter(|schema| fit(schema).is_ok()).count() == 1,
            "not" => fit(wanted).is_err(),
            "if" => {
                let branch = if fit(wanted).is_ok() { "then" } else { "else" };
                schema.get(branch).map_or(Ok(()), fit)?;
                true
            }
            "const" => value == wanted,
            "enum" => items().any(|it| it == value),
            "pattern" => {
                let pattern = Regex::new(wanted.as_str().unwrap_or_default());
                value.as_str().is_none_or(|text| pattern.is_ok_and(|it| it.is_match(text)))
            }
            "minLength" => length.is_none_or(|length| length >= limit),
            "maxLength" => length.is_none_or(|length| length <= limit),
            "minimum" => value.as_u64().is_some_and(|number| number >= limit),
            "maximum" => value.as_u64().is_some_and(|number| number <= limit),
            _ => false,
        };
        if !is_right {
            return Err(format!("{place} = {value} does not fit {keyword}: {wanted}"));
        }
    }
    Ok(())
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str() {
        Some("object") => value.is_object(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        _ => false,
    }
}
