//! What comes of an event, and how a life begins.

use jiff::Timestamp;

use super::{Activation, Delivery, DeliveryAct, Order, Reason, Schedule, Stage, State};
use crate::order::purchase::{OrderForm, Problem};

/// What an event does to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The order as it is now.
    pub order: Order,
    /// What it owes the world from now on.
    pub effects: Vec<Effect>,
}

/// Something that an order owes the world. The journal keeps what it needs, encoded, until it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call the shop with the body of the order's revision.
    Activate,
    /// Call the shop again, with the same body.
    ActivateAgain {
        /// Not before.
        at: Timestamp,
    },
    /// Go on with the delivery.
    Deliver(DeliveryAct),
    /// Have the shop take the goods back.
    Revoke,
    /// Call the shop about that again, with the same body.
    RevokeAgain {
        /// Not before.
        at: Timestamp,
    },
    /// Bring the moderators' message about this order up to date; send it if there is none. Once
    /// there is one, the engine does so at every change, asked or not.
    Tell,
    /// Put our reply into words, for people to be asked about it.
    Draft,
    /// Look again at what stands outside.
    Look,
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

/// An order that was just found, to be delivered in this way.
pub fn begin(form: &OrderForm, delivery: Delivery) -> Transition {
    let reason = match form.problem {
        Some(problem) => Some(Reason::Form(problem)),
        None if form.account.is_none() && !form.needs_no_account => {
            Some(Reason::Form(Problem::NoAccountId))
        }
        None => form.price_differs.then_some(Reason::PriceMismatch),
    };
    let (state, effect) = match reason {
        Some(reason) => (State::Escalated { reason }, Effect::Tell),
        None => (State::Activating, Effect::Activate),
    };
    let order = Order {
        state,
        account: form.account.clone(),
        needs_no_account: form.needs_no_account,
        revision: 1,
        activation: Activation::None,
        other_account_doubtful: false,
        activation_attempts: 0,
        schedule: Schedule::default(),
        delivery,
    };
    Transition { order, effects: vec![effect] }
}
