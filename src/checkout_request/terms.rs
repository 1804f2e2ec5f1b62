//! What may be asked for, as the owner has configured it.

use jiff::Timestamp;

use super::body::{ChargeBody, CheckoutBody};
use super::limits::{Limits, limits};
use super::values::{self, quoted};
use crate::i18n::arguments;
use crate::order::account::AccountPattern;
use crate::order::catalogue::{Catalogue, Entry, Item};
use crate::order::checkout::{Checkout, CheckoutState, Wish};
use crate::order::{AccountId, CheckoutId, Money, ProviderName, Untrusted};
use crate::report::{Coded as _, CodedError, usage};
use crate::rich_text::cut_to_utf16;
use crate::tbank::Merchant;

/// What may be asked for.
#[derive(Clone, Debug)]
pub struct Terms {
    /// By whom something can be paid.
    pub providers: Vec<ProviderName>,
    /// What the shop sells.
    pub catalogue: Catalogue,
    /// What an account number looks like.
    pub account: AccountPattern,
    /// What T-Bank is asked for, where it is there.
    pub merchant: Option<Merchant>,
}

/// A charge that may be asked for.
#[derive(Clone, Debug)]
pub struct ChargeWish {
    /// By whom it is paid.
    pub provider: ProviderName,
    /// What is to be paid.
    pub price: Money,
    /// The shop's own name for it.
    pub reference: Option<Untrusted>,
}

impl Terms {
    /// What a body wishes, and by whom it is paid; the first thing that is wrong with it.
    pub fn checkout(
        &self,
        body: &CheckoutBody,
        now: Timestamp,
    ) -> Result<(ProviderName, Wish), CodedError> {
        let provider = self.provider(&body.provider)?;
        let limits = limits(provider);
        let (price, item, name) = self.goods(body, provider, &limits)?;
        // The owner's own name for it is written for another place.
        let name = name.map(|it| cut_to_utf16(it, limits.title_units_max));
        let Some(title) = body.title.as_deref().or(name.as_deref()) else {
            return Err(usage("checkout.no_title", arguments!()));
        };
        let text = Option::as_deref;
        let wish = Wish {
            account: self.account(body)?,
            item,
            title: values::title(title, &limits)?,
            description: text(&body.description)
                .map(|it| values::description(it, &limits))
                .transpose()?,
            price,
            reference: text(&body.reference).map(values::reference).transpose()?,
            email: text(&body.email).map(values::email).transpose()?,
            phone: text(&body.phone).map(values::phone).transpose()?,
            language: text(&body.language).map(values::language).transpose()?,
            success_url: text(&body.success_url)
                .map(|it| values::url("success_url", it))
                .transpose()?,
            fail_url: text(&body.fail_url).map(|it| values::url("fail_url", it)).transpose()?,
            expires_at: values::expires_at(text(&body.expires_at), now)?,
            recurring: text(&body.recurring)
                .map(|it| values::recurring(it, &limits))
                .transpose()?,
            receipt: body.receipt.as_ref().map(|it| values::receipt(it, &limits)).transpose()?,
            extra: body.extra.as_ref().map(values::extra).transpose()?,
        };
        if let (ProviderName::Tbank, Some(merchant)) = (provider, &self.merchant) {
            merchant.check(&wish, now).map_err(|invalid| invalid.coded())?;
        }
        Ok((provider, wish))
    }

    /// What a body wishes of a checkout; `None`: nobody knows that one.
    pub fn charge(
        &self,
        body: &ChargeBody,
        checkout: Option<&Checkout>,
    ) -> Result<ChargeWish, CodedError> {
        let checkout = checkout.ok_or_else(|| unknown_checkout(&body.checkout_id))?;
        let provider = self.provider(checkout.provider.name())?;
        let price = values::price(&body.price, provider, &limits(provider))?;
        let reference = body.reference.as_deref().map(values::reference).transpose()?;
        let checkout_id = checkout.id.as_str();
        if checkout.wish.recurring.is_none() {
            return Err(usage("checkout.not_recurring", arguments!(checkout_id)));
        }
        if !matches!(checkout.state, CheckoutState::Paid { .. }) {
            return Err(usage("checkout.not_paid", arguments!(checkout_id)));
        }
        let asked = checkout.wish.price.currency;
        if price.currency != asked {
            let (currency, asked) = (price.currency.to_string(), asked.to_string());
            return Err(usage("checkout.other_currency", arguments!(currency, asked)));
        }
        if let (ProviderName::Tbank, Some(merchant)) = (provider, &self.merchant) {
            merchant.check_charge(&checkout.wish, price).map_err(|invalid| invalid.coded())?;
        }
        Ok(ChargeWish { provider, price, reference })
    }

    fn provider(&self, name: &str) -> Result<ProviderName, CodedError> {
        let provider = ProviderName::named(name).ok_or_else(|| {
            let names = ProviderName::ALL.map(ProviderName::name).join(", ");
            usage("checkout.unknown_provider", arguments!(provider = quoted(name), names))
        })?;
        let refuse = || usage("checkout.provider_not_configured", arguments!(provider = name));
        self.providers.contains(&provider).then_some(provider).ok_or_else(refuse)
    }

    /// The price, and of a product of the catalogue what it is.
    fn goods(
        &self,
        body: &CheckoutBody,
        provider: ProviderName,
        limits: &Limits,
    ) -> Result<(Money, Option<Item>, Option<&str>), CodedError> {
        match (&body.sku, &body.price) {
            (Some(_), Some(_)) => Err(usage("checkout.sku_and_price", arguments!())),
            (None, None) => Err(usage("checkout.no_price", arguments!())),
            (None, Some(price)) => Ok((values::price(price, provider, limits)?, None, None)),
            (Some(sku), None) => {
                let entry = self.entry(sku)?;
                let refuse = || usage("checkout.sku_without_price", arguments!(sku = quoted(sku)));
                let price = values::takes(provider, limits, entry.price.ok_or_else(refuse)?)?;
                Ok((price, Some(entry.item.clone()), Some(&entry.name)))
            }
        }
    }

    /// The one product of this name at the shop; several differ in their quantity.
    fn entry(&self, sku: &str) -> Result<&Entry, CodedError> {
        let mut entries = self.catalogue.entries().filter(|entry| entry.item.sku == sku);
        match (entries.next(), entries.next()) {
            (Some(entry), None) => Ok(entry),
            (None, _) => Err(usage("checkout.unknown_sku", arguments!(sku = quoted(sku)))),
            (Some(_), Some(_)) => {
                Err(usage("checkout.ambiguous_sku", arguments!(sku = quoted(sku))))
            }
        }
    }

    /// Who gets the goods. Without one, something else has to tell the shop.
    fn account(&self, body: &CheckoutBody) -> Result<Option<AccountId>, CodedError> {
        let CheckoutBody { reference, email, phone, .. } = body;
        let Some(account) = &body.account_id else {
            let is_known = reference.is_some() || email.is_some() || phone.is_some();
            let refuse =
                || usage("checkout.no_account", arguments!(kind = "missing", account = ""));
            return is_known.then_some(None).ok_or_else(refuse);
        };
        let refuse = || {
            let account = quoted(account);
            usage("checkout.no_account", arguments!(kind = "other", account))
        };
        self.account.matches_whole(account).map(Some).ok_or_else(refuse)
    }
}

/// The checkout that a text names, if it could be one.
pub(crate) fn checkout_id(text: &str) -> Result<CheckoutId, CodedError> {
    text.parse().map_err(|_| unknown_checkout(text))
}

pub(crate) fn unknown_checkout(id: &str) -> CodedError {
    usage("checkout.unknown_checkout", arguments!(checkout_id = quoted(id)))
}
