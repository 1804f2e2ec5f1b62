//! The products as buttons.

use sha2::{Digest as _, Sha256};

use super::Showcase;
use crate::i18n::{Language, language, t};
use crate::order::Money;
use crate::order::catalogue::Entry;
use crate::rich_text::cut_to_utf16;
use crate::tbank::token::hexadecimal;
use crate::telegram::bot::InlineButton;

/// So many stand below one message.
const PAGE: usize = 20;
/// More does not fit a telephone.
const NAME_UNITS_MAX: usize = 48;
/// What the buttons send begins so, and the bytes of the digest that follow.
const PRODUCT: &str = "buy:";
const DIGEST_BYTES: usize = 12;
const OTHERS: &str = "page:";

/// What a button asks for.
pub(super) enum Tapped<'a> {
    /// A product, as it was offered.
    Product(&'a Entry, Money),
    /// The products from this one on.
    Page(usize),
    /// What is not offered any more, or not so.
    Gone,
    /// Nothing of ours.
    Unknown,
}

impl Showcase {
    /// What can be paid here, in the owner's order.
    fn on_sale(&self) -> impl Iterator<Item = (&Entry, Money)> {
        let price = |it: &Entry| it.price.filter(|price| self.takes(*price));
        self.catalogue.entries().filter_map(move |entry| Some((entry, price(entry)?)))
    }

    /// Whether anything can be bought.
    pub(super) fn is_open(&self) -> bool {
        self.on_sale().next().is_some()
    }

    /// The buttons of the products from one on.
    pub(super) fn buttons(&self, from: usize) -> Vec<Vec<InlineButton>> {
        let is_comma = language() == Language::Russian;
        let product = |(entry, price): (&Entry, Money)| {
            let name = cut_to_utf16(&entry.name, NAME_UNITS_MAX);
            let label = format!("{name} · {}", price.render(is_comma));
            vec![InlineButton { label, data: key(entry, price).into_bytes() }]
        };
        let mut rows: Vec<_> = self.on_sale().skip(from).take(PAGE).map(product).collect();
        let (next, count) = (from + PAGE, self.on_sale().count());
        if next < count {
            let data = format!("{OTHERS}{next}").into_bytes();
            let label = t!("buyers-more-products", count = count - next);
            rows.push(vec![InlineButton { label, data }]);
        }
        rows
    }

    /// What a tapped button asks for.
    pub(super) fn tapped(&self, data: &[u8]) -> Tapped<'_> {
        let Ok(text) = std::str::from_utf8(data) else { return Tapped::Unknown };
        if let Some(place) = text.strip_prefix(OTHERS) {
            let place = place.parse().ok().filter(|place| *place < self.on_sale().count());
            return place.map_or(Tapped::Gone, Tapped::Page);
        }
        if !text.starts_with(PRODUCT) {
            return Tapped::Unknown;
        }
        let offered = self.on_sale().find(|(entry, price)| key(entry, *price) == text);
        offered.map_or(Tapped::Gone, |(entry, price)| Tapped::Product(entry, price))
    }
}

/// What a product's button sends: another price or another content is another button.
fn key(entry: &Entry, price: Money) -> String {
    let Entry { name, item, .. } = entry;
    let whole = format!("{name}\n{}\n{}\n{price}", item.sku, item.quantity);
    format!("{PRODUCT}{}", hexadecimal(&Sha256::digest(whole)[..DIGEST_BYTES]))
}
