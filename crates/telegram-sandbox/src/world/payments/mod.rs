//! Payments at bots: what was paid, who has how many Stars, and how they go back.
//!
//! - `invoice`: what a bot asks for, in a chat or by a link, and the form by which it is paid.
//! - `pre_checkout`: from the buyer's "pay" to the bot's "yes", and to the money.
#![expect(missing_docs, reason = "most fields are what their names say")]

mod invoice;
mod pre_checkout;

use std::collections::BTreeMap;

use super::state::State;
use super::{
    Actor, Body, Conversation, Message, MessageKey, Posted, QueryId, Refusal, Service, UserId,
    World, WorldEvent,
};

use invoice::Form;
pub use invoice::{Invoice, InvoiceSource, PaymentForm, STARS};
pub(crate) use pre_checkout::PreCheckout;
use pre_checkout::{Ended, Pending};
pub use pre_checkout::{Tender, Verdict};

/// A payment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub buyer: UserId,
    pub invoice: Invoice,
    /// Where the invoice was.
    pub source: InvoiceSource,
    /// Telegram's id of it.
    pub charge: String,
    /// The provider's.
    pub provider_charge: String,
    /// In unix seconds.
    pub date: i32,
    /// When the money went back, if it did.
    pub refunded: Option<i32>,
}

/// Everything about payments.
#[derive(Default)]
pub(super) struct Payments {
    links: BTreeMap<String, Invoice>,
    forms: BTreeMap<i64, Form>,
    pending: BTreeMap<QueryId, Pending>,
    ended: BTreeMap<QueryId, Ended>,
    made: Vec<Payment>,
    stars: BTreeMap<UserId, i64>,
}

impl World {
    /// Returns how many Stars somebody has.
    pub fn stars(&self, user: UserId) -> i64 {
        self.state().payments.stars(user)
    }

    /// Gives somebody so many Stars, whatever they had.
    pub fn set_stars(&self, user: UserId, stars: i64) {
        self.state().payments.stars.insert(user, stars);
    }

    /// Returns all payments so far, the oldest first.
    pub fn payments(&self) -> Vec<Payment> {
        self.state().payments.made.clone()
    }

    /// Gives the Stars of a payment back, as the bot that got them. Returns Telegram's note of it.
    pub fn refund_stars(&self, bot: Actor, buyer: UserId, charge: &str) -> Result<Posted, Refusal> {
        let mut state = self.state();
        let now = state.now();
        let payments = &mut state.payments;
        let is_it = |it: &&mut Payment| {
            let parties = (it.invoice.bot, it.buyer) == (bot.user, buyer);
            parties && it.charge == charge && it.invoice.is_stars()
        };
        let payment = payments.made.iter_mut().find(is_it).ok_or(Refusal::CHARGE_NOT_FOUND)?;
        let amount = payment.invoice.total();
        if payment.refunded.is_some() {
            state.counters.refunds_repeated += 1;
            return Err(Refusal::CHARGE_ALREADY_REFUNDED);
        }
        if payments.stars.get(&bot.user).copied().unwrap_or_default() < amount {
            return Err(Refusal::BALANCE_TOO_LOW);
        }
        payment.refunded = Some(now);
        let payment = payment.clone();
        payments.move_stars(bot.user, buyer, amount);
        let note = Message::new(
            bot.user,
            Conversation::Private(bot.user.min(buyer), bot.user.max(buyer)),
            Body::default(),
        );
        let service = Some(Service::Refunded(Box::new(payment.clone())));
        let posted = state.put(Message { service, ..note }, bot.connection);
        state.subscriptions.emit(&WorldEvent::Refunded { payment });
        Ok(posted)
    }

    /// Has a user want nothing more of somebody, or take that back.
    pub fn set_blocked(&self, user: UserId, other: UserId, blocked: bool) {
        let mut state = self.state();
        if blocked {
            state.blocked.insert((user, other));
        } else {
            state.blocked.remove(&(user, other));
        }
    }
}

impl Payments {
    fn stars(&self, user: UserId) -> i64 {
        self.stars.get(&user).copied().unwrap_or_default()
    }

    fn move_stars(&mut self, from: UserId, to: UserId, amount: i64) {
        *self.stars.entry(from).or_default() -= amount;
        *self.stars.entry(to).or_default() += amount;
    }
}

impl State {
    /// Refuses to bring a message to somebody who wants none of its sender's, or of whom its sender wants none.
    pub(super) fn refuse_if_blocked(
        &self,
        sender: UserId,
        conversation: Conversation,
    ) -> Result<(), Refusal> {
        let Conversation::Private(one, other) = conversation else {
            return Ok(());
        };
        let recipient = if one == sender { other } else { one };
        if self.blocked.contains(&(recipient, sender)) {
            Err(Refusal::USER_IS_BLOCKED)
        } else if self.blocked.contains(&(sender, recipient)) {
            Err(Refusal::YOU_BLOCKED_USER)
        } else {
            Ok(())
        }
    }

    /// Puts Telegram's note of a payment into the chat of both.
    fn note_payment(&mut self, payment: Payment, buyer: Actor) -> Posted {
        let (bot, who) = (payment.invoice.bot, payment.buyer);
        let reply_to = match payment.source {
            InvoiceSource::Message(key) => Some(key),
            InvoiceSource::Link(_) => None,
        };
        let service = Some(Service::Paid(Box::new(payment.clone())));
        let conversation = Conversation::Private(bot.min(who), bot.max(who));
        let note = Message::new(who, conversation, Body::default());
        let posted = self.put(Message { reply_to, service, ..note }, buyer.connection);
        self.subscriptions.emit(&WorldEvent::Paid { payment, message: posted.message });
        posted
    }

    fn invoice_of(&self, message: MessageKey) -> Option<&Invoice> {
        self.messages.get(&message)?.body.invoice.as_deref()
    }
}
