//! What buyers do: they pay, with good cards and bad ones; and how money goes back.

use std::sync::Arc;

use tokio::time::sleep;

use super::answer::Problem;
use super::cards::Card;
use super::store::{BankPayment, BankStatus};
use super::{Buyers, Inner};
use crate::event::Kind;

impl Inner {
    /// Somebody was given the link to pay for an order.
    pub(super) fn begin_buyer(self: &Arc<Self>, order_id: String) {
        if self.buyers == Buyers::Leave {
            return;
        }
        let bank = Arc::clone(self);
        self.spawn(async move {
            sleep(bank.interval).await;
            if bank.buyers == Buyers::Decline {
                bank.pay_with(&order_id, Card::Empty).await;
                sleep(bank.interval).await;
            }
            let paid = bank.pay_with(&order_id, Card::ThreeDs).await;
            if let (Buyers::Refund, Some(id)) = (bank.buyers, paid) {
                bank.given(id).await;
                drop(bank.cancel_payment(id, None));
            }
        });
    }

    /// Begins to pay with a card. False for an order that is unknown or can't be paid.
    pub(super) fn begin_card_of_order(self: &Arc<Self>, order_id: &str, card: Card) -> bool {
        let can_be = self.open_payment(order_id).is_some();
        if can_be {
            let (bank, order_id) = (Arc::clone(self), order_id.to_owned());
            self.spawn(async move {
                bank.pay_with(&order_id, card).await;
            });
        }
        can_be
    }

    /// The card that the bank takes for a charge: those of buyers whose bank refuses have no money by then.
    pub(super) fn card_for_charges(&self, card: Card) -> Card {
        if self.buyers == Buyers::Decline { Card::Empty } else { card }
    }

    /// The payment by which an order can be paid now: each attempt that failed is followed by a new one.
    fn open_payment(&self, order_id: &str) -> Option<u64> {
        let now = (self.clock)();
        let mut state = self.lock();
        let ids = state.of_order(order_id);
        let last = state.payment(*ids.last()?, now)?;
        if last.status.is_open() {
            return Some(last.id);
        }
        if !last.status.is_failed() || last.expires_at <= now {
            return None;
        }
        let mut next = last.clone();
        next.id = state.next_payment();
        (next.status, next.error_code) = (BankStatus::New, None);
        let id = next.id;
        state.payments.push(next);
        Some(id)
    }

    /// Walks through a payment as a buyer does. Returns it, if it is one that could be begun.
    pub(super) async fn pay_with(self: &Arc<Self>, order_id: &str, card: Card) -> Option<u64> {
        let id = self.open_payment(order_id)?;
        self.lock().payment(id, (self.clock)())?.card = card;
        let asked: &[_] = if card.is_asked() { &[BankStatus::ThreeDsChecking] } else { &[] };
        let steps = [BankStatus::FormShowed, BankStatus::Authorizing];
        for status in steps.iter().chain(asked) {
            self.lock().payment(id, (self.clock)())?.status = *status;
            sleep(self.interval / 10).await;
        }
        if card == Card::ThreeDs {
            self.lock().payment(id, (self.clock)())?.status = BankStatus::ThreeDsChecked;
        }
        self.decide(id, card);
        Some(id)
    }

    /// A payment is made or fails, and that is told.
    pub(super) fn decide(self: &Arc<Self>, id: u64, card: Card) {
        let mut state = self.lock();
        let now = (self.clock)();
        let recurs = state.payment(id, now).is_some_and(|it| it.asked["Recurrent"] == "Y");
        let rebill = (recurs && card.failure().is_none()).then(|| state.add_rebill(card));
        let Some(payment) = state.payment(id, now) else { return };
        payment.rebill_id = rebill;
        if let Some((status, code)) = card.failure() {
            (payment.status, payment.error_code) = (status, Some(code));
            let failed = payment.clone();
            drop(state);
            return self.notify(&failed, failed.amount);
        }
        payment.status = BankStatus::Authorized;
        let held = payment.clone();
        if self.buyers == Buyers::Prepay {
            drop(state);
            return self.notify(&held, held.amount);
        }
        let words = format!("{} {}", held.asked["Description"], held.order_id);
        let number = self.number_of(id, &words);
        (payment.status, payment.order) = (BankStatus::Confirmed, Some(number));
        let paid = payment.clone();
        drop(state);
        // Almost at once, in either order.
        self.notify(&held, held.amount);
        self.notify(&paid, paid.amount);
    }

    /// The number of the order that a payment becomes: one that is expected has it already.
    fn number_of(&self, id: u64, words: &str) -> u32 {
        let order = format!("tbank-{}-{id}", self.terminal_key);
        self.ledger.order_of_call(&order, None, None).unwrap_or_else(|| {
            let number = self.ledger.plan_payment(words, None);
            self.ledger.paid(number, order);
            number
        })
    }

    /// Waits until the goods of a payment are given.
    pub(super) async fn given(&self, id: u64) {
        let order = self.lock().payment(id, (self.clock)()).and_then(|payment| payment.order);
        let mut events = self.ledger.events();
        loop {
            let event = events.next().await;
            if event.order == order && event.kind == Kind::Completed {
                return;
            }
        }
    }

    /// Money goes back; `None`: all that is left. Returns the payment as it is then.
    pub(super) fn cancel_payment(
        self: &Arc<Self>,
        id: u64,
        amount: Option<u64>,
    ) -> Result<BankPayment, Problem> {
        use BankStatus::{
            Authorized, Canceled, Confirmed, FormShowed, New, PartialRefunded, PartialReversed,
            Refunded, Reversed,
        };
        let mut state = self.lock();
        let payment = state.payment(id, (self.clock)()).ok_or(Problem::NO_PAYMENT)?;
        let amount = amount.unwrap_or(payment.left);
        if !(1..=payment.left).contains(&amount) {
            return Err(Problem::AMOUNT);
        }
        let is_all = amount == payment.left;
        payment.status = match payment.status {
            New | FormShowed => Canceled,
            Authorized | PartialReversed if is_all => Reversed,
            Authorized | PartialReversed => PartialReversed,
            Confirmed | PartialRefunded if is_all => Refunded,
            Confirmed | PartialRefunded => PartialRefunded,
            _ => return Err(Problem::STATE),
        };
        payment.left -= amount;
        let now = payment.clone();
        drop(state);
        if let (Refunded, Some(order)) = (now.status, now.order) {
            self.ledger.refunded(order);
        }
        if now.status != Canceled {
            self.notify(&now, amount);
        }
        Ok(now)
    }
}
