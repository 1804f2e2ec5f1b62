//! What happens next: every state answers every event.
//!
//! An event moves the order, or is ignored because it is already true, or is an
//! [`IllegalEvent`](super::IllegalEvent): a mistake in this program, which is reported and changes
//! nothing. One function a state; none has a catch-all, so that a new event has to be decided
//! everywhere.
//!
//! What is here is the same for every source. Events of the delivery go to the [`DeliveryRules`] of
//! the order's source, in whatever state the order is.

use jiff::Timestamp;

use super::Activation::{Done, Uncertain};
use super::{
    DeliveryRules, Effect, Event, Order, Reason, Refund, RevocationAnswer, ShopAnswer, State,
    StepBuilder, StepResult,
};

/// What `event` does to `order`, whose source has these `rules`.
pub fn step(
    order: &Order,
    event: Event,
    now: Timestamp,
    rules: &'static dyn DeliveryRules,
) -> StepResult {
    let step = StepBuilder::new(order, now, rules);
    match &order.state {
        State::Activating => activating(step, event),
        State::Delivering(_) => delivering(step, event),
        State::Escalated { reason: Reason::NotRevoked { refund, .. } } => {
            not_revoked(step, refund, event)
        }
        State::Escalated { reason } => escalated(step, reason, event),
        State::Completed { .. } => completed(step, event),
        State::Closed { .. } => closed(step, event),
        State::Revoking { refund } => revoking(step, refund, event),
        State::Refunded { refund, .. } => after_refund(step, refund, event),
    }
}

fn activating(mut step: StepBuilder, event: Event) -> StepResult {
    match event {
        Event::ActivationBegun => {
            step.order.activation = Uncertain;
            step.order.activation_attempts += 1;
            step.order.schedule.begin_attempt(step.now);
            step.unchanged()
        }
        Event::ShopAnswered { answer, jitter, alone } => step.shop_answered(answer, jitter, alone),
        Event::AccountGiven(account) => step.account_given(account),
        Event::RetryRequested { .. } => step.activate_again(),
        Event::GoodsGiven => {
            step.order.given_by_hand();
            step.go_on()
        }
        Event::CloseRequested => step.close_as_said(),
        Event::CheckRequested => step.with(Effect::Look).unchanged(),
        Event::Refunded(refund) => step.refunded(refund),
        Event::Restocked => step.unchanged(),
        Event::JournalRestored { answer } => step.journal_restored(answer),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::RevocationBegun | Event::RevocationAnswered { .. }) => step.illegal(&event),
    }
}

fn delivering(step: StepBuilder, event: Event) -> StepResult {
    match event {
        Event::ShopAnswered { answer, .. } => step.shop_answered_late(answer),
        Event::CheckRequested | Event::RetryRequested { .. } => step.with(Effect::Look).unchanged(),
        Event::GoodsGiven | Event::Restocked => step.unchanged(),
        Event::CloseRequested => step.close_as_said(),
        Event::Refunded(refund) => step.refunded(refund),
        Event::JournalRestored { answer } => step.journal_restored(answer),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::ActivationBegun | Event::AccountGiven(_)) => step.illegal(&event),
        event @ (Event::RevocationBegun | Event::RevocationAnswered { .. }) => step.illegal(&event),
    }
}

fn escalated(mut step: StepBuilder, reason: &Reason, event: Event) -> StepResult {
    match event {
        Event::ShopAnswered { answer, .. } => step.shop_answered_late(answer),
        Event::AccountGiven(account) if !step.order.goods_given() => step.account_given(account),
        Event::RetryRequested { account } => step.retry(reason, account),
        Event::GoodsGiven => {
            step.order.given_by_hand();
            step.resume(reason)
        }
        Event::CloseRequested => step.close_as_said(),
        Event::CheckRequested => step.with(Effect::Look).unchanged(),
        Event::Refunded(refund) => step.refunded(refund),
        Event::Restocked if *reason == Reason::OutOfStock => step.resume(reason),
        Event::RevocationAnswered { .. } | Event::Restocked => step.unchanged(),
        Event::JournalRestored { answer } => step.journal_restored(answer),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::ActivationBegun | Event::AccountGiven(_) | Event::RevocationBegun) => {
            step.illegal(&event)
        }
    }
}

/// Escalated, and the money is back: there is nothing to go on with, and nothing to be had again.
fn not_revoked(step: StepBuilder, refund: &Refund, event: Event) -> StepResult {
    match event {
        Event::ShopAnswered { answer, .. } => step.shop_answered_late(answer),
        Event::RetryRequested { .. } => step.revoke(refund.clone()),
        Event::CloseRequested => step.close_as_said(),
        Event::CheckRequested => step.with(Effect::Look).unchanged(),
        // A call was in flight when a person was asked.
        Event::RevocationAnswered { answer: RevocationAnswer::Revoked, .. } => step.revoked(refund),
        Event::GoodsGiven
        | Event::Restocked
        | Event::Refunded(_)
        | Event::RevocationAnswered { .. }
        | Event::JournalRestored { .. } => step.unchanged(),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::ActivationBegun | Event::AccountGiven(_) | Event::RevocationBegun) => {
            step.illegal(&event)
        }
    }
}

fn completed(step: StepBuilder, event: Event) -> StepResult {
    match event {
        Event::ShopAnswered { answer, .. } => step.shop_answered_late(answer),
        Event::Refunded(refund) => step.refunded(refund),
        Event::RetryRequested { .. } | Event::GoodsGiven => step.unchanged(),
        Event::CloseRequested | Event::CheckRequested => step.unchanged(),
        Event::JournalRestored { .. } | Event::Restocked => step.unchanged(),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::ActivationBegun | Event::AccountGiven(_)) => step.illegal(&event),
        event @ (Event::RevocationBegun | Event::RevocationAnswered { .. }) => step.illegal(&event),
    }
}

fn closed(step: StepBuilder, event: Event) -> StepResult {
    match event {
        // The call was in flight when a person ended the order: the goods may be given twice.
        Event::ShopAnswered { answer, .. } => step.shop_answered_late(answer),
        Event::Refunded(refund) => step.refunded(refund),
        Event::CloseRequested | Event::CheckRequested | Event::Restocked => step.unchanged(),
        Event::RevocationAnswered { .. } | Event::JournalRestored { .. } => step.unchanged(),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::AccountGiven(_) | Event::RetryRequested { .. } | Event::GoodsGiven) => {
            step.illegal(&event)
        }
        event @ (Event::ActivationBegun | Event::RevocationBegun) => step.illegal(&event),
    }
}

fn revoking(mut step: StepBuilder, refund: &Refund, event: Event) -> StepResult {
    match event {
        Event::ShopAnswered { answer, .. } => step.shop_answered_late(answer),
        Event::RevocationBegun => {
            step.order.schedule.begin_attempt(step.now);
            step.unchanged()
        }
        Event::RevocationAnswered { answer, jitter } => {
            step.revocation_answered(refund, answer, jitter)
        }
        Event::RetryRequested { .. } => {
            let at = step.now;
            step.with(Effect::RevokeAgain { at }).unchanged()
        }
        Event::CloseRequested => step.close_as_said(),
        // The shop takes the goods of an order back once, however often it is asked.
        Event::GoodsGiven | Event::CheckRequested | Event::Refunded(_) => step.unchanged(),
        Event::JournalRestored { .. } | Event::Restocked => step.unchanged(),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::ActivationBegun | Event::AccountGiven(_)) => step.illegal(&event),
    }
}

fn after_refund(mut step: StepBuilder, refund: &Refund, event: Event) -> StepResult {
    match event {
        // A call was in flight when the money went back: the goods are out after all.
        Event::ShopAnswered {
            answer: ShopAnswer::Activated(receipt) | ShopAnswer::AlreadyActivated(receipt),
            ..
        } if !step.order.may_be_activated() => {
            step.order.activation = Done(receipt);
            step.revoke(refund.clone())
        }
        Event::ShopAnswered { answer, .. } => step.shop_answered_late(answer),
        Event::RetryRequested { .. } | Event::GoodsGiven | Event::Restocked => step.unchanged(),
        Event::CloseRequested | Event::CheckRequested | Event::Refunded(_) => step.unchanged(),
        Event::RevocationAnswered { .. } | Event::JournalRestored { .. } => step.unchanged(),
        Event::Delivery(event) => step.rules.step(step, event),
        event @ (Event::ActivationBegun | Event::AccountGiven(_) | Event::RevocationBegun) => {
            step.illegal(&event)
        }
    }
}
