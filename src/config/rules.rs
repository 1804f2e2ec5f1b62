//! `[account_id]`, `[[product]]` and `[[tribute.profile]]`: how order messages are read.

use super::fault::{Fault, fault};
use super::section::{Section, Value};
use super::telegram::label;
use super::tribute_api::product_id;
use crate::order::account::{AccountPattern, Found, PatternError};
use crate::order::catalogue::{Catalogue, CatalogueError, Entry, Item};
use crate::sources::tribute_chat::message::profile::{Profile, ProfileError};

// More of any of these is a mistake.
const PRODUCTS_MAX: usize = 10_000;
const PROFILES_MAX: usize = 16;
const EXAMPLES_MAX: usize = 100;
const LABELS_MAX: usize = 100;
const EXAMPLE_CHARACTERS_MAX: usize = 1000;
pub(crate) const QUANTITY_MAX: u32 = 1_000_000_000;

/// `[account_id]`: how account numbers are found, and the examples, each of which the pattern takes.
pub(super) fn account(section: &Section<'_>) -> Option<(AccountPattern, Vec<String>)> {
    let pattern = section.required("pattern", r"'\b\d{4,12}\b'", |value| value.parsed(pattern));
    let label = |text: &str| label(text, "line", "labels = [\"player id\"]");
    let labels = section
        .optional("labels", |value| value.list("texts", LABELS_MAX, |item| item.parsed(label)));
    let labels = labels.unwrap_or_default();
    let is_strict = section.optional("strict", Value::boolean).unwrap_or(true);
    let pattern = pattern.map(|it| it.with_labels(labels.iter().map(String::as_str)));
    let pattern = pattern.map(|it| if is_strict { it } else { it.lenient() });
    let example = |text: &str| example(text, pattern.as_ref());
    let examples = section.optional("examples", |value| {
        value.list("texts", EXAMPLES_MAX, |item| item.parsed(example))
    });
    Some((pattern?, examples.unwrap_or_default()))
}

/// Every account number that is one word.
pub(super) fn any_account() -> Option<AccountPattern> {
    AccountPattern::new(r"\S{1,128}").ok()
}

pub(crate) fn pattern(text: &str) -> Result<AccountPattern, Fault> {
    AccountPattern::new(text).map_err(|error| {
        // The library marks the place below the pattern; its last line says why.
        let whole = error.to_string();
        let reason = whole.lines().last().unwrap_or_default();
        let reason = reason.trim_start_matches("error: ");
        let kind = match error {
            PatternError::Empty => "empty",
            PatternError::TooLong => "too-long",
            PatternError::TooComplex => "too-complex",
            PatternError::Syntax(_) => "syntax",
        };
        let example = r"pattern = '\b\d{4,12}\b'";
        fault!("config.bad_pattern", kind, reason, example)
    })
}

/// Without a pattern, what is wrong has been noted.
fn example(text: &str, pattern: Option<&AccountPattern>) -> Result<String, Fault> {
    let kind = if text.chars().count() > EXAMPLE_CHARACTERS_MAX {
        "too-long"
    } else {
        match pattern.map(|pattern| pattern.find(text)) {
            Some(Found::One(_)) | None => return Ok(text.to_owned()),
            Some(Found::Nothing) => "nothing",
            Some(Found::Several(_)) => "several",
            Some(Found::Doubtful(_)) => "doubtful",
        }
    };
    let (example, characters_max) = (format!("{text:?}"), EXAMPLE_CHARACTERS_MAX);
    Err(fault!("config.example_mismatch", kind, example, characters_max))
}

pub(super) fn catalogue(root: &Section<'_>) -> Catalogue {
    let products = root.sections("product", PRODUCTS_MAX, |section| {
        Some((section.span.clone(), product(section)?))
    });
    let (spans, entries): (Vec<_>, Vec<_>) = products.into_iter().unzip();
    Catalogue::new(entries).unwrap_or_else(|error| {
        let (place, fault) = match error {
            CatalogueError::NoName(place) => (place, fault!("config.bad_label", kind = "product")),
            CatalogueError::SameName(place, name) => {
                (place, fault!("config.duplicate_product", name = format!("{name:?}")))
            }
            CatalogueError::SameTributeId(place, id) => {
                (place, fault!("config.duplicate_tribute_id", id))
            }
        };
        root.reader.refuse::<()>(spans[place].clone(), fault);
        Catalogue::default()
    })
}

fn product(section: &Section<'_>) -> Option<Entry> {
    let name = required_label(section, "name", "\"1 diamond\"");
    let sku = required_label(section, "sku", "\"diamond-1\"");
    let quantity = section.optional("quantity", |value| value.integer(1..=QUANTITY_MAX.into()));
    let price = section.optional("price", Value::price);
    let tribute_id = section.optional("tribute_id", product_id);
    let quantity = u32::try_from(quantity.unwrap_or(1)).ok()?;
    Some(Entry { name: name?, item: Item { sku: sku?, quantity }, price, tribute_id })
}

pub(super) fn profiles(section: &Section<'_>) -> Vec<Profile> {
    section.sections("profile", PROFILES_MAX, profile)
}

fn profile(section: &Section<'_>) -> Option<Profile> {
    let [header, customer, product, price, details] = [
        ("header", "\"🆕 Custom Product Order\""),
        ("customer", "\"Customer:\""),
        ("product", "\"Product:\""),
        ("price", "\"Price:\""),
        ("details", "\"Order Details:\""),
    ]
    .map(|(key, example)| required_label(section, key, example));
    let (header, customer, product) = (header?, customer?, product?);
    let profile = Profile { header, customer, product, price: price?, details: details? };
    let (kind, label, other) = match profile.check() {
        Ok(()) => return Some(profile),
        Err(ProfileError::Alike(one, other)) => ("alike", one, other),
        Err(ProfileError::Empty(key)) => ("empty", key, ""),
        Err(ProfileError::SeveralLines(key)) => ("several-lines", key, ""),
    };
    section.refuse(fault!("config.bad_profile", kind, label, other))
}

fn required_label(section: &Section<'_>, key: &str, example: &str) -> Option<String> {
    let parse = |text: &str| label(text, "line", &format!("{key} = {example}"));
    section.required(key, example, |value| value.parsed(parse))
}
