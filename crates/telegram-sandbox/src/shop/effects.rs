//! The goods that were given: one effect for one `order_id`, however often it is asked.

use std::collections::BTreeMap;

/// The goods that were given for one `order_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub account_id: String,
    /// The shop's own number for it.
    pub payment_id: String,
    /// The product's name as the first call had it.
    pub product: Option<String>,
    /// The number of times: 1 for every shop that keeps `order_id` unique.
    pub count: u32,
}

/// `order_id` → [`Effect`]. The unique constraint and the effect are one step, as they must be in
/// a real shop's database.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    pub(super) by_order: BTreeMap<String, Effect>,
    pub(super) without_deduplication: bool,
}

const FIRST_PAYMENT: usize = 1001;

impl Effects {
    /// Gives the goods for `order_id`, unless that was done before; returns true if it is done now.
    pub(super) fn give(
        &mut self,
        order_id: &str,
        account_id: &str,
        product: Option<String>,
    ) -> (bool, Effect) {
        let payment_id = format!("A-{}", FIRST_PAYMENT + self.by_order.len());
        let effect = self.by_order.entry(order_id.to_owned());
        let effect = effect.or_insert_with(|| Effect {
            account_id: account_id.to_owned(),
            payment_id,
            product,
            count: 0,
        });
        let is_new = effect.count == 0 || self.without_deduplication;
        effect.count += u32::from(is_new);
        (is_new, effect.clone())
    }
}
