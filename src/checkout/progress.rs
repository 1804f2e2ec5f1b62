//! How a checkout that is due goes on: what its provider is asked, and what follows where that tells nothing new.

use jiff::Timestamp;
use tracing::{info, warn};

use super::schedule::{look_after_expiry, next_look};
use crate::engine::Engine;
use crate::journal::JournalError;
use crate::order::checkout::{Checkout, CheckoutState};

/// What a provider is asked about a checkout.
pub(super) enum Question {
    Create,
    Find,
    Standing(String),
}

/// What is to be asked about a checkout that is due. That it is to be made is written.
pub(super) fn question(
    engine: &mut Engine,
    checkout: &mut Checkout,
    now: Timestamp,
) -> Result<Option<Question>, JournalError> {
    let number = checkout.number;
    match &checkout.state {
        CheckoutState::Creating { asked_at: None, .. } if now < checkout.wish.expires_at => {
            checkout.state = CheckoutState::Creating { asked_at: Some(now), why: None };
            let state = &checkout.state;
            engine.write(|writer| writer.set_checkout_state(number, state, Some(now)))?;
            Ok(Some(Question::Create))
        }
        CheckoutState::Creating { asked_at: None, .. } => {
            expire(engine, checkout, None, None)?;
            Ok(None)
        }
        CheckoutState::Creating { .. } | CheckoutState::Unclear { .. } => Ok(Some(Question::Find)),
        CheckoutState::Open { external_id, .. }
        | CheckoutState::Expired { external_id: Some(external_id) } => {
            Ok(Some(Question::Standing(external_id.clone())))
        }
        // Nothing is due about these.
        state => {
            engine.write(|writer| writer.set_checkout_state(number, state, None))?;
            Ok(None)
        }
    }
}

/// Nobody knows whether it was made, and nobody was given its link.
pub(super) fn unclear(
    engine: &mut Engine,
    asked: &Checkout,
    why: &str,
    again: Timestamp,
) -> Result<(), JournalError> {
    let (number, expires_at) = (asked.number, asked.wish.expires_at);
    let asked_at = match asked.state {
        CheckoutState::Creating { asked_at: Some(at), .. } => {
            warn!(checkout = %asked.id, why, "whether a checkout was made is not known");
            at
        }
        CheckoutState::Unclear { asked_at } if again < expires_at => asked_at,
        _ => return expire(engine, asked, None, None),
    };
    let state = CheckoutState::Unclear { asked_at };
    engine.write(|writer| writer.set_checkout_state(number, &state, Some(again)))
}

/// It can still be paid, as far as is known.
pub(super) fn unpaid(
    engine: &mut Engine,
    asked: &Checkout,
    is_known: bool,
    now: Timestamp,
) -> Result<(), JournalError> {
    let (number, expires_at) = (asked.number, asked.wish.expires_at);
    let after = look_after_expiry(expires_at, now);
    match &asked.state {
        CheckoutState::Open { .. } if now < expires_at => {
            let next = next_look(asked.created_at, now).min(expires_at);
            engine.write(|writer| writer.set_checkout_state(number, &asked.state, Some(next)))
        }
        CheckoutState::Open { external_id, .. } => {
            expire(engine, asked, Some(external_id.clone()), after)
        }
        state => {
            // Who did not answer is asked until they do.
            let next = after.or((!is_known).then(|| next_look(asked.created_at, now)));
            engine.write(|writer| writer.set_checkout_state(number, state, next))
        }
    }
}

fn expire(
    engine: &mut Engine,
    asked: &Checkout,
    external_id: Option<String>,
    due_at: Option<Timestamp>,
) -> Result<(), JournalError> {
    info!(checkout = %asked.id, "a checkout has expired");
    let state = CheckoutState::Expired { external_id };
    engine.write_together(|engine| {
        engine.write(|writer| writer.set_checkout_state(asked.number, &state, due_at))?;
        engine.note_failed(asked)
    })
}
