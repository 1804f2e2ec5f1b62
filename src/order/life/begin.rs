//! How an order's life begins.

use super::{Activation, Effect, Order, Reason, Schedule, State, Transition};
use crate::order::reading::{OrderForm, Problem};

/// An order that was just found in the chat.
pub fn begin(form: &OrderForm) -> Transition {
    let reason = match form.problem {
        Some(problem) => Some(Reason::Form(problem)),
        None if form.account.is_none() => Some(Reason::Form(Problem::NoAccountId)),
        None if form.price_differs => Some(Reason::PriceMismatch),
        None => None,
    };
    match reason {
        Some(reason) => Transition {
            order: fresh(form, State::Escalated { reason }),
            effects: vec![Effect::Tell],
        },
        None => Transition {
            order: fresh(form, State::Activating),
            effects: vec![Effect::Activate],
        },
    }
}

fn fresh(form: &OrderForm, state: State) -> Order {
    Order {
        state,
        account: form.account.clone(),
        revision: 1,
        activation: Activation::None,
        other_account_doubtful: false,
        activation_attempts: 0,
        schedule: Schedule::default(),
        reply_begun: false,
        reply: None,
        reply_by_hand: None,
        confirmation: None,
        presses_begun: 0,
        press_repeated: false,
        bot_said: None,
    }
}
