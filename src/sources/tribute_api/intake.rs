//! What a webhook is made into.

use tracing::{info, warn};

use super::{SOURCE, Settings, purchase_of};
use crate::engine::Engine;
use crate::journal::{JournalError, NewOrder, Received};
use crate::order::life::{self, Delivery, Event as LifeEvent, Refund};
use crate::order::{OrderId, Untrusted};
use crate::sources::twins::note_twin;
use crate::sources::webhooks::{pass_on, tell, unreadable};
use crate::tribute::webhook::{Event, Purchase, PurchaseRefund, Webhook};

/// Takes one webhook: what becomes of it, and that it is taken, are one transaction.
pub(super) fn take(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
) -> Result<(), JournalError> {
    engine.write_together(|engine| {
        if let Ok(Some(webhook)) = Webhook::read(&received.raw) {
            act(engine, settings, received, &webhook)?;
        } else {
            // It was one when it was kept.
            let name = Untrusted::new("?");
            unreadable(engine, &settings.formatter, received, &name, "webhook")?;
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
    let unreadable = |engine: &mut Engine, why: &str| {
        unreadable(engine, &settings.formatter, received, &webhook.name, why)
    };
    match &webhook.event {
        Event::Purchase(purchase) => match order_id(settings.livemode, &purchase.key) {
            Some(id) => bought(engine, settings, received, purchase, id),
            // What names it in place of a number may be too long.
            None => unreadable(engine, "purchase_id"),
        },
        Event::PurchaseRefunded(refund) => paid_back(engine, settings, received, refund),
        Event::Unreadable(field) => unreadable(engine, &field.to_string()),
        // Those of the shop are kept for another source.
        Event::Shop(_) | Event::Other => {
            pass_on(engine, (&settings.forward, settings.livemode), received, webhook)
        }
    }
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
    if purchases.iter().any(|it| it.id > received.id) {
        // It waits to be taken: then this refund is found.
        return Ok(());
    }
    warn!(purchase = refund.key, "the money of a purchase went back that nobody knows");
    let money = refund.price.money();
    let text = settings.formatter.unknown_refund(&refund.key, money, refund.reason.as_ref());
    tell(engine, "refund", received, &text)
}
