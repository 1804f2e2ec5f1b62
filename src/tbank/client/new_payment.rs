//! A payment to be made: what can be said of it, checked before the bank is called.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::super::receipt::{Receipt, plain_phone};
use super::super::{Invalid, Problem};

/// The bank takes no more than ten digits.
const AMOUNT_MAX: i64 = 9_999_999_999;
const ORDER_ID_CHARACTERS_MAX: usize = 36;
const DESCRIPTION_CHARACTERS_MAX: usize = 140;
const CUSTOMER_KEY_CHARACTERS_MAX: usize = 36;
const EXPIRY_MIN: SignedDuration = SignedDuration::from_mins(1);
const EXPIRY_MAX: SignedDuration = SignedDuration::from_hours(90 * 24);
const DATA_PAIRS_MAX: usize = 20;
const DATA_NAME_CHARACTERS_MAX: usize = 20;
const DATA_VALUE_CHARACTERS_MAX: usize = 100;
/// Moscow's, in which the bank reads times.
const BANK_OFFSET: Offset = Offset::constant(3);
/// Nobody else may set these: what is paid, for what, and who is told of it.
const RESERVED: [&str; 8] = [
    "TerminalKey",
    "Token",
    "Password",
    "Amount",
    "OrderId",
    "NotificationURL",
    "Receipt",
    "RedirectDueDate",
];

/// The language of the bank's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageLanguage {
    /// `ru`
    Russian,
    /// `en`
    English,
}

/// A payment to be made.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// In kopecks.
    pub amount: i64,
    /// Ours, one for each payment: by it a lost answer is looked up.
    pub order_id: String,
    /// What the customer pays for.
    pub description: Option<String>,
    /// Whether the card may be charged again later; `customer_key` names whose it is.
    pub recurrent: bool,
    /// The shop's name for the customer.
    pub customer_key: Option<String>,
    /// Of the bank's page.
    pub language: Option<PageLanguage>,
    /// Where notifications go.
    pub notification_url: Option<String>,
    /// Where the customer goes who has paid.
    pub success_url: Option<String>,
    /// Where the customer goes who could not.
    pub fail_url: Option<String>,
    /// Until when it can be paid.
    pub expires_at: Option<Timestamp>,
    /// The customer's phone.
    pub phone: Option<String>,
    /// The customer's e-mail.
    pub email: Option<String>,
    /// What the law asks for.
    pub receipt: Option<Receipt>,
    /// What else the bank is to know, in its spelling.
    pub extra: Map<String, Value>,
}

impl NewPayment {
    /// A payment of which nothing else is said.
    pub fn new(order_id: impl Into<String>, amount: i64) -> Self {
        Self {
            amount,
            order_id: order_id.into(),
            description: None,
            recurrent: false,
            customer_key: None,
            language: None,
            notification_url: None,
            success_url: None,
            fail_url: None,
            expires_at: None,
            phone: None,
            email: None,
            receipt: None,
            extra: Map::new(),
        }
    }

    /// Whether the bank can be asked for it.
    pub fn check(&self, now: Timestamp) -> Result<(), Invalid> {
        self.call(now).map(drop)
    }

    /// The call for it, not signed yet.
    pub(super) fn call(&self, now: Timestamp) -> Result<Map<String, Value>, Invalid> {
        self.check_fields(now)?;
        let mut call = Map::new();
        // Goods are given when the money is taken: never on money that is only held.
        call.insert("PayType".to_owned(), "O".into());
        for (name, value) in &self.extra {
            if RESERVED.contains(&name.as_str()) {
                return Err(Invalid::new(name, Problem::Reserved));
            }
            call.insert(name.clone(), value.clone());
        }
        let language = self.language.map(|language| match language {
            PageLanguage::Russian => "ru".to_owned(),
            PageLanguage::English => "en".to_owned(),
        });
        let texts = [
            ("OrderId", Some(self.order_id.clone())),
            ("Description", self.description.clone()),
            ("CustomerKey", self.customer_key.clone()),
            ("Recurrent", self.recurrent.then(|| "Y".to_owned())),
            ("Language", language),
            ("NotificationURL", self.notification_url.clone()),
            ("SuccessURL", self.success_url.clone()),
            ("FailURL", self.fail_url.clone()),
            ("RedirectDueDate", self.expires_at.map(due_date)),
        ];
        call.insert("Amount".to_owned(), self.amount.into());
        for (name, text) in texts {
            let Some(text) = text else { continue };
            let said = call.insert(name.to_owned(), text.as_str().into());
            // What the shop says in two ways is not silently the one or the other.
            if said.is_some_and(|said| said != text) {
                return Err(Invalid::new(name, Problem::Reserved));
            }
        }
        let data = self.data()?;
        if !data.is_empty() {
            call.insert("DATA".to_owned(), data.into());
        }
        if let Some(receipt) = &self.receipt {
            call.insert("Receipt".to_owned(), json!(receipt));
        }
        Ok(call)
    }

    fn check_fields(&self, now: Timestamp) -> Result<(), Invalid> {
        if !(1..=AMOUNT_MAX).contains(&self.amount) {
            return Err(Invalid::new("Amount", Problem::OutOfBounds("1…9999999999")));
        }
        let texts = [
            ("OrderId", Some(self.order_id.as_str()), ORDER_ID_CHARACTERS_MAX),
            ("Description", self.description.as_deref(), DESCRIPTION_CHARACTERS_MAX),
            ("CustomerKey", self.customer_key.as_deref(), CUSTOMER_KEY_CHARACTERS_MAX),
        ];
        for (name, text, characters_max) in texts {
            match text.map(|text| text.chars().count()) {
                Some(0) => return Err(Invalid::new(name, Problem::Missing)),
                Some(count) if count > characters_max => {
                    return Err(Invalid::new(name, Problem::TooLong(characters_max)));
                }
                _ => {}
            }
        }
        if self.recurrent && self.customer_key.is_none() {
            return Err(Invalid::new("CustomerKey", Problem::Missing));
        }
        if let Some(at) = self.expires_at
            && !(EXPIRY_MIN..=EXPIRY_MAX).contains(&at.duration_since(now))
        {
            return Err(Invalid::new("expires_at", Problem::OutOfBounds("1 min … 90 d")));
        }
        self.receipt.as_ref().map_or(Ok(()), |receipt| receipt.check(self.amount))
    }

    /// What the bank keeps with the payment: pairs of its and the shop's own.
    fn data(&self) -> Result<Map<String, Value>, Invalid> {
        let mut data = match self.extra.get("DATA") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(data)) => data.clone(),
            Some(_) => return Err(Invalid::new("DATA", Problem::Unreadable)),
        };
        if let Some(phone) = &self.phone {
            let phone =
                plain_phone(phone).ok_or(Invalid::new("DATA.Phone", Problem::Unreadable))?;
            data.entry("Phone").or_insert(phone.into());
        }
        if let Some(email) = &self.email {
            data.entry("Email").or_insert(email.as_str().into());
        }
        if data.len() > DATA_PAIRS_MAX {
            return Err(Invalid::new("DATA", Problem::TooLong(DATA_PAIRS_MAX)));
        }
        for (name, value) in &data {
            let field = || format!("DATA.{name}");
            let characters = match value {
                Value::String(text) => text.chars().count(),
                Value::Number(_) | Value::Bool(_) => value.to_string().len(),
                _ => return Err(Invalid::new(field(), Problem::Unreadable)),
            };
            if name.chars().count() > DATA_NAME_CHARACTERS_MAX {
                return Err(Invalid::new(field(), Problem::TooLong(DATA_NAME_CHARACTERS_MAX)));
            }
            if characters > DATA_VALUE_CHARACTERS_MAX {
                return Err(Invalid::new(field(), Problem::TooLong(DATA_VALUE_CHARACTERS_MAX)));
            }
        }
        Ok(data)
    }
}

/// A moment as the bank reads it: `2026-11-30T20:00:00+03:00`.
fn due_date(at: Timestamp) -> String {
    BANK_OFFSET.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S+03:00").to_string()
}

/// Money to give back, or a payment to call off.
#[derive(Clone, Debug)]
pub struct Cancellation {
    /// The bank's number for the payment.
    pub payment_id: String,
    /// In kopecks; `None`: all of it.
    pub amount: Option<i64>,
    /// What is taken back, where not all of it is.
    pub receipt: Option<Receipt>,
    /// Ours, one for each: the bank does the same only once. `None` for what was paid by SBP, which has no such name.
    pub request_id: Option<String>,
}

impl Cancellation {
    /// All of a payment, whatever is left of it.
    pub fn of_all(payment_id: &str) -> Self {
        let payment_id = payment_id.to_owned();
        Self { payment_id, amount: None, receipt: None, request_id: None }
    }

    /// The call for it, not signed yet.
    pub(super) fn call(&self) -> Result<Map<String, Value>, Invalid> {
        let mut call = Map::new();
        call.insert("PaymentId".to_owned(), self.payment_id.as_str().into());
        if let Some(amount) = self.amount {
            if !(1..=AMOUNT_MAX).contains(&amount) {
                return Err(Invalid::new("Amount", Problem::OutOfBounds("1…9999999999")));
            }
            call.insert("Amount".to_owned(), amount.into());
        }
        if let Some(receipt) = &self.receipt {
            let sum = || receipt.items.iter().map(|item| item.amount).sum();
            receipt.check(self.amount.unwrap_or_else(sum))?;
            call.insert("Receipt".to_owned(), json!(receipt));
        }
        if let Some(id) = &self.request_id {
            call.insert("ExternalRequestId".to_owned(), id.as_str().into());
        }
        Ok(call)
    }
}
