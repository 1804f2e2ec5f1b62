//! The shop of a dry run.

use jiff::Timestamp;

use super::{Deed, Teller};
use crate::order::life::{Receipt, ShopAnswer};
use crate::shop::{Activator, Call};

/// A shop that nobody calls, and that is assumed to give the goods every time. What only the real
/// one can say, such as the number of the payment, stays unknown.
#[derive(Clone, Debug)]
pub struct ImaginedShop {
    teller: Teller,
}

impl ImaginedShop {
    /// One whose calls are told to `teller`.
    pub fn new(teller: Teller) -> Self {
        Self { teller }
    }
}

impl Activator for ImaginedShop {
    async fn activate(&self, call: &Call, _at: Timestamp) -> ShopAnswer {
        self.teller.tell(Deed::Activate(call.clone())).await;
        ShopAnswer::Activated(Receipt::default())
    }
}
