//! The shop: signed activation calls, and what its answers mean.

use std::future::Future;

use jiff::Timestamp;

use crate::order::life::ShopAnswer;

/// One activation call, the same bytes at every try.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Call {
    /// `<order_id>:activate:<revision>`
    pub webhook_id: String,
    /// The JSON body, frozen before the first try.
    pub body: String,
}

/// What the agent needs of the shop.
pub trait Activator: Send + Sync + 'static {
    /// Makes the call once, signed for `at`, and tells what the answer means. Ends within a time
    /// limit of its own.
    fn activate(&self, call: &Call, at: Timestamp) -> impl Future<Output = ShopAnswer> + Send;
}
