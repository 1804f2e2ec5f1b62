//! What a notification is made into. What was told of money that went back is in `refunds`.

use tracing::{info, warn};

use super::endpoint::is_of_forgeries;
use super::provider::checkout_of;
use super::refunds::{is_known, refund_told};
use super::{SOURCE, Settings, refunds, roubles};
use crate::checkout::{Payment, charge_paid, checkout_paid, paid_back, unexpected_payment};
use crate::engine::Engine;
use crate::journal::{JournalError, NotificationKey, Received};
use crate::order::checkout::{ChargeState, CheckoutState};
use crate::order::{ChargeId, ProviderName, Untrusted};
use crate::tbank::{Notification, Standing, Status};

/// More of what the bank told is not shown.
const SHOWN_CHARACTERS_MAX: usize = 600;

/// Takes one notification: what becomes of it, and that it is taken, are one transaction.
pub(super) fn take(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
) -> Result<(), JournalError> {
    engine.write_together(|engine| {
        match Notification::read(&received.raw) {
            _ if is_of_forgeries(received) => tell_of_forgeries(engine, settings, received)?,
            Ok(told) => act(engine, settings, received, &told)?,
            Err(_) => {
                ask_people(engine, settings, received, (&Untrusted::new("?"), None), "unreadable")?;
            }
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
    // Of a card that did not pay, nothing is kept.
    if let Some(token) = told.rebill_id.as_ref().filter(|_| told.success)
        && let Some(checkout) = checkout_of(&told.order_id)
    {
        engine.write(|writer| writer.set_checkout_token(&checkout, token))?;
    }
    match told.status.standing() {
        Standing::Paid if !told.success => ask(engine, settings, received, told, "contradictory"),
        Standing::Paid => paid(engine, settings, received, told),
        Standing::Refunded | Standing::PartlyRefunded => refunded(engine, settings, received, told),
        Standing::Unknown => ask(engine, settings, received, told, "new_status"),
        Standing::Receipt => {
            let url = told.receipt_url.as_ref().map(ToString::to_string).unwrap_or_default();
            info!(payment, url, "the bank has registered a receipt");
            Ok(())
        }
        // Nothing is given on money that is only held, and nothing is over while the customer may try again.
        standing => {
            info!(payment, status, "the bank tells of a payment");
            if matches!(standing, Standing::Released | Standing::Expired) {
                look_now(engine, told)?;
            }
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
    if let Some(known) = journal.order_of_source(&SOURCE, &told.payment_id)? {
        // One that was found by asking: its refund may have come before.
        return refunds::take_in(engine, known.number, &told.payment_id);
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
            let second = Some(&checkout);
            let number = unexpected_payment(engine, SOURCE.clone(), second, payment)?;
            warn!(number, is_known = true, "a payment that nobody waited for");
            refunds::take_in(engine, number, &told.payment_id)
        }
        (Some(checkout), _) if checkout.provider == ProviderName::Tbank => {
            let known = checkout.state.external_id().unwrap_or(&told.payment_id).to_owned();
            let number = checkout_paid(engine, &checkout, &known, payment)?;
            refunds::take_in(engine, number, &told.payment_id)
        }
        (_, Some(charge)) if !matches!(charge.state, ChargeState::Paid { .. }) => {
            let Some(checkout) = engine.journal().checkout(&charge.checkout)? else {
                return ask(engine, settings, received, told, "nobody_asked");
            };
            let number = charge_paid(engine, (&charge, &checkout), payment)?;
            refunds::take_in(engine, number, &told.payment_id)
        }
        _ => ask(engine, settings, received, told, "nobody_asked"),
    }
}

fn refunded(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: &Notification,
) -> Result<(), JournalError> {
    let payment_id = &told.payment_id;
    if let Some(order) = engine.journal().order_of_source(&SOURCE, payment_id)? {
        let Some(refund) = refund_told(engine.journal(), payment_id)? else { return Ok(()) };
        if is_known(&order, &refund) {
            return Ok(());
        }
        if order.life.is_refunded() {
            return ask(engine, settings, received, told, "refunded_again");
        }
        info!(number = order.number, "the money went back");
        return paid_back(engine, &order, refund);
    }
    let prefix = Notification::keys_of(payment_id, &Status::Confirmed);
    let told_of_it = engine.journal().received_under(&SOURCE, &prefix)?;
    if told_of_it.iter().any(|it| it.id > received.id) {
        // It waits to be taken: then this is found.
        return Ok(());
    }
    // All of it: by being asked for the payment becomes no order any more.
    if look_now(engine, told)? && told.status != Status::Refunded {
        info!(payment = payment_id, "money went back of a payment that was not told yet");
        return Ok(());
    }
    ask(engine, settings, received, told, "unknown_payment")
}

/// Has the bank asked at once for what is to be paid by it still: the payment has to be told yet. Whether there is any.
fn look_now(engine: &mut Engine, told: &Notification) -> Result<bool, JournalError> {
    let now = engine.now();
    if let Ok(id) = told.order_id.parse::<ChargeId>() {
        let charge = engine.journal().charge(&id)?;
        let pending = charge.filter(|it| matches!(it.state, ChargeState::Pending { .. }));
        let Some(charge) = pending else { return Ok(false) };
        engine.write(|writer| writer.set_charge_state(charge.number, &charge.state, Some(now)))?;
        return Ok(true);
    }
    let Some(id) = checkout_of(&told.order_id) else { return Ok(false) };
    let is_looked_after = |state: &CheckoutState| {
        let named = CheckoutState::Expired { external_id: None };
        matches!(state, CheckoutState::Open { .. } | CheckoutState::Expired { .. })
            && *state != named
    };
    let checkout = engine.journal().checkout(&id)?;
    let unpaid = checkout.filter(|it| {
        it.provider == ProviderName::Tbank && it.order.is_none() && is_looked_after(&it.state)
    });
    let Some(checkout) = unpaid else { return Ok(false) };
    engine
        .write(|writer| writer.set_checkout_state(checkout.number, &checkout.state, Some(now)))?;
    Ok(true)
}

/// So many wrong tokens came that the password may be the wrong one.
fn tell_of_forgeries(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
) -> Result<(), JournalError> {
    warn!("many notifications of the bank's had a wrong token");
    let text = settings.formatter.bank_tokens_wrong();
    engine.notify(&NotificationKey::once(&format!("bank:{}", received.id)), &text)
}

fn ask(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: &Notification,
    why: &str,
) -> Result<(), JournalError> {
    let event = Untrusted::new(told.status.as_str());
    ask_people(engine, settings, received, (&event, Some(told)), why)
}

/// What the bank told, without what is secret or nobody's business: the signature, the card.
fn shown(received: &Received) -> Untrusted {
    const HIDDEN: [&str; 6] = ["Token", "CardId", "Pan", "ExpDate", "RebillId", "TerminalKey"];
    let fields: serde_json::Map<_, _> = serde_json::from_slice(&received.raw).unwrap_or_default();
    let is_shown = |name: &String| !HIDDEN.contains(&name.as_str());
    let told = fields.iter().filter(|(name, value)| is_shown(name) && !value.is_object());
    let told = told.map(|(name, value)| format!("{name}: {value}"));
    Untrusted::new(
        Untrusted::new(told.collect::<Vec<_>>().join(", ")).excerpt(SHOWN_CHARACTERS_MAX),
    )
}

/// Money may be concerned: people read what came in, once.
fn ask_people(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    (event, told): (&Untrusted, Option<&Notification>),
    why: &str,
) -> Result<(), JournalError> {
    let payment = told.map(|told| told.payment_id.as_str());
    let amount = told.and_then(|told| told.amount);
    warn!(%event, payment, amount, why, "people have to look at a payment");
    let text = settings.formatter.bank_notification(event, why, &shown(received));
    engine.notify(&NotificationKey::once(&format!("bank:{}", received.id)), &text)
}
