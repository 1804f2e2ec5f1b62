//! The life of an order as a pure function: start with [`step`].
//!
//! ```text
//!   begin ──▶ activating ──▶ replying ──▶ awaiting_confirmation ──▶ confirming ──▶ completed
//!     │           │             │                  │                    │
//!     └───────────┴─────────────┴────── trouble ───┴────────────────────┘
//!                                          ▼
//!                                      escalated ──▶ (the stage it stuck in) or closed
//! ```
//!
//! The owner may answer an order by hand at any time: then it is closed and nothing more is done.
//! What an order owes follows from its state; the journal keeps it, frozen, until it is done.

mod answer;
mod begin;
mod effect;
mod event;
mod moves;
mod schedule;
mod state;
mod step;
#[cfg(test)]
mod tests;

pub use answer::{Receipt, STILL_PENDING, ShopAnswer};
pub use begin::begin;
pub use effect::Effect;
pub use event::{Event, PressOutcome};
pub use schedule::{RETRY_PAUSE_MAX, Schedule};
pub use state::{
    Activation, ClosedBy, Confirmation, Order, Press, Reason, Stage, State, WhyClosed,
};
pub use step::{IllegalEvent, Transition, step};
