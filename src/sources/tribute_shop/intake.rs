//! What a webhook about the shop is made into.

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::{SOURCE, Settings, further, order_id};
use crate::checkout::{Payment as Taken, charge_paid, checkout_paid, paid_back};
use crate::engine::Engine;
use crate::journal::{HeldPayment, JournalError, NotificationKey, Received};
use crate::order::checkout::{Charge, ChargeState, Checkout, CheckoutState, Recurring};
use crate::order::life::Refund;
use crate::order::purchase::OrderForm;
use crate::order::{Money, ProviderName, Record, Untrusted};
use crate::sources::webhooks::{pass_on, tell, unreadable};
use crate::tribute::webhook::{self, Event, Payment, ShopEvent, TokenCharge, Webhook};

const PROVIDER: ProviderName = ProviderName::TributeShop;
/// So long money may be held before people are told.
const HELD_MAX: SignedDuration = SignedDuration::from_hours(24);
/// So many of those are told in a turn.
const HELD_AT_ONCE: u32 = 20;

/// Takes one webhook: what becomes of it, and that it is taken, are one transaction.
pub(super) fn take(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
) -> Result<(), JournalError> {
    engine.write_together(|engine| {
        if let Ok(Some(webhook)) = Webhook::read(&received.raw) {
            Intake { engine: &mut *engine, settings, received, webhook: &webhook }.act()?;
        } else {
            // It was one when it was kept.
            let name = Untrusted::new("?");
            unreadable(engine, &settings.formatter, received, &name, "webhook")?;
        }
        engine.write(|writer| writer.take_from_inbox(received.id))
    })
}

/// Tells of money that has been held for too long.
pub(super) fn tell_held(engine: &mut Engine, settings: &Settings) -> Result<(), JournalError> {
    let now = engine.now();
    for held in engine.journal().held_payments(now, HELD_AT_ONCE)? {
        warn!(
            uuid = held.external_id,
            "money is held for an order of Tribute's shop, and not paid"
        );
        let known = engine.journal().checkout_of_external(PROVIDER, &held.external_id)?;
        let id = known.map_or_else(|| held.external_id.clone(), |it| it.id.to_string());
        let text = settings.formatter.held_payment(&id, held.price, held.since);
        let key = NotificationKey::once(&format!("held:{}", held.external_id));
        engine.write_together(|engine| {
            engine.notify(&key, &text)?;
            engine.write(|writer| writer.release_payment(&held.external_id))
        })?;
    }
    Ok(())
}

struct Intake<'a> {
    engine: &'a mut Engine,
    settings: &'a Settings,
    received: &'a Received,
    webhook: &'a Webhook,
}

impl Intake<'_> {
    fn act(&mut self) -> Result<(), JournalError> {
        match &self.webhook.event {
            Event::Shop(Ok(event)) => self.shop_event(event),
            Event::Shop(Err(field)) => self.unreadable(&field.to_string()),
            // What is not of the shop is not kept for it.
            _ => self.unreadable("name"),
        }
    }

    fn shop_event(&mut self, event: &ShopEvent) -> Result<(), JournalError> {
        match event {
            ShopEvent::Paid(payment) => self.paid(payment),
            ShopEvent::Charged(payment) => self.take_in(payment, further_name(payment)),
            ShopEvent::Refunded(refund) if refund.is_completed => self.paid_back(refund),
            ShopEvent::TokenCharged(charge) => self.token_charged(charge),
            ShopEvent::TokenChargeFailed(charge) => self.token_charge_failed(charge),
            ShopEvent::Held(payment) => {
                self.hold(payment)?;
                self.pass_on()
            }
            ShopEvent::Refunded(_)
            | ShopEvent::PaymentFailed(_)
            | ShopEvent::ChargeFailed(_)
            | ShopEvent::Cancelled(_) => self.pass_on(),
        }
    }

    fn unreadable(&mut self, why: &str) -> Result<(), JournalError> {
        let formatter = &self.settings.formatter;
        unreadable(self.engine, formatter, self.received, &self.webhook.name, why)
    }

    fn pass_on(&mut self) -> Result<(), JournalError> {
        let wanted = (&*self.settings.forward, self.settings.livemode);
        pass_on(self.engine, wanted, self.received, self.webhook)
    }

    /// The checkout that Tribute calls so. What was paid before Tribute's answer was heard names it.
    fn checkout(
        &self,
        uuid: &str,
        customer_id: Option<&Untrusted>,
    ) -> Result<Option<Checkout>, JournalError> {
        let journal = self.engine.journal();
        let known = journal.checkout_of_external(PROVIDER, uuid)?;
        let named = customer_id.and_then(|id| id.as_str().parse().ok());
        let (None, Some(id)) = (&known, named) else { return Ok(known) };
        let named = journal.checkout(&id)?;
        Ok(named.filter(|it| it.provider == PROVIDER && it.state.external_id().is_none()))
    }

    fn paid(&mut self, payment: &Payment) -> Result<(), JournalError> {
        self.take_in(payment, payment.uuid.clone())?;
        self.engine.write(|writer| writer.release_payment(&payment.uuid))
    }

    /// A payment of this name: the first of an order, or a further one, which is an order of its own.
    fn take_in(&mut self, payment: &Payment, name: String) -> Result<(), JournalError> {
        let checkout = self.checkout(&payment.uuid, payment.customer_id.as_ref())?;
        let Some(checkout) = checkout else { return self.unknown(payment) };
        let price = payment.price.money();
        if let Some(known) = self.engine.journal().order_of_source(&SOURCE, &name)? {
            self.known(&known, price)?;
            // One that was found by asking: its refund may have come before.
            return self.refund_before(known.number, payment);
        }
        let Some(paid) = self.payment(name, price, payment.at) else {
            return self.unreadable("transactionId");
        };
        let number = checkout_paid(self.engine, &checkout, &payment.uuid, paid)?;
        self.refund_before(number, payment)
    }

    fn payment(&self, name: String, price: Option<Money>, at: Option<Timestamp>) -> Option<Taken> {
        Some(Taken {
            order_id: order_id(self.settings.livemode, &name)?,
            external_id: name,
            price,
            text: Untrusted::new(String::from_utf8_lossy(&self.received.raw)),
            at: at.unwrap_or(self.received.received_at),
            buyer: None,
        })
    }

    /// A payment that is an order already: told again, or found by asking.
    fn known(&mut self, known: &Record, price: Option<Money>) -> Result<(), JournalError> {
        if known.form.price == price {
            return Ok(());
        }
        warn!(number = known.number, "a purchase that is known came with other contents");
        let now = OrderForm { price, ..known.form.clone() };
        let text = self.settings.formatter.other_contents(known, &now);
        tell(self.engine, "contents", self.received, &text)
    }

    fn unknown(&mut self, payment: &Payment) -> Result<(), JournalError> {
        warn!(uuid = payment.uuid, "an order of Tribute's shop was paid that nobody knows");
        let customer = payment.customer_id.as_ref();
        let money = payment.price.money();
        let text = self.settings.formatter.unknown_payment(&payment.uuid, money, customer);
        tell(self.engine, "payment", self.received, &text)
    }

    fn hold(&mut self, payment: &Payment) -> Result<(), JournalError> {
        let checkout = self.checkout(&payment.uuid, payment.customer_id.as_ref())?;
        if checkout.is_some_and(|it| matches!(it.state, CheckoutState::Paid { .. })) {
            return Ok(());
        }
        let since = payment.at.unwrap_or(self.received.received_at);
        let due_at = self.engine.now().saturating_add(HELD_MAX).unwrap_or(since);
        let held = HeldPayment {
            external_id: payment.uuid.clone(),
            price: payment.price.money(),
            since,
            due_at,
        };
        self.engine.write(|writer| writer.hold_payment(&held))
    }

    /// The refund of a payment that came before the payment itself: webhooks may overtake each other.
    fn refund_before(&mut self, number: u32, payment: &Payment) -> Result<(), JournalError> {
        let before = ShopEvent::refunds(&payment.uuid);
        for received in self.engine.journal().received_under(&SOURCE, &before)? {
            let Some(refund) = completed(&received) else { continue };
            let order = self.order_of(&refund)?;
            if let Some(order) = order.filter(|order| order.number == number) {
                return self.give_back(&order, &refund, &received);
            }
        }
        Ok(())
    }

    fn paid_back(&mut self, refund: &webhook::Refund) -> Result<(), JournalError> {
        if let Some(order) = self.order_of(refund)? {
            info!(number = order.number, "the money went back");
            return self.give_back(&order, refund, self.received);
        }
        let journal = self.engine.journal();
        let [first, further] = [ShopEvent::payments, ShopEvent::charges].map(|it| it(&refund.uuid));
        let told =
            [journal.received_under(&SOURCE, &first)?, journal.received_under(&SOURCE, &further)?];
        let is_to_come = |it: &Received| it.id > self.received.id && is_of(it, refund);
        if told.iter().flatten().any(is_to_come) {
            // It waits to be taken: then this refund is found.
            return Ok(());
        }
        self.look_no_more(refund)?;
        warn!(purchase = refund.uuid, "the money of a purchase went back that nobody knows");
        let (money, why) = (refund.price.money(), refund.reason.as_ref());
        let text = self.settings.formatter.unknown_refund(&refund.uuid, money, why);
        tell(self.engine, "refund", self.received, &text)
    }

    /// What is paid once, and was paid back, is no order by being asked for.
    fn look_no_more(&mut self, refund: &webhook::Refund) -> Result<(), JournalError> {
        let checkout = self.checkout(&refund.uuid, refund.customer_id.as_ref())?;
        let is_paid_once =
            |it: &Checkout| matches!(it.wish.recurring, None | Some(Recurring::OnDemand));
        let unpaid = checkout.filter(|it| it.order.is_none() && is_paid_once(it));
        let Some(checkout) = unpaid else { return Ok(()) };
        let state = CheckoutState::Refunded { external_id: refund.uuid.clone() };
        self.engine.write(|writer| writer.set_checkout_state(checkout.number, &state, None))
    }

    /// The order of the payment that went back. A payment that is not named is the newest.
    fn order_of(&self, refund: &webhook::Refund) -> Result<Option<Record>, JournalError> {
        let journal = self.engine.journal();
        let charges = journal.received_under(&SOURCE, &ShopEvent::charges(&refund.uuid))?;
        for charge in charges.iter().rev().filter(|it| is_of(it, refund)).filter_map(payment_of) {
            if let Some(order) = journal.order_of_source(&SOURCE, &further_name(&charge))? {
                return Ok(Some(order));
            }
        }
        // One that was found by asking does not say what names it.
        let first = journal.order_of_source(&SOURCE, &refund.uuid)?;
        Ok(first.filter(|order| {
            let told = payment_in(order.text.as_str().as_bytes());
            told.is_none_or(|payment| is_named(&payment, refund))
        }))
    }

    fn give_back(
        &mut self,
        order: &Record,
        refund: &webhook::Refund,
        received: &Received,
    ) -> Result<(), JournalError> {
        let at = refund.at.unwrap_or(received.received_at);
        let (amount, reason) = (refund.price.money(), refund.reason.clone());
        // Tribute gives back all of it or nothing.
        paid_back(self.engine, order, Refund { amount, full: true, reason, at })
    }

    /// The charge that Tribute calls so, or that we did.
    fn charge(&self, told: &TokenCharge) -> Result<Option<Charge>, JournalError> {
        let journal = self.engine.journal();
        let known = journal.charge_of_external(PROVIDER, &told.uuid)?;
        let named = told.reference.as_ref().and_then(|name| name.as_str().parse().ok());
        let (None, Some(id)) = (&known, named) else { return Ok(known) };
        let named = journal.charge(&id)?;
        Ok(named.filter(|it| it.provider == PROVIDER && it.state.external_id().is_none()))
    }

    fn token_charge_failed(&mut self, told: &TokenCharge) -> Result<(), JournalError> {
        let charge = self.charge(told)?;
        if let Some(charge) = charge.filter(|it| matches!(it.state, ChargeState::Pending { .. })) {
            let why = told.why.clone().unwrap_or_else(|| Untrusted::new("—"));
            let state = ChargeState::Failed { external_id: Some(told.uuid.clone()), why };
            self.engine.write(|writer| writer.set_charge_state(charge.number, &state, None))?;
        }
        self.pass_on()
    }

    fn token_charged(&mut self, told: &TokenCharge) -> Result<(), JournalError> {
        let Some(charge) = self.charge(told)? else {
            let payment = Payment {
                uuid: told.uuid.clone(),
                transaction: None,
                price: told.price.clone(),
                customer_id: told.reference.clone(),
                email: None,
                at: told.at,
            };
            return self.unknown(&payment);
        };
        let Some(checkout) = self.engine.journal().checkout(&charge.checkout)? else {
            return self.unreadable("reference");
        };
        let price = told.price.money();
        if let Some(known) = self.engine.journal().order_of_source(&SOURCE, &told.uuid)? {
            return self.known(&known, price);
        }
        match self.payment(told.uuid.clone(), price, told.at) {
            Some(paid) => charge_paid(self.engine, (&charge, &checkout), paid).map(drop),
            None => self.unreadable("chargeUuid"),
        }
    }
}

/// The payment that a webhook tells of.
fn payment_in(raw: &[u8]) -> Option<Payment> {
    match Webhook::read(raw).ok()??.event {
        Event::Shop(Ok(ShopEvent::Paid(payment) | ShopEvent::Charged(payment))) => Some(payment),
        _ => None,
    }
}

fn payment_of(received: &Received) -> Option<Payment> {
    payment_in(&received.raw)
}

/// The refund that a webhook tells of, if the money is back.
fn completed(received: &Received) -> Option<webhook::Refund> {
    match Webhook::read(&received.raw).ok()??.event {
        Event::Shop(Ok(ShopEvent::Refunded(refund))) => Some(refund).filter(|it| it.is_completed),
        _ => None,
    }
}

/// Whether a webhook tells of the payment that went back.
fn is_of(received: &Received, refund: &webhook::Refund) -> bool {
    payment_of(received).is_some_and(|payment| is_named(&payment, refund))
}

fn is_named(payment: &Payment, refund: &webhook::Refund) -> bool {
    let names = payment.transaction.as_ref().zip(refund.transaction.as_ref());
    names.is_none_or(|(one, other)| one == other)
}

fn further_name(payment: &Payment) -> String {
    further(&payment.uuid, payment.transaction.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests;
