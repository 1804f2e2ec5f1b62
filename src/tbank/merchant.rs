//! What the bank is asked for: a payment with its receipt, from what a shop wishes. Checked before the bank is called.

use jiff::Timestamp;
use serde_json::Value;

use super::client::{NewPayment, PageLanguage};
use super::receipt::{Defaults, Receipt, Taxation};
use super::{Invalid, Problem};
use crate::order::checkout::{Charge, Checkout, Recurring, RefundPart, Wish};
use crate::order::{CheckoutId, Currency, Money, Record, Untrusted};

/// As the bank has it.
const DESCRIPTION_CHARACTERS_MAX: usize = 140;

/// What each payment of the shop says.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// The shop's tax system, for receipts.
    pub taxation: Option<Taxation>,
    /// Where the bank is to send its notifications; `None`: where its cabinet says.
    pub notification_url: Option<String>,
}

impl Merchant {
    /// Whether what is wished can be asked of the bank, as far as that can be told without it.
    pub fn check(&self, wish: &Wish, now: Timestamp) -> Result<(), Invalid> {
        self.payment(&CheckoutId::new([0, 0]), wish)?.check(now)
    }

    /// The same of a charge of this price.
    pub fn check_charge(&self, wish: &Wish, price: Money) -> Result<(), Invalid> {
        kopecks(price)?;
        self.receipt(wish, price).map(drop)
    }

    /// The payment of a checkout.
    pub fn payment(&self, id: &CheckoutId, wish: &Wish) -> Result<NewPayment, Invalid> {
        let text = |text: &Untrusted| text.as_str().to_owned();
        let description = wish.description.as_ref().unwrap_or(&wish.title).as_str();
        let extra = match &wish.extra {
            None => serde_json::Map::new(),
            Some(extra) => {
                let object = extra.as_object().cloned();
                object.ok_or_else(|| Invalid {
                    field: "extra".into(),
                    problem: Problem::Unreadable,
                })?
            }
        };
        let is_russian = |language: &String| language.starts_with("ru");
        let language = wish.language.as_ref().map(|language| {
            if is_russian(language) { PageLanguage::Russian } else { PageLanguage::English }
        });
        if !matches!(wish.recurring, None | Some(Recurring::OnDemand)) {
            let known = Problem::NoneOf("on_demand".to_owned());
            return Err(Invalid { field: "recurring".to_owned(), problem: known });
        }
        Ok(NewPayment {
            description: Some(description.chars().take(DESCRIPTION_CHARACTERS_MAX).collect()),
            recurrent: wish.recurring.is_some(),
            customer_key: wish.recurring.map(|_| customer_key(&extra, id)),
            language,
            notification_url: self.notification_url.clone(),
            success_url: wish.success_url.clone(),
            fail_url: wish.fail_url.clone(),
            expires_at: Some(wish.expires_at),
            phone: wish.phone.as_ref().map(text),
            email: wish.email.as_ref().map(text),
            receipt: self.receipt(wish, wish.price)?,
            extra,
            ..NewPayment::new(id.as_str(), kopecks(wish.price)?)
        })
    }

    /// A payment without a customer, who has agreed before.
    pub fn charge(
        &self,
        charge: &Charge,
        Checkout { id, wish, .. }: &Checkout,
    ) -> Result<NewPayment, Invalid> {
        let new = self.payment(id, wish)?;
        Ok(NewPayment {
            amount: kopecks(charge.price)?,
            order_id: charge.id.to_string(),
            recurrent: false,
            customer_key: None,
            expires_at: None,
            receipt: self.receipt(wish, charge.price)?,
            ..new
        })
    }

    fn receipt(&self, wish: &Wish, price: Money) -> Result<Option<Receipt>, Invalid> {
        let said = wish.receipt.as_ref();
        said.map(|said| self.read_receipt(said, Some(wish), price)).transpose()
    }

    /// The receipt of a part that goes back: as the shop says it, else a part of the only thing that was bought.
    pub fn receipt_of_part(
        &self,
        order: &Record,
        checkout: Option<&Checkout>,
        part: &RefundPart,
    ) -> Result<Option<Receipt>, Invalid> {
        if let Some(said) = &part.receipt {
            let wish = checkout.map(|checkout| &checkout.wish);
            return self.read_receipt(said, wish, part.money).map(Some);
        }
        let (Some(checkout), Some(price)) = (checkout, order.form.price) else { return Ok(None) };
        let Some(whole) = self.receipt(&checkout.wish, price)? else { return Ok(None) };
        let unsaid = || Invalid { field: "Receipt".to_owned(), problem: Problem::Missing };
        whole.of_part(kopecks(part.money)?).ok_or_else(unsaid).map(Some)
    }

    fn read_receipt(
        &self,
        said: &Value,
        wish: Option<&Wish>,
        price: Money,
    ) -> Result<Receipt, Invalid> {
        let defaults = Defaults {
            taxation: self.taxation,
            email: wish.and_then(|wish| wish.email.as_ref()).map(Untrusted::as_str),
            phone: wish.and_then(|wish| wish.phone.as_ref()).map(Untrusted::as_str),
            payment: kopecks(price)?,
        };
        Receipt::read(said, &defaults)
    }
}

/// The shop's name for the customer, else the checkout's.
fn customer_key(extra: &serde_json::Map<String, Value>, id: &CheckoutId) -> String {
    let said = extra.get("CustomerKey").and_then(Value::as_str);
    said.unwrap_or(id.as_str()).to_owned()
}

/// The bank takes roubles.
fn kopecks(price: Money) -> Result<i64, Invalid> {
    let is_roubles = Some(price.currency) == Currency::from_code("RUB");
    let problem = Problem::NoneOf("RUB".to_owned());
    is_roubles.then_some(price.amount).ok_or(Invalid { field: "price".to_owned(), problem })
}
