//! What is made of what buyers did.

use tracing::{info, warn};

use super::talk::Talk;
use super::{SOURCE, Settings};
use crate::checkout::{Payment, checkout_paid, paid_back, unexpected_payment};
use crate::engine::Engine;
use crate::journal::{JournalError, NotificationKey, Received};
use crate::order::life::Refund;
use crate::order::purchase::Customer;
use crate::order::{CheckoutId, Currency, Money, ProviderName, Untrusted};
use crate::sources::webhooks::shown;
use crate::telegram::payments::{Buyer, Heard, Paid, PaidBack};

/// Takes one thing that a buyer did: what becomes of it, and that it is taken, are one transaction.
pub(super) fn take(
    engine: &mut Engine,
    settings: &Settings,
    talk: &mut Talk,
    received: &Received,
) -> Result<(), JournalError> {
    engine.write_together(|engine| {
        match serde_json::from_slice(&received.raw) {
            Ok(Heard::Paid(told)) => paid(engine, settings, received, told)?,
            Ok(Heard::PaidBack(told)) => went_back(engine, settings, received, &told)?,
            Ok(Heard::Wrote(wrote)) => talk.wrote(engine, settings, &wrote)?,
            Err(_) => ask_people(engine, settings, received, "unreadable")?,
        }
        engine.write(|writer| writer.take_from_inbox(received.id))
    })
}

fn paid(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: Paid,
) -> Result<(), JournalError> {
    if engine.journal().order_of_source(&SOURCE, &told.charge_id)?.is_some() {
        return Ok(());
    }
    let Some(order_id) = settings.order_id(&told.charge_id) else {
        return ask_people(engine, settings, received, "unreadable");
    };
    let checkout = match told.payload.as_str().parse::<CheckoutId>() {
        Ok(id) => engine.journal().checkout(&id)?,
        Err(_) => None,
    };
    let checkout = checkout.filter(|it| it.provider == ProviderName::Telegram);
    let payment = Payment {
        order_id,
        price: money(&told.currency, told.amount),
        text: Untrusted::new(words(&told)),
        at: told.at,
        buyer: Some(customer(told.buyer)),
        external_id: told.charge_id,
    };
    let number = match &checkout {
        Some(checkout) if checkout.order.is_none() => {
            let name = checkout.id.to_string();
            checkout_paid(engine, checkout, &name, payment)?
        }
        checkout => {
            let number = unexpected_payment(engine, SOURCE.clone(), checkout.as_ref(), payment)?;
            warn!(number, is_known = checkout.is_some(), "a payment that nobody waited for");
            number
        }
    };
    info!(number, "a buyer has paid the bot");
    Ok(())
}

fn went_back(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    told: &PaidBack,
) -> Result<(), JournalError> {
    let Some(order) = engine.journal().order_of_source(&SOURCE, &told.charge_id)? else {
        return ask_people(engine, settings, received, "unknown_payment");
    };
    info!(number = order.number, "the money went back");
    let amount = money(&told.currency, told.amount);
    let full = order.form.price.zip(amount).is_none_or(|(paid, back)| back.amount >= paid.amount);
    paid_back(engine, &order, Refund { amount, full, reason: None, at: told.at })
}

/// `50 XTR, chk_…, stx…`: what people read who look at the order.
fn words(told: &Paid) -> String {
    let Paid { amount, currency, payload, charge_id, provider_charge_id, .. } = told;
    let words = [&format!("{amount} {currency}"), payload.as_str(), charge_id, provider_charge_id];
    let said: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    said.join(", ")
}

fn customer(buyer: Buyer) -> Customer {
    let Buyer { address, name, username, .. } = buyer;
    Customer { name, telegram_id: Some(address.id), username, ..Customer::default() }
}

fn money(code: &str, amount: i64) -> Option<Money> {
    Some(Money { amount, currency: Currency::from_code(code)? })
}

/// Money may be concerned: people read what was told, once.
fn ask_people(
    engine: &mut Engine,
    settings: &Settings,
    received: &Received,
    why: &str,
) -> Result<(), JournalError> {
    warn!(why, "people have to look at a payment to the bot");
    let text = settings.formatter.bot_payment(why, &shown(received));
    engine.notify(&NotificationKey::once(&format!("bot-payment:{}", received.id)), &text)
}
