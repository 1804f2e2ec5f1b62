//! The wordings of the order message. A new wording is a new entry in `profiles.toml`.

use serde::Deserialize;

use crate::order::untrusted::comparable;

/// One wording: the header and the labels, each as it stands at its line's start, colon included.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The message's whole first line.
    pub header: String,
    /// `Customer:`
    pub customer: String,
    /// `Product:`
    pub product: String,
    /// `Price:`
    pub price: String,
    /// `Order Details:`
    pub details: String,
}

/// `profiles.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    profile: Vec<Profile>,
}

/// What is compared of a text: all of it, or what an eye sees.
pub(super) type Seen = fn(&str) -> String;

/// A label of the order message, in the message's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Who paid.
    Customer,
    /// What for.
    Product,
    /// How much.
    Price,
    /// What the customer wrote, to the message's end.
    Details,
}

/// Why a wording can't be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The named key is empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// The named key goes over several lines.
    #[error("{0} has a line break in it")]
    SeveralLines(&'static str),
    /// Two keys can't be told apart: one begins with the other.
    #[error("{0} and {1} begin alike")]
    Alike(&'static str, &'static str),
}

impl Profile {
    /// The wordings that come with the program.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test reads it")]
    pub fn built_in() -> Vec<Self> {
        let file: File = toml::from_str(include_str!("profiles.toml")).expect("well formed");
        file.profile
    }

    /// Whether this can be a wording at all: every part on one line, every label telling itself
    /// from the others.
    pub fn check(&self) -> Result<(), ProfileError> {
        let labels = self.labels().map(|(_, key, text)| (key, text));
        let header = ("header", self.header.as_str());
        for (key, text) in std::iter::once(header).chain(labels) {
            if comparable(text).is_empty() {
                return Err(ProfileError::Empty(key));
            }
            if text.contains(['\n', '\r']) {
                return Err(ProfileError::SeveralLines(key));
            }
        }
        let labels = labels.map(|(key, text)| (key, comparable(text)));
        for (position, (first, text)) in labels.iter().enumerate() {
            for (second, other) in &labels[position + 1..] {
                if text.starts_with(other) || other.starts_with(text) {
                    return Err(ProfileError::Alike(first, second));
                }
            }
        }
        Ok(())
    }

    /// Whether a message's first line is this wording's header, whole, with or without the emoji that it begins
    /// with.
    pub(super) fn is_header(&self, line: &str) -> bool {
        // As nearly all are, without a look at each character.
        if line == self.header {
            return true;
        }
        let (line, header) = (comparable(line), comparable(&self.header));
        let words = header.trim_start_matches(|it: char| !it.is_alphanumeric());
        !line.is_empty() && (line == header || line == words)
    }

    /// The label that a line begins with, and how many bytes of it that is; of both, `seen` is compared.
    pub(super) fn label_of(&self, line: &str, seen: Seen) -> Option<(Label, usize)> {
        let whole = seen(line);
        let labels = self.labels().map(|(label, _, text)| (label, seen(text.trim())));
        let begins = |text: &String| !text.is_empty() && whole.starts_with(text);
        let (label, text) = labels.into_iter().find(|(_, text)| begins(text))?;
        let mut ends = line.char_indices().map(|(start, it)| start + it.len_utf8());
        let length = ends.find(|end| seen(&line[..*end]) == text)?;
        // A line that is set in begins with none.
        (!line.starts_with(char::is_whitespace)).then_some((label, length))
    }

    /// The labels in their order, and their keys in a `[[tribute.profile]]`.
    pub(super) fn labels(&self) -> [(Label, &'static str, &str); 4] {
        [
            (Label::Customer, "customer", &self.customer),
            (Label::Product, "product", &self.product),
            (Label::Price, "price", &self.price),
            (Label::Details, "details", &self.details),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Profile {
        Profile::built_in().remove(0)
    }

    #[test]
    fn the_built_in_ones_are_sound_and_begin_differently() {
        let profiles = Profile::built_in();
        for profile in &profiles {
            assert_eq!(profile.check(), Ok(()));
            assert_eq!(profiles.iter().filter(|other| other.is_header(&profile.header)).count(), 1);
        }
    }

    #[test]
    fn unsound_ones() {
        let changed = |change: fn(&mut Profile)| {
            let mut profile = english();
            change(&mut profile);
            profile.check().unwrap_err()
        };
        assert_eq!(changed(|p| p.header = " ".to_owned()), ProfileError::Empty("header"));
        assert_eq!(changed(|p| p.price = String::new()), ProfileError::Empty("price"));
        assert_eq!(changed(|p| p.price = "\u{200B}".to_owned()), ProfileError::Empty("price"));
        assert_eq!(
            changed(|p| p.price = "Prod\u{AD}uct: price".to_owned()),
            ProfileError::Alike("product", "price")
        );
        assert_eq!(
            changed(|p| p.details = "a\nb".to_owned()),
            ProfileError::SeveralLines("details")
        );
        assert_eq!(
            changed(|p| p.price = "Product: price".to_owned()),
            ProfileError::Alike("product", "price")
        );
    }

    #[test]
    fn the_header_counts_whole() {
        let english = english();
        for line in [
            "🆕 Custom Product Order",
            "🆕 Custom Product Order  ",
            "🆕\u{FE0F} Custom Product Order",
            "Custom Product Order",
            " 🆕 Custom Product Order",
            "🆕\u{A0}Custom  Product\u{200B} Order",
            "\u{FEFF}🆕 Cus\u{AD}tom Product Order\u{200E}",
        ] {
            assert!(english.is_header(line), "{line:?}");
        }
        for line in [
            "",
            "Custom Product",
            "🆕",
            "🆕 Custom Product Order!",
            "🎁 Custom Product Order",
            "🆕 Custom Product Order x",
            "> 🆕 Custom Product Order",
            "🆕 custom product order",
            "🆕 Custom Product Order\u{2028}x",
        ] {
            assert!(!english.is_header(line), "{line:?}");
        }
    }

    #[test]
    fn labels_stand_at_the_very_start() {
        let english = english();
        for seen in [str::to_owned, comparable] {
            assert_eq!(english.label_of("Price: 5", seen), Some((Label::Price, 6)));
            assert_eq!(english.label_of("Order Details:", seen), Some((Label::Details, 14)));
        }
        for line in ["Price:5", "\u{200B}Price:\u{200E} 5", "P\u{AD}ri\u{200B}ce: 5"] {
            let (label, length) = english.label_of(line, comparable).unwrap();
            assert_eq!(
                (label, &line[..length].chars().last()),
                (Label::Price, &Some(':')),
                "{line:?}"
            );
        }
        assert_eq!(
            english.label_of("Order\u{A0} Details: 5", comparable),
            Some((Label::Details, 16))
        );
        let profile = Profile { price: "Йод:".to_owned(), ..english.clone() };
        assert_eq!(profile.label_of("И\u{306}од: 5", comparable), Some((Label::Price, 9)));
        for line in [
            " Price: 5",
            "\u{A0}Price: 5",
            "price: 5",
            "Price 5",
            "The Price: 5",
            "Price : 5",
            "\u{200B}",
            "",
        ] {
            assert_eq!(english.label_of(line, comparable), None, "{line:?}");
        }
        for line in ["\u{200B}Price: 5", "P\u{AD}rice: 5", " Price: 5", "Order\u{A0}Details:", ""] {
            assert_eq!(english.label_of(line, str::to_owned), None, "{line:?}");
        }
    }
}
