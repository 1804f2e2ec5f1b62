//! What the bank answers. Numbers are read as texts too; what is not known here is left out.

use reqwest::Url;
use serde_json::value::RawValue;

use super::super::Status;
use super::super::fields::{BadField, Fields};
use crate::order::Untrusted;
use crate::shop::is_loopback;

/// A payment, as the bank has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The bank's number for it.
    pub id: String,
    /// What it is for, where the bank says so.
    pub order_id: Option<String>,
    /// How far it is.
    pub status: Status,
    /// In kopecks.
    pub amount: Option<i64>,
    /// Where the customer pays. The bank tells it only once.
    pub url: Option<String>,
    /// Why it is not paid: `1051`; `None` when all is well.
    pub error_code: Option<String>,
    /// The same in words.
    pub message: Option<Untrusted>,
}

/// What became of a payment's money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// How far the payment is now.
    pub status: Status,
    /// What is left of it, in kopecks.
    pub left: Option<i64>,
}

impl Payment {
    /// Reads an answer about one payment; the id may be known before.
    pub(super) fn read(fields: &Fields, id: Option<&str>) -> Result<Self, BadField> {
        let told = fields.id("PaymentId")?;
        let id = told.or_else(|| id.map(str::to_owned)).ok_or(BadField("PaymentId"))?;
        Ok(Self {
            id,
            order_id: fields.id("OrderId")?,
            status: Status::read(fields.text("Status").ok_or(BadField("Status"))?),
            amount: fields.amount("Amount")?,
            url: fields.text("PaymentURL").filter(|url| is_web(url)).map(str::to_owned),
            error_code: fields.id("ErrorCode")?.filter(|code| code != "0"),
            message: fields.untrusted("Message").filter(|_| !fields.is_true("Success")),
        })
    }

    /// Reads the list of an order's payments.
    pub(super) fn read_all(fields: &Fields) -> Result<Vec<Self>, BadField> {
        const LIST: BadField = BadField("Payments");
        let Some(list) = fields.nested("Payments") else { return Ok(Vec::new()) };
        let list: Vec<Box<RawValue>> = serde_json::from_str(list.get()).map_err(|_| LIST)?;
        let payments = list.iter().map(|payment| {
            let fields = Fields::parse(payment.get().as_bytes()).ok_or(LIST)?;
            Self::read(&fields, None)
        });
        payments.collect()
    }

    /// The payment that decides about an order which was tried to be paid several times: one that was made; of the
    /// same worth, the last.
    pub fn decisive(payments: Vec<Self>) -> Option<Self> {
        payments.into_iter().max_by_key(|payment| payment.status.standing().weight())
    }
}

impl Cancelled {
    pub(super) fn read(fields: &Fields) -> Result<Self, BadField> {
        Ok(Self {
            status: Status::read(fields.text("Status").ok_or(BadField("Status"))?),
            left: fields.amount("NewAmount")?,
        })
    }
}

/// Whether a customer's browser may be sent there.
fn is_web(url: &str) -> bool {
    let is_safe =
        |url: Url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    Url::parse(url).is_ok_and(is_safe)
}
