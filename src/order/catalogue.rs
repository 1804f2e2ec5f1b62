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
    /// Tribute's own number for it, where that is known.
    pub tribute_id: Option<String>,
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
    /// The product at this place has the number of an earlier one.
    #[error("product {0} has the number {1} at Tribute, as one before it")]
    SameTributeId(usize, String),
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
        for (place, product) in products.iter().enumerate() {
            let id = product.tribute_id.as_ref();
            if let Some(id) =
                id.filter(|_| products[..place].iter().any(|it| it.tribute_id.as_ref() == id))
            {
                return Err(CatalogueError::SameTributeId(place, id.clone()));
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

impl Catalogue {
    /// The product of this number at Tribute; of those without one, that of this name.
    pub fn find_at_tribute(&self, id: Option<&str>, name: Option<&str>) -> Option<&Entry> {
        let by_id = self.0.iter().find(|it| id.is_some() && it.tribute_id.as_deref() == id);
        by_id.or_else(|| name.and_then(|it| self.find(it)).filter(|it| it.tribute_id.is_none()))
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
        Entry { name: name.to_owned(), item, price: None, tribute_id: None }
    }

    #[test]
    fn a_number_at_tribute_comes_before_the_name() {
        let numbered = |name, id: &str| Entry { tribute_id: Some(id.to_owned()), ..entry(name) };
        let products = vec![numbered("VPN", "456"), entry("Course")];
        let catalogue = Catalogue::new(products).unwrap();
        let found = |id, name| catalogue.find_at_tribute(id, name).map(|it| it.name.as_str());
        assert_eq!(found(Some("456"), Some("Course")), Some("VPN"));
        assert_eq!(found(Some("7"), Some("course")), Some("Course"));
        assert_eq!(found(None, Some("Course")), Some("Course"));
        assert_eq!(found(Some("7"), Some("VPN")), None);
        assert_eq!(found(None, None), None);
        assert_eq!(
            Catalogue::new(vec![numbered("a", "1"), entry("b"), numbered("c", "1")]).unwrap_err(),
            CatalogueError::SameTributeId(2, "1".to_owned())
        );
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
