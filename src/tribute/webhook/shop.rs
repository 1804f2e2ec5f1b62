//! What is said of an order in the shop, of its payments, and of charges of saved ways to pay.

use jiff::Timestamp;

use super::super::fields::{BadField, Fields};
use super::Price;
use crate::order::Untrusted;

const UUID_BYTES_MAX: usize = 36;

/// What a webhook says of the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShopEvent {
    /// `shop_order`: it is paid.
    Paid(Payment),
    /// `shop_order_payment_received`, `shop_order_prepaid`: money is held, and not paid.
    Held(Payment),
    /// `shop_order_payment_failed`: another try may follow.
    PaymentFailed(Failure),
    /// `shop_order_refunded`
    Refunded(Refund),
    /// `shop_order_charge_success`: it is paid once more.
    Charged(Payment),
    /// `shop_order_charge_failed`: another try may follow.
    ChargeFailed(Failure),
    /// `shop_order_cancelled`: it will not be paid once more.
    Cancelled(Failure),
    /// `shop_token_charge_success`
    TokenCharged(TokenCharge),
    /// `shop_token_charge_failed`
    TokenChargeFailed(TokenCharge),
}

/// A payment of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The order.
    pub uuid: String,
    /// What names the payment; of the first one it may not be said.
    pub transaction: Option<String>,
    /// How much.
    pub price: Price,
    /// What the shop called the order when it was made.
    pub customer_id: Option<Untrusted>,
    /// Who has paid.
    pub email: Option<Untrusted>,
    /// When.
    pub at: Option<Timestamp>,
}

/// A payment that did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Of which order.
    pub uuid: String,
    /// Why, in Tribute's words.
    pub why: Option<Untrusted>,
    /// How often it was tried.
    pub tries: Option<u32>,
}

/// A payment whose money goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Of which order.
    pub uuid: String,
    /// Which payment of it.
    pub transaction: Option<String>,
    /// What the shop called the order when it was made.
    pub customer_id: Option<Untrusted>,
    /// How much.
    pub price: Price,
    /// Whether the money is back; else it is on its way.
    pub is_completed: bool,
    /// Why, in Tribute's words.
    pub reason: Option<Untrusted>,
    /// When.
    pub at: Option<Timestamp>,
}

/// A charge of a saved way to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCharge {
    /// What names it at Tribute.
    pub uuid: String,
    /// How much.
    pub price: Price,
    /// What it was called when it was asked for.
    pub reference: Option<Untrusted>,
    /// Why it failed, in Tribute's words.
    pub why: Option<Untrusted>,
    /// When.
    pub at: Option<Timestamp>,
}

/// How an event of the shop is read.
type Read = fn(&Fields, Option<Timestamp>) -> Result<ShopEvent, BadField>;

/// The events by their names as they count.
const EVENTS: [(&str, Read); 10] = [
    ("shoporder", |fields, at| Payment::first(fields, at).map(ShopEvent::Paid)),
    ("shoporderpaymentreceived", |fields, at| Payment::read(fields, at).map(ShopEvent::Held)),
    ("shoporderprepaid", |fields, at| Payment::read(fields, at).map(ShopEvent::Held)),
    ("shoporderpaymentfailed", |fields, _| Failure::read(fields).map(ShopEvent::PaymentFailed)),
    ("shoporderrefunded", |fields, at| Refund::read(fields, at).map(ShopEvent::Refunded)),
    ("shoporderchargesuccess", |fields, at| Payment::again(fields, at).map(ShopEvent::Charged)),
    ("shoporderchargefailed", |fields, _| Failure::read(fields).map(ShopEvent::ChargeFailed)),
    ("shopordercancelled", |fields, _| Failure::read(fields).map(ShopEvent::Cancelled)),
    ("shoptokenchargesuccess", |fields, at| {
        TokenCharge::read(fields, at).map(ShopEvent::TokenCharged)
    }),
    ("shoptokenchargefailed", |fields, at| {
        TokenCharge::read(fields, at).map(ShopEvent::TokenChargeFailed)
    }),
];

impl ShopEvent {
    /// Reads the event of this name, as it counts; `None`: it is none of the shop's.
    pub(super) fn read(
        name: &str,
        fields: &Fields,
        created_at: Option<Timestamp>,
    ) -> Option<Result<Self, BadField>> {
        let (_, read) = EVENTS.iter().find(|(known, _)| *known == name)?;
        Some(read(fields, created_at))
    }

    /// How the keys of all webhooks begin that say this of the same order or charge.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Paid(payment) => Self::payments(&payment.uuid),
            Self::Held(payment) => format!("held:{}:", payment.uuid),
            Self::PaymentFailed(failure) => format!("failed:{}:", failure.uuid),
            Self::Refunded(refund) => Self::refunds(&refund.uuid),
            Self::Charged(payment) => Self::charges(&payment.uuid),
            Self::ChargeFailed(failure) => format!("charge-failed:{}:", failure.uuid),
            Self::Cancelled(failure) => format!("cancelled:{}:", failure.uuid),
            Self::TokenCharged(charge) => format!("token:{}:", charge.uuid),
            Self::TokenChargeFailed(charge) => format!("token-failed:{}:", charge.uuid),
        }
    }

    /// How the keys of all webhooks begin that tell of an order's first payment.
    pub fn payments(uuid: &str) -> String {
        format!("paid:{uuid}:")
    }

    /// How the keys of all webhooks begin that tell of its further payments.
    pub fn charges(uuid: &str) -> String {
        format!("charge:{uuid}:")
    }

    /// How the keys of all webhooks begin that tell of its refunds.
    pub fn refunds(uuid: &str) -> String {
        format!("refund:{uuid}:")
    }
}

fn uuid(fields: &Fields, name: &'static str) -> Result<String, BadField> {
    let uuid = fields.id(name)?.filter(|uuid| uuid.len() <= UUID_BYTES_MAX);
    uuid.ok_or(BadField::Unreadable(name))
}

/// Code and message, as far as they are said.
fn why(fields: &Fields) -> Result<Option<Untrusted>, BadField> {
    let said = [fields.text("errorCode")?, fields.text("errorMessage")?];
    let said: Vec<String> = said.into_iter().flatten().collect();
    Ok((!said.is_empty()).then(|| super::beginning(&said.join(": "))))
}

impl Payment {
    fn read(fields: &Fields, created_at: Option<Timestamp>) -> Result<Self, BadField> {
        Ok(Self {
            uuid: uuid(fields, "uuid")?,
            transaction: fields.id("transactionId")?,
            price: Price::read(fields)?,
            customer_id: fields.untrusted("customerId")?,
            email: fields.untrusted("email")?,
            at: created_at,
        })
    }

    /// The first one: what is paid says so, if it says anything.
    fn first(fields: &Fields, created_at: Option<Timestamp>) -> Result<Self, BadField> {
        match fields.text("status")? {
            Some(status) if !status.eq_ignore_ascii_case("paid") => {
                Err(BadField::Unreadable("status"))
            }
            _ => Self::read(fields, created_at),
        }
    }

    /// A further one: without a name of its own the moment tells it from others.
    fn again(fields: &Fields, created_at: Option<Timestamp>) -> Result<Self, BadField> {
        let payment = Self::read(fields, created_at)?;
        let by_moment = || created_at.map(|at| at.as_microsecond().to_string());
        let transaction = payment.transaction.clone().or_else(by_moment);
        if transaction.is_none() {
            return Err(BadField::Unreadable("transactionId"));
        }
        Ok(Self { transaction, ..payment })
    }
}

impl Failure {
    fn read(fields: &Fields) -> Result<Self, BadField> {
        let tries = fields.text("chargeRetries")?;
        let tries = tries.map(|tries| tries.parse()).transpose();
        Ok(Self {
            uuid: uuid(fields, "uuid")?,
            why: match fields.untrusted("cancelReason")? {
                Some(reason) => Some(reason),
                None => why(fields)?,
            },
            tries: tries.map_err(|_| BadField::Unreadable("chargeRetries"))?,
        })
    }
}

impl Refund {
    fn read(fields: &Fields, created_at: Option<Timestamp>) -> Result<Self, BadField> {
        let status = fields.text("status")?.map(|status| status.to_lowercase());
        let is_completed = match status.as_deref() {
            Some("completed") => true,
            Some("initiated") => false,
            // Whether the money is back can't be guessed.
            _ => return Err(BadField::Unreadable("status")),
        };
        Ok(Self {
            uuid: uuid(fields, "uuid")?,
            transaction: fields.id("transactionId")?,
            customer_id: fields.untrusted("customerId")?,
            price: Price::read(fields)?,
            is_completed,
            reason: fields.untrusted("refundReason")?,
            at: fields.time("refundedAt").or(created_at),
        })
    }
}

impl TokenCharge {
    fn read(fields: &Fields, created_at: Option<Timestamp>) -> Result<Self, BadField> {
        Ok(Self {
            uuid: uuid(fields, "chargeUuid")?,
            price: Price::read(fields)?,
            reference: fields.untrusted("reference")?,
            why: why(fields)?,
            at: fields.time("processedAt").or(created_at),
        })
    }
}
