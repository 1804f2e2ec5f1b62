//! The keys of a body, one by one: what stands there, or why not.

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use serde_json::Value;

use super::body::PriceBody;
use super::limits::Limits;
use crate::i18n::arguments;
use crate::order::checkout::{REFERENCE_CHARACTERS_MAX, Recurring};
use crate::order::{Currency, Money, ProviderName, Untrusted};
use crate::report::{CodedError, usage};

/// Nothing costs more, in minor units.
const AMOUNT_MAX: i64 = 1_000_000_000_000;
const URL_BYTES_MAX: usize = 2_048;
const EMAIL_BYTES_MAX: usize = 254;
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
const OBJECT_BYTES_MAX: usize = 64 * 1024;
/// The longest that a checkout may be open.
const OPEN_MAX: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Unless the shop says otherwise.
const OPEN_DEFAULT: SignedDuration = SignedDuration::from_hours(24);
/// More of what was written is not quoted.
const QUOTED_CHARACTERS_MAX: usize = 100;

type Read<T> = Result<T, CodedError>;

pub(super) fn quoted(text: &str) -> String {
    Untrusted::new(text).excerpt(QUOTED_CHARACTERS_MAX)
}

pub(super) fn price(price: &PriceBody, provider: ProviderName, limits: &Limits) -> Read<Money> {
    let amount = price.amount.as_i64().filter(|amount| (1..=AMOUNT_MAX).contains(amount));
    let Some(amount) = amount else {
        let amount = quoted(&price.amount.to_string());
        let amount_max = AMOUNT_MAX.to_string();
        return Err(usage("checkout.bad_amount", arguments!(amount, amount_max)));
    };
    let Some(currency) = Currency::from_code(&price.currency) else {
        let currency = quoted(&price.currency);
        return Err(usage("checkout.unknown_currency", arguments!(currency)));
    };
    takes(provider, limits, Money { amount, currency })
}

/// A price that the provider takes.
pub(super) fn takes(provider: ProviderName, limits: &Limits, price: Money) -> Read<Money> {
    if limits.takes(price.currency) {
        return Ok(price);
    }
    let (currency, provider) = (price.currency.to_string(), provider.name());
    let taken = limits.currencies.join(", ");
    Err(usage("checkout.currency_not_taken", arguments!(currency, provider, taken)))
}

/// What a person reads: something that can be seen, on one line.
pub(super) fn title(text: &str, limits: &Limits) -> Read<Untrusted> {
    let units_max = limits.title_units_max;
    let is_title = is_text(text, units_max) && !text.contains('\n');
    let refuse = || usage("checkout.bad_title", arguments!(title = quoted(text), units_max));
    is_title.then(|| Untrusted::new(text)).ok_or_else(refuse)
}

pub(super) fn description(text: &str, limits: &Limits) -> Read<Untrusted> {
    let units_max = limits.description_units_max;
    let refuse = || usage("checkout.bad_description", arguments!(units_max));
    is_text(text, units_max).then(|| Untrusted::new(text)).ok_or_else(refuse)
}

fn is_text(text: &str, units_max: usize) -> bool {
    let is_plain = |character: char| character == '\n' || !character.is_control();
    !text.trim().is_empty()
        && text.encode_utf16().count() <= units_max
        && text.chars().all(is_plain)
}

pub(super) fn reference(text: &str) -> Read<Untrusted> {
    let is_reference = !text.trim().is_empty()
        && text.chars().count() <= REFERENCE_CHARACTERS_MAX
        && !text.chars().any(char::is_control);
    let characters_max = REFERENCE_CHARACTERS_MAX;
    let refuse = || usage("checkout.bad_reference", arguments!(characters_max));
    is_reference.then(|| Untrusted::new(text)).ok_or_else(refuse)
}

/// As much as tells an address from a name: whether there is a mailbox, only a letter tells.
pub(super) fn email(text: &str) -> Read<Untrusted> {
    let is_sign = |character: char| !character.is_control() && !character.is_whitespace();
    let is_email = text.len() <= EMAIL_BYTES_MAX
        && text.chars().all(is_sign)
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !host.contains('@')
        });
    let refuse = || usage("checkout.bad_email", arguments!(email = quoted(text)));
    is_email.then(|| Untrusted::new(text)).ok_or_else(refuse)
}

pub(super) fn phone(text: &str) -> Read<Untrusted> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let is_phone =
        PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
    let refuse = || usage("checkout.bad_phone", arguments!(phone = quoted(text)));
    is_phone.then(|| Untrusted::new(text)).ok_or_else(refuse)
}

pub(super) fn language(text: &str) -> Read<String> {
    let is_language = text.len() == 2 && text.bytes().all(|it| it.is_ascii_lowercase());
    let refuse = || usage("checkout.bad_language", arguments!(language = quoted(text)));
    is_language.then(|| text.to_owned()).ok_or_else(refuse)
}

pub(super) fn url(key: &'static str, text: &str) -> Read<String> {
    let parsed = Url::parse(text).ok().filter(|_| text.len() <= URL_BYTES_MAX);
    let is_web = |url: &Url| {
        matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    };
    let refuse = || usage("checkout.bad_url", arguments!(key, url = quoted(text)));
    parsed.filter(is_web).map(|_| text.to_owned()).ok_or_else(refuse)
}

pub(super) fn expires_at(text: Option<&str>, now: Timestamp) -> Read<Timestamp> {
    let Some(text) = text else { return Ok(now.saturating_add(OPEN_DEFAULT).unwrap_or(now)) };
    let at: Option<Timestamp> = text.parse().ok();
    let is_open = |at: &Timestamp| *at > now && at.duration_since(now) <= OPEN_MAX;
    let refuse = || usage("checkout.bad_expires_at", arguments!(expires_at = quoted(text)));
    at.filter(is_open).ok_or_else(refuse)
}

pub(super) fn recurring(text: &str, limits: &Limits) -> Read<Recurring> {
    let wanted = serde_json::from_value(Value::from(text)).ok();
    let refuse = || {
        let names = limits.recurring.iter().filter_map(|it| serde_json::to_value(it).ok());
        let names: Vec<String> = names.filter_map(|it| Some(it.as_str()?.to_owned())).collect();
        let taken = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        usage("checkout.bad_recurring", arguments!(recurring = quoted(text), taken))
    };
    wanted.filter(|it| limits.recurring.contains(it)).ok_or_else(refuse)
}

pub(super) fn receipt(value: &Value, limits: &Limits) -> Read<Value> {
    let takes = limits.takes_receipt;
    let refuse = || usage("checkout.bad_receipt", arguments!(takes));
    object(value).filter(|_| takes).ok_or_else(refuse)
}

pub(super) fn extra(value: &Value) -> Read<Value> {
    object(value).ok_or_else(|| usage("checkout.bad_extra", arguments!()))
}

fn object(value: &Value) -> Option<Value> {
    let is_object = value.is_object() && value.to_string().len() <= OBJECT_BYTES_MAX;
    is_object.then(|| value.clone())
}
