//! The wordings of the order message. A new wording is a new entry in `profiles.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

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

static BUILT_IN: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "compiled in, and a test reads it")]
    let file: File =
        toml::from_str(include_str!("profiles.toml")).expect("profiles.toml is well formed");
    file.profile
});

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
    pub fn built_in() -> Vec<Self> {
        BUILT_IN.clone()
    }

    /// Whether this can be a wording at all: every part on one line, every label telling itself
    /// from the others.
    pub fn check(&self) -> Result<(), ProfileError> {
        let header = ("header", self.header.as_str());
        let labels = self.labels().map(|(_, key, text)| (key, text));
        for (key, text) in std::iter::once(header).chain(labels) {
            if text.trim().is_empty() {
                return Err(ProfileError::Empty(key));
            }
            if text.contains(['\n', '\r']) {
                return Err(ProfileError::SeveralLines(key));
            }
        }
        for (position, (first, text)) in labels.iter().enumerate() {
            for (second, other) in &labels[position + 1..] {
                if text.trim().starts_with(other.trim()) || other.trim().starts_with(text.trim()) {
                    return Err(ProfileError::Alike(first, second));
                }
            }
        }
        Ok(())
    }

    /// Whether a message's first line is this wording's header, whole. Spaces behind it and emoji
    /// variation selectors, which no one sees, don't matter.
    pub(super) fn is_header(&self, line: &str) -> bool {
        let seen = |text: &str| text.trim_end().replace(['\u{FE0E}', '\u{FE0F}'], "");
        let header = seen(&self.header);
        !header.is_empty() && seen(line) == header
    }

    /// The label that a line begins with, and how many bytes of it that is.
    pub(super) fn label_of(&self, line: &str) -> Option<(Label, usize)> {
        self.labels()
            .into_iter()
            .map(|(label, _, text)| (label, text.trim()))
            .find(|(_, text)| !text.is_empty() && line.starts_with(text))
            .map(|(label, text)| (label, text.len()))
    }

    /// The labels, and their keys in a `[[tribute.profile]]`.
    fn labels(&self) -> [(Label, &'static str, &str); 4] {
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
        ] {
            assert!(english.is_header(line), "{line:?}");
        }
        for line in [
            "",
            "Custom Product Order",
            " 🆕 Custom Product Order",
            "🆕 Custom Product Order!",
            "🆕 Custom Product Order x",
            "> 🆕 Custom Product Order",
            "🆕 custom product order",
            "\u{FEFF}🆕 Custom Product Order",
            "🆕 Custom Product Order\u{2028}x",
        ] {
            assert!(!english.is_header(line), "{line:?}");
        }
    }

    #[test]
    fn labels_stand_at_the_very_start() {
        let english = english();
        assert_eq!(english.label_of("Price: 5"), Some((Label::Price, 6)));
        assert_eq!(english.label_of("Order Details:"), Some((Label::Details, 14)));
        for line in
            [" Price: 5", "price: 5", "Price 5", "The Price: 5", "Price : 5", "\u{200B}Price: 5"]
        {
            assert_eq!(english.label_of(line), None, "{line:?}");
        }
    }
}
