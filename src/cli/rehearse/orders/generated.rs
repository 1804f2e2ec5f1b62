//! Orders made up from a configuration: its products, its examples of account numbers, its wording.

use super::super::case::{Case, Expected, Wanted};
use crate::cli::sandbox::SandboxError;
use crate::config::Config;
use crate::language::Language;
use crate::order::account::AccountPattern;
use crate::sources::tribute_chat::message::Rules;
use crate::sources::tribute_chat::message::profile::Profile;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::generator::{OrderGenerator, Product, demo_products};
use telegram_sandbox::orders::wording::Wording;

/// What buyers write around their account number.
const SURROUNDINGS: [(&str, &str); 6] = [
    ("{}", "{}"),
    ("ID: {}", "Айди: {}"),
    ("Hello!\nMy account: {}", "Здравствуйте!\nМой аккаунт: {}"),
    (
        "{}\nplease, as soon as you can",
        "{}\nпожалуйста, побыстрее",
    ),
    ("for my son: {} 🎁", "для сына: {} 🎁"),
    ("account {}, thank you", "аккаунт {}, спасибо"),
];

/// Prices of products whose price the configuration leaves open.
const MADE_UP_PRICES: [&str; 4] = ["€5.00", "1\u{A0}250,00 ₽", "⭐️ 250", "$1,019.99"];

/// How many products there are when the configuration lists none.
const MADE_UP_PRODUCTS: usize = 3;

/// So many orders for the owner's own rules.
pub(in crate::cli::rehearse) fn of_config(
    config: &Config,
    count: usize,
) -> Result<Vec<Case>, SandboxError> {
    let rules = config.rules()?;
    if config.examples.is_empty() {
        return Err(SandboxError::NoExamples);
    }
    Ok(made_up(rules, &config.examples, config.language, count))
}

/// So many orders of the demo shop's, for rules that take anything.
pub(in crate::cli::rehearse) fn of_demo(
    rules: &Rules,
    language: Language,
    count: usize,
) -> Vec<Case> {
    let examples: Vec<String> = (0..count)
        .map(|index| (10_000_019 + 7_919 * index).to_string())
        .collect();
    made_up(rules, &examples, language, count)
}

fn made_up(rules: &Rules, examples: &[String], language: Language, count: usize) -> Vec<Case> {
    let recipe = OrderGenerator {
        wording: wording(rules, language),
        ..OrderGenerator::demo(language.into(), 1)
    };
    let products = products(rules, language);
    let cases = (0..count)
        .zip(examples.iter().cycle())
        .zip(products.iter().cycle());
    cases
        .zip(1..)
        .map(|(((index, example), product), number)| {
            let (details, account_id) = details(&rules.account, example, language, index);
            let planned = recipe.order_of(index, product, &details);
            Case {
                number,
                title: product.name.clone(),
                source: language.pick(format!("order {number}"), format!("заказ {number}")),
                planned: PlannedOrder {
                    expect: Some(telegram_sandbox::orders::Expectation::Completed),
                    ..planned
                },
                expected: Expected::completed(Wanted::Just(account_id)),
            }
        })
        .collect()
}

/// The owner's own wording if there is one, else the built-in one of the language.
fn wording(rules: &Rules, language: Language) -> Wording {
    let built_in = Profile::built_in();
    let mut profiles = rules.profiles.iter();
    let own = profiles.find(|profile| !built_in.contains(profile));
    own.cloned().map_or_else(
        || Wording::new(language.into()),
        |own| Wording {
            header: own.header,
            // Between the header and the labels of an unknown wording nothing is known to stand.
            request: String::new(),
            customer: own.customer,
            product: own.product,
            price: own.price,
            details: own.details,
        },
    )
}

/// What is sold: the catalogue, each product in its turn; without one, made-up names.
fn products(rules: &Rules, language: Language) -> Vec<Product> {
    if rules.catalogue.is_empty() {
        let mut products = demo_products(language.into());
        products.truncate(MADE_UP_PRODUCTS);
        return products;
    }
    let decimal_comma = language == Language::Russian;
    rules
        .catalogue
        .entries()
        .zip(MADE_UP_PRICES.iter().cycle())
        .map(|(entry, made_up)| Product {
            name: entry.name.clone(),
            price: match entry.price {
                Some(price) => price.render(decimal_comma),
                None => (*made_up).to_owned(),
            },
            sku: entry.item.sku.clone(),
            quantity: entry.item.quantity,
        })
        .collect()
}

/// What a buyer writes who has this account, and the number that must be taken of it.
fn details(
    pattern: &AccountPattern,
    example: &str,
    language: Language,
    index: usize,
) -> (String, Option<String>) {
    let taken = |text: &str| {
        let account = pattern.find(text).certain()?;
        Some(account.as_str().to_owned())
    };
    let account_id = taken(example);
    let from_here = SURROUNDINGS
        .iter()
        .cycle()
        .skip(index)
        .take(SURROUNDINGS.len());
    let details = from_here
        .map(|(english, russian)| language.pick(english, russian).replacen("{}", example, 1))
        .find(|details| taken(details) == account_id)
        .unwrap_or_else(|| example.to_owned());
    (details, account_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::tribute_chat::message::{Reading, read};

    fn rules(pattern: &str) -> Rules {
        Rules {
            account: AccountPattern::new(pattern).unwrap(),
            ..Rules::sample()
        }
    }

    #[test]
    fn surroundings_never_change_what_the_pattern_takes() {
        // Greedy enough to swallow every surrounding but the bare one.
        for (pattern, example) in [
            (r"\b\d{4,12}\b", "12345"),
            (r"^[A-Z]+-\d+$", "QX-77"),
            (r"(?s)^(?<id>\S+)$", "a"),
            (r"\w+", "hello"),
            (r"nick (\w+)", "nick Ann"),
        ] {
            let rules = rules(pattern);
            for language in [Language::English, Language::Russian] {
                for case in made_up(&rules, &[example.to_owned()], language, 12) {
                    let form = match read(&case.planned.text, &[], &rules) {
                        Reading::Order(form) => form,
                        other => panic!("{other:?}"),
                    };
                    let account = form.account.map(|account| account.as_str().to_owned());
                    assert_eq!(
                        case.expected.account_id,
                        Wanted::Just(account.clone()),
                        "{pattern}"
                    );
                    assert!(account.is_some(), "{pattern}: {}", case.planned.text);
                }
            }
        }
    }

    #[test]
    fn an_owners_wording_comes_before_the_built_in_ones() {
        let mut rules = Rules::sample();
        let own = Profile {
            header: "Neue Bestellung".into(),
            customer: "Kunde:".into(),
            product: "Ware:".into(),
            price: "Preis:".into(),
            details: "Angaben:".into(),
        };
        rules.profiles.insert(0, own);
        let cases = made_up(&rules, &["12345".into()], Language::Russian, 2);
        assert!(cases[0].planned.text.starts_with("Neue Bestellung\n"));
        assert!(cases[0].planned.text.contains("\nAngaben:"));
        let cases = of_demo(&Rules::sample(), Language::Russian, 2);
        assert!(
            cases[0]
                .planned
                .text
                .starts_with(&Wording::new(Language::Russian.into()).header)
        );
        assert_ne!(cases[0].expected.account_id, cases[1].expected.account_id);
    }
}
