//! Orders made up from a seed: each with a customer, an account and details of its own.

use std::collections::BTreeSet;

use crate::language::Language;
use crate::world::{Entity, EntityKind, UserId};

use super::PlannedOrder;
use super::dice::Dice;
use super::wording::Wording;

/// What orders are made of.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// In which language buyers write.
    pub language: Language,
    /// How the bot words the message.
    pub wording: Wording,
    /// What is sold; empty: the demo shop's [`demo_products`].
    pub products: Vec<Product>,
    /// Account numbers to use, in turn; empty: numbers of eight digits, all different.
    pub accounts: Vec<String>,
    /// The same seed gives the same orders.
    pub seed: u64,
}

/// Something that is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// As Tribute prints it.
    pub name: String,
    /// As Tribute prints it: `€5.00`.
    pub price: String,
    /// The shop's own name for it.
    pub sku: String,
    /// How many.
    pub quantity: u32,
}

/// What account numbers look like when the recipe gives none.
pub const DEMO_ACCOUNT_PATTERN: &str = r"\b\d{8}\b";

const FIRST_NAMES: [(&str, &str); 16] = [
    ("Ada", "Ада"),
    ("Boris", "Борис"),
    ("Vera", "Вера"),
    ("Grace", "Галина"),
    ("Dmitry", "Дмитрий"),
    ("Elena", "Елена"),
    ("Zhanna", "Жанна"),
    ("Zoya", "Зоя"),
    ("Ivan", "Иван"),
    ("Kira", "Кира"),
    ("Leo", "Лев"),
    ("Maria", "Мария"),
    ("Nina", "Нина"),
    ("Oleg", "Олег"),
    ("Pavel", "Павел"),
    ("Rita", "Рита"),
];

const LAST_NAMES: [(&str, &str); 16] = [
    ("Abel", "Абель"),
    ("Bach", "Бах"),
    ("Winter", "Винтер"),
    ("Gauss", "Гаусс"),
    ("Dahl", "Даль"),
    ("Erben", "Эрбен"),
    ("Jansen", "Янсен"),
    ("Sommer", "Зоммер"),
    ("Ibsen", "Ибсен"),
    ("Koch", "Кох"),
    ("Linde", "Линде"),
    ("Mann", "Манн"),
    ("Nobel", "Нобель"),
    ("Orff", "Орф"),
    ("Pauli", "Паули"),
    ("Ritter", "Риттер"),
];

/// What buyers write around their account number.
const DETAILS: [(&str, &str); 6] = [
    ("{}", "{}"),
    ("ID: {}", "ID: {}"),
    ("my id is {}, thank you", "мой айди {}, спасибо"),
    ("Hello!\nAccount {}", "Здравствуйте!\nАккаунт {}"),
    (
        "{}\nplease, as soon as you can",
        "{}\nпожалуйста, побыстрее",
    ),
    ("for my son: {} 🎁", "для сына: {} 🎁"),
];

/// What the demo shop sells.
pub fn demo_products(language: Language) -> Vec<Product> {
    let product = |english: &str, russian: &str, price: &str, sku: &str, quantity| Product {
        name: language.pick(english, russian).to_owned(),
        price: price.to_owned(),
        sku: sku.to_owned(),
        quantity,
    };
    vec![
        product("1 diamond", "1 алмаз", "€5.00", "diamond", 1),
        product("10 diamonds", "10 алмазов", "€45.00", "diamond", 10),
        product("500 diamonds", "500 алмазов", "€1,250.00", "diamond", 500),
        product("Season pass", "Сезонный пропуск", "€19.99", "pass", 1),
    ]
}

impl Recipe {
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

    /// Makes `count` orders.
    pub fn make(&self, count: usize) -> Vec<PlannedOrder> {
        let mut dice = Dice::new(self.seed);
        let mut accounts = BTreeSet::new();
        let demo = demo_products(self.language);
        let products = if self.products.is_empty() {
            &demo
        } else {
            &self.products
        };
        // Which pair of names comes first is up to the dice; no pair comes twice before all have.
        let first_pair = dice.below(FIRST_NAMES.len() * LAST_NAMES.len());
        (0..count)
            .map(|index| {
                let account = match self.accounts.get(index % self.accounts.len().max(1)) {
                    Some(given) => given.clone(),
                    None => unused_account(&mut dice, &mut accounts),
                };
                let customer = Customer::new(first_pair + index, self.language, &mut dice);
                let product = dice.choose(products).unwrap_or(&demo[0]);
                let (english, russian) = dice.choose(&DETAILS).unwrap_or(&DETAILS[0]);
                let details = self
                    .language
                    .pick(english, russian)
                    .replacen("{}", &account, 1);
                self.order(&customer, product, &details)
            })
            .collect()
    }

    /// An order whose product and details are chosen elsewhere; `index` chooses the customer.
    pub fn order_of(&self, index: usize, product: &Product, details: &str) -> PlannedOrder {
        let mut dice = Dice::new(self.seed.wrapping_add(index as u64));
        self.order(
            &Customer::new(index, self.language, &mut dice),
            product,
            details,
        )
    }

    fn order(&self, customer: &Customer, product: &Product, details: &str) -> PlannedOrder {
        let wording = &self.wording;
        let opening = [&wording.header, &wording.request]
            .into_iter()
            .filter(|line| !line.is_empty())
            .fold(String::new(), |text, line| text + line + "\n\n");
        let mut text = opening + &wording.customer + " ";
        let entities = customer.write(&mut text);
        let rest = format!(
            "\n\n{} {}\n\n{} {}\n\n{}\n\n{details}",
            wording.product, product.name, wording.price, product.price, wording.details
        );
        text.push_str(&rest);
        PlannedOrder {
            text,
            entities,
            ..PlannedOrder::default()
        }
    }
}

/// How the bot names a buyer.
enum Customer {
    /// Who has a username.
    Username(String),
    /// Who has none.
    Mention { name: String, user_id: i64 },
    /// A name and nothing else.
    Bare(String),
}

/// Above the ids that the sandbox's own people have, and far from real ones' beginnings.
const FIRST_CUSTOMER_ID: i64 = 9_100_000_000;

impl Customer {
    fn new(index: usize, language: Language, dice: &mut Dice) -> Self {
        let pairs = FIRST_NAMES.len() * LAST_NAMES.len();
        let (round, pair) = (index / pairs, index % pairs);
        let first = FIRST_NAMES[pair % FIRST_NAMES.len()];
        let last = LAST_NAMES[(pair / FIRST_NAMES.len() + pair) % LAST_NAMES.len()];
        let suffix = if round == 0 {
            String::new()
        } else {
            format!(" {}", round + 1)
        };
        let name = format!(
            "{} {}{suffix}",
            language.pick(first.0, first.1),
            language.pick(last.0, last.1)
        );
        match dice.below(3) {
            0 => Self::Username(
                format!("{}_{}{}", first.0, last.0, suffix.trim()).to_ascii_lowercase(),
            ),
            1 => Self::Mention {
                name,
                user_id: FIRST_CUSTOMER_ID.saturating_add(i64::try_from(index).unwrap_or(0)),
            },
            _ => Self::Bare(name),
        }
    }

    /// Appends the customer to `text`.
    fn write(&self, text: &mut String) -> Vec<Entity> {
        let offset = utf16_length(text);
        let (written, kind) = match self {
            Self::Username(username) => (format!("@{username}"), Some(EntityKind::Mention)),
            Self::Mention { name, user_id } => (
                name.clone(),
                Some(EntityKind::TextMention(UserId(*user_id))),
            ),
            Self::Bare(name) => (name.clone(), None),
        };
        *text += &written;
        kind.map(|kind| Entity {
            kind,
            offset_utf16: offset,
            length_utf16: utf16_length(&written),
        })
        .into_iter()
        .collect()
    }
}

fn unused_account(dice: &mut Dice, used: &mut BTreeSet<String>) -> String {
    loop {
        let account = format!("{}", 10_000_000 + dice.next_u64() % 90_000_000);
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
        let recipe = Recipe::demo(Language::Russian, 7);
        assert_eq!(recipe.make(30), recipe.make(30));
        assert_ne!(recipe.make(30), Recipe::demo(Language::Russian, 8).make(30));
    }

    #[test]
    fn no_two_orders_are_alike_and_each_has_one_account() {
        let pattern = regex::Regex::new(DEMO_ACCOUNT_PATTERN).unwrap();
        for language in [Language::English, Language::Russian] {
            let orders = Recipe::demo(language, 1).make(600);
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
        for order in Recipe::demo(Language::Russian, 3).make(50) {
            for entity in order.entities {
                let units: Vec<u16> = order.text.encode_utf16().collect();
                let from = usize::try_from(entity.offset_utf16).unwrap();
                let to = from + usize::try_from(entity.length_utf16).unwrap();
                let covered = String::from_utf16(&units[from..to]).unwrap();
                assert!(
                    order.text.contains(&format!("Покупатель: {covered}\n")),
                    "{covered}"
                );
            }
        }
    }

    #[test]
    fn given_products_and_accounts_are_used() {
        let recipe = Recipe {
            products: vec![Product {
                name: "Кофе".into(),
                price: "300,00 ₽".into(),
                sku: "coffee".into(),
                quantity: 1,
            }],
            accounts: vec!["AB-1".into(), "AB-2".into()],
            ..Recipe::demo(Language::Russian, 5)
        };
        let orders = recipe.make(3);
        for (order, account) in orders.iter().zip(["AB-1", "AB-2", "AB-1"]) {
            assert!(order.text.contains("Товар: Кофе\n"), "{}", order.text);
            assert!(order.text.contains(account), "{}", order.text);
        }
    }
}
