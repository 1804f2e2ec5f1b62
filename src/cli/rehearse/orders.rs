//! Orders that are no fixtures: made up from the owner's configuration (its products, its examples of
//! account numbers, its wording), or read from a file of JSON Lines, as the sandbox takes them.

use std::path::Path;

use super::scenario::{Case, End, Expected, Facts, shown};
use crate::cli::sandbox::Seller;
use crate::i18n::{self, Language, arguments, t};
use crate::order::Untrusted;
use crate::order::account::AccountPattern;
use crate::order::catalogue::Entry;
use crate::order_view::words;
use crate::report::{CodedError, usage};
use crate::sources::tribute_chat::message::profile::Profile;
use crate::sources::tribute_chat::message::{Reading, Rules, read};
use telegram_sandbox::orders::generator::{OrderGenerator, Product, demo_products, order_details};
use telegram_sandbox::orders::{PlannedOrder, Wording};

const TITLE_CHARACTERS_MAX: usize = 60;

/// Prices of products whose price the configuration leaves open.
const MADE_UP_PRICES: [&str; 4] = ["€5.00", "1\u{A0}250,00 ₽", "⭐️ 250", "$1,019.99"];

const MADE_UP_PRODUCTS: usize = 3;
const MADE_UP_ACCOUNT: &str = "12345678";

pub(super) fn made_up(
    rules: &Rules,
    examples: &[String],
    count: usize,
) -> Result<Vec<Case>, CodedError> {
    // Where nobody is asked for an account, customers write what they like.
    let examples = if rules.needs_no_account { &[MADE_UP_ACCOUNT.to_owned()] } else { examples };
    if examples.is_empty() {
        return Err(usage("rehearse.no_examples", arguments!()));
    }
    let (wording, products) = (wording(rules), products(rules));
    // A shop that can't read every alphabet must not pass.
    let languages = [Language::Russian, i18n::language()].into_iter().cycle();
    let chosen = examples.iter().cycle().zip(products.iter().cycle()).zip(languages);
    let cases = (0..count).zip(1..).zip(chosen).map(|((index, number), chosen)| {
        let ((example, product), language) = chosen;
        let templates = order_details(language.into());
        let (details, account_id) = details_with(example, &rules.account, templates, index);
        let account_id = account_id.filter(|_| !rules.needs_no_account);
        let demo = OrderGenerator::demo(language.into(), 1);
        let generator = OrderGenerator { wording: wording.clone(), ..demo };
        let planned = generator.order_of(index, product, &details);
        let mut expected = Expected::completed();
        expected.facts.insert("account_id", shown(account_id));
        Case {
            number,
            title: product.name.clone(),
            source: t!("rehearse-order", number = number),
            planned: PlannedOrder { expect: expected.end, ..planned },
            expected,
        }
    });
    Ok(cases.collect())
}

/// The owner's own wording if there is one, else the built-in one of the language.
fn wording(rules: &Rules) -> Wording {
    let built_in = Profile::built_in();
    match rules.profiles.iter().find(|profile| !built_in.contains(profile)).cloned() {
        None => Wording::new(i18n::language().into()),
        Some(own) => Wording {
            header: own.header,
            // Between the header and the labels of an unknown wording nothing is known to stand.
            request: String::new(),
            customer: own.customer,
            product: own.product,
            price: own.price,
            details: own.details,
        },
    }
}

/// The catalogue; without one, made-up products.
fn products(rules: &Rules) -> Vec<Product> {
    let language = i18n::language();
    if rules.catalogue.is_empty() {
        let products = demo_products(language.into()).into_iter();
        return products.take(MADE_UP_PRODUCTS).collect();
    }
    let priced = rules.catalogue.entries().zip(MADE_UP_PRICES.into_iter().cycle());
    let product = |(entry, made_up): (&Entry, &str)| Product {
        name: entry.name.clone(),
        price: entry.price.map_or_else(|| made_up.to_owned(), words::price),
        sku: entry.item.sku.clone(),
        quantity: entry.item.quantity,
    };
    priced.map(product).collect()
}

/// The text of a buyer who has the account `example`, and the number that must be taken of it.
fn details_with(
    example: &str,
    pattern: &AccountPattern,
    templates: &[String],
    index: usize,
) -> (String, Option<String>) {
    let taken =
        |text: &str| pattern.find(text).certain().map(|account| account.as_str().to_owned());
    let account_id = taken(example);
    let from_here = templates.iter().cycle().skip(index).take(templates.len());
    let details = from_here
        .map(|template| template.replacen("{}", example, 1))
        .find(|details| taken(details) == account_id)
        .unwrap_or_else(|| example.to_owned());
    (details, account_id)
}

pub(super) fn of_file(
    path: &Path,
    rules: &Rules,
    examples: &[String],
) -> Result<Vec<Case>, CodedError> {
    let generator = OrderGenerator {
        wording: wording(rules),
        products: products(rules),
        accounts: examples.to_vec(),
        ..OrderGenerator::demo(i18n::language().into(), 1)
    };
    let planned = Seller::Rehearse.read_file(path, &generator)?;
    let cases = (1..).zip(planned).map(|(number, planned)| Case {
        number,
        title: title(&planned, rules),
        source: t!("rehearse-order", number = number),
        expected: expected(planned.expect),
        planned,
    });
    Ok(cases.collect())
}

/// The product, else how the message begins. The customer's entities don't matter for that.
fn title(planned: &PlannedOrder, rules: &Rules) -> String {
    let product = match read(&planned.text, &[], rules) {
        Reading::Order(form) => form.product,
        Reading::Notice | Reading::Unrecognised => planned.text.lines().next().map(Untrusted::new),
    };
    let excerpt = product.map(|product| product.excerpt(TITLE_CHARACTERS_MAX));
    excerpt.unwrap_or_else(|| t!("rehearse-untitled"))
}

fn expected(end: Option<End>) -> Expected {
    match end {
        Some(End::Completed) => Expected::completed(),
        Some(End::Ignored) => {
            let nothing = ["activations", "attempts", "replies", "presses"];
            let facts = Facts::from(nothing.map(|name| (name, "0".to_owned())));
            Expected { end, facts, ..Expected::default() }
        }
        end => Expected { end, ..Expected::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::with_language;

    fn rules(pattern: &str) -> Rules {
        Rules { account: AccountPattern::new(pattern).unwrap(), ..Rules::sample() }
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
                let examples = [example.to_owned()];
                for case in with_language(language, || made_up(&rules, &examples, 12)).unwrap() {
                    let form = match read(&case.planned.text, &[], &rules) {
                        Reading::Order(form) => form,
                        other => panic!("{other:?}"),
                    };
                    let account = form.account.map(|account| account.as_str().to_owned());
                    assert!(account.is_some(), "{pattern}: {}", case.planned.text);
                    assert_eq!(case.expected.facts["account_id"], shown(account), "{pattern}");
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
        let made_up = |rules: &Rules| {
            let examples = ["12345", "23456"].map(str::to_owned);
            with_language(Language::Russian, || made_up(rules, &examples, 2)).unwrap()
        };
        let cases = made_up(&rules);
        assert!(cases[0].planned.text.starts_with("Neue Bestellung\n"));
        assert!(cases[0].planned.text.contains("\nAngaben:"));
        let cases = made_up(&Rules::sample());
        assert!(cases[0].planned.text.starts_with(&Wording::new(Language::Russian.into()).header));
        assert_ne!(cases[0].expected.facts, cases[1].expected.facts);
    }
}
