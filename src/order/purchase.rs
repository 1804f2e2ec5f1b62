//! What was bought, and what keeps it from being fulfilled.

use serde::{Deserialize, Serialize};

use super::catalogue::Item;
use super::checkout::CheckoutRef;
use super::{AccountId, Money, Untrusted, UserId};

/// An order as the message states it. What could be read is here even when there is a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderForm {
    /// Who paid.
    pub customer: Customer,
    /// The product's name as printed.
    pub product: Option<Untrusted>,
    /// The catalogue's entry for it; `None` also when there is no catalogue.
    pub item: Option<Item>,
    /// What was paid.
    pub price: Option<Money>,
    /// What the catalogue asks for the product, or the checkout.
    pub listed_price: Option<Money>,
    /// What the customer wrote.
    pub details: Option<Untrusted>,
    /// The one account number in the details.
    pub account: Option<AccountId>,
    /// Whether the shop knows the customer without one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_no_account: bool,
    /// What may be it, when there are several different ones or one that is in doubt.
    pub candidates: Vec<AccountId>,
    /// Why it can't be fulfilled as it stands: the first that holds.
    pub problem: Option<Problem>,
    /// What it is about, as it is written: the label of a line that is missing or stands twice, a price.
    pub problem_text: Option<Untrusted>,
    /// Whether the catalogue, or the checkout, names another price.
    pub price_differs: bool,
    /// The checkout that it was paid by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout: Option<CheckoutRef>,
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
    /// Tribute's own name for somebody, who may have no Telegram: `W-15408`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tribute_user_id: Option<Untrusted>,
    /// As the shop or the provider told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Untrusted>,
    /// As the shop or the provider told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Untrusted>,
}

impl Customer {
    /// The name as printed, unless it is the username over again.
    pub fn own_name(&self) -> Option<&Untrusted> {
        let is_username = |name: &&Untrusted| {
            let printed = name.as_str().trim().strip_prefix('@');
            let username = self.username.as_deref();
            printed.zip(username).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
        };
        self.name.as_ref().filter(|name| !is_username(name))
    }
}

/// What keeps an order from being fulfilled as it stands, in the order in which they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// A label is missing (other than the details'), or nothing stands behind it (other than the customer's).
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
    /// An order of another source may be the same sale.
    PossibleDuplicate,
    /// Its checkout was paid before.
    PaidTwice,
    /// The payment says of no checkout that it pays it.
    UnknownPayment,
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
            Self::PossibleDuplicate => "possible_duplicate",
            Self::PaidTwice => "paid_twice",
            Self::UnknownPayment => "unknown_payment",
        }
    }

    /// Whether only a person's word settles it: to read the order again would show the same.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::PossibleDuplicate | Self::PaidTwice | Self::UnknownPayment)
    }
}
