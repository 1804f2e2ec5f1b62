//! What the bank asks of a new payment.

use jiff::fmt::strtime;
use jiff::{Span, Timestamp};
use serde_json::{Map, Value};

use super::answer::Problem;
use super::receipt;
use super::store::BankPayment;

/// In kopecks.
const AMOUNT_MIN: u64 = 100;
const AMOUNT_MAX: u64 = 9_999_999_999;
const DATA_PAIRS_MAX: usize = 20;
/// In hours.
const EXPIRY_DEFAULT: i64 = 24;
const EXPIRY_MAX: i64 = 90 * 24;
/// The most characters of each text, and the code of one that has more.
const TEXTS: [(&str, usize, &str); 7] = [
    ("OrderId", 36, "212"),
    ("Description", 140, "213"),
    ("CustomerKey", 36, "216"),
    ("NotificationURL", 500, "223"),
    ("SuccessURL", 500, "223"),
    ("FailURL", 500, "223"),
    ("IP", 45, "211"),
];

/// Checks a call and makes the payment of it, without its place in the books.
pub(super) fn checked(asked: &Map<String, Value>, now: Timestamp) -> Result<BankPayment, Problem> {
    for (name, characters_max, code) in TEXTS {
        match asked.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.chars().count() <= characters_max => {}
            Some(_) => return Err(Problem::field(code, name)),
        }
    }
    let text = |name: &str| asked.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    let order_id = text("OrderId").ok_or_else(|| Problem::field("201", "OrderId"))?;
    let amount = asked.get("Amount").and_then(Value::as_u64);
    let amount = amount.filter(|amount| (AMOUNT_MIN..=AMOUNT_MAX).contains(amount));
    let amount = amount.ok_or(Problem::AMOUNT)?;
    let words: [(&str, &[&str]); 3] =
        [("PayType", &["O", "T"]), ("Language", &["ru", "en"]), ("Recurrent", &["Y", "N"])];
    for (name, known) in words {
        if asked.get(name).is_some_and(|it| !it.as_str().is_some_and(|it| known.contains(&it))) {
            return Err(Problem::field("200", name));
        }
    }
    if text("Recurrent") == Some("Y") && text("CustomerKey").is_none() {
        return Err(Problem::field("201", "CustomerKey"));
    }
    if let Some(data) = asked.get("DATA") {
        check_data(data)?;
    }
    if let Some(said) = asked.get("Receipt") {
        receipt::check(said, amount)?;
    }
    let url = text("NotificationURL").map(str::parse).transpose();
    let mut payment =
        BankPayment::new(0, order_id.to_owned(), amount, Value::Object(asked.clone()));
    payment.notification_url = url.map_err(|_| Problem::field("223", "NotificationURL"))?;
    payment.expires_at = expires_at(asked.get("RedirectDueDate"), now)?;
    Ok(payment)
}

fn expires_at(said: Option<&Value>, now: Timestamp) -> Result<Timestamp, Problem> {
    let bad = || Problem::field("12", "RedirectDueDate");
    let after = |hours: i64| now.checked_add(Span::new().hours(hours)).map_err(|_| bad());
    let Some(said) = said else { return after(EXPIRY_DEFAULT) };
    let text = said.as_str().ok_or_else(bad)?;
    let at = strtime::parse("%Y-%m-%dT%H:%M:%S%:z", text).and_then(|time| time.to_timestamp());
    let at = at.map_err(|_| bad())?;
    let first = now.checked_add(Span::new().seconds(59)).map_err(|_| bad())?;
    (at > first && at <= after(EXPIRY_MAX)?).then_some(at).ok_or_else(bad)
}

fn check_data(data: &Value) -> Result<(), Problem> {
    let data = data.as_object().ok_or_else(|| Problem::field("207", "DATA"))?;
    if data.len() > DATA_PAIRS_MAX {
        return Err(Problem::field("207", "DATA"));
    }
    for (name, value) in data {
        let length = match value {
            Value::String(text) => text.chars().count(),
            Value::Number(_) | Value::Bool(_) => 0,
            _ => return Err(Problem::field("209", name)),
        };
        if name.chars().count() > 20 {
            return Err(Problem::field("208", name));
        }
        if length > 100 {
            return Err(Problem::field("209", name));
        }
    }
    Ok(())
}
