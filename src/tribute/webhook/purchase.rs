//! What is said of a purchase of a ready-made product, and of its refund.

use jiff::Timestamp;

use super::super::fields::{BadField, Fields};
use crate::order::{Currency, Money, Untrusted, UserId};

/// Nobody pays more, in minor units.
const AMOUNT_MAX: i64 = 1_000_000_000_000;

/// A purchase that is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// What names it for ever.
    pub key: String,
    /// The product at Tribute.
    pub product_id: Option<String>,
    /// The product's name there.
    pub product_name: Option<Untrusted>,
    /// What was paid.
    pub price: Price,
    /// By whom.
    pub buyer: Buyer,
    /// When.
    pub at: Option<Timestamp>,
}

/// A purchase whose money went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseRefund {
    /// What names the purchase for ever.
    pub key: String,
    /// How much.
    pub price: Price,
    /// Why, in Tribute's words.
    pub reason: Option<Untrusted>,
    /// When.
    pub at: Option<Timestamp>,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Price {
    /// Nothing is said of it.
    Unsaid,
    /// What is said of it is none: negative, beyond all bounds, of no known currency.
    Unreadable(Untrusted),
    /// As it is said.
    Of(Money),
}

/// Who has paid; people who pay on the web may have no Telegram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buyer {
    /// Their Telegram user.
    pub telegram_id: Option<UserId>,
    /// Without the `@`.
    pub username: Option<String>,
    /// Tribute's name for them: `T-31326`, `W-15408`.
    pub tribute_id: Option<Untrusted>,
}

impl Price {
    pub(super) fn read(fields: &Fields) -> Result<Self, BadField> {
        // Where both are said, the amount is what is left of the price for the seller.
        let amount = match fields.text("price")? {
            Some(price) => Some(price),
            None => fields.text("amount")?,
        };
        let currency = fields.text("currency")?;
        let (Some(amount), Some(currency)) = (&amount, &currency) else {
            let said = amount.or(currency).map(Untrusted::new);
            return Ok(said.map_or(Self::Unsaid, Self::Unreadable));
        };
        // Stars are called `xtr` and `stars`.
        let known = Currency::from_code(&currency.to_uppercase());
        let money = known.or_else(|| Currency::named(currency)).and_then(|currency| {
            let amount = amount.parse().ok().filter(|amount| (0..=AMOUNT_MAX).contains(amount))?;
            Some(Money { amount, currency })
        });
        let unreadable = || Self::Unreadable(Untrusted::new(format!("{amount} {currency}")));
        Ok(money.map_or_else(unreadable, Self::Of))
    }

    /// The money, if it can be read.
    pub fn money(&self) -> Option<Money> {
        match self {
            Self::Of(money) => Some(*money),
            Self::Unsaid | Self::Unreadable(_) => None,
        }
    }
}

impl Buyer {
    fn read(fields: &Fields) -> Result<Self, BadField> {
        let telegram_id = fields.text("telegram_user_id")?.and_then(|id| id.parse().ok());
        let username = fields.text("telegram_username")?;
        let is_name = |name: &String| name.len() <= 32 && name.bytes().all(is_name_part);
        let username = username.map(|name| name.trim_start_matches('@').to_owned());
        let tribute_id = match fields.untrusted("trb_user_id")? {
            Some(id) => Some(id),
            None => fields.untrusted("user_id")?,
        };
        Ok(Self {
            telegram_id: telegram_id.filter(|id| *id > 0).map(UserId),
            username: username.filter(is_name),
            tribute_id,
        })
    }
}

fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What names a purchase: its number, or in older webhooks that have none, product, buyer and moment.
fn key(fields: &Fields, buyer: &Buyer, created_at: Option<Timestamp>) -> Result<String, BadField> {
    if let Some(id) = fields.id("purchase_id")? {
        return Ok(id);
    }
    let product = fields.id("product_id")?.ok_or(BadField::Unreadable("purchase_id"))?;
    let user = match buyer.telegram_id {
        Some(id) => id.to_string(),
        None => fields.id("user_id")?.ok_or(BadField::Unreadable("purchase_id"))?,
    };
    let at = created_at.ok_or(BadField::Unreadable("created_at"))?;
    Ok(format!("{product}-{user}-{}", at.as_microsecond()))
}

impl Purchase {
    pub(super) fn read(fields: &Fields, created_at: Option<Timestamp>) -> Result<Self, BadField> {
        let buyer = Buyer::read(fields)?;
        Ok(Self {
            key: key(fields, &buyer, created_at)?,
            product_id: fields.id("product_id")?,
            product_name: fields.untrusted("product_name")?,
            price: Price::read(fields)?,
            buyer,
            at: fields.time("purchase_created_at").or(created_at),
        })
    }
}

impl PurchaseRefund {
    pub(super) fn read(fields: &Fields, created_at: Option<Timestamp>) -> Result<Self, BadField> {
        let id = fields.id("purchase_id")?;
        Ok(Self {
            key: id.ok_or(BadField::Unreadable("purchase_id"))?,
            price: Price::read(fields)?,
            reason: fields.untrusted("refund_reason")?,
            at: fields.time("refunded_at").or(created_at),
        })
    }
}
