//! The bodies of requests, as they are written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// What is to be paid, by whom and for what.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = NewCheckout))]
#[serde(deny_unknown_fields)]
pub struct CheckoutBody {
    /// `tribute_shop`, `tbank` or `telegram`, whichever is configured.
    pub provider: String,
    /// Who gets the goods; may be missing beside a `reference`, an `email` or a `phone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// A product of the configuration, which has its price; or `price` and `title`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[expect(missing_docs, reason = "said above")]
    pub price: Option<PriceBody>,
    /// What the customer reads: for `tribute_shop` at most 100 UTF-16 units, `tbank` 140, `telegram` 32.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// More of that: for `tribute_shop` at most 300 UTF-16 units, `tbank` 140, `telegram` 255.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The shop's own name for it, at most 256 characters: comes back with the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The customer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The customer's, with `+` and the country's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// In which the customer is spoken to: two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the customer is sent after paying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_url: Option<String>,
    /// Where the customer is sent when that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_url: Option<String>,
    /// From then on it can't be paid, RFC 3339; at most 90 days from now, by default a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// `on_demand` (the shop asks for charges), `weekly`, `monthly`, `quarterly`, `halfyearly` or `yearly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurring: Option<String>,
    /// A receipt, as its provider wants it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schema(value_type = Option<Object>))]
    pub receipt: Option<Value>,
    /// What only its provider understands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schema(value_type = Option<Object>))]
    pub extra: Option<Value>,
}

/// An amount of money, as it is written.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = NewPrice))]
#[serde(deny_unknown_fields)]
pub struct PriceBody {
    /// In minor units, a whole number from 1 on.
    #[cfg_attr(test, schema(value_type = i64))]
    pub amount: Value,
    /// Three capitals: `EUR`, `RUB`, `XTR`.
    pub currency: String,
}

/// What is to be paid once more, without the customer.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema), schema(as = NewCharge))]
#[serde(deny_unknown_fields)]
pub struct ChargeBody {
    /// A recurring checkout that was paid.
    pub checkout_id: String,
    /// What is to be paid, in the checkout's currency.
    pub price: PriceBody,
    /// The shop's own name for it, at most 256 characters; by default the checkout's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// By which two bodies are compared: what says the same has the same.
pub(super) fn digest(body: &impl Serialize) -> String {
    // Texts and numbers written to memory can't fail.
    let text = serde_json::to_vec(body).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}
