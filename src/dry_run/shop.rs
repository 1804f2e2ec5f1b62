//! The shop of a dry run.

use jiff::Timestamp;

use super::{ActionSink, PlannedAction};
use crate::order::life::{Receipt, ShopAnswer};
use crate::shop::{Activator, Call};

/// A shop that nobody calls, and that is assumed to give the goods every time. What only the real
/// one can say, such as the number of the payment, stays unknown.
#[derive(Clone, Debug)]
pub struct DryRunShop {
    actions: ActionSink,
}

impl DryRunShop {
    /// One whose calls are reported to `actions`.
    pub fn new(actions: ActionSink) -> Self {
        Self { actions }
    }
}

impl Activator for DryRunShop {
    async fn activate(&self, call: &Call, _at: Timestamp) -> ShopAnswer {
        self.actions
            .report(PlannedAction::Activate(call.clone()))
            .await;
        ShopAnswer::Activated(Receipt::default())
    }
}
