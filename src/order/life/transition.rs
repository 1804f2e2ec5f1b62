//! The outcome of a step.

use super::{Effect, Order, Stage};

/// What an event does to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The order as it is now.
    pub order: Order,
    /// What it owes the world from now on.
    pub effects: Vec<Effect>,
}

/// An event that can't happen to an order in this state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event} can't happen to an order that is {stage:?}")]
pub struct IllegalEvent {
    /// The state's name.
    pub stage: Stage,
    /// The event's name.
    pub event: String,
}

/// The outcome of a step.
pub type StepResult = Result<Transition, IllegalEvent>;
