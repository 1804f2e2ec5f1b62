//! What a payment is made into: one order, however often and by whomever it is told.

use jiff::Timestamp;
use tracing::info;

use crate::engine::Engine;
use crate::journal::{JournalError, NewOrder};
use crate::order::checkout::{Charge, ChargeState, Checkout, CheckoutRef, CheckoutState};
use crate::order::life::{self, Delivery, Event, MessageDelivery, Refund};
use crate::order::purchase::{Customer, OrderForm, Problem};
use crate::order::{Money, OrderId, Record, SourceName, Untrusted};

/// A payment that its provider tells of.
#[derive(Clone, Debug)]
pub struct Payment {
    /// What names it there: what has the same name is the same order.
    pub external_id: String,
    /// The order's id.
    pub order_id: OrderId,
    /// How much, if it says so.
    pub price: Option<Money>,
    /// All that it said.
    pub text: Untrusted,
    /// When, by its clock.
    pub at: Timestamp,
    /// Who has paid, where the source can write to them: then it does.
    pub buyer: Option<Customer>,
}

/// Takes in a payment of a checkout, the first or a further one: an order. Its provider calls the checkout `name`.
/// Returns the order's number.
pub fn checkout_paid(
    engine: &mut Engine,
    checkout: &Checkout,
    name: &str,
    payment: Payment,
) -> Result<u32, JournalError> {
    let wish = &checkout.wish;
    let about = CheckoutRef { id: checkout.id.clone(), reference: wish.reference.clone() };
    let form = wish.form(about, payment.price);
    engine.write_together(|engine| {
        let order = take_in(engine, checkout.provider.source(), form, payment)?;
        let now = engine.journal().checkout_of_number(checkout.number)?;
        let is_refunded = now.is_some_and(|it| matches!(it.state, CheckoutState::Refunded { .. }));
        engine.write(|writer| {
            if !is_refunded {
                let state = CheckoutState::Paid { external_id: name.to_owned() };
                writer.set_checkout_state(checkout.number, &state, None)?;
            }
            writer.set_checkout_order(checkout.number, order)
        })?;
        info!(checkout = %checkout.id, number = order, "a checkout was paid");
        Ok(order)
    })
}

/// Takes in the payment that a charge of a checkout has brought: an order. Returns its number.
pub fn charge_paid(
    engine: &mut Engine,
    (charge, checkout): (&Charge, &Checkout),
    payment: Payment,
) -> Result<u32, JournalError> {
    let reference = charge.reference.clone().or_else(|| checkout.wish.reference.clone());
    let about = CheckoutRef { id: checkout.id.clone(), reference };
    let form = checkout.wish.form_at(charge.price, about, payment.price);
    let state = ChargeState::Paid { external_id: payment.external_id.clone() };
    engine.write_together(|engine| {
        let order = take_in(engine, checkout.provider.source(), form, payment)?;
        engine.write(|writer| {
            writer.set_charge_state(charge.number, &state, None)?;
            writer.set_charge_order(charge.number, order)
        })?;
        info!(charge = %charge.id, number = order, "a charge was paid");
        Ok(order)
    })
}

/// Takes in a payment that nobody waits for: of a checkout that an order was made of before, or of none. People decide.
/// Returns the order's number.
pub fn unexpected_payment(
    engine: &mut Engine,
    source: SourceName,
    checkout: Option<&Checkout>,
    payment: Payment,
) -> Result<u32, JournalError> {
    let form = match checkout {
        Some(Checkout { id, wish, order, .. }) => {
            let about = CheckoutRef { id: id.clone(), reference: wish.reference.clone() };
            let first = order.as_ref().map(|(number, _)| Untrusted::new(format!("№{number}")));
            let problem = Some(Problem::PaidTwice);
            OrderForm { problem, problem_text: first, ..wish.form(about, payment.price) }
        }
        None => OrderForm {
            price: payment.price,
            details: Some(payment.text.clone()),
            problem: Some(Problem::UnknownPayment),
            ..OrderForm::default()
        },
    };
    take_in(engine, source, form, payment)
}

fn take_in(
    engine: &mut Engine,
    source: SourceName,
    mut form: OrderForm,
    payment: Payment,
) -> Result<u32, JournalError> {
    let Payment { external_id, order_id: id, text, at: ordered_at, buyer, .. } = payment;
    if let Some(known) = engine.journal().order_of_source(&source, &external_id)? {
        return Ok(known.number);
    }
    let mut delivery = Delivery::Nothing;
    if let Some(buyer) = buyer {
        let Customer { email, phone, .. } = form.customer;
        form.customer = Customer { email, phone, ..buyer };
        delivery = Delivery::Message(MessageDelivery::default());
    }
    let begun = life::begin(&form, delivery);
    let life = begun.order;
    let new = NewOrder { id, source, external_id, text, form, life, ordered_at };
    engine.take_in(new, &begun.effects)
}

/// An order's money went back: nobody has to be asked for it any more.
pub fn paid_back(engine: &mut Engine, order: &Record, refund: Refund) -> Result<(), JournalError> {
    let (number, is_full) = (order.number, refund.full);
    engine.write_together(|engine| {
        engine.apply_event_with(number, Event::Refunded(refund), |writer| {
            writer.forget_refund(number)
        })?;
        let Some(about) = order.form.checkout.as_ref().filter(|_| is_full) else { return Ok(()) };
        let checkout = engine.journal().checkout(&about.id)?;
        let is_first = |it: &Checkout| it.order.as_ref().is_some_and(|(it, _)| *it == number);
        let Some(checkout) = checkout.filter(is_first) else { return Ok(()) };
        let Some(external_id) = checkout.state.external_id().map(str::to_owned) else {
            return Ok(());
        };
        let state = CheckoutState::Refunded { external_id };
        engine.write(|writer| writer.set_checkout_state(checkout.number, &state, None))
    })
}

/// Of an order that was just made of a payment a part went back before; how much, nobody has told.
pub(super) fn part_went_back(
    engine: &mut Engine,
    number: u32,
    at: Timestamp,
) -> Result<(), JournalError> {
    match engine.journal().order(number)? {
        Some(order) if !order.life.is_refunded() => {
            let refund = Refund { amount: None, full: false, reason: None, at };
            paid_back(engine, &order, refund)
        }
        _ => Ok(()),
    }
}
