//! The goods that were given: one effect for one `order_id`, however often it is asked.

use std::collections::BTreeMap;

/// The goods that were given for one `order_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// To which account.
    pub account_id: String,
    /// The shop's own number for it.
    pub payment_id: String,
    /// The product's name as the first call had it.
    pub product: Option<String>,
    /// The number of times: 1 for every shop that keeps `order_id` unique.
    pub count: u32,
}

/// The age of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectStatus {
    /// It came with this call.
    New,
    /// It came with an earlier call.
    Existing,
}

/// `order_id` → [`Effect`]. The unique constraint and the effect are one step, as they must be in
/// a real shop's database.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    by_order: BTreeMap<String, Effect>,
    without_deduplication: bool,
}

/// The first payment's number.
const FIRST_PAYMENT: usize = 1001;

impl Effects {
    /// Nothing given yet. `without_deduplication`: a shop that does not keep `order_id` unique, to
    /// show which promise falls then.
    pub fn new(without_deduplication: bool) -> Self {
        Self {
            by_order: BTreeMap::new(),
            without_deduplication,
        }
    }

    /// Gives the goods for `order_id`, unless that was done before.
    pub fn give(
        &mut self,
        order_id: &str,
        account_id: &str,
        product: Option<&str>,
    ) -> (EffectStatus, Effect) {
        let payment_id = format!("A-{}", FIRST_PAYMENT + self.by_order.len());
        if let Some(effect) = self.by_order.get_mut(order_id) {
            if !self.without_deduplication {
                return (EffectStatus::Existing, effect.clone());
            }
            effect.count += 1;
            return (EffectStatus::New, effect.clone());
        }
        let effect = Effect {
            account_id: account_id.to_owned(),
            payment_id,
            product: product.map(str::to_owned),
            count: 1,
        };
        self.by_order.insert(order_id.to_owned(), effect.clone());
        (EffectStatus::New, effect)
    }

    /// Returns the goods that were given for `order_id`.
    pub fn get(&self, order_id: &str) -> Option<&Effect> {
        self.by_order.get(order_id)
    }

    /// Everything that was given, by `order_id`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Effect)> {
        self.by_order
            .iter()
            .map(|(order_id, effect)| (order_id.as_str(), effect))
    }
}
