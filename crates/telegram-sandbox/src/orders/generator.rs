//! Orders made up from a seed: each with a customer, an account and details of its own.

use std::collections::BTreeSet;

use crate::language::{Language, Texts};
use crate::world::{Entity, EntityKind, UserId};

use super::{PlannedOrder, Wording};
use crate::system::SeededRng;

/// The making of orders.
#[derive(Clone, Debug)]
pub struct OrderGenerator {
    /// The language of the customers.
    pub language: Language,
    /// The wording of the message.
    pub wording: Wording,
    /// The products; empty: the demo shop's [`demo_products`].
    pub products: Vec<Product>,
    /// Account numbers to use, in turn; empty: numbers of eight digits, all different.
    pub accounts: Vec<String>,
    /// The same seed gives the same orders.
    pub seed: u64,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Product {
    pub name: String,
    /// As Tribute prints it: `€5.00`.
    pub price: String,
    pub sku: String,
    pub quantity: u32,
}

/// The form of account numbers when the generator is given none.
pub const DEMO_ACCOUNT_PATTERN: &str = r"\b\d{8}\b";

/// Price, SKU and quantity of the demo shop's products, in the order of their names.
const DEMO_PRODUCTS: [(&str, &str, u32); 4] = [
    ("€5.00", "diamond", 1),
    ("€45.00", "diamond", 10),
    ("€1,250.00", "diamond", 500),
    ("€19.99", "pass", 1),
];

/// Returns the products of the demo shop.
pub fn demo_products(language: Language) -> Vec<Product> {
    let products = language.texts().products.iter().zip(DEMO_PRODUCTS);
    let product = |(name, (price, sku, quantity)): (&String, (&str, &str, u32))| Product {
        name: name.clone(),
        price: price.to_owned(),
        sku: sku.to_owned(),
        quantity,
    };
    products.map(product).collect()
}

/// Returns the texts of customers; `{}` stands for the account number.
pub fn order_details(language: Language) -> &'static [String] {
    &language.texts().order_details
}

impl OrderGenerator {
    /// Orders of the demo shop.
    pub fn demo(language: Language, seed: u64) -> Self {
        Self {
            language,
            wording: Wording::new(language),
            products: demo_products(language),
            accounts: Vec::new(),
            seed,
        }
    }

    /// The same orders, for roubles.
    #[must_use]
    pub fn in_roubles(mut self) -> Self {
        for product in &mut self.products {
            product.price = product.price.replace('€', "₽");
        }
        self
    }

    /// Makes `count` orders.
    pub fn generate(&self, count: usize) -> Vec<PlannedOrder> {
        let mut rng = SeededRng::new(self.seed);
        let mut accounts = BTreeSet::new();
        let demo = demo_products(self.language);
        let products = if self.products.is_empty() { &demo } else { &self.products };
        let texts = self.language.texts();
        // Which pair of names comes first is random; no pair comes twice before all have.
        let first_pair = rng.below(texts.first_names.len() * texts.last_names.len());
        (0..count)
            .map(|index| {
                let account = match self.accounts.get(index % self.accounts.len().max(1)) {
                    Some(given) => given.clone(),
                    None => unused_account(&mut rng, &mut accounts),
                };
                let customer = customer(first_pair + index, self.language, &mut rng);
                let product = rng.choose(products).unwrap_or(&demo[0]);
                let details = rng.choose(&texts.order_details).map_or("{}", |it| it);
                self.order(customer, product, &details.replacen("{}", &account, 1))
            })
            .collect()
    }

    /// An order whose product and details are chosen elsewhere; `index` chooses the customer.
    pub fn order_of(&self, index: usize, product: &Product, details: &str) -> PlannedOrder {
        let mut rng = SeededRng::new(self.seed.wrapping_add(index as u64));
        let customer = customer(index, self.language, &mut rng);
        self.order(customer, product, details)
    }

    fn order(
        &self,
        (customer, kind): (String, Option<EntityKind>),
        product: &Product,
        details: &str,
    ) -> PlannedOrder {
        let wording = &self.wording;
        let opening = [&wording.header, &wording.request]
            .into_iter()
            .filter(|line| !line.is_empty())
            .fold(String::new(), |text, line| text + line + "\n\n");
        let opening = opening + &wording.customer + " ";
        let entity = kind.map(|kind| Entity {
            kind,
            offset_utf16: utf16_length(&opening),
            length_utf16: utf16_length(&customer),
        });
        let text = format!(
            "{opening}{customer}\n\n{} {}\n\n{} {}\n\n{}\n\n{details}",
            wording.product, product.name, wording.price, product.price, wording.details
        );
        PlannedOrder { text, entities: entity.into_iter().collect(), ..PlannedOrder::default() }
    }
}

/// Above the ids that the sandbox's own people have, and far from real ones' beginnings.
const FIRST_CUSTOMER_ID: i64 = 9_100_000_000;

/// A customer as the bot names them, and the entity over it: a name may stand there bare.
fn customer(index: usize, language: Language, rng: &mut SeededRng) -> (String, Option<EntityKind>) {
    let Texts { first_names, last_names, .. } = language.texts();
    let pairs = first_names.len() * last_names.len();
    let (round, pair) = (index / pairs, index % pairs);
    let first = pair % first_names.len();
    let last = (pair / first_names.len() + pair) % last_names.len();
    let suffix = if round == 0 { String::new() } else { format!(" {}", round + 1) };
    let name = format!("{} {}{suffix}", first_names[first], last_names[last]);
    match rng.below(3) {
        0 => {
            let latin = Language::English.texts();
            let (first, last) = (&latin.first_names[first], &latin.last_names[last]);
            let username = format!("@{first}_{last}{}", suffix.trim()).to_ascii_lowercase();
            (username, Some(EntityKind::Mention))
        }
        1 => {
            let id = FIRST_CUSTOMER_ID.saturating_add(i64::try_from(index).unwrap_or(0));
            (name, Some(EntityKind::TextMention(UserId(id))))
        }
        _ => (name, None),
    }
}

fn unused_account(rng: &mut SeededRng, used: &mut BTreeSet<String>) -> String {
    loop {
        let account = format!("{}", 10_000_000 + rng.next_u64() % 90_000_000);
        if used.insert(account.clone()) {
            return account;
        }
    }
}

fn utf16_length(text: &str) -> i32 {
    i32::try_from(text.encode_utf16().count()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_orders_and_another_gives_others() {
        let generator = OrderGenerator::demo(Language::Russian, 7);
        assert_eq!(generator.generate(30), generator.generate(30));
        assert_ne!(generator.generate(30), OrderGenerator::demo(Language::Russian, 8).generate(30));
    }

    #[test]
    fn no_two_orders_are_alike_and_each_has_one_account() {
        let pattern = regex::Regex::new(DEMO_ACCOUNT_PATTERN).unwrap();
        for language in [Language::English, Language::Russian] {
            let orders = OrderGenerator::demo(language, 1).generate(600);
            let accounts: BTreeSet<_> = orders
                .iter()
                .map(|order| {
                    let found: Vec<_> = pattern.find_iter(&order.text).collect();
                    assert_eq!(found.len(), 1, "{}", order.text);
                    found[0].as_str()
                })
                .collect();
            assert_eq!(accounts.len(), 600);
            let customers: BTreeSet<_> = orders
                .iter()
                .filter_map(|order| {
                    let label = Wording::new(language).customer;
                    order.text.lines().find(|line| line.starts_with(&label))
                })
                .collect();
            assert_eq!(customers.len(), 600);
        }
    }

    #[test]
    fn entities_cover_exactly_the_customer() {
        for order in OrderGenerator::demo(Language::Russian, 3).generate(50) {
            for entity in order.entities {
                let units: Vec<u16> = order.text.encode_utf16().collect();
                let from = usize::try_from(entity.offset_utf16).unwrap();
                let to = from + usize::try_from(entity.length_utf16).unwrap();
                let covered = String::from_utf16(&units[from..to]).unwrap();
                assert!(order.text.contains(&format!("Покупатель: {covered}\n")), "{covered}");
            }
        }
    }

    #[test]
    fn given_products_and_accounts_are_used() {
        let generator = OrderGenerator {
            products: vec![Product {
                name: "Кофе".into(),
                price: "300,00 ₽".into(),
                sku: "coffee".into(),
                quantity: 1,
            }],
            accounts: vec!["AB-1".into(), "AB-2".into()],
            ..OrderGenerator::demo(Language::Russian, 5)
        };
        let orders = generator.generate(3);
        for (order, account) in orders.iter().zip(["AB-1", "AB-2", "AB-1"]) {
            assert!(order.text.contains("Товар: Кофе\n"), "{}", order.text);
            assert!(order.text.contains(account), "{}", order.text);
        }
    }
}
