//! Message text and entities → an order, a known notice, or something no rule knows. Pure.
//!
//! - [`profile`]: the wordings of the order message; a new one is data.
//! - `fields`: where the fields stand, whatever the customer wrote into them; `customer`: who paid.
//! - `notice`: messages that are known not to be orders.

mod customer;
mod fields;
mod notice;
pub mod profile;
#[cfg(test)]
mod tests;

use crate::order::account::{AccountPattern, Found};
use crate::order::catalogue::{Catalogue, Entry};
use crate::order::purchase::{Customer, OrderForm, Problem};
use crate::order::{Entity, Money, Untrusted};

use fields::{Field, Fields};
use profile::Profile;

/// The owner's rules for reading an order message.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The wordings of the order message, tried in this order.
    pub profiles: Vec<Profile>,
    /// What an account number looks like.
    pub account: AccountPattern,
    /// Whether the shop knows the customer without one: then none is looked for.
    pub needs_no_account: bool,
    /// What is sold.
    pub catalogue: Catalogue,
}

/// What a message of the bot is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A paid order, perhaps with a problem.
    Order(Box<OrderForm>),
    /// A known notice: a donation, a subscription, …
    Notice,
    /// No rule knows it: moderators are told.
    Unrecognised,
}

impl Rules {
    /// The built-in wordings, a number of 4 to 12 digits, no catalogue: for trying things out.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "every test uses it")]
    pub fn sample() -> Self {
        Self {
            profiles: Profile::built_in(),
            account: AccountPattern::new(r"\b\d{4,12}\b").expect("a well-formed pattern"),
            needs_no_account: false,
            catalogue: Catalogue::default(),
        }
    }
}

/// Whether a message has an order's header: then [`read`] finds an order in it, well or badly filled.
pub fn is_order(text: &str, rules: &Rules) -> bool {
    rules.profiles.iter().any(|profile| profile.is_header(header(text)))
}

fn header(text: &str) -> &str {
    fields::lines(text).next().map_or("", |(_, line)| line)
}

/// Reads a message of the bot. Never fails: what can't be read is said in the result.
pub fn read(text: &str, entities: &[Entity], rules: &Rules) -> Reading {
    let header = header(text);
    let readings: Vec<Fields> = rules
        .profiles
        .iter()
        .filter(|profile| profile.is_header(header))
        .map(|profile| Fields::find(text, entities, profile))
        .collect();
    match the_one_that_fits(&readings) {
        Some((fields, rivalled)) => Reading::Order(Box::new(fill_in(fields, rivalled, rules))),
        None if notice::recognises(text, &rules.profiles) => Reading::Notice,
        None => Reading::Unrecognised,
    }
}

/// Of the wordings whose header fits, the first that finds every field, else the first; and whether
/// another one finds every field too, and others.
fn the_one_that_fits<'a, 't>(readings: &'a [Fields<'t>]) -> Option<(&'a Fields<'t>, bool)> {
    let mut complete = readings.iter().filter(|fields| fields.first(Field::Missing).is_none());
    match complete.next() {
        Some(fields) => {
            let is_other =
                |other: &Fields<'t>| *other != Fields { profile: other.profile, ..fields.clone() };
            Some((fields, complete.any(is_other)))
        }
        None => Some((readings.first()?, false)),
    }
}

fn fill_in(fields: &Fields<'_>, rivalled: bool, rules: &Rules) -> OrderForm {
    let untrusted = |text: Option<&str>| text.map(Untrusted::new);
    let entry = fields.product.text().and_then(|product| rules.catalogue.find(product));
    let found = fields.details.text().map_or(Found::Nothing, |details| rules.account.find(details));
    let (account, candidates, account_problem) = match found {
        _ if rules.needs_no_account => (None, Vec::new(), None),
        Found::Nothing => (None, Vec::new(), Some(Problem::NoAccountId)),
        Found::One(number) => (Some(number), Vec::new(), None),
        Found::Several(numbers) => (None, numbers, Some(Problem::AmbiguousAccountId)),
        Found::Doubtful(numbers) => (None, numbers, Some(Problem::DoubtfulAccountId)),
    };
    let price: Option<Money> = fields.price.text().and_then(|price| price.parse().ok());
    let listed_price = entry.and_then(|entry| entry.price);
    let missing = fields.first(Field::Missing);
    let faulty = missing.or_else(|| fields.first(Field::Ambiguous));
    let unreadable = fields.price.text().filter(|_| price.is_none() && !rivalled);
    let mut form = OrderForm {
        customer: Customer {
            name: untrusted(fields.customer.text()),
            telegram_id: fields.named.telegram_id,
            username: fields.named.username.map(str::to_owned),
            ..Customer::default()
        },
        product: untrusted(fields.product.text()),
        item: entry.map(|entry| entry.item.clone()),
        price,
        listed_price,
        details: untrusted(fields.details.text()),
        account,
        needs_no_account: rules.needs_no_account,
        candidates,
        problem: None,
        problem_text: untrusted(faulty.or(unreadable)),
        price_differs: price.zip(listed_price).is_some_and(|(paid, listed)| paid != listed),
        checkout: None,
    };
    form.problem = if missing.is_some() {
        Some(Problem::MissingField)
    } else if rivalled || faulty.is_some() {
        Some(Problem::AmbiguousField)
    } else {
        problem_with(&form, entry, &rules.catalogue).or(account_problem)
    };
    form
}

/// What keeps an order whose labels are all in place from being fulfilled, whatever its account.
fn problem_with(form: &OrderForm, entry: Option<&Entry>, catalogue: &Catalogue) -> Option<Problem> {
    if form.price.is_none() {
        Some(Problem::BadPrice)
    } else if entry.is_none() && !catalogue.is_empty() {
        Some(Problem::UnknownProduct)
    } else if form.details.is_none() && !form.needs_no_account {
        Some(Problem::NoDetails)
    } else {
        None
    }
}
