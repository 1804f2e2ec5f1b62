//! A checkout: what a shop wants paid, before it is; and a charge, paid once more without the customer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::catalogue::Item;
use super::purchase::{Customer, OrderForm, Problem};
use super::{AccountId, ChargeId, CheckoutId, Money, OrderId, SourceName, Untrusted};

/// A shop's reference is no longer, in characters.
pub const REFERENCE_CHARACTERS_MAX: usize = 256;

/// By whom a checkout is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the providers' names")]
pub enum ProviderName {
    TributeShop,
    Tbank,
    Telegram,
}

/// How often a checkout is paid again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Recurring {
    /// Whenever the shop asks for a charge.
    OnDemand,
    Weekly,
    Monthly,
    Quarterly,
    Halfyearly,
    Yearly,
}

/// What a shop wants paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// For whom; `None`: the shop knows by the checkout.
    pub account: Option<AccountId>,
    /// The catalogue's entry, if the shop named one.
    pub item: Option<Item>,
    /// What the customer reads that it is.
    pub title: Untrusted,
    /// More of that.
    pub description: Option<Untrusted>,
    /// What is to be paid.
    pub price: Money,
    /// The shop's own name for it.
    pub reference: Option<Untrusted>,
    /// The customer's address.
    pub email: Option<Untrusted>,
    /// The customer's telephone number.
    pub phone: Option<Untrusted>,
    /// In which the customer is spoken to: `ru`, `en`, …
    pub language: Option<String>,
    /// Where the customer is sent after paying.
    pub success_url: Option<String>,
    /// Where the customer is sent when that fails.
    pub fail_url: Option<String>,
    /// From then on it can't be paid.
    pub expires_at: Timestamp,
    /// Whether it is paid again.
    pub recurring: Option<Recurring>,
    /// A receipt, as its provider wants it.
    pub receipt: Option<Value>,
    /// What only its provider understands.
    pub extra: Option<Value>,
}

/// A checkout, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// By which pages of them are told apart; nobody else uses it.
    pub number: u32,
    /// Its name.
    pub id: CheckoutId,
    /// By whom it is paid.
    pub provider: ProviderName,
    /// What is wanted.
    pub wish: Wish,
    /// How it stands.
    pub state: CheckoutState,
    /// The order that was made of its first payment.
    pub order: Option<(u32, OrderId)>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// By which its provider charges the customer again, where the provider does not keep that. Never shown.
    pub token: Option<String>,
}

/// How a checkout stands. `external_id` is what its provider calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
#[expect(missing_docs, reason = "the names say the rest")]
pub enum CheckoutState {
    /// Its provider is to be asked for it, or has been: then the answer is looked up, never asked for again
    /// before that.
    Creating {
        asked_at: Option<Timestamp>,
        /// Why it was not made when it was tried last: that is done again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Untrusted>,
    },
    /// It can be paid.
    Open {
        external_id: String,
        url: String,
    },
    Paid {
        external_id: String,
    },
    /// Its provider refuses it, or the payment.
    Failed {
        external_id: Option<String>,
        why: Untrusted,
    },
    /// It was not paid in time.
    Expired {
        external_id: Option<String>,
    },
    /// It was paid, and the money went back.
    Refunded {
        external_id: String,
    },
    /// Whether its provider has it is not known; nobody was given its link.
    Unclear {
        asked_at: Timestamp,
    },
}

/// The state's word, as other programs read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "see `CheckoutState`")]
pub enum CheckoutStatus {
    Open,
    Paid,
    Failed,
    Expired,
    Refunded,
    Unclear,
}

/// What an order says of its checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutRef {
    /// Which.
    pub id: CheckoutId,
    /// The shop's own name for it; a charge may have one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Untrusted>,
}

/// A further payment that the shop asks for, without the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// By which they are told apart; nobody else uses it.
    pub number: u32,
    /// Its name.
    pub id: ChargeId,
    /// The checkout by which the customer had agreed.
    pub checkout: CheckoutId,
    /// By whom it is paid.
    pub provider: ProviderName,
    /// What is to be paid.
    pub price: Money,
    /// The shop's own name for it.
    pub reference: Option<Untrusted>,
    /// How it stands.
    pub state: ChargeState,
    /// The order that was made of it.
    pub order: Option<(u32, OrderId)>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// How a charge stands. `external_id` is what its provider calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ChargeState {
    Pending {
        external_id: Option<String>,
        /// Why it was not made when it was tried last: that is done again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Untrusted>,
    },
    Paid {
        external_id: String,
    },
    Failed {
        external_id: Option<String>,
        why: Untrusted,
    },
}

/// A part of an order's money that goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundPart {
    /// How much.
    pub money: Money,
    /// What goes back of what was bought, where the shop says so.
    pub receipt: Option<Value>,
}

impl ProviderName {
    /// Every provider.
    pub const ALL: [Self; 3] = [Self::TributeShop, Self::Tbank, Self::Telegram];

    /// The name, as the shop says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TributeShop => "tribute_shop",
            Self::Tbank => "tbank",
            Self::Telegram => "telegram",
        }
    }

    /// The provider of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The provider whose orders have this source.
    pub fn of_source(source: &SourceName) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.source() == *source)
    }

    /// The source that its orders come from.
    pub const fn source(self) -> SourceName {
        SourceName::new(match self {
            Self::TributeShop => "tribute_shop",
            Self::Tbank => "tbank",
            Self::Telegram => "telegram_payments",
        })
    }
}

impl CheckoutStatus {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Paid, Self::Failed, Self::Expired, Self::Refunded, Self::Unclear];

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Refunded => "refunded",
            Self::Unclear => "unclear",
        }
    }

    /// The status of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl CheckoutState {
    /// The word for it. What is being created is open, without a link.
    pub fn status(&self) -> CheckoutStatus {
        match self {
            Self::Creating { .. } | Self::Open { .. } => CheckoutStatus::Open,
            Self::Paid { .. } => CheckoutStatus::Paid,
            Self::Failed { .. } => CheckoutStatus::Failed,
            Self::Expired { .. } => CheckoutStatus::Expired,
            Self::Refunded { .. } => CheckoutStatus::Refunded,
            Self::Unclear { .. } => CheckoutStatus::Unclear,
        }
    }

    /// What its provider calls it, once that is known.
    pub fn external_id(&self) -> Option<&str> {
        match self {
            Self::Creating { .. } | Self::Unclear { .. } => None,
            Self::Open { external_id, .. }
            | Self::Paid { external_id }
            | Self::Refunded { external_id } => Some(external_id),
            Self::Failed { external_id, .. } | Self::Expired { external_id } => {
                external_id.as_deref()
            }
        }
    }

    /// Where the customer pays, as long as that can be done.
    pub fn url(&self) -> Option<&str> {
        match self {
            // One that is paid in a chat has no link.
            Self::Open { url, .. } => Some(url.as_str()).filter(|url| !url.is_empty()),
            _ => None,
        }
    }
}

impl ChargeState {
    /// The word for it, as other programs read it.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Paid { .. } => "paid",
            Self::Failed { .. } => "failed",
        }
    }

    /// What its provider calls it, once that is known.
    pub fn external_id(&self) -> Option<&str> {
        match self {
            Self::Paid { external_id } => Some(external_id),
            Self::Pending { external_id, .. } | Self::Failed { external_id, .. } => {
                external_id.as_deref()
            }
        }
    }
}

impl Wish {
    /// What an order states that was `paid` for a checkout of this; what was asked for stands as the listed price.
    pub fn form(&self, checkout: CheckoutRef, paid: Option<Money>) -> OrderForm {
        self.form_at(self.price, checkout, paid)
    }

    /// The same for a charge, which has a price of its own.
    pub fn form_at(&self, price: Money, checkout: CheckoutRef, paid: Option<Money>) -> OrderForm {
        let customer = Customer {
            email: self.email.clone(),
            phone: self.phone.clone(),
            ..Customer::default()
        };
        OrderForm {
            customer,
            product: Some(self.title.clone()),
            item: self.item.clone(),
            price: paid,
            listed_price: Some(price),
            account: self.account.clone(),
            needs_no_account: self.account.is_none(),
            problem: paid.is_none().then_some(Problem::BadPrice),
            price_differs: paid.is_some_and(|paid| paid != price),
            checkout: Some(checkout),
            ..OrderForm::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Currency;

    #[test]
    fn words_are_read_as_they_are_written() {
        for provider in ProviderName::ALL {
            assert_eq!(ProviderName::named(provider.name()), Some(provider));
            let json = serde_json::to_string(&provider).unwrap();
            assert_eq!(json, format!("{:?}", provider.name()));
        }
        for status in CheckoutStatus::ALL {
            assert_eq!(CheckoutStatus::named(status.name()), Some(status));
        }
    }

    #[test]
    fn another_amount_than_was_asked_for_is_seen() {
        let money = |amount, code| {
            let currency = Currency::from_code(code).unwrap();
            Money { amount, currency }
        };
        let wish = Wish {
            account: Some(AccountId::known("12345")),
            item: None,
            title: Untrusted::new("1 алмаз"),
            description: None,
            price: money(500, "EUR"),
            reference: None,
            email: Some(Untrusted::new("ivan@example.test")),
            phone: None,
            language: None,
            success_url: None,
            fail_url: None,
            expires_at: Timestamp::UNIX_EPOCH,
            recurring: Some(Recurring::OnDemand),
            receipt: None,
            extra: None,
        };
        let json = serde_json::to_string(&wish).unwrap();
        assert_eq!(serde_json::from_str::<Wish>(&json).unwrap(), wish);
        let form = |paid| {
            let checkout = CheckoutRef { id: CheckoutId::new([1, 2]), reference: None };
            wish.form(checkout, paid)
        };
        assert!(!form(Some(money(500, "EUR"))).price_differs);
        assert!(form(Some(money(500, "RUB"))).price_differs);
        assert!(form(Some(money(499, "EUR"))).price_differs);
        assert_eq!(form(None).problem, Some(Problem::BadPrice));
        assert_eq!(form(None).customer.email, wish.email);
    }
}
