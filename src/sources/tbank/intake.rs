//! What a notification is made into.

use tracing::{info, warn};

use super::provider::checkout_of;
use super::{SOURCE, Settings, roubles};
use crate::checkout::{Payment, charge_paid, checkout_paid, paid_back};
use crate::engine::Engine;
use crate::journal::{JournalError, NotificationKey, Received};
use crate::order::ProviderName;
use crate::order::checkout::ChargeState;
use crate::order::life::Refund;
use crate::order::{ChargeId, Untrusted};
use crate::sources::webhooks::shown;
use crate::tbank::{Notification, Standing, Status};

/// Takes one notification: what becomes of it, and that it is taken, are one transaction.
pub(super) fn take(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
) -> Result<(), JournalError> {
    engine.write_together(|engine| {
        match Notification::read(&received.raw) {
            Ok(told) => act(engine, settings, received, &told)?,
            Err(_) => ask_people(engine, settings, received, &Untrusted::new("?"), "unreadable")?,
        }
        engine.write(|writer| writer.take_from_inbox(received.id))
    })
}

fn act(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: &Notification,
) -> Result<(), JournalError> {
    let (payment, status) = (told.payment_id.as_str(), told.status.as_str());
    if let Some(token) = &told.rebill_id
        && let Some(checkout) = checkout_of(&told.order_id)
    {
        engine.write(|writer| writer.set_checkout_token(&checkout, token))?;
    }
    match told.status.standing() {
        Standing::Paid => paid(engine, settings, received, told),
        Standing::Refunded => refunded(engine, settings, received, told, true),
        Standing::PartlyRefunded => refunded(engine, settings, received, told, false),
        Standing::Unknown => ask(engine, settings, received, told, "new_status"),
        Standing::Receipt => {
            let url = told.receipt_url.as_ref().map(ToString::to_string).unwrap_or_default();
            info!(payment, url, "the bank has registered a receipt");
            Ok(())
        }
        // Nothing is given on money that is only held, and nothing is over while the customer may try again.
        _ => {
            info!(payment, status, "the bank tells of a payment");
            Ok(())
        }
    }
}

fn paid(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: &Notification,
) -> Result<(), JournalError> {
    let Some(order_id) = settings.order_id(&told.payment_id) else {
        return ask(engine, settings, received, told, "unreadable");
    };
    let payment = Payment {
        external_id: told.payment_id.clone(),
        order_id,
        price: told.amount.and_then(roubles),
        text: Untrusted::new(String::from_utf8_lossy(&received.raw)),
        at: received.received_at,
        buyer: None,
    };
    let journal = engine.journal();
    if journal.order_of_source(&SOURCE, &told.payment_id)?.is_some() {
        return Ok(());
    }
    let checkout = match checkout_of(&told.order_id) {
        Some(id) => journal.checkout(&id)?,
        None => None,
    };
    let charge = match told.order_id.parse::<ChargeId>() {
        Ok(id) => journal.charge(&id)?,
        Err(_) => None,
    };
    match (checkout, charge) {
        (Some(checkout), _) if checkout.order.is_some() => {
            ask(engine, settings, received, told, "paid_before")
        }
        (Some(checkout), _) if checkout.provider == ProviderName::Tbank => {
            let known = checkout.state.external_id().unwrap_or(&told.payment_id).to_owned();
            let number = checkout_paid(engine, &checkout, &known, payment)?;
            refunded_before(engine, number, told)
        }
        (_, Some(charge)) if !matches!(charge.state, ChargeState::Paid { .. }) => {
            let Some(checkout) = engine.journal().checkout(&charge.checkout)? else {
                return ask(engine, settings, received, told, "nobody_asked");
            };
            let number = charge_paid(engine, (&charge, &checkout), payment)?;
            refunded_before(engine, number, told)
        }
        _ => ask(engine, settings, received, told, "nobody_asked"),
    }
}

/// Notifications may overtake each other.
fn refunded_before(
    engine: &mut Engine,
    number: u32,
    told: &Notification,
) -> Result<(), JournalError> {
    let prefix = Notification::keys_of(&told.payment_id, &Status::Refunded);
    let Some(received) = engine.journal().received_under(&SOURCE, &prefix)?.into_iter().next()
    else {
        return Ok(());
    };
    let (Ok(told), Some(order)) =
        (Notification::read(&received.raw), engine.journal().order(number)?)
    else {
        return Ok(());
    };
    paid_back(engine, &order, refund(&told, true, &received))
}

fn refunded(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: &Notification,
    is_all: bool,
) -> Result<(), JournalError> {
    if let Some(order) = engine.journal().order_of_source(&SOURCE, &told.payment_id)? {
        info!(number = order.number, "the money went back");
        return paid_back(engine, &order, refund(told, is_all, received));
    }
    let prefix = Notification::keys_of(&told.payment_id, &Status::Confirmed);
    let told_of_it = engine.journal().received_under(&SOURCE, &prefix)?;
    if told_of_it.iter().any(|it| it.id > received.id) {
        // It waits to be taken: then this is found.
        return Ok(());
    }
    ask(engine, settings, received, told, "unknown_payment")
}

fn refund(told: &Notification, full: bool, received: &Received) -> Refund {
    let amount = told.amount.and_then(roubles);
    Refund { amount, full, reason: told.message.clone(), at: received.received_at }
}

fn ask(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: &Notification,
    why: &str,
) -> Result<(), JournalError> {
    let event = Untrusted::new(told.status.as_str());
    ask_people(engine, settings, received, &event, why)
}

/// Money may be concerned: people read what came in, once.
fn ask_people(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    event: &Untrusted,
    why: &str,
) -> Result<(), JournalError> {
    warn!(%event, why, "people have to look at a payment");
    let text = settings.formatter.bank_notification(event, why, &shown(received));
    engine.notify(&NotificationKey::once(&format!("bank:{}", received.id)), &text)
}
