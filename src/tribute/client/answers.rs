//! What Tribute's API takes and answers. Names are read in either spelling, numbers as texts too; what is not
//! known here is left out.

use serde::de::{DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is on it.
    pub rows: Vec<T>,
    /// Which page it is.
    pub meta: Option<Meta>,
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct Meta {
    pub total: u32,
    #[serde(default)]
    pub offset: u32,
    #[serde(default)]
    pub limit: u32,
}

/// A list is told as such, or under `rows`, `orders`, …: whatever holds it.
impl<'de, T: DeserializeOwned> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (list, meta) = match Value::deserialize(deserializer)? {
            Value::Object(mut fields) => {
                let meta = fields.remove("meta").and_then(|it| serde_json::from_value(it).ok());
                (fields.into_iter().map(|(_, value)| value).find(Value::is_array), meta)
            }
            other => (Some(other), None),
        };
        let list = list.unwrap_or(Value::Array(Vec::new()));
        let rows = serde_json::from_value(list).map_err(serde::de::Error::custom)?;
        Ok(Self { rows, meta })
    }
}

/// A name or a number, as a text.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    maybe_text(deserializer).map(Option::unwrap_or_default)
}

fn maybe_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

fn maybe_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let text = maybe_text(deserializer)?;
    let number = text.as_deref().filter(|text| !text.is_empty()).map(str::parse).transpose();
    number.map_err(serde::de::Error::custom)
}

/// A product.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct Product {
    #[serde(deserialize_with = "text")]
    pub id: String,
    #[serde(rename = "type", default)]
    pub kind: String,
    #[serde(default)]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// In minor units.
    #[serde(default, deserialize_with = "maybe_number")]
    pub amount: Option<i64>,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub status: String,
    /// Of a custom product: how many orders wait to be fulfilled.
    #[serde(default, alias = "pendingOrders", deserialize_with = "maybe_number")]
    pub pending_orders: Option<i64>,
    pub link: Option<String>,
    #[serde(alias = "webLink")]
    pub web_link: Option<String>,
}

/// What came of a cancellation.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Cancelled {
    /// Whether it is done.
    #[serde(default)]
    pub success: bool,
    /// In Tribute's words.
    pub message: Option<String>,
}

/// A shop at Tribute.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct Shop {
    #[serde(deserialize_with = "text")]
    pub id: String,
    #[serde(default)]
    pub name: String,
    pub link: Option<String>,
    #[serde(alias = "callbackUrl")]
    pub callback_url: Option<String>,
    #[serde(default, alias = "recurringAvailable")]
    pub recurrent: bool,
    #[serde(default, alias = "onlyStars")]
    pub only_stars: bool,
    #[serde(default, alias = "tokenCharging")]
    pub token_charging: bool,
    #[serde(default, deserialize_with = "maybe_text")]
    pub status: Option<String>,
}

/// An order of the shop.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct ShopOrder {
    #[serde(deserialize_with = "text")]
    pub uuid: String,
    #[serde(default, deserialize_with = "maybe_number")]
    pub amount: Option<i64>,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub status: String,
    #[serde(default, alias = "customerId", deserialize_with = "maybe_text")]
    pub customer_id: Option<String>,
    pub email: Option<String>,
    pub period: Option<String>,
    #[serde(alias = "createdAt")]
    pub created_at: Option<String>,
    /// Missing where only Stars are taken.
    #[serde(alias = "paymentUrl")]
    pub payment_url: Option<String>,
    #[serde(alias = "webappPaymentUrl")]
    pub webapp_payment_url: Option<String>,
}

impl ShopOrder {
    /// Where the customer pays.
    pub fn link(&self) -> Option<&str> {
        let links = [&self.payment_url, &self.webapp_payment_url].into_iter().flatten();
        links.map(String::as_str).find(|link| !link.is_empty() && *link != "null")
    }
}

/// How an order stands.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Status {
    /// `pending`, `prepaid`, `paid` or `failed`.
    pub status: String,
}

/// An order to be made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct NewShopOrder {
    /// In minor units.
    pub amount: i64,
    /// `usd`, `eur` or `rub`.
    pub currency: String,
    /// At most 100 UTF-16 units.
    pub title: String,
    /// At most 300 UTF-16 units.
    pub description: String,
    /// Ours, one for each order: by it a lost answer is looked up.
    pub customer_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_payment_method: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stars_amount: Option<i64>,
}

/// How often an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub enum Period {
    Onetime,
    Weekly,
    Monthly,
    Quarterly,
    Halfyearly,
    Yearly,
}

/// A payment of an order.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct Transaction {
    #[serde(alias = "transactionId", alias = "transaction_id", deserialize_with = "text")]
    pub id: String,
    /// In major units, with a fraction if there is one.
    #[serde(default, deserialize_with = "maybe_text")]
    pub amount: Option<String>,
    #[serde(default)]
    pub currency: String,
    #[serde(rename = "type", default)]
    pub kind: String,
    #[serde(default)]
    pub status: String,
    /// In Unix seconds.
    #[serde(default, alias = "createdAt", deserialize_with = "maybe_text")]
    pub created_at: Option<String>,
    #[serde(default, alias = "isRefunded")]
    pub is_refunded: bool,
}

/// A refund that was asked for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Refunding {
    /// Whether it is taken.
    #[serde(default)]
    pub success: bool,
    /// `initiated`: a webhook tells when it is completed.
    #[serde(default)]
    pub status: String,
}

/// A charge to be made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct NewCharge {
    pub token: String,
    /// In minor units.
    pub amount: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// At most 64 characters; the same key is the same charge.
    pub idempotency_key: String,
}

/// A charge.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct Charge {
    #[serde(alias = "chargeUuid", deserialize_with = "text")]
    pub uuid: String,
    #[serde(default, deserialize_with = "maybe_number")]
    pub amount: Option<i64>,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub status: String,
    pub reference: Option<String>,
}

/// A saved way to pay.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(missing_docs, reason = "as Tribute's documents call them")]
pub struct Token {
    #[serde(deserialize_with = "text")]
    pub token: String,
    #[serde(default, alias = "customerId", deserialize_with = "maybe_text")]
    pub customer_id: Option<String>,
    #[serde(default)]
    pub currency: String,
    /// Whether it can be charged.
    #[serde(default)]
    pub active: bool,
}
