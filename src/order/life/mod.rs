//! The life of an order as a pure function: start with [`step`].
//!
//! ```text
//!   begin ──▶ activating ──▶ delivering ──▶ completed       money back, in any state:
//!     │           │              │                              revoking ──▶ refunded
//!     └───────────┴── trouble ───┘
//!                        ▼
//!                    escalated ──▶ (where it stuck) or closed
//! ```
//!
//! This is what all sources share. How an order is delivered, the [`DeliveryRules`] of its source
//! decide: through Tribute's chat, a delivery is replying, awaiting confirmation, and confirming.
//!
//! A person may take an order over at any time: then it is closed and nothing more is done. What an
//! order owes follows from its state; the journal keeps it, encoded, until it is done.

mod builder;
mod delivery;
mod event;
mod schedule;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod transition;

pub use builder::{DeliveryRules, StepBuilder};
pub use delivery::{
    ChatDelivery, ChatEvent, Confirmation, Delivery, DeliveryAct, DeliveryEvent, DeliveryStage,
    MessageDelivery, MessageEvent, MessageRole, Press, PressOutcome,
};
pub use event::{Event, Receipt, RevocationAnswer, STILL_PENDING, ShopAnswer};
pub use schedule::{RETRY_PAUSE_MAX, Schedule};
pub use state::{Activation, ClosedBy, Order, Reason, Refund, Stage, State, WhyClosed};
pub use step::step;
pub use transition::{Effect, IllegalEvent, StepResult, Transition, begin};
