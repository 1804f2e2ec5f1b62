//! `[account_id]`, `[[product]]` and `[[tribute.profile]]`: how order messages are read.

use std::ops::Range;

use super::fault::Fault;
use super::section::Section;
use super::section_fault::too_many;
use super::telegram::is_label;
use crate::i18n::arguments;
use crate::order::Money;
use crate::order::account::{AccountPattern, Found, PatternError};
use crate::order::catalogue::{Catalogue, CatalogueError, Entry, Item};
use crate::sources::tribute_chat::message::Rules;
use crate::sources::tribute_chat::message::profile::{Profile, ProfileError};

/// A larger catalogue is not a file any more.
const PRODUCTS_MAX: usize = 10_000;
/// More wordings are a mistake.
const PROFILES_MAX: usize = 16;
/// More examples are a mistake.
const EXAMPLES_MAX: usize = 100;
/// More labels are a mistake.
const LABELS_MAX: usize = 100;
/// The longest example, in characters.
const EXAMPLE_CHARACTERS_MAX: usize = 1000;

/// The rules, and the account numbers to rehearse them with.
pub(super) struct Rulebook {
    /// `None`: nothing is said about account numbers, and no order can be read without.
    pub(super) rules: Option<Rules>,
    /// Whether any product is listed.
    pub(super) has_products: bool,
    pub(super) examples: Vec<String>,
}

impl Rulebook {
    /// Reads `[account_id]` and `[[product]]`; the owner's `profiles` come before the built-in ones.
    pub(super) fn read(root: &Section<'_>, mut profiles: Vec<Profile>) -> Option<Self> {
        let catalogue = catalogue(root);
        let Some(section) = root.section("account_id") else {
            return Some(Self {
                rules: None,
                has_products: !catalogue?.is_empty(),
                examples: Vec::new(),
            });
        };
        let account = account(&section);
        let examples = examples(&section, account.as_ref());
        section.finish();
        profiles.extend(Profile::built_in());
        let catalogue = catalogue?;
        let has_products = !catalogue.is_empty();
        let rules = Rules {
            profiles,
            account: account?,
            catalogue,
        };
        Some(Self {
            rules: Some(rules),
            has_products,
            examples: examples?,
        })
    }
}

/// How account numbers are found, and how sure one has to be.
fn account(section: &Section<'_>) -> Option<AccountPattern> {
    let pattern = section.parsed("pattern", pattern);
    let pattern = section.require("pattern", "'\\b\\d{4,12}\\b'", pattern);
    let labels = labels(section)?;
    let is_strict = section.boolean("strict");
    if section.has("strict") && is_strict.is_none() {
        return None;
    }
    let pattern = pattern?.with_labels(labels);
    Some(if is_strict.unwrap_or(true) {
        pattern
    } else {
        pattern.lenient()
    })
}

/// The owner's own words for an account number.
fn labels<'f>(section: &Section<'f>) -> Option<Vec<&'f str>> {
    let Some(written) = section.texts("labels") else {
        return (!section.has("labels")).then(Vec::new);
    };
    if written.get_ref().len() > LABELS_MAX {
        section.note(written.span(), too_many("account_id.labels", LABELS_MAX));
        return None;
    }
    let mut labels = Vec::new();
    for written in written.get_ref() {
        match label(written.get_ref(), "labels = [\"player id\"]") {
            Ok(_) => labels.push(*written.get_ref()),
            Err(fault) => section.note(written.span(), fault),
        }
    }
    Some(labels)
}

/// What the pattern alone looks like.
pub(crate) fn pattern(text: &str) -> Result<AccountPattern, Fault> {
    AccountPattern::new(text).map_err(|error| bad_pattern(&error))
}

/// The examples, each of which the pattern has to take.
fn examples(section: &Section<'_>, pattern: Option<&AccountPattern>) -> Option<Vec<String>> {
    let Some(written) = section.texts("examples") else {
        return (!section.has("examples")).then(Vec::new);
    };
    if written.get_ref().len() > EXAMPLES_MAX {
        section.note(
            written.span(),
            too_many("account_id.examples", EXAMPLES_MAX),
        );
        return None;
    }
    let mut taken = Vec::new();
    for example in written.get_ref() {
        let text = *example.get_ref();
        if text.chars().count() > EXAMPLE_CHARACTERS_MAX {
            section.note(example.span(), long_example());
            continue;
        }
        match pattern.map(|pattern| pattern.find(text)) {
            Some(Found::One(_)) => taken.push(text.to_owned()),
            Some(Found::Nothing) => {
                section.note(example.span(), not_taken(text, "nothing"));
            }
            Some(Found::Several(_)) => {
                section.note(example.span(), not_taken(text, "several"));
            }
            Some(Found::Doubtful(_)) => {
                section.note(example.span(), not_taken(text, "doubtful"));
            }
            // The pattern itself is wrong, which has been noted.
            None => {}
        }
    }
    Some(taken)
}

/// `[[product]]`
fn catalogue(root: &Section<'_>) -> Option<Catalogue> {
    let sections = root.sections("product", PRODUCTS_MAX);
    let count = sections.len();
    let (spans, entries): (Vec<Range<usize>>, Vec<Entry>) = sections
        .into_iter()
        .filter_map(|section| Some((section.span(), product(section)?)))
        .unzip();
    if entries.len() < count {
        return None;
    }
    let error = match Catalogue::new(entries) {
        Ok(catalogue) => return Some(catalogue),
        Err(error) => error,
    };
    let position = match error {
        CatalogueError::NoName { position } => position,
        CatalogueError::SameName { second, .. } => second,
    };
    if let Some(span) = spans.get(position) {
        root.note(span.clone(), bad_catalogue(&error));
    }
    None
}

fn product(section: Section<'_>) -> Option<Entry> {
    let name = section.parsed("name", |text| label(text, "name = \"1 diamond\""));
    let name = section.require("name", "\"1 diamond\"", name);
    let sku = section.parsed("sku", |text| label(text, "sku = \"diamond-1\""));
    let sku = section.require("sku", "\"diamond-1\"", sku);
    let quantity = section.integer("quantity", 1..1_000_000_001);
    let price = section.parsed("price", price);
    let unreadable = (section.has("quantity") && quantity.is_none())
        || (section.has("price") && price.is_none());
    section.finish();
    if unreadable {
        return None;
    }
    let quantity = u32::try_from(quantity.unwrap_or(1)).ok()?;
    Some(Entry {
        name: name?,
        item: Item {
            sku: sku?,
            quantity,
        },
        price,
    })
}

fn price(text: &str) -> Result<Money, Fault> {
    text.parse()
        .map_err(|_| Fault::with("config.bad_price", arguments!(text = format!("{text:?}"))))
}

/// `[[tribute.profile]]`
pub(super) fn profiles(section: &Section<'_>) -> Vec<Profile> {
    let sections = section.sections("profile", PROFILES_MAX);
    sections.into_iter().filter_map(profile).collect()
}

fn profile(section: Section<'_>) -> Option<Profile> {
    let read = |key: &'static str, example: &str| {
        let value = section.parsed(key, |text| label(text, &format!("{key} = {example}")));
        section.require(key, example, value)
    };
    let header = read("header", "\"🆕 Custom Product Order\"");
    let customer = read("customer", "\"Customer:\"");
    let product = read("product", "\"Product:\"");
    let price = read("price", "\"Price:\"");
    let details = read("details", "\"Order Details:\"");
    let (span, notes) = (section.span(), section.reader.notes);
    let profile = (|| {
        Some(Profile {
            header: header?,
            customer: customer?,
            product: product?,
            price: price?,
            details: details?,
        })
    })();
    section.finish();
    let profile = profile?;
    if let Err(error) = profile.check() {
        notes.note(span, bad_profile(&error));
        return None;
    }
    Some(profile)
}

/// One line with something on it.
fn label(text: &str, example: &str) -> Result<String, Fault> {
    if is_label(text) {
        return Ok(text.to_owned());
    }
    Err(Fault::with(
        "config.bad_label",
        arguments!(text = format!("{text:?}"), kind = "line", example = example),
    ))
}

fn bad_profile(error: &ProfileError) -> Fault {
    let (kind, label, other) = match error {
        ProfileError::Alike(one, other) => ("alike", *one, *other),
        ProfileError::Empty(key) => ("empty", *key, ""),
        ProfileError::SeveralLines(key) => ("several-lines", *key, ""),
    };
    Fault::with(
        "config.bad_profile",
        arguments!(kind = kind, label = label, other = other),
    )
}

/// The pattern can't be used.
pub(super) fn bad_pattern(error: &PatternError) -> Fault {
    // The library marks the place below the pattern; its last line says why.
    let whole = error.to_string();
    let reason = whole.lines().last().unwrap_or_default();
    let kind = match error {
        PatternError::Empty => "empty",
        PatternError::TooLong => "too-long",
        PatternError::TooComplex => "too-complex",
        PatternError::Syntax(_) => "syntax",
    };
    Fault::with(
        "config.bad_pattern",
        arguments!(
            kind = kind,
            reason = reason.trim_start_matches("error: "),
            example = r"pattern = '\b\d{4,12}\b'"
        ),
    )
}

fn long_example() -> Fault {
    Fault::with(
        "config.example_mismatch",
        arguments!(
            kind = "too-long",
            example = "",
            characters_max = EXAMPLE_CHARACTERS_MAX
        ),
    )
}

fn not_taken(example: &str, kind: &str) -> Fault {
    Fault::with(
        "config.example_mismatch",
        arguments!(
            kind = kind,
            example = format!("{example:?}"),
            characters_max = EXAMPLE_CHARACTERS_MAX
        ),
    )
}

fn bad_catalogue(error: &CatalogueError) -> Fault {
    match error {
        CatalogueError::NoName { .. } => Fault::with(
            "config.bad_label",
            arguments!(text = "", kind = "product", example = ""),
        ),
        CatalogueError::SameName { name, .. } => Fault::with(
            "config.duplicate_product",
            arguments!(name = format!("{name:?}")),
        ),
    }
}
