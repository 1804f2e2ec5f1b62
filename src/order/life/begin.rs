//! How an order's life begins.

use super::{Activation, Delivery, Effect, Order, Reason, Schedule, State, Transition};
use crate::order::purchase::{OrderForm, Problem};

/// An order that was just found, to be delivered in this way.
pub fn begin(form: &OrderForm, delivery: Delivery) -> Transition {
    let reason = match form.problem {
        Some(problem) => Some(Reason::Form(problem)),
        None if form.account.is_none() => Some(Reason::Form(Problem::NoAccountId)),
        None if form.price_differs => Some(Reason::PriceMismatch),
        None => None,
    };
    let (state, effect) = match reason {
        Some(reason) => (State::Escalated { reason }, Effect::Tell),
        None => (State::Activating, Effect::Activate),
    };
    Transition {
        order: Order {
            state,
            account: form.account.clone(),
            revision: 1,
            activation: Activation::None,
            other_account_doubtful: false,
            activation_attempts: 0,
            schedule: Schedule::default(),
            delivery,
        },
        effects: vec![effect],
    }
}
