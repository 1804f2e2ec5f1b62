//! Message text and entities → an order, a known notice, or something no rule knows.

use serde::{Deserialize, Serialize};

use super::account::{AccountPattern, Found};
use super::catalogue::{Catalogue, Entry, Item};
use super::fields::{self, Fields};
use super::notice;
use super::profile::Profile;
use super::{AccountId, Entity, Money, Untrusted, UserId};

/// The owner's rules for reading an order message.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The wordings of the order message, tried in this order.
    pub profiles: Vec<Profile>,
    /// What an account number looks like.
    pub account: AccountPattern,
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

/// An order as the message states it. What could be read is here even when there is a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderForm {
    /// Who paid.
    pub customer: Customer,
    /// The product's name as printed.
    pub product: Option<Untrusted>,
    /// The catalogue's entry for it; `None` also when there is no catalogue.
    pub item: Option<Item>,
    /// What was paid.
    pub price: Option<Money>,
    /// What the customer wrote.
    pub details: Option<Untrusted>,
    /// The one account number in the details.
    pub account: Option<AccountId>,
    /// What may be it, when there are several different ones or one that is in doubt.
    pub candidates: Vec<AccountId>,
    /// Why it can't be fulfilled as it stands: the first that holds.
    pub problem: Option<Problem>,
    /// Whether the catalogue names another price for the product.
    pub price_differs: bool,
}

/// Who paid, as far as the message tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The name as printed.
    pub name: Option<Untrusted>,
    /// The Telegram user, when an entity names one.
    pub telegram_id: Option<UserId>,
    /// Without the `@`.
    pub username: Option<String>,
}

impl Customer {
    /// The name as printed, unless it is the username over again.
    pub fn own_name(&self) -> Option<&Untrusted> {
        let is_username = |name: &&Untrusted| {
            let printed = name.as_str().trim().strip_prefix('@');
            let username = self.username.as_deref();
            printed
                .zip(username)
                .is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
        };
        self.name.as_ref().filter(|name| !is_username(name))
    }
}

/// What keeps an order from being fulfilled as it stands, in the order in which they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// A label is missing (other than the details').
    MissingField,
    /// A label stands twice before the details.
    AmbiguousField,
    /// The price can't be read, or can be read in two ways.
    BadPrice,
    /// Not in the catalogue.
    UnknownProduct,
    /// The details' label is missing, or nothing follows it.
    NoDetails,
    /// Nothing in the details matches the owner's pattern.
    NoAccountId,
    /// Several different account numbers in the details.
    AmbiguousAccountId,
    /// The number in the details may be part of something else, or another one rivals it.
    DoubtfulAccountId,
}

impl Problem {
    /// The name as `parse --json` and `orders list --json` write it: a closed list.
    pub fn name(self) -> &'static str {
        match self {
            Self::MissingField => "missing_field",
            Self::AmbiguousField => "ambiguous_field",
            Self::BadPrice => "bad_price",
            Self::UnknownProduct => "unknown_product",
            Self::NoDetails => "no_details",
            Self::NoAccountId => "no_account_id",
            Self::AmbiguousAccountId => "ambiguous_account_id",
            Self::DoubtfulAccountId => "doubtful_account_id",
        }
    }
}

impl Rules {
    /// The built-in wordings, a number of 4 to 12 digits, no catalogue: for trying things out.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "the pattern is a constant, and every test uses it"
    )]
    pub fn sample() -> Self {
        Self {
            profiles: Profile::built_in(),
            account: AccountPattern::new(r"\b\d{4,12}\b").expect("a well-formed pattern"),
            catalogue: Catalogue::default(),
        }
    }
}

/// Whether a message has an order's header: then [`read`] finds an order in it, well or badly filled.
pub fn is_order(text: &str, rules: &Rules) -> bool {
    let header = header(text);
    let mut profiles = rules.profiles.iter();
    profiles.any(|profile| profile.is_header(header))
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
    let mut complete = readings.iter().filter(|fields| !fields.lacks_one());
    match complete.next() {
        Some(fields) => Some((fields, complete.any(|other| other != fields))),
        None => Some((readings.first()?, false)),
    }
}

fn fill_in(fields: &Fields<'_>, rivalled: bool, rules: &Rules) -> OrderForm {
    let untrusted = |text: Option<&str>| text.map(Untrusted::new);
    let entry = fields
        .product
        .text()
        .and_then(|product| rules.catalogue.find(product));
    let found = fields
        .details
        .text()
        .map_or(Found::Nothing, |details| rules.account.find(details));
    let (account, candidates, account_problem) = match found {
        Found::Nothing => (None, Vec::new(), Some(Problem::NoAccountId)),
        Found::One(number) => (Some(number), Vec::new(), None),
        Found::Several(numbers) => (None, numbers, Some(Problem::AmbiguousAccountId)),
        Found::Doubtful(numbers) => (None, numbers, Some(Problem::DoubtfulAccountId)),
    };
    let mut form = OrderForm {
        customer: Customer {
            name: untrusted(fields.customer.text()),
            telegram_id: fields.named.telegram_id,
            username: fields.named.username.map(str::to_owned),
        },
        product: untrusted(fields.product.text()),
        item: entry.map(|entry| entry.item.clone()),
        price: fields.price.text().and_then(|price| price.parse().ok()),
        details: untrusted(fields.details.text()),
        account,
        candidates,
        problem: None,
        price_differs: false,
    };
    form.price_differs = match (form.price, entry.and_then(|entry| entry.price)) {
        (Some(paid), Some(expected)) => paid != expected,
        _ => false,
    };
    form.problem = if fields.lacks_one() {
        Some(Problem::MissingField)
    } else if rivalled || fields.is_ambiguous() {
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
    } else if form.details.is_none() {
        Some(Problem::NoDetails)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
