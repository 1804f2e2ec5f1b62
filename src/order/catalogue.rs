//! What the shop sells, as the owner listed it.

use serde::{Deserialize, Serialize};

use super::Money;
use super::untrusted::comparable;

/// The owner's list of products; empty: every product passes.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(Vec<Entry>);

/// One `[[product]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As Tribute prints it; case, runs of spaces and what can't be seen don't matter.
    pub name: String,
    /// What the shop gets.
    pub item: Item,
    /// When set, an order at another price is escalated.
    pub price: Option<Money>,
}

/// What the shop is asked to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The shop's own name for it.
    pub sku: String,
    /// How many.
    pub quantity: u32,
}

/// Why a list of products can't be a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The product at this place, counted from 0, has no name.
    #[error("product {0} has no name")]
    NoName(usize),
    /// The product at this place has a name that looks like an earlier one but for its case.
    #[error("product {0} is called {1:?}, as one before it")]
    SameName(usize, String),
}

impl Catalogue {
    /// The owner's products, in any order.
    pub fn new(products: Vec<Entry>) -> Result<Self, CatalogueError> {
        let keys: Vec<String> = products.iter().map(|it| key(&it.name)).collect();
        for (place, key) in keys.iter().enumerate() {
            if key.is_empty() {
                return Err(CatalogueError::NoName(place));
            }
            if keys[..place].contains(key) {
                return Err(CatalogueError::SameName(place, products[place].name.clone()));
            }
        }
        Ok(Self(products))
    }

    /// Whether nothing is listed, so that every product passes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The products, in the owner's order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }

    /// The product of this name.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        let sought = key(name);
        self.0.iter().find(|entry| key(&entry.name) == sought)
    }
}

/// What names have in common that look alike but for their case.
///
/// Upper case first: `ς`, `σ` and `Σ` are one letter, as are `ß` and `SS`.
fn key(name: &str) -> String {
    comparable(name).to_uppercase().chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        let item = Item { sku: format!("sku of {name}"), quantity: 1 };
        Entry { name: name.to_owned(), item, price: None }
    }

    #[test]
    fn case_and_runs_of_spaces_do_not_matter() {
        let catalogue =
            Catalogue::new(vec![entry("10 Алмазов"), entry("ΟΔΟΣ"), entry("Straße")]).unwrap();
        for name in ["10 Алмазов", "10 алмазов", " 10\u{A0}\u{2003} АЛМАЗОВ\n", "10\t\r\nалмазов"]
        {
            assert_eq!(catalogue.find(name).unwrap().name, "10 Алмазов", "{name:?}");
        }
        assert_eq!(catalogue.find("οδος").unwrap().name, "ΟΔΟΣ");
        assert_eq!(catalogue.find("STRASSE").unwrap().name, "Straße");
        for name in ["10Алмазов", "1 0 Алмазов", "10 Алмазо", "", "10 Алмазов!", "10 A\u{43B}мазов"]
        {
            assert_eq!(catalogue.find(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_name_is_found_as_an_eye_finds_it() {
        let catalogue = Catalogue::new(vec![entry("❤️ Йод")]).unwrap();
        for name in
            ["❤ Йод", "❤️ ЙОД", "❤\u{FE0E}\u{A0}И\u{306}о\u{AD}д\u{200B}", "\u{200F}❤ Йод\u{200F}"]
        {
            assert_eq!(catalogue.find(name).unwrap().name, "❤️ Йод", "{name:?}");
        }
        assert_eq!(catalogue.find("♥ Йод"), None);
        assert_eq!(
            Catalogue::new(vec![entry("Йод"), entry("и\u{306}о\u{200B}д")]).unwrap_err(),
            CatalogueError::SameName(1, "и\u{306}о\u{200B}д".to_owned())
        );
    }

    #[test]
    fn names_must_differ_and_be_there() {
        assert_eq!(
            Catalogue::new(vec![entry("a b"), entry("c"), entry("A  B")]).unwrap_err(),
            CatalogueError::SameName(2, "A  B".to_owned())
        );
        assert_eq!(
            Catalogue::new(vec![entry("a"), entry(" \u{A0}\u{200B}")]).unwrap_err(),
            CatalogueError::NoName(1)
        );
    }

    #[test]
    fn keeps_the_owners_order() {
        let catalogue = Catalogue::new(vec![entry("b"), entry("a")]).unwrap();
        let names: Vec<_> = catalogue.entries().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["b", "a"]);
        assert!(!catalogue.is_empty());
        assert!(Catalogue::default().is_empty());
    }
}
