//! What happens next: every state answers every event.
//!
//! An event moves the order, or is ignored because it is already true, or is an [`IllegalEvent`](super::IllegalEvent): a
//! mistake in this program, which is reported and changes nothing. One function a state; none has a
//! catch-all, so that a new event has to be decided everywhere.
//!
//! What is here is the same for every source. Events of the delivery go to the [`DeliveryRules`] of
//! the order's source, in whatever state the order is.

use jiff::Timestamp;

use super::Activation::{Done, Uncertain};
use super::{
    ActivationEvent as Activation, ClosedBy, DeliveryRules, Effect, Event, ModeratorEvent as Said,
    Order, Reason, RecoveryEvent, Refund, RefundEvent, ShopAnswer, State, StepBuilder, StepResult,
    WhyClosed,
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
        State::Activating => step.activating(event),
        State::Delivering(_) => step.delivering(event),
        State::Escalated { reason } => step.escalated(reason, event),
        State::Completed { .. } => step.completed(event),
        State::Closed { .. } => step.closed(event),
        State::Revoking { refund } => step.revoking(refund, event),
        State::Refunded { refund, .. } => step.after_refund(refund, event),
    }
}

/// One function a state.
impl StepBuilder {
    fn activating(mut self, event: Event) -> StepResult {
        match event {
            Event::Delivery(event) => self.of_delivery(event),
            Event::Activation(Activation::Begun) => {
                self.order.activation = Uncertain;
                self.order.activation_attempts += 1;
                self.order.schedule.begin_attempt(self.now);
                self.unchanged()
            }
            Event::Activation(Activation::Answered { answer, jitter }) => {
                self.shop_answered(answer, jitter)
            }
            Event::Moderator(Said::AccountGiven(account)) => self.account_given(account),
            Event::Moderator(Said::RetryRequested { .. }) => {
                let at = self.now;
                self.with(Effect::ActivateAgain { at }).unchanged()
            }
            Event::Moderator(Said::GoodsGiven) => {
                self.given_by_hand();
                self.go_on()
            }
            Event::Moderator(Said::CloseRequested) => {
                self.close(ClosedBy::Moderator, WhyClosed::Said)
            }
            Event::Moderator(Said::CheckRequested) => self.with(Effect::Look).unchanged(),
            Event::Refund(RefundEvent::Refunded(refund)) => self.refunded(refund),
            Event::Refund(
                event @ (RefundEvent::RevocationBegun | RefundEvent::RevocationAnswered { .. }),
            ) => self.illegal(&event),
            Event::Recovered(RecoveryEvent::JournalRestored { answer }) => {
                self.journal_restored(answer)
            }
        }
    }

    fn delivering(self, event: Event) -> StepResult {
        match event {
            Event::Delivery(event) => self.of_delivery(event),
            Event::Activation(Activation::Answered { answer, .. }) => {
                self.shop_answered_late(answer)
            }
            Event::Moderator(Said::CheckRequested | Said::RetryRequested { .. }) => {
                self.with(Effect::Look).unchanged()
            }
            Event::Moderator(Said::GoodsGiven) => self.unchanged(),
            Event::Moderator(Said::CloseRequested) => {
                self.close(ClosedBy::Moderator, WhyClosed::Said)
            }
            Event::Refund(RefundEvent::Refunded(refund)) => self.refunded(refund),
            Event::Recovered(RecoveryEvent::JournalRestored { answer }) => {
                self.journal_restored(answer)
            }
            Event::Activation(event @ Activation::Begun) => self.illegal(&event),
            Event::Moderator(event @ Said::AccountGiven(_)) => self.illegal(&event),
            Event::Refund(
                event @ (RefundEvent::RevocationBegun | RefundEvent::RevocationAnswered { .. }),
            ) => self.illegal(&event),
        }
    }

    fn escalated(mut self, reason: &Reason, event: Event) -> StepResult {
        match event {
            Event::Delivery(event) => self.of_delivery(event),
            Event::Activation(Activation::Answered { answer, .. }) => {
                self.shop_answered_late(answer)
            }
            Event::Moderator(Said::AccountGiven(account)) if !self.order.goods_given() => {
                self.account_given(account)
            }
            Event::Moderator(Said::RetryRequested { account }) => self.retry(reason, account),
            // The money is back: there is nothing to go on with.
            Event::Moderator(Said::GoodsGiven) if matches!(reason, Reason::NotRevoked { .. }) => {
                self.unchanged()
            }
            Event::Moderator(Said::GoodsGiven) => {
                self.given_by_hand();
                self.resume(reason)
            }
            Event::Moderator(Said::CloseRequested) => {
                self.close(ClosedBy::Moderator, WhyClosed::Said)
            }
            Event::Moderator(Said::CheckRequested) => self.with(Effect::Look).unchanged(),
            Event::Refund(RefundEvent::Refunded(_))
                if matches!(reason, Reason::NotRevoked { .. }) =>
            {
                self.unchanged()
            }
            Event::Refund(RefundEvent::Refunded(refund)) => self.refunded(refund),
            // A call was in flight when a person was asked.
            Event::Refund(RefundEvent::RevocationAnswered { answer, .. }) => match reason {
                Reason::NotRevoked { refund, .. } => self.revocation_answered_late(refund, &answer),
                _ => self.unchanged(),
            },
            // Whatever was done since: the money is back, and is not to be had again.
            Event::Recovered(_) if matches!(reason, Reason::NotRevoked { .. }) => self.unchanged(),
            Event::Recovered(RecoveryEvent::JournalRestored { answer }) => {
                self.journal_restored(answer)
            }
            Event::Activation(event @ Activation::Begun) => self.illegal(&event),
            Event::Moderator(event @ Said::AccountGiven(_)) => self.illegal(&event),
            Event::Refund(event @ RefundEvent::RevocationBegun) => self.illegal(&event),
        }
    }

    fn completed(self, event: Event) -> StepResult {
        match event {
            Event::Delivery(event) => self.of_delivery(event),
            Event::Activation(Activation::Answered { answer, .. }) => {
                self.shop_answered_late(answer)
            }
            Event::Refund(RefundEvent::Refunded(refund)) => self.refunded(refund),
            Event::Moderator(
                Said::RetryRequested { .. }
                | Said::GoodsGiven
                | Said::CloseRequested
                | Said::CheckRequested,
            )
            | Event::Recovered(RecoveryEvent::JournalRestored { .. }) => self.unchanged(),
            Event::Activation(event @ Activation::Begun) => self.illegal(&event),
            Event::Moderator(event @ Said::AccountGiven(_)) => self.illegal(&event),
            Event::Refund(
                event @ (RefundEvent::RevocationBegun | RefundEvent::RevocationAnswered { .. }),
            ) => self.illegal(&event),
        }
    }

    fn closed(self, event: Event) -> StepResult {
        match event {
            Event::Delivery(event) => self.of_delivery(event),
            // The call was in flight when a person ended the order: the goods may be given twice.
            Event::Activation(Activation::Answered { answer, .. }) => {
                self.shop_answered_late(answer)
            }
            Event::Refund(RefundEvent::Refunded(refund)) => self.refunded(refund),
            Event::Moderator(Said::CloseRequested | Said::CheckRequested)
            | Event::Refund(RefundEvent::RevocationAnswered { .. })
            | Event::Recovered(RecoveryEvent::JournalRestored { .. }) => self.unchanged(),
            Event::Activation(event @ Activation::Begun) => self.illegal(&event),
            Event::Moderator(
                event @ (Said::AccountGiven(_) | Said::RetryRequested { .. } | Said::GoodsGiven),
            ) => self.illegal(&event),
            Event::Refund(event @ RefundEvent::RevocationBegun) => self.illegal(&event),
        }
    }

    fn revoking(mut self, refund: &Refund, event: Event) -> StepResult {
        match event {
            Event::Delivery(event) => self.of_delivery(event),
            Event::Activation(Activation::Answered { answer, .. }) => {
                self.shop_answered_late(answer)
            }
            Event::Refund(RefundEvent::RevocationBegun) => {
                self.order.schedule.begin_attempt(self.now);
                self.unchanged()
            }
            Event::Refund(RefundEvent::RevocationAnswered { answer, jitter }) => {
                self.revocation_answered(refund, answer, jitter)
            }
            Event::Moderator(Said::RetryRequested { .. }) => {
                let at = self.now;
                self.with(Effect::RevokeAgain { at }).unchanged()
            }
            Event::Moderator(Said::CloseRequested) => {
                self.close(ClosedBy::Moderator, WhyClosed::Said)
            }
            // The shop takes the goods of an order back once, however often it is asked.
            Event::Moderator(Said::GoodsGiven | Said::CheckRequested)
            | Event::Refund(RefundEvent::Refunded(_))
            | Event::Recovered(RecoveryEvent::JournalRestored { .. }) => self.unchanged(),
            Event::Activation(event @ Activation::Begun) => self.illegal(&event),
            Event::Moderator(event @ Said::AccountGiven(_)) => self.illegal(&event),
        }
    }

    fn after_refund(mut self, refund: &Refund, event: Event) -> StepResult {
        match event {
            Event::Delivery(event) => self.of_delivery(event),
            // A call was in flight when the money went back: the goods are out after all.
            Event::Activation(Activation::Answered { answer, .. }) => match answer {
                ShopAnswer::Activated(receipt) | ShopAnswer::AlreadyActivated(receipt)
                    if !self.order.may_be_activated() =>
                {
                    self.order.activation = Done(receipt);
                    self.revoke(refund.clone())
                }
                answer => self.shop_answered_late(answer),
            },
            Event::Moderator(
                Said::RetryRequested { .. }
                | Said::GoodsGiven
                | Said::CloseRequested
                | Said::CheckRequested,
            )
            | Event::Refund(RefundEvent::Refunded(_) | RefundEvent::RevocationAnswered { .. })
            | Event::Recovered(RecoveryEvent::JournalRestored { .. }) => self.unchanged(),
            Event::Activation(event @ Activation::Begun) => self.illegal(&event),
            Event::Moderator(event @ Said::AccountGiven(_)) => self.illegal(&event),
            Event::Refund(event @ RefundEvent::RevocationBegun) => self.illegal(&event),
        }
    }
}
