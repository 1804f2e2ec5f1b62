//! What a webhook is made into.

use tracing::{info, warn};

use super::{SOURCE, Settings, purchase_of};
use crate::engine::{Engine, encode};
use crate::journal::{JournalError, NewOrder, NotificationKey, Received};
use crate::order::life::{self, Delivery, Event as LifeEvent, Refund};
use crate::order::{OrderId, Untrusted};
use crate::rich_text::RichText;
use crate::shop::{self, EVENTS};
use crate::sources::twins::note_twin;
use crate::tribute::webhook::{Event, Purchase, PurchaseRefund, Webhook, is_same_name};

/// More of a body is not shown.
const SHOWN_CHARACTERS_MAX: usize = 1_500;

/// Takes one webhook: what becomes of it, and that it is taken, are one transaction.
pub(super) fn take(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
) -> Result<(), JournalError> {
    engine.write_together(|engine| {
        match Webhook::read(&received.raw) {
            Ok(Some(webhook)) => act(engine, settings, received, &webhook)?,
            // It was one when it was kept.
            Ok(None) | Err(_) => {
                unreadable(engine, settings, received, &Untrusted::new("?"), "webhook")?;
            }
        }
        engine.write(|writer| writer.take_from_inbox(received.id))
    })
}

fn act(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    webhook: &Webhook,
) -> Result<(), JournalError> {
    match &webhook.event {
        Event::Purchase(purchase) => match order_id(settings.livemode, &purchase.key) {
            Some(id) => bought(engine, settings, received, purchase, id),
            // What names it in place of a number may be too long.
            None => unreadable(engine, settings, received, &webhook.name, "purchase_id"),
        },
        Event::PurchaseRefunded(refund) => paid_back(engine, settings, received, refund),
        Event::Unreadable(field) => {
            unreadable(engine, settings, received, &webhook.name, &field.to_string())
        }
        Event::Other => other(engine, settings, received, webhook),
    }
}

/// Money may be concerned: people read what came in.
fn unreadable(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    name: &Untrusted,
    why: &str,
) -> Result<(), JournalError> {
    warn!(event = %name, why, "a webhook that can't be read");
    let body = String::from_utf8_lossy(&received.raw);
    let shown = body.chars().take(SHOWN_CHARACTERS_MAX).collect::<String>();
    let (why, shown) = (Untrusted::new(why), Untrusted::new(shown));
    let text = settings.formatter.unreadable_webhook(name, &why, &shown);
    tell(engine, "unreadable", received, &text)
}

fn bought(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    purchase: &Purchase,
    id: OrderId,
) -> Result<(), JournalError> {
    if let Some(known) = engine.journal().order_of_source(&SOURCE, &purchase.key)? {
        let is_same =
            purchase_of(&known).is_some_and(|it| Purchase { at: purchase.at, ..it } == *purchase);
        if is_same {
            return Ok(());
        }
        warn!(number = known.number, "a purchase that is known came with other contents");
        let form = settings.form(purchase);
        let text = settings.formatter.other_contents(&known, &form);
        return tell(engine, "contents", received, &text);
    }
    let mut form = settings.form(purchase);
    let ordered_at = purchase.at.unwrap_or(received.received_at);
    note_twin(engine, &SOURCE, &mut form, ordered_at)?;
    let begun = life::begin(&form, Delivery::Nothing);
    let new = NewOrder {
        id,
        source: SOURCE.clone(),
        external_id: purchase.key.clone(),
        text: Untrusted::new(String::from_utf8_lossy(&received.raw)),
        form,
        life: begun.order,
        ordered_at,
    };
    let number = engine.take_in(new, &begun.effects)?;
    // Webhooks may overtake each other.
    match refund_before(engine, &purchase.key)? {
        Some(refund) => engine.apply_event(number, LifeEvent::Refunded(refund)),
        None => Ok(()),
    }
}

fn order_id(livemode: bool, key: &str) -> Option<OrderId> {
    let kind = if livemode { "" } else { "test-" };
    format!("{kind}tribute-purchase-{key}").parse().ok()
}

/// The refund of a purchase that came before the purchase itself.
fn refund_before(engine: &Engine, key: &str) -> Result<Option<Refund>, JournalError> {
    let received = engine.journal().received_under(&SOURCE, &Webhook::refunds(key))?;
    Ok(received.iter().find_map(|received| {
        match Webhook::read(&received.raw).ok().flatten()?.event {
            Event::PurchaseRefunded(refund) => Some(refund_of(&refund, received)),
            _ => None,
        }
    }))
}

/// Tribute gives back all of it or nothing.
fn refund_of(refund: &PurchaseRefund, received: &Received) -> Refund {
    Refund {
        amount: refund.price.money(),
        full: true,
        reason: refund.reason.clone(),
        at: refund.at.unwrap_or(received.received_at),
    }
}

fn paid_back(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    refund: &PurchaseRefund,
) -> Result<(), JournalError> {
    if let Some(known) = engine.journal().order_of_source(&SOURCE, &refund.key)? {
        info!(number = known.number, "the money went back");
        let event = LifeEvent::Refunded(refund_of(refund, received));
        return engine.apply_event(known.number, event);
    }
    let purchases = engine.journal().received_under(&SOURCE, &Webhook::purchases(&refund.key))?;
    if !purchases.is_empty() {
        // It waits to be taken: then this refund is found.
        return Ok(());
    }
    warn!(purchase = refund.key, "the money of a purchase went back that nobody knows");
    let money = refund.price.money();
    let text = settings.formatter.unknown_refund(&refund.key, money, refund.reason.as_ref());
    tell(engine, "refund", received, &text)
}

/// Passed on where the owner wants it.
fn other(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    webhook: &Webhook,
) -> Result<(), JournalError> {
    let name = webhook.name.as_str();
    if !settings.forward.iter().any(|wanted| is_same_name(wanted, name)) {
        info!(event = %webhook.name, "an event that nobody asked for");
        return Ok(());
    }
    let at = (received.received_at, settings.livemode);
    let payload = &webhook.payload;
    let call = shop::encode_event(&webhook.digest(), name, webhook.created_at, payload, at);
    let (key, call, now) = (webhook.dedup_key(), encode(&call), engine.now());
    engine.write(|writer| writer.receive(&EVENTS, &key, call.as_bytes(), now)).map(drop)
}

/// Moderators read it once.
fn tell(
    engine: &mut Engine,
    kind: &str,
    received: &Received,
    text: &RichText,
) -> Result<(), JournalError> {
    engine.notify(&NotificationKey::once(&format!("webhook-{kind}:{}", received.id)), text)
}
