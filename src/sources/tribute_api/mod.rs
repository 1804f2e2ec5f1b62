//! Tribute's ready-made products, by its API: a webhook tells of a purchase, another one that the money went
//! back. Tribute tells the buyer itself: nothing is delivered.
//!
//! - `intake`: what a webhook is made into: an order, a refund, an event that the shop is told of.
//! - [`ApiWorker`]: takes what waits in the [`inbox`](crate::inbox), and makes those calls.

mod intake;
mod worker;

use crate::checkout::{CallError, GivenBack, Refunder};
use crate::engine::IncidentKind;
use crate::moderation::Formatter;
use crate::order::catalogue::Catalogue;
use crate::order::checkout::{Checkout, RefundPart};
use crate::order::purchase::{Customer, OrderForm, Problem};
use crate::order::{AccountId, Record, SourceName, Untrusted};
use crate::tribute::webhook::{Event, Price, Purchase, Webhook};
use crate::tribute::{ApiError, Client};

pub use worker::ApiWorker;

/// The source's name.
pub static SOURCE: SourceName = SourceName::new("tribute_api");

/// What the shop gets for an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountFrom {
    /// The buyer's id at Telegram.
    #[default]
    TelegramId,
    /// Nothing: the shop knows buyers by itself.
    Nothing,
}

/// What the owner wants.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Tribute's API.
    pub client: Client,
    /// Whether real money is paid.
    pub livemode: bool,
    /// What the shop sells.
    pub catalogue: Catalogue,
    /// What the shop gets for an account.
    pub account: AccountFrom,
    /// The events that the shop is told of, by name.
    pub forward: Vec<String>,
    /// What moderators read.
    pub formatter: Formatter,
}

impl Settings {
    /// What a purchase states.
    pub fn form(&self, purchase: &Purchase) -> OrderForm {
        let (id, name) = (purchase.product_id.as_deref(), purchase.product_name.as_ref());
        let entry = self.catalogue.find_at_tribute(id, name.map(Untrusted::as_str));
        let product = name.cloned().or_else(|| id.map(|id| Untrusted::new(format!("#{id}"))));
        let buyer = &purchase.buyer;
        let account = match self.account {
            AccountFrom::TelegramId => buyer.telegram_id.map(|id| AccountId::known(id.to_string())),
            AccountFrom::Nothing => None,
        };
        let needs_no_account = self.account == AccountFrom::Nothing;
        let (price, listed_price) = (purchase.price.money(), entry.and_then(|it| it.price));
        let problem = if price.is_none() {
            Some(Problem::BadPrice)
        } else if entry.is_none() && !self.catalogue.is_empty() {
            Some(Problem::UnknownProduct)
        } else {
            (account.is_none() && !needs_no_account).then_some(Problem::NoAccountId)
        };
        let problem_text = match &purchase.price {
            Price::Unreadable(text) => Some(text.clone()),
            Price::Unsaid | Price::Of(_) => None,
        };
        OrderForm {
            customer: Customer {
                telegram_id: buyer.telegram_id,
                username: buyer.username.clone(),
                tribute_user_id: buyer.tribute_id.clone(),
                ..Customer::default()
            },
            product,
            item: entry.map(|entry| entry.item.clone()),
            price,
            listed_price,
            account,
            needs_no_account,
            problem,
            problem_text,
            price_differs: listed_price.is_some_and(|listed| price.is_some_and(|it| it != listed)),
            ..OrderForm::default()
        }
    }

    /// The form of an order of this source as it is read today.
    pub fn reread(&self, record: &Record) -> Option<OrderForm> {
        purchase_of(record).map(|purchase| self.form(&purchase))
    }
}

impl Refunder for Settings {
    const INCIDENT: Option<IncidentKind> = None;

    fn source(&self) -> SourceName {
        SOURCE.clone()
    }

    /// To ask twice gives it back once.
    async fn refund(
        &self,
        _order: &Record,
        purchase: &str,
        _checkout: Option<&Checkout>,
        _part: Option<RefundPart>,
    ) -> Result<GivenBack, CallError> {
        match self.client.cancel_purchase(purchase).await {
            Ok(cancelled) if cancelled.success => Ok(GivenBack::Done),
            Err(error) if error.is_already_refunded() => Ok(GivenBack::Done),
            Err(error) => Err(error.into()),
            Ok(cancelled) => {
                let code = "error_not_permitted".to_owned();
                let message = Untrusted::new(cancelled.message.unwrap_or_default());
                Err(ApiError::Refused { status: 200, code, message }.into())
            }
        }
    }
}

/// What the webhook said that an order was made of.
fn purchase_of(record: &Record) -> Option<Purchase> {
    let webhook = Webhook::read(record.text.as_str().as_bytes()).ok().flatten()?;
    match webhook.event {
        Event::Purchase(purchase) if record.source == SOURCE => Some(purchase),
        _ => None,
    }
}

/// Whether Tribute can be asked for the money back: it knows the purchase by a number.
pub fn can_refund(record: &Record) -> bool {
    let id = purchase_of(record).map(|purchase| purchase.key);
    id.is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
