//! What was sold, and at which prices.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::sale::Sale;
use crate::order::Untrusted;
use crate::order::catalogue::{Catalogue, Entry, Item};

/// More new products are not listed.
const PRODUCTS_MAX: usize = 200;

/// A product that the catalogue does not have.
struct Product {
    name: String,
    /// Each price, and how often it was paid.
    prices: BTreeMap<String, usize>,
    sold: usize,
}

/// The new products, in the order in which they were first sold.
pub(super) struct Products {
    new: Vec<Product>,
    known: usize,
    left_out: usize,
}

impl Products {
    pub(super) fn of(sales: &[Sale<'_>], catalogue: &Catalogue) -> Self {
        let mut products = Self {
            new: Vec::new(),
            known: 0,
            left_out: 0,
        };
        // Names that differ in case and spaces only are one product's.
        let mut names = Catalogue::default();
        for sale in sales {
            let Some(name) = sale.form.product.as_ref().map(Untrusted::as_str) else {
                continue;
            };
            if catalogue.find(name).is_some() {
                products.known += 1;
                continue;
            }
            if names.find(name).is_none() && !products.add(name, &mut names) {
                products.left_out += 1;
                continue;
            }
            let first = names.find(name).map(|entry| entry.name.clone());
            let mut new = products.new.iter_mut();
            if let Some(product) = new.find(|product| Some(&product.name) == first.as_ref()) {
                product.sold += 1;
                if let Some(price) = sale.form.price {
                    *product.prices.entry(price.to_string()).or_default() += 1;
                }
            }
        }
        products
    }

    /// Whether there is room for it, and it can be a name.
    fn add(&mut self, name: &str, names: &mut Catalogue) -> bool {
        if self.new.len() == PRODUCTS_MAX || !crate::config::is_label(name) {
            return false;
        }
        let entry = |name: &str| Entry {
            name: name.to_owned(),
            item: Item {
                sku: String::new(),
                quantity: 1,
            },
            price: None,
        };
        let known = names.entries().map(|known| entry(&known.name));
        match Catalogue::new(known.chain([entry(name)]).collect()) {
            Ok(more) => *names = more,
            Err(_) => return false,
        }
        self.new.push(Product {
            name: name.to_owned(),
            prices: BTreeMap::new(),
            sold: 0,
        });
        true
    }

    pub(super) fn write(&self, lines: &mut Lines) {
        let (new, known) = (self.new.len(), self.known);
        lines.gap();
        lines.comment(
            format!("Products that your catalogue does not have: {new}. Orders of those that it has: {known}."),
            format!("Товаров, которых нет в каталоге: {new}. Заказов на те, что есть: {known}."),
        );
        if self.left_out > 0 {
            let left_out = self.left_out;
            lines.comment(
                format!("Orders whose product is left out here: {left_out}."),
                format!("Заказов, чей товар сюда не вошёл: {left_out}."),
            );
        }
        if new > 0 {
            lines.comment(
                "`sku` and `quantity` are guesses: write what your shop's server calls it, and how many are given.",
                "`sku` и `quantity` — догадки: впишите, как товар называет сервер магазина и сколько выдавать.",
            );
        }
        for (index, product) in self.new.iter().enumerate() {
            product.write(index + 1, lines);
        }
    }
}

impl Product {
    fn write(&self, number: usize, lines: &mut Lines) {
        lines.section("[[product]]");
        let sold = self.sold;
        lines.comment(format!("sold {sold}"), format!("продан {sold}"));
        lines.text("name", &self.name);
        lines.text("sku", &sku(&self.name, number));
        lines.number("quantity", 1);
        match self.prices.first_key_value() {
            Some((price, _)) if self.prices.len() == 1 => lines.text("price", price),
            _ => {
                let prices = self.prices.iter();
                let prices: Vec<String> = prices
                    .map(|(price, count)| format!("{price} ({count})"))
                    .collect();
                let prices = prices.join(", ");
                lines.comment(
                    format!("no one price: {prices}"),
                    format!("цена не одна: {prices}"),
                );
            }
        }
    }
}

/// `10 diamonds` → `10-diamonds`; `product-3` when nothing of the name is left.
fn sku(name: &str, number: usize) -> String {
    let kept: String = name
        .to_lowercase()
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let sku = words.join("-");
    if sku.chars().any(|character| character.is_ascii_alphabetic()) {
        sku
    } else {
        format!("product-{number}")
    }
}
