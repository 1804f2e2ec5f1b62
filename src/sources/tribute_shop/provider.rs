//! Tribute's shop as a provider of checkouts.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{SOURCE, Settings, further, order_id};
use crate::checkout::{CallError, Charged, GivenBack, Opened, Paid, Provider, Refunder, Standing};
use crate::engine::IncidentKind;
use crate::moderation::Formatter;
use crate::order::checkout::{Charge, Checkout, Recurring, RefundPart};
use crate::order::{Currency, Money, OrderId, ProviderName, Record, SourceName, Untrusted};
use crate::tribute::ApiError;
use crate::tribute::client::{NewCharge, NewShopOrder, Period, ShopOrder};

impl Provider for Settings {
    const NAME: ProviderName = ProviderName::TributeShop;
    const INCIDENT: Option<IncidentKind> = Some(IncidentKind::TributeShopUnavailable);
    const MAKES_EACH_ONCE: bool = false;

    fn formatter(&self) -> &Formatter {
        &self.formatter
    }

    fn order_id(&self, external_id: &str) -> Option<OrderId> {
        order_id(self.livemode, external_id)
    }

    async fn create(&self, checkout: &Checkout) -> Result<Opened, CallError> {
        let made = self.client.create_order(&new_order(checkout)).await?;
        self.opened(made).await
    }

    async fn find(&self, checkout: &Checkout) -> Result<Option<Opened>, CallError> {
        let from = day_before(checkout);
        match self.client.order_of_customer(checkout.id.as_str(), &from).await? {
            Some(order) => self.opened(order).await.map(Some),
            None => Ok(None),
        }
    }

    async fn standing(&self, _: &Checkout, external_id: &str) -> Result<Standing, CallError> {
        // Money that is only held is not paid; after a payment that failed another may go well.
        if self.client.order_status(external_id).await?.status != "paid" {
            return Ok(Standing::Pending);
        }
        let order = self.client.order(external_id).await?;
        let price = money(order.amount, &order.currency);
        Ok(Standing::Paid(Paid {
            external_id: None,
            price,
            is_partly_refunded: false,
            text: said(&order),
        }))
    }

    /// The same idempotency key is the same charge.
    async fn charge(&self, charge: &Charge, checkout: &Checkout) -> Result<Charged, CallError> {
        let made = if let Some(uuid) = charge.state.external_id() {
            self.client.charge_of(uuid).await?
        } else {
            let token = self.token(charge, checkout).await?;
            let new = NewCharge {
                token,
                amount: charge.price.amount,
                reference: Some(charge.id.to_string()),
                idempotency_key: charge.id.to_string(),
            };
            self.client.charge(&new).await?
        };
        let external_id = made.uuid.clone();
        Ok(match made.status.as_str() {
            "success" | "paid" => {
                let price = money(made.amount, &made.currency);
                Charged::Paid {
                    external_id,
                    paid: Paid {
                        external_id: None,
                        price,
                        is_partly_refunded: false,
                        text: said(&made),
                    },
                }
            }
            "failed" => {
                let why = Untrusted::new(made.status);
                Charged::Failed { external_id: Some(external_id), why }
            }
            _ => Charged::Pending { external_id },
        })
    }
}

impl Refunder for Settings {
    const INCIDENT: Option<IncidentKind> = <Self as Provider>::INCIDENT;

    fn source(&self) -> SourceName {
        SOURCE.clone()
    }

    /// All of a payment; the first is the oldest.
    async fn refund(
        &self,
        _order: &Record,
        external_id: &str,
        checkout: Option<&Checkout>,
        _part: Option<RefundPart>,
    ) -> Result<GivenBack, CallError> {
        let uuid = checkout.and_then(|it| it.state.external_id());
        let uuid = uuid.ok_or_else(|| refused("error_not_found"))?;
        let payments = self.client.transactions(uuid, None).await?;
        let payment = if external_id == uuid {
            payments.iter().min_by_key(|it| it.created_at.as_deref().map(seconds))
        } else {
            payments.iter().find(|it| further(uuid, &it.id) == external_id)
        };
        let payment = payment.ok_or_else(|| refused("error_not_found"))?;
        if payment.is_refunded {
            return Ok(GivenBack::Done);
        }
        match self.client.refund(uuid, &payment.id).await {
            Err(error) if error.is_already_refunded() => Ok(GivenBack::Done),
            Err(error) => Err(error.into()),
            Ok(refunding) if !refunding.success => Err(refused("error_not_permitted")),
            Ok(refunding) if refunding.status == "completed" => Ok(GivenBack::Done),
            Ok(_) => Ok(GivenBack::Begun),
        }
    }
}

impl Settings {
    /// What is not told where it can be paid, the order itself tells.
    async fn opened(&self, order: ShopOrder) -> Result<Opened, CallError> {
        let order = match order.link() {
            Some(_) => order,
            None => self.client.order(&order.uuid).await.map_err(unclear)?,
        };
        let url = order.link().map(str::to_owned);
        let url = url.ok_or_else(|| unclear(ApiError::Unreadable("no link".to_owned())))?;
        Ok(Opened { external_id: order.uuid, url })
    }

    /// The customer's saved way to pay, in the charge's currency: Tribute is told but an amount.
    async fn token(&self, charge: &Charge, checkout: &Checkout) -> Result<String, CallError> {
        let tokens = self.client.tokens(Some(checkout.id.as_str())).await?;
        let is_it = |customer: Option<&str>| customer == Some(checkout.id.as_str());
        let mut its = tokens.into_iter().filter(|it| it.active && is_it(it.customer_id.as_deref()));
        let token = its.next().ok_or_else(|| refused("error_not_found"))?;
        let is_same = currency(&token.currency) == Some(charge.price.currency);
        is_same.then_some(token.token).ok_or_else(|| refused("error_invalid_currency"))
    }
}

fn new_order(checkout: &Checkout) -> NewShopOrder {
    let wish = &checkout.wish;
    let text = |text: &Untrusted| text.as_str().to_owned();
    NewShopOrder {
        amount: wish.price.amount,
        currency: wish.price.currency.to_string().to_lowercase(),
        title: text(&wish.title),
        description: text(wish.description.as_ref().unwrap_or(&wish.title)),
        customer_id: checkout.id.to_string(),
        email: wish.email.as_ref().map(text),
        success_url: wish.success_url.clone(),
        fail_url: wish.fail_url.clone(),
        period: Some(wish.recurring.map_or(Period::Onetime, period)),
        save_payment_method: (wish.recurring == Some(Recurring::OnDemand)).then_some(true),
        shop_id: None,
        stars_amount: None,
    }
}

/// What is charged on demand, Tribute does not charge by itself.
fn period(recurring: Recurring) -> Period {
    match recurring {
        Recurring::OnDemand => Period::Onetime,
        Recurring::Weekly => Period::Weekly,
        Recurring::Monthly => Period::Monthly,
        Recurring::Quarterly => Period::Quarterly,
        Recurring::Halfyearly => Period::Halfyearly,
        Recurring::Yearly => Period::Yearly,
    }
}

/// A day on which it can't have been made yet, wherever days begin.
fn day_before(checkout: &Checkout) -> String {
    let before = checkout.created_at.saturating_sub(SignedDuration::from_hours(24));
    before.unwrap_or(Timestamp::MIN).to_zoned(TimeZone::UTC).date().to_string()
}

fn currency(code: &str) -> Option<Currency> {
    Currency::from_code(&code.to_uppercase())
}

fn money(amount: Option<i64>, code: &str) -> Option<Money> {
    let amount = amount.filter(|amount| *amount >= 0)?;
    Some(Money { amount, currency: currency(code)? })
}

/// Unix seconds, where they are.
fn seconds(text: &str) -> i64 {
    text.parse().unwrap_or(i64::MAX)
}

fn said(answer: &impl serde::Serialize) -> Untrusted {
    Untrusted::new(serde_json::to_string(answer).unwrap_or_default())
}

fn refused(code: &str) -> CallError {
    let message = Untrusted::new("");
    ApiError::Refused { status: 400, code: code.to_owned(), message }.into()
}

/// Something was made, whatever is known of it.
fn unclear(error: ApiError) -> CallError {
    CallError::Unclear(error.into())
}
