//! The bot as a provider of checkouts: each is an invoice under a link, and goes by its own name there.
//!
//! A link that nobody was given harms nobody: an answer that was lost is asked for again.

use super::pre_checkout::spoken;
use super::{BotLink, SOURCE, Settings};
use crate::checkout::{CallError, Charged, GivenBack, Opened, Provider, Refunder, Standing};
use crate::engine::IncidentKind;
use crate::i18n::{arguments, t, with_language};
use crate::moderation::Formatter;
use crate::order::checkout::{Charge, Checkout, RefundPart, Wish};
use crate::order::{AccountId, Currency, OrderId, ProviderName, Record, SourceName, Untrusted};
use crate::report::{failed, usage};
use crate::telegram::payments::{BuyerAddress, Invoice, PaymentsBot};
use crate::telegram::{self};

/// Telegram's limits are in characters.
const TITLE_CHARACTERS_MAX: usize = 32;
const DESCRIPTION_CHARACTERS_MAX: usize = 255;

/// What is asked of the bot about money.
pub(super) struct Cashier<B> {
    pub(super) settings: Settings,
    pub(super) link: BotLink<B>,
}

impl<B> Clone for Cashier<B> {
    fn clone(&self) -> Self {
        Self { settings: self.settings.clone(), link: self.link.clone() }
    }
}

impl From<telegram::CallError> for CallError {
    fn from(error: telegram::CallError) -> Self {
        let why = error.explanation();
        match error {
            telegram::CallError::Refused(name) => {
                Self::Refused(usage("telegram_payments.refused", arguments!(name)))
            }
            telegram::CallError::Unknown(_) => {
                Self::Unclear(failed("telegram_payments.unanswered", arguments!(why)))
            }
            telegram::CallError::FloodWait(_)
            | telegram::CallError::NotSent(_)
            | telegram::CallError::Fatal(_) => {
                Self::NotNow(failed("telegram_payments.unanswered", arguments!(why)))
            }
        }
    }
}

impl<B: PaymentsBot> Provider for Cashier<B> {
    const NAME: ProviderName = ProviderName::Telegram;
    const INCIDENT: Option<IncidentKind> = None;
    /// Two links to one invoice lead to one payment.
    const MAKES_EACH_ONCE: bool = true;

    fn formatter(&self) -> &Formatter {
        &self.settings.formatter
    }

    fn order_id(&self, external_id: &str) -> Option<OrderId> {
        self.settings.order_id(external_id)
    }

    async fn create(&self, checkout: &Checkout) -> Result<Opened, CallError> {
        let invoice = self.settings.invoice(checkout)?;
        if let Some(why) = self.link.refusal() {
            return Err(CallError::NotUs(why));
        }
        let url = self.link.to_call()?.export_invoice(&invoice).await?;
        Ok(Opened { external_id: checkout.id.to_string(), url })
    }

    async fn find(&self, _: &Checkout) -> Result<Option<Opened>, CallError> {
        Ok(None)
    }

    /// Only the payment itself says that it was made.
    async fn standing(&self, _: &Checkout, _: &str) -> Result<Standing, CallError> {
        Ok(Standing::Pending)
    }

    async fn charge(&self, _: &Charge, _: &Checkout) -> Result<Charged, CallError> {
        Err(CallError::Refused(usage("telegram_payments.no_charges", arguments!())))
    }
}

impl<B: PaymentsBot> Refunder for Cashier<B> {
    const INCIDENT: Option<IncidentKind> = None;

    fn source(&self) -> SourceName {
        SOURCE.clone()
    }

    async fn refund(
        &self,
        order: &Record,
        charge_id: &str,
        _checkout: Option<&Checkout>,
        part: Option<RefundPart>,
    ) -> Result<GivenBack, CallError> {
        let buyer = order.form.customer.telegram_id.filter(|_| order.is_refundable());
        let (Some(id), None) = (buyer, part) else {
            return Err(CallError::Refused(usage("telegram_payments.no_refund", arguments!())));
        };
        let buyer = BuyerAddress { id, access_hash: 0 };
        self.link.to_call()?.refund(buyer, charge_id).await?;
        Ok(GivenBack::Done)
    }
}

impl Settings {
    /// The invoice for a checkout; Stars need no payment provider, all else does.
    pub(super) fn invoice(&self, checkout: &Checkout) -> Result<Invoice, CallError> {
        let Wish { account, title, description, price, language, extra, .. } = &checkout.wish;
        let language = language.as_deref().map_or(self.showcase.language, spoken);
        let of = |account: &AccountId| t!("buyers-invoice-for", account = account.to_string());
        let whose = account.as_ref().map(|it| Untrusted::new(with_language(language, || of(it))));
        let description = description.as_ref().or(whose.as_ref()).unwrap_or(title);
        let cut = |text: &Untrusted, most| text.as_str().chars().take(most).collect::<String>();
        let is_stars = price.currency == Currency::STARS;
        if !is_stars && self.provider_token.is_none() {
            let currency = price.currency.to_string();
            let refusal = usage("telegram_payments.no_provider", arguments!(currency));
            return Err(CallError::Refused(refusal));
        }
        Ok(Invoice {
            title: cut(title, TITLE_CHARACTERS_MAX),
            description: cut(description, DESCRIPTION_CHARACTERS_MAX),
            payload: checkout.id.to_string(),
            price: *price,
            provider_token: self.provider_token.clone().filter(|_| !is_stars),
            provider_data: extra.as_ref().filter(|_| !is_stars).map(ToString::to_string),
            start_param: None,
        })
    }
}
