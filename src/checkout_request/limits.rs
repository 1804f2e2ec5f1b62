//! What each provider takes.

use crate::order::checkout::Recurring;
use crate::order::{Currency, ProviderName};

/// What a provider takes.
pub(super) struct Limits {
    /// The codes of its currencies; none is named: all.
    pub currencies: &'static [&'static str],
    /// In UTF-16 units.
    pub title_units_max: usize,
    /// In UTF-16 units.
    pub description_units_max: usize,
    pub recurring: &'static [Recurring],
    pub takes_receipt: bool,
}

/// By the providers' documents.
pub(super) fn limits(provider: ProviderName) -> Limits {
    use Recurring::{Halfyearly, Monthly, OnDemand, Quarterly, Weekly, Yearly};
    match provider {
        ProviderName::TributeShop => Limits {
            currencies: &["EUR", "RUB", "USD"],
            title_units_max: 100,
            description_units_max: 300,
            recurring: &[OnDemand, Weekly, Monthly, Quarterly, Halfyearly, Yearly],
            takes_receipt: false,
        },
        ProviderName::Tbank => Limits {
            currencies: &["RUB"],
            title_units_max: 140,
            description_units_max: 140,
            recurring: &[OnDemand],
            takes_receipt: true,
        },
        ProviderName::Telegram => Limits {
            currencies: &[],
            title_units_max: 32,
            description_units_max: 255,
            recurring: &[],
            takes_receipt: false,
        },
    }
}

impl Limits {
    pub fn takes(&self, currency: Currency) -> bool {
        let code = currency.to_string();
        self.currencies.is_empty() || self.currencies.contains(&code.as_str())
    }
}
