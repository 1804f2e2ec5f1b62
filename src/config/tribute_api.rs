//! `[tribute_api]`: the key to Tribute's API, and what is made of its events.

use super::fault::{Fault, fault};
use super::pasted::PastedKind;
use super::section::{Section, Value};
use super::shop::url;
use crate::sources::tribute_api::AccountFrom;
use crate::tribute::webhook::is_same_name;
use crate::tribute::{ApiKey, Client, client};

/// More kinds of events than Tribute has.
const FORWARD_MAX: usize = 100;
const NAME_BYTES_MAX: usize = 64;
/// These become orders and refunds: they are not passed on.
const TAKEN: [&str; 6] = [
    "new_digital_product",
    "digital_product_refunded",
    "shop_order",
    "shop_order_refunded",
    "shop_order_charge_success",
    "shop_token_charge_success",
];

/// An account at Tribute, by its API.
#[derive(Clone, Debug)]
pub struct TributeApi {
    /// The key, which signs the webhooks, too.
    pub key: ApiKey,
    /// What calls it.
    pub client: Client,
    /// What the shop gets for an account.
    pub account: AccountFrom,
    /// The events that the shop is told of, by name.
    pub forward: Vec<String>,
}

impl TributeApi {
    pub(super) fn read(section: &Section<'_>) -> Option<Self> {
        let key = section.required_secret("key", api_key);
        let address = section.parsed("url", |text| url(text, false));
        let account = section.parsed("account", account);
        let forward = section.optional("forward", |value| {
            value.list("texts", FORWARD_MAX, |item| item.parsed(event_name))
        });
        let (key, address) = (key?, address.unwrap_or_else(|| client::URL.to_owned()));
        let client = Client::new(&address, key.clone());
        let client = client.map_or_else(|error| section.refuse(Fault::of(&error)), Some);
        Some(Self {
            key,
            client: client?,
            account: account.unwrap_or_default(),
            forward: forward.unwrap_or_default(),
        })
    }
}

/// Tribute's number of a product: `tribute_id = 456`.
pub(super) fn product_id(value: &Value<'_>) -> Option<String> {
    value.integer(1..=i64::MAX).map(|id| id.to_string())
}

/// A key. Quotes nothing: what else was pasted may be a secret, too.
pub(crate) fn api_key(text: &str) -> Result<ApiKey, Fault> {
    let kind = PastedKind::of(text);
    let key = matches!(kind, PastedKind::TributeKey | PastedKind::Unknown);
    let key = ApiKey::new(text).filter(|_| key);
    key.ok_or_else(|| {
        let looks = kind.describe().unwrap_or_else(|| "none".to_owned());
        fault!("config.bad_tribute_key", looks)
    })
}

fn account(text: &str) -> Result<AccountFrom, Fault> {
    match text {
        "telegram_id" => Ok(AccountFrom::TelegramId),
        "none" => Ok(AccountFrom::Nothing),
        _ => Err(fault!("config.bad_account_source", text = format!("{text:?}"))),
    }
}

fn event_name(text: &str) -> Result<String, Fault> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    let fits = (1..=NAME_BYTES_MAX).contains(&text.len()) && text.bytes().all(is_part);
    let kind = match TAKEN.iter().any(|taken| is_same_name(taken, text)) {
        true => "taken",
        false if fits => return Ok(text.to_owned()),
        false => "bad",
    };
    Err(fault!("config.bad_event_name", kind, text = format!("{text:?}")))
}
