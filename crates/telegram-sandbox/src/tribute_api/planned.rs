//! Purchases and other events that are to be told, and what buyers do.

use std::str::FromStr;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::faults::Fault;
use crate::language::Language;
use crate::orders::Expectation;
use crate::orders::generator::demo_products;
use crate::shop::ShopResponse;
use crate::system::SeededRng;

/// The name of the event that is an order by itself.
pub(super) const PURCHASE: &str = "new_digital_product";
/// Above the ids of the chat's customers.
const FIRST_BUYER: u64 = 9_200_000_001;

/// Something that will be told by a webhook, and how the world treats it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlannedPurchase {
    /// The event's name; empty: a digital product is bought.
    pub event: String,
    /// What it says; of a purchase only what is not to be made up, null for what is to be left out.
    pub payload: Map<String, Value>,
    /// The end that the order must have; `None`: given or escalated, both are fine.
    pub expect: Option<Expectation>,
    /// The shop's responses to the calls for it, one after the other; after that it gives the goods.
    pub shop: Vec<ShopResponse>,
    /// The same for the calls that tell of its refund.
    pub shop_refund: Vec<ShopResponse>,
    /// What goes wrong with its webhook.
    pub webhook: Vec<Fault>,
    /// When the money goes back, if it does.
    pub refund: Option<RefundTime>,
}

/// When the money for a purchase goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundTime {
    /// That is told before the purchase is.
    BeforePurchase,
    /// In the same breath in which it is bought.
    AtOnce,
    /// As soon as the shop has given the goods.
    AfterActivation,
}

/// What buyers do about orders in the shop; about purchases only [`Buyers::Refund`] counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Buyers {
    /// They pay after a moment.
    #[default]
    Pay,
    /// They pay, and get the money back once the goods are given.
    Refund,
    /// Their bank holds the money, and nothing more comes.
    Prepay,
    /// Their bank refuses at first, then they pay.
    Decline,
    /// They go away.
    Leave,
    /// They pay twice at once. This and what follows is what those do who buy at a bot; others pay.
    Twice,
    /// They pay when it is too late, as they had other things to do.
    Late,
    /// They pay, and want to hear nothing more.
    Block,
}

/// The names of what buyers do.
pub const NAMES: [&str; 8] =
    ["pay", "refund", "prepay", "decline", "leave", "twice", "late", "block"];

/// A text that names nothing that buyers do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is nothing that buyers do; they: {names}", names = NAMES.join(", "))]
pub struct UnknownBuyers {
    /// The text.
    pub given: String,
}

impl FromStr for Buyers {
    type Err = UnknownBuyers;

    fn from_str(given: &str) -> Result<Self, UnknownBuyers> {
        match given {
            "pay" => Ok(Self::Pay),
            "refund" => Ok(Self::Refund),
            "prepay" => Ok(Self::Prepay),
            "decline" => Ok(Self::Decline),
            "leave" => Ok(Self::Leave),
            "twice" => Ok(Self::Twice),
            "late" => Ok(Self::Late),
            "block" => Ok(Self::Block),
            _ => Err(UnknownBuyers { given: given.to_owned() }),
        }
    }
}

impl PlannedPurchase {
    /// Returns true if it is an order, and not only told.
    pub(super) fn is_order(&self) -> bool {
        self.event.is_empty() || self.event == PURCHASE
    }

    /// A number of the payload, which may be written as a text.
    pub(super) fn number(payload: &Value, key: &str) -> Option<u64> {
        let value = &payload[key];
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }
}

/// Makes `count` purchases of the demo shop's products. The same seed makes the same.
pub fn purchases(language: Language, seed: u64, count: usize) -> Vec<PlannedPurchase> {
    let mut rng = SeededRng::new(seed);
    let products = demo_products(language).len();
    let made = (0..count).map(|index| {
        let product = rng.below(products);
        let payload = payload_of_buyer(index, product);
        PlannedPurchase { payload, ..PlannedPurchase::default() }
    });
    made.collect()
}

/// Who buys, and the place of what they buy among the digital products.
pub(super) fn payload_of_buyer(index: usize, product: usize) -> Map<String, Value> {
    let id = FIRST_BUYER + index as u64;
    let payload = json!({
        "product": product,
        "trb_user_id": format!("T-{}", index + 1),
        "telegram_user_id": id,
        "telegram_username": format!("buyer_{id}"),
    });
    payload.as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_what_buyers_do_is_known() {
        for name in NAMES {
            assert!(name.parse::<Buyers>().is_ok(), "{name}");
        }
        let error = "steal".parse::<Buyers>().unwrap_err().to_string();
        assert!(NAMES.iter().all(|name| error.contains(name)), "{error}");
    }

    #[test]
    fn no_two_buyers_are_the_same() {
        let made = purchases(Language::English, 7, 50);
        let mut buyers: Vec<_> = made.iter().map(|it| it.payload["trb_user_id"].clone()).collect();
        buyers.dedup();
        assert_eq!(buyers.len(), 50);
        assert_eq!(made, purchases(Language::English, 7, 50));
    }
}
