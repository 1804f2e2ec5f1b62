//! An order in the middle of a step, and the transitions that several states have in common.

use std::fmt::Debug;
use std::time::Duration;

use jiff::Timestamp;

use super::{
    Activation, ClosedBy, DeliveryEvent, Effect, IllegalEvent, Order, Reason, Receipt, Refund,
    RevocationAnswer, STILL_PENDING, Schedule, ShopAnswer, State, StepResult, Transition,
    WhyClosed,
};
use crate::order::{AccountId, MessageId, Untrusted};

/// The part of a life that the order's source decides.
pub trait DeliveryRules: Sync {
    /// Goes on with the delivery from what stands already: the goods are given.
    fn resume(&self, step: StepBuilder) -> StepResult;

    /// What an event of the delivery does to the order, whatever state it is in.
    fn step(&self, step: StepBuilder, event: DeliveryEvent) -> StepResult;
}

/// An order in the middle of a step.
pub struct StepBuilder {
    /// The order, as far as the step has come.
    pub order: Order,
    /// Now.
    pub now: Timestamp,
    effects: Vec<Effect>,
    pub(super) rules: &'static dyn DeliveryRules,
}

/// What every step is made of.
impl StepBuilder {
    pub(super) fn new(order: &Order, now: Timestamp, rules: &'static dyn DeliveryRules) -> Self {
        Self { order: order.clone(), now, effects: Vec::new(), rules }
    }

    /// The same step, which owes this, too.
    #[must_use]
    pub fn with(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }

    /// The order is in this state from now on, and owes this.
    pub fn transition_with(self, state: State, effect: Effect) -> StepResult {
        self.with(effect).transition(state)
    }

    /// The order is in this state from now on.
    pub fn transition(mut self, state: State) -> StepResult {
        self.order.state = state;
        self.unchanged()
    }

    /// The order stays in its state.
    pub fn unchanged(self) -> StepResult {
        Ok(Transition { order: self.order, effects: self.effects })
    }

    /// The event can't happen to an order in this state.
    pub fn illegal(self, event: &impl Debug) -> StepResult {
        let name = format!("{event:?}");
        let end = name.find([' ', '(', '{']).unwrap_or(name.len());
        Err(IllegalEvent { stage: self.order.state.stage(), event: name[..end].to_owned() })
    }
}

/// How an order ends, or comes to people.
impl StepBuilder {
    /// A person decides.
    pub fn escalate(self, reason: Reason) -> StepResult {
        self.transition_with(State::Escalated { reason }, Effect::Tell)
    }

    /// Told also when the goods may have been given.
    pub fn close(mut self, by: ClosedBy, why: WhyClosed) -> StepResult {
        let (at, is_told) = (self.now, self.order.may_be_activated());
        self.order.delivery.forget_words();
        self.end(State::Closed { at, by, why }, is_told)
    }

    /// Nothing more is done; people who were asked about the order are told in any case.
    fn end(mut self, state: State, is_told: bool) -> StepResult {
        if is_told || matches!(self.order.state, State::Escalated { .. }) {
            self.effects.push(Effect::Tell);
        }
        self.transition(state)
    }

    pub(super) fn close_as_said(self) -> StepResult {
        self.close(ClosedBy::Moderator, WhyClosed::Said)
    }

    /// The order is done.
    pub fn complete(mut self) -> StepResult {
        self.order.delivery.forget_words();
        self.complete_as_told()
    }

    /// What was said of it stands before the moderators, who were asked about the order: it stays.
    pub fn complete_as_told(self) -> StepResult {
        let at = self.now;
        self.transition(State::Completed { at })
    }
}

/// The activation.
impl StepBuilder {
    pub(super) fn shop_answered(
        mut self,
        answer: ShopAnswer,
        jitter: u16,
        alone: bool,
    ) -> StepResult {
        match answer {
            ShopAnswer::Activated(receipt) => self.activated(receipt),
            ShopAnswer::AlreadyActivated(receipt)
                if self.order.other_account_doubtful && receipt.account.is_none() =>
            {
                self.order.activation = Activation::Done(receipt);
                self.escalate(Reason::ActivatedForOtherAccount)
            }
            ShopAnswer::AlreadyActivated(receipt) => self.activated(receipt),
            ShopAnswer::Pending { retry_after } => {
                self.activate_later(Untrusted::new(STILL_PENDING), jitter, retry_after)
            }
            ShopAnswer::Unavailable { why, retry_after } => {
                self.activate_later(why, jitter, retry_after)
            }
            // Whether and when to knock again is the incident's business, not the order's.
            ShopAnswer::Misconfigured { .. } | ShopAnswer::Intercepted { .. } if !alone => {
                self.activate_again()
            }
            ShopAnswer::Misconfigured { code, message } => self.failed_alone(code, message, jitter),
            ShopAnswer::Intercepted { status, .. } => {
                self.failed_alone(Untrusted::new(format!("HTTP {status}")), None, jitter)
            }
            ShopAnswer::Unclear { excerpt } => self.escalate(Reason::ShopUnclear { excerpt }),
            ShopAnswer::Refused { code, message } => {
                self.order.refused();
                self.escalate(Reason::ShopRefused { code, message })
            }
            ShopAnswer::OutOfStock => {
                self.order.refused();
                self.escalate(Reason::OutOfStock)
            }
        }
    }

    fn activated(mut self, receipt: Receipt) -> StepResult {
        self.order.activation = Activation::Done(receipt);
        match self.order.mismatch() {
            Some(reason) => self.escalate(reason),
            None => self.rules.resume(self),
        }
    }

    /// The same call once more, at once.
    pub(super) fn activate_again(self) -> StepResult {
        let at = self.now;
        self.with(Effect::ActivateAgain { at }).unchanged()
    }

    /// There is no incident that people are told of: they look at the order.
    fn failed_alone(
        mut self,
        code: Untrusted,
        message: Option<Untrusted>,
        jitter: u16,
    ) -> StepResult {
        if self.order.schedule.fails_alone() {
            // Nothing is known of the goods: the shop itself may never have been asked.
            self.escalate(Reason::ShopRefused { code, message })
        } else {
            self.activate_later(code, jitter, None)
        }
    }

    fn activate_later(
        mut self,
        why: Untrusted,
        jitter: u16,
        retry_after: Option<Duration>,
    ) -> StepResult {
        match self.order.schedule.next(self.now, jitter, retry_after) {
            Some(at) => self.with(Effect::ActivateAgain { at }).unchanged(),
            None => self.escalate(Reason::ShopUnavailable { why }),
        }
    }

    /// A call was in flight when the order went another way.
    pub(super) fn shop_answered_late(mut self, answer: ShopAnswer) -> StepResult {
        match answer {
            ShopAnswer::Activated(receipt) | ShopAnswer::AlreadyActivated(receipt) => {
                // Also when a person gave the goods: the shop has given them a second time.
                if matches!(self.order.activation, Activation::Done(_)) {
                    return self.unchanged();
                }
                self.order.activation = Activation::Done(receipt);
                self.with(Effect::Tell).unchanged()
            }
            ShopAnswer::Refused { .. } | ShopAnswer::OutOfStock
                if self.order.activation == Activation::Uncertain =>
            {
                self.order.refused();
                self.unchanged()
            }
            ShopAnswer::Refused { .. }
            | ShopAnswer::OutOfStock
            | ShopAnswer::Pending { .. }
            | ShopAnswer::Unclear { .. }
            | ShopAnswer::Misconfigured { .. }
            | ShopAnswer::Intercepted { .. }
            | ShopAnswer::Unavailable { .. } => self.unchanged(),
        }
    }
}

/// What is known of the goods.
impl Order {
    /// Why people have to look first, when the shop names another account than it was asked for. One
    /// that a person has corrected since explains that.
    fn mismatch(&self) -> Option<Reason> {
        let reason = if self.other_account_doubtful {
            Reason::ActivatedForOtherAccount
        } else {
            Reason::AccountMismatch
        };
        self.is_given_to_another().then_some(reason)
    }

    /// The shop did nothing for the account that was asked for; what it did for another one that
    /// was asked for before is still unknown.
    fn refused(&mut self) {
        if !self.other_account_doubtful {
            self.activation = Activation::None;
        }
    }

    pub(super) fn given_by_hand(&mut self) {
        if !self.goods_given() {
            self.activation = Activation::ByHand;
        }
    }
}

/// What moderators say.
impl StepBuilder {
    pub(super) fn account_given(mut self, account: AccountId) -> StepResult {
        if self.order.account.as_ref() != Some(&account) {
            self.order.other_account_doubtful |= self.order.may_be_activated();
            if self.order.account.is_some() {
                self.order.revision += 1;
            }
            self.order.account = Some(account);
        }
        self.order.schedule = Schedule::default();
        self.transition_with(State::Activating, Effect::Activate)
    }

    pub(super) fn retry(mut self, reason: &Reason, account: Option<AccountId>) -> StepResult {
        match reason {
            // To go on would tell the customer of goods that somebody else has.
            Reason::ActivatedForOtherAccount | Reason::AccountMismatch => self.unchanged(),
            _ => {
                if self.order.account.is_none() {
                    self.order.account = account;
                }
                match self.order.mismatch() {
                    // The shop's answer came late. Once the delivery has begun, a person has
                    // settled it.
                    Some(mismatch) if !self.order.delivery.has_begun() => self.escalate(mismatch),
                    _ => self.resume(reason),
                }
            }
        }
    }

    pub(super) fn resume(mut self, reason: &Reason) -> StepResult {
        self.order.delivery.resume_from(reason);
        self.order.schedule = Schedule::default();
        self.go_on()
    }

    /// The first stage that is not behind it.
    pub(super) fn go_on(self) -> StepResult {
        if self.order.goods_given() {
            return self.rules.resume(self);
        }
        if self.order.knows_customer() {
            self.transition_with(State::Activating, Effect::Activate)
        } else {
            self.unchanged()
        }
    }
}

/// Money that went back, and a journal that was lost.
impl StepBuilder {
    /// The customer has the money back: the goods are to come back, too, if they may have been given.
    pub(super) fn refunded(self, refund: Refund) -> StepResult {
        // What was done before the journal was lost is not known.
        let is_unknown = State::Escalated { reason: Reason::FoundAfterRestore };
        if self.order.may_be_activated() || self.order.state == is_unknown {
            return self.revoke(refund);
        }
        // What was paid for the rest of it is here still, and nothing was given: people say what becomes of that.
        let (at, is_told) = (self.now, !refund.full);
        self.end(State::Refunded { at, refund }, is_told)
    }

    /// Asks the shop to take the goods back. People are told: the money is gone.
    pub(super) fn revoke(mut self, refund: Refund) -> StepResult {
        self.order.schedule = Schedule::default();
        self.with(Effect::Revoke).transition_with(State::Revoking { refund }, Effect::Tell)
    }

    pub(super) fn revocation_answered(
        mut self,
        refund: &Refund,
        answer: RevocationAnswer,
        jitter: u16,
    ) -> StepResult {
        let why = match answer {
            RevocationAnswer::Revoked => return self.revoked(refund),
            RevocationAnswer::NotRevoked { why } => why,
            RevocationAnswer::NotYet { why, retry_after } => {
                match self.order.schedule.next(self.now, jitter, retry_after) {
                    Some(at) => return self.with(Effect::RevokeAgain { at }).unchanged(),
                    None => why,
                }
            }
        };
        let refund = refund.clone();
        self.escalate(Reason::NotRevoked { why, refund })
    }

    pub(super) fn revoked(self, refund: &Refund) -> StepResult {
        let (at, refund) = (self.now, refund.clone());
        self.transition_with(State::Refunded { at, refund }, Effect::Tell)
    }

    /// Nobody knows what was done since the journal was what it is: a person decides.
    pub(super) fn journal_restored(mut self, answer: Option<MessageId>) -> StepResult {
        let known = self.order.clone();
        self.order.delivery.note_answer(answer);
        let reason = Reason::FoundAfterRestore;
        let is_news = known != self.order || known.state != State::Escalated { reason };
        if is_news { self.escalate(Reason::FoundAfterRestore) } else { self.unchanged() }
    }
}
