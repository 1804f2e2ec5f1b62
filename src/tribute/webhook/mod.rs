//! What Tribute's webhooks say.
//!
//! A request is Tribute's by its signature over the bytes as they came ([`hear`]); [`Webhook`] is what it says.
//! It comes again until it is answered, with another `sent_at`: what it is known by leaves that out.

mod purchase;
mod shop;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::Mac as _;
use jiff::Timestamp;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::ApiKey;
use super::fields::{Fields, beginning, plain_name};
use crate::order::Untrusted;
use crate::shop::json::Object;

pub use super::fields::BadField;
pub use purchase::{Buyer, Price, Purchase, PurchaseRefund};
pub use shop::{Failure, Payment, Refund, ShopEvent, TokenCharge};

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "trbt-signature";
/// No payload has more levels of brackets.
const LEVELS_MAX: usize = 32;
const CODE_BYTES: usize = 32;
/// More of a name is no name.
const NAME_BYTES_MAX: usize = 64;

/// What a request of Tribute's is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The dashboard's test: nothing has happened.
    Test,
    /// Something has happened.
    Event {
        /// By what it is known when it comes again.
        dedup_key: String,
        /// Whether it is about the shop.
        is_of_shop: bool,
    },
}

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The signature is missing, stands there twice or is wrong.
    Signature,
    /// It is signed, and is no JSON object, or a bottomless one.
    NotJson,
}

/// A webhook that was verified.
#[derive(Debug)]
pub struct Webhook {
    /// Its name, as it is written.
    pub name: Untrusted,
    /// When it happened.
    pub created_at: Option<Timestamp>,
    /// The payload as it came.
    pub payload: Box<RawValue>,
    /// What it says.
    pub event: Event,
}

/// What a webhook says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `new_digital_product`
    Purchase(Purchase),
    /// `digital_product_refunded`
    PurchaseRefunded(PurchaseRefund),
    /// One of these two, of which a field can't be read.
    Unreadable(BadField),
    /// One about the shop, or the field of it that can't be read.
    Shop(Result<ShopEvent, BadField>),
    /// Any other.
    Other,
}

/// Takes a request with these signatures: whether it is Tribute's, and what it is known by.
pub fn hear(key: &ApiKey, signatures: &[&[u8]], body: &[u8]) -> Result<Heard, Refusal> {
    if !matches!(signatures, [signature] if is_signed(key, signature, body)) {
        return Err(Refusal::Signature);
    }
    let Some(webhook) = Webhook::read(body)? else {
        return Ok(Heard::Test);
    };
    let is_of_shop = matches!(webhook.event, Event::Shop(_));
    Ok(Heard::Event { dedup_key: webhook.dedup_key(), is_of_shop })
}

/// Whether this is the body's code, in hexadecimal digits or base64. Takes the same time for every wrong one.
fn is_signed(key: &ApiKey, signature: &[u8], body: &[u8]) -> bool {
    let signature = signature.trim_ascii();
    let code = if signature.len() == 2 * CODE_BYTES {
        hexadecimal(signature)
    } else {
        STANDARD.decode(signature).ok()
    };
    code.is_some_and(|code| key.code_of(body).verify_slice(&code).is_ok())
}

fn hexadecimal(digits: &[u8]) -> Option<Vec<u8>> {
    let value = |digit: &u8| char::from(*digit).to_digit(16);
    let byte = |pair: &[u8]| u8::try_from(value(&pair[0])? * 16 + value(&pair[1])?).ok();
    digits.chunks_exact(2).map(byte).collect()
}

impl Webhook {
    /// Reads a body; `None`: it is the dashboard's test.
    pub fn read(body: &[u8]) -> Result<Option<Self>, Refusal> {
        if levels(body) > LEVELS_MAX {
            return Err(Refusal::NotJson);
        }
        let fields = Fields::of(Object::parse(body).ok_or(Refusal::NotJson)?);
        let name = fields.text("name").ok().flatten().unwrap_or_default();
        let payload = fields.raw("payload").ok().flatten();
        let Some(payload) = payload.filter(|_| !name.is_empty()) else {
            return Ok(None);
        };
        let created_at = fields.time("created_at");
        let inner = serde_json::from_str(payload.get()).map(Fields::of).unwrap_or_default();
        let event = match plain_name(&name).as_str() {
            "newdigitalproduct" => Purchase::read(&inner, created_at).map(Event::Purchase),
            "digitalproductrefunded" => {
                PurchaseRefund::read(&inner, created_at).map(Event::PurchaseRefunded)
            }
            name => {
                let of_shop = ShopEvent::read(name, &inner, created_at);
                Ok(of_shop.map_or(Event::Other, Event::Shop))
            }
        };
        Ok(Some(Self {
            name: beginning(&name),
            created_at,
            payload: payload.to_owned(),
            event: event.unwrap_or_else(Event::Unreadable),
        }))
    }

    /// By what it is known when it comes again: what has happened, and what was said of that. The same with
    /// other contents is another one, which its source has to hold against the first.
    pub fn dedup_key(&self) -> String {
        match &self.event {
            Event::Purchase(purchase) => {
                format!("{}{}", Self::purchases(&purchase.key), self.digest())
            }
            Event::PurchaseRefunded(refund) => {
                format!("{}{}", Self::refunds(&refund.key), self.digest())
            }
            Event::Shop(Ok(event)) => format!("{}{}", event.key(), self.digest()),
            Event::Unreadable(_) | Event::Shop(Err(_)) | Event::Other => {
                format!("{}:{}", self.name_key(), self.digest())
            }
        }
    }

    /// How the keys of all webhooks about a purchase begin.
    pub fn purchases(key: &str) -> String {
        format!("purchase:{key}:")
    }

    /// How the keys of all webhooks about its refund begin.
    pub fn refunds(key: &str) -> String {
        format!("refund:{key}:")
    }

    /// Its name as it counts, however it is spelt.
    pub fn name_key(&self) -> String {
        let name = plain_name(self.name.as_str());
        name.chars().filter(char::is_ascii_alphanumeric).take(NAME_BYTES_MAX).collect()
    }

    /// A name for what it says: of what has none of its own, the moment tells two apart.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        if !matches!(self.event, Event::Purchase(_) | Event::PurchaseRefunded(_)) {
            let at = self.created_at.map(|at| at.to_string()).unwrap_or_default();
            digest.update(format!("{} {at} ", self.name_key()));
        }
        digest.update(self.payload.get());
        URL_SAFE_NO_PAD.encode(&digest.finalize()[..12])
    }
}

/// Whether two names of events are one, however they are spelt.
pub fn is_same_name(one: &str, other: &str) -> bool {
    plain_name(one) == plain_name(other)
}

/// How deep brackets go, those in texts left out.
fn levels(body: &[u8]) -> usize {
    let (mut level, mut deepest, mut in_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => level += 1,
            b'}' | b']' if !in_text => level = level.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(level);
    }
    deepest
}

#[cfg(test)]
mod tests;
